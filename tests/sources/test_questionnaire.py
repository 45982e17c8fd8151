"""The questionnaire: a form that the tools accept, and their exports taken back without hand work."""

from __future__ import annotations

import shutil

import openpyxl
import pandas as pd
import pytest
from pyxform.xls2xform import convert

from sse_analysis import load_study, mapping, paths, synthetic
from sse_analysis.cli import main
from sse_analysis.errors import SourceError
from sse_analysis.report.languages import catalogue
from sse_analysis.sources import form_files, questionnaire

COUNTRIES = ("khm", "kgz", "mng", "tha", "vnm", "xsy")


@pytest.fixture
def xsy(tmp_path, monkeypatch):
    """A project with the synthetic country, whose survey has not been in the field yet."""
    synthetic.ensure("xsy")
    real = paths.root()
    heavy = shutil.ignore_patterns("microdata", "truth", "vintages", "registers", ".cache", "user")
    shutil.copytree(real / "data/xsy", tmp_path / "data/xsy", ignore=heavy)
    shutil.copytree(real / "data/common", tmp_path / "data/common")
    (tmp_path / "parameters").mkdir()
    shutil.copy(real / "parameters/xsy.yml", tmp_path / "parameters")
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    for name in ("entities.csv", "items.csv"):
        (tmp_path / "data/xsy/surveys" / name).unlink()
    return tmp_path


@pytest.fixture(scope="module")
def answers():
    """The answers of the synthetic survey, as its file has them."""
    synthetic.ensure("xsy")
    file = paths.data_file("xsy", "surveys/entities.csv")
    return pd.read_csv(file, dtype="str", keep_default_na=False)


def _asked() -> pd.DataFrame:
    general = questionnaire.questions().rename(columns={"name": "question"})[["question", "group"]]
    book = questionnaire.items().rename(columns={"item": "question", "dimension": "group"})[
        ["question", "group"]
    ]
    return pd.concat([general, book], ignore_index=True)


def _odk(answers: pd.DataFrame, mark: str = "-") -> pd.DataFrame:
    """Return the answers as ODK Central exports them: groups before the names, and its own columns around."""
    frame = pd.DataFrame({"SubmissionDate": answers["answered_on"] + "T08:15:00.000Z"})
    for row in _asked().itertuples():
        given = answers[row.question] if row.question in answers else pd.Series("", answers.index)
        frame[f"{row.group}{mark}{row.question}"] = given.str.removesuffix(".0")
    return frame.assign(
        **{"meta-instanceID": "uuid:" + answers["case_id"], "KEY": "uuid:" + answers["case_id"]}
    )


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_form_is_accepted_by_pyxform(country, tmp_path):
    synthetic.ensure("xsy")
    file, lacking = form_files.write(country, tmp_path / "form.xlsx", version="20261124")
    assert lacking == {}
    made = convert(file, validate=False)
    assert not [one for one in made.warnings if "translation" not in one]
    for row in _asked().itertuples():
        assert f"/data/{row.group}/{row.question}" in made.xform, row.question
    forms = form_files.choices(country)["legal_form"]
    assert forms
    assert all(f"<name>{code}</name>" in made.xform for code in forms)


def test_names_that_look_like_formulas_or_code_are_text_in_the_form(xsy):
    names = ('=HYPERLINK("http://x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "<script>alert(1)</script>",
             "$x_1^2$ and #let x = 1", "Enterprise" * 400, "شركة تعاونية")  # fmt: skip
    file = xsy / "data/xsy/legal_forms.csv"
    forms = pd.read_csv(file, dtype="str", keep_default_na=False).head(len(names))
    forms.assign(name_en=names[: len(forms)], name_local="", valid_to="").to_csv(file, index=False)
    made, _ = form_files.write("xsy", xsy / "form.xlsx", version="20261128")
    book = openpyxl.load_workbook(made)
    cells = [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    known = {cell.value: cell.quotePrefix for cell in cells}
    assert {name: known[name] for name in names} == {name: name[0] in "=+-@" for name in names}
    assert "&lt;script&gt;alert(1)" in convert(made, validate=False).xform


def test_the_form_speaks_the_languages_of_the_reports_and_lists_what_it_cannot_say(tmp_path):
    words = dict.fromkeys(questionnaire.texts(), "ភាសាខ្មែរ")
    untold = words.pop("Members")
    languages = {"Khmer (km)": words, "Vietnamese (vi)": dict.fromkeys(questionnaire.texts(), "tiếng Việt")}
    file, lacking = form_files.write("khm", tmp_path / "form.xlsx", version="20261124", languages=languages)
    assert untold and lacking == {"Khmer (km)": ["Members"], "Vietnamese (vi)": []}
    book = {
        name: pd.read_excel(file, sheet_name=name, dtype="str", engine="openpyxl")
        for name in ("survey", "choices", "to_translate")
    }
    assert {"label::English (en)", "label::Khmer (km)", "hint::Vietnamese (vi)"} <= set(book["survey"])
    assert book["to_translate"].to_numpy().tolist() == [["Khmer (km)", "Members"]]
    survey = book["survey"].set_index("name")
    assert survey.loc["g1", ["label::Khmer (km)", "label::Vietnamese (vi)"]].tolist() == [
        "ភាសាខ្មែរ",
        "tiếng Việt",
    ]
    assert survey.loc["people", "label::Khmer (km)"] == "Members"
    # Names of legal forms and areas are in the national language already.
    forms = book["choices"][book["choices"]["list_name"].eq("legal_form")]
    assert forms["label::Khmer (km)"].equals(forms["label::English (en)"].rename("label::Khmer (km)"))
    made = convert(file, validate=False)
    for name in ("English (en)", "Khmer (km)", "Vietnamese (vi)"):
        assert f'<translation lang="{name}"' in made.xform


def test_the_command_offers_every_language_of_the_reports(xsy, capsys):
    assert main(["questionnaire", "write", "xsy"]) == 0
    told = capsys.readouterr().out
    file = xsy / "data/xsy/surveys/questionnaire.xlsx"
    survey = pd.read_excel(file, sheet_name="survey", dtype="str", keep_default_na=False, engine="openpyxl")
    for name in ("Khmer (km)", "Kyrgyz (ky)", "Mongolian (mn)", "Thai (th)", "Vietnamese (vi)"):
        known = catalogue(name[-3:-1])
        assert set(questionnaire.texts()) <= set(known)
        assert f"{name}: " not in told
        for part in ("label", "hint"):
            expected = [known[text] if text else "" for text in survey[f"{part}::English (en)"]]
            assert survey[f"{part}::{name}"].tolist() == expected
    made = convert(file, validate=False)
    assert made.xform.count("<translation ") == 6


def test_a_form_in_the_field_is_never_overwritten(xsy, capsys):
    assert main(["questionnaire", "write", "xsy"]) == 0
    capsys.readouterr()
    assert main(["questionnaire", "write", "xsy"]) == 2
    assert capsys.readouterr().err == (
        "data/xsy/surveys/questionnaire.xlsx exists and is not overwritten. Choose another name with --output.\n"
    )


def test_answers_of_an_export_go_to_the_scorecard_in_one_command(xsy, answers, capsys):
    late = dict.fromkeys(["frame_id", "frame_size", "weight"], "") | {
        "case_id": "late",
        "source": "open_link",
    }
    answers = pd.concat([answers, answers.tail(1).assign(**late)], ignore_index=True)
    expected = mapping.dimension_scores(_survey_of(answers, xsy), country="xsy")
    assert len(answers) == 160
    sizes = answers[answers["stratum"].ne("") & answers["frame_size"].ne("")]
    sizes[["stratum", "frame_size"]].drop_duplicates().to_csv(
        xsy / "data/xsy/surveys/strata.csv", index=False
    )
    _odk(answers).to_csv(xsy / "export.csv", index=False)
    assert main(["questionnaire", "read", "xsy", str(xsy / "export.csv")]) == 0
    head, scorecard = capsys.readouterr().out.split("\n", 1)
    assert head == "data/xsy/surveys/entities.csv: 160 answers. Next: sse run xsy --only mapping"
    survey = load_study("xsy").entity_survey
    assert scorecard == mapping.dimension_scores(survey, country="xsy").summary().plain() + "\n"
    for question in _asked()["question"]:
        if question in answers:
            back = survey.frame[question].astype("object").fillna("").astype("str").str.removesuffix(".0")
            assert back.tolist() == answers[question].str.removesuffix(".0").tolist(), question
    found = mapping.dimension_scores(survey, country="xsy")
    assert (survey.frame["source"].eq("frame") == answers["source"].eq("frame")).all()
    both = found.frame["estimate"].to_numpy(), expected.frame["estimate"].to_numpy()
    assert len(both[0]) == len(both[1]) > 10
    assert abs(both[0] - both[1]).max() < 0.05


def _survey_of(answers: pd.DataFrame, home):
    """Return the survey as the generator wrote it."""
    folder = home / "data/xsy/surveys"
    answers.to_csv(folder / "entities.csv", index=False)
    questionnaire.items().to_csv(folder / "items.csv", index=False)
    survey = load_study("xsy").entity_survey
    (folder / "entities.csv").unlink()
    return survey


def test_kobo_with_groups_by_slash_semicolons_and_labels_is_the_same(xsy, answers):
    kobo = _odk(answers.head(40), "/")
    kobo["formal/registered"] = kobo["formal/registered"].map(questionnaire.YES_NO)
    kobo["governance/g1"] = kobo["governance/g1"].map(
        {str(code): one for code, one in questionnaire.SCALE.items()}
    )
    kobo.to_csv(xsy / "kobo.csv", index=False, sep=";")
    kobo.to_excel(xsy / "kobo.xlsx", index=False)
    choices = form_files.choices("xsy")
    plain = questionnaire.read(_odk(answers.head(40)), choices=choices, name="x")
    for name in ("kobo.csv", "kobo.xlsx"):
        frame = questionnaire.read(form_files._raw(xsy / name), choices=choices, name=name)
        pd.testing.assert_frame_equal(frame, plain, check_dtype=False)


def test_labels_in_a_language_of_the_form_are_read_back(xsy, answers):
    words = {"Yes": "Có", "No": "Không"} | {
        label: f"Mức {code}" for code, label in questionnaire.SCALE.items()
    }
    plain, said = _odk(answers.head(40)), _odk(answers.head(40))
    for question in questionnaire.items()["item"]:
        (place,) = [column for column in said if column.endswith(f"-{question}")]
        said[place] = said[place].map(lambda code: f"Mức {code}" if code else "")
    said["formal-registered"] = said["formal-registered"].map({"yes": "Có", "no": "Không"})
    assert "Mức 4" in said.to_numpy() and "Có" in said.to_numpy()
    given = {"choices": form_files.choices("xsy"), "name": "x"}
    back = questionnaire.read(said, **given, languages=[{"Yes": "Ooba"}, words])
    pd.testing.assert_frame_equal(back, questionnaire.read(plain, **given))


def test_a_label_that_stands_for_two_options_is_no_answer(xsy, answers):
    export = _odk(answers.head(2))
    export["governance-g1"] = "Một ít"
    twice = {questionnaire.SCALE[2]: "Một ít", questionnaire.SCALE[3]: "Một ít"}
    with pytest.raises(SourceError, match="column 'g1': found 'Một ít', expected one of '1', '2'"):
        questionnaire.read(export, choices=form_files.choices("xsy"), name="x", languages=[twice])


def test_every_problem_of_an_export_is_listed_and_nothing_is_written(xsy, answers):
    export = _odk(answers.head(5)).drop(columns="work-workers")
    export.loc[1, "formal-registered"] = "perhaps"
    export.loc[3, "governance-g1"] = "7"
    export.loc[4, "meta-instanceID"] = export.loc[0, "meta-instanceID"]
    export.to_csv(xsy / "export.csv", index=False)
    with pytest.raises(SourceError) as caught:
        form_files.take("xsy", xsy / "export.csv")
    assert str(caught.value).splitlines() == [
        "export.csv is no export of the questionnaire:",
        "  - export.csv: found 0 columns, expected one column 'workers'. Export the form as it is.",
        f"  - export.csv, line 6: found 'uuid:{answers.loc[0, 'case_id']}' twice, expected every answer once",
        "  - export.csv, line 3, column 'registered': found 'perhaps', expected one of 'yes', 'no'",
        "  - export.csv, line 5, column 'g1': found '7', expected one of '1', '2', '3', '4', '5', '9'",
    ]
    assert not (xsy / "data/xsy/surveys/entities.csv").exists()


def test_an_invitation_that_nobody_sent_is_refused(xsy, answers):
    export = _odk(answers.head(3))
    export["about-frame_id"] = ["NOBODY", "", ""]
    export.to_csv(xsy / "export.csv", index=False)
    with pytest.raises(SourceError, match=r"found 'NOBODY', expected a number of contacts\.csv, or nothing"):
        form_files.take("xsy", xsy / "export.csv")


def test_without_contacts_nobody_speaks_for_more_than_itself(xsy, answers):
    (xsy / "data/xsy/surveys/contacts.csv").unlink()
    _odk(answers).to_csv(xsy / "export.csv", index=False)
    form_files.take("xsy", xsy / "export.csv")
    frame = load_study("xsy").entity_survey.frame
    assert frame["weight"].isna().all()
    assert set(frame["source"]) == {"open_link"}


def test_answers_that_are_there_are_not_overwritten(xsy, answers):
    _odk(answers.head(5)).to_csv(xsy / "export.csv", index=False)
    form_files.take("xsy", xsy / "export.csv")
    with pytest.raises(SourceError, match=r"entities\.csv exists and is not overwritten"):
        form_files.take("xsy", xsy / "export.csv")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "e.csv is empty"),
        (b"frame_id,area\n1,a,x\n", "e.csv, line 2: found 3 cells, expected 2, as in the first line"),
    ],
)
def test_an_export_that_is_no_table_is_told(tmp_path, content, told):
    (tmp_path / "e.csv").write_bytes(content)
    with pytest.raises(SourceError, match=told):
        form_files._raw(tmp_path / "e.csv")


def test_an_export_in_an_old_encoding_is_read(tmp_path):
    names = "".join(f"{n};Кооператив производителей\n" for n in range(30))
    (tmp_path / "e.csv").write_bytes(("frame_id;name\n" + names).encode("cp1251"))
    assert set(form_files._raw(tmp_path / "e.csv")["name"]) == {"Кооператив производителей"}


def test_a_size_of_a_stratum_that_is_no_number_is_told(tmp_path):
    with pytest.raises(SourceError, match="found '1 414', expected a whole number such as 1414"):
        form_files._size(tmp_path / "strata.csv", "1 414")
