"""The files: the same bytes for the same seed, sound tables, hard registers, nothing that reads as real."""

import csv
import hashlib
import io
import json
import re
import zipfile
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from sse_analysis import mapping
from sse_analysis.schema import tables
from sse_analysis.synthetic import generate, registers
from sse_analysis.synthetic.letters import cyrillic

_CYRILLIC = re.compile("[а-яА-Я]")


def digests(folder):
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture(scope="module")
def truth(written):
    return json.loads((written / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def home(written, project, tmp_path_factory, request):
    """A project folder whose synthetic country is the small one."""
    root = tmp_path_factory.mktemp("home")
    (root / "data").mkdir()
    (root / "data" / "xsy").symlink_to(written)
    for name in ("parameters", "data/common"):
        (root / name).symlink_to(project / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSE_HOME", str(root))
        yield root


def test_same_seed_same_bytes_in_every_format(written, tmp_path):
    again = generate("xsy", folder=tmp_path / "xsy", people=60_000, seed=11)
    one, other = digests(written), digests(again)
    assert one == other
    endings = {name.rpartition(".")[2] for name in one}
    assert {"csv", "sav", "dta", "xlsx", "ods", "json", "geojson", "yml"} <= endings


def test_another_seed_is_another_country(written, tmp_path):
    other = digests(generate("xsy", folder=tmp_path / "xsy", people=60_000, seed=12))
    same = {name for name, digest in digests(written).items() if other[name] == digest}
    assert not {name for name in same if name.startswith(("microdata/", "truth"))}


def test_what_a_reader_keeps_in_the_folder_stays(tmp_path):
    target = tmp_path / "xsy"
    (target / "user").mkdir(parents=True)
    (target / "user" / "mine.csv").write_text("a\n1\n", encoding="utf-8")
    (target / "stray.csv").write_text("a\n", encoding="utf-8")
    generate("xsy", folder=target, people=30_000, seed=2)
    assert (target / "user" / "mine.csv").read_text(encoding="utf-8") == "a\n1\n"
    assert not (target / "stray.csv").exists()
    assert [file.name for file in tmp_path.iterdir()] == ["xsy"]


def test_the_published_tables_have_no_problem(home):
    import datetime as dt

    found = [str(failure) for failure in tables.problems("xsy", today=dt.date(2026, 11, 23))]
    assert found == []


def test_the_audit_finds_every_planted_fault_and_contradiction(home, truth):
    from sse_analysis import load_study

    study = load_study("xsy")
    audit = mapping.audit(study.ledger, study.legal_forms).frame
    names = audit["ids"].str.split(";")
    for fault in truth["values"]["ledger.faults"]:
        found = audit[names.map(lambda ids, wanted=fault["id"]: wanted in ids) & audit["rule"].isin(
            [fault["check"], "share of active bodies"])]  # fmt: skip
        assert found["fault"].any(), fault
    for pair in truth["values"]["ledger.contradictions"]:
        both = names.map(lambda ids, pair=pair: pair["id"] in ids and pair["other"] in ids)
        assert (audit.loc[both, "result"] == "contradicts").any(), pair


def test_the_audit_finds_no_fault_that_was_not_planted(home, truth):
    from sse_analysis import load_study

    study = load_study("xsy")
    audit = mapping.audit(study.ledger, study.legal_forms).frame
    planted = {fault["id"] for fault in truth["values"]["ledger.faults"]}
    planted |= {pair[side] for pair in truth["values"]["ledger.contradictions"] for side in ("id", "other")}
    failing = audit[audit["result"].eq("does not add up")]
    assert all(planted & set(ids.split(";")) for ids in failing["ids"])


def workbook(written):
    return load_workbook(written / "registers" / "cooperatives.xlsx")["Registro"]


def sheet_of_ods(written):
    content = zipfile.ZipFile(written / "registers" / "groups.ods").read("content.xml")
    space = {
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    rows = ElementTree.fromstring(content).findall(".//table:table-row", space)
    return [["".join(cell.itertext()) for cell in row.findall("table:table-cell", space)] for row in rows]


def enterprises(written):
    text = (written / "registers" / "enterprises.csv").read_bytes().decode("utf-8-sig")
    assert "\r\n" in text
    return pd.DataFrame(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_workbook_is_as_an_office_makes_it(written):
    sheet = workbook(written)
    assert sorted(str(cells) for cells in sheet.merged_cells.ranges) == ["A1:M1", "A2:M2", "A3:M3"]
    assert [cell.value for cell in sheet[5]][:4] == ["N-ro", "Kodo", "Nomo", "Speco"]
    last = [row[2].value for row in list(sheet.rows)[-3:]]
    assert last[0] == "Sumo" and last[1] is None
    body = [row for row in sheet.iter_rows(min_row=6, values_only=True) if isinstance(row[0], int)]
    members = [str(row[6]) for row in body]
    assert any(text.endswith("¹") for text in members) and any(text.endswith("*") for text in members)
    assert any(text.startswith("cirkau ") for text in members)
    assert registers._members(1254, 0.7) == "1 2541" and registers._members(318, 0.7) == "318"
    dates = [row[4] for row in body]
    assert any(not isinstance(day, str) for day in dates)
    assert any(isinstance(day, str) and int(day[-4:]) > 2400 for day in dates)
    assert all("," in row[9] for row in body)


def test_the_other_registers_have_their_own_habits(written):
    table = enterprises(written)
    assert any(re.fullmatch(r"\d{2}/\d{2}/25\d{2}", day) for day in table["date_reg"])
    assert table["turnover_th"].str.fullmatch(r"\d{1,3}(\.\d{3})*,\d").all()
    assert registers.grouped(1254, ".") == "1.254" and registers.grouped(318, ".") == "318"
    assert {len(code) for code in table["isic"]} == {2, 4}
    rows = sheet_of_ods(written)
    assert rows[0][0].startswith("Listo de grupoj") and rows[1][0] == "kodo"
    kinds = {row[2] for row in rows[2:]}
    assert kinds == {"memhelpa grupo", "asocio", "reciproka", "akvo", "fondo", "produktanta"}


def test_every_register_is_in_two_scripts(written):
    names = [
        row[2] for row in workbook(written).iter_rows(min_row=6, values_only=True) if isinstance(row[0], int)
    ]
    for found in (names, list(enterprises(written)["name"]), [row[1] for row in sheet_of_ods(written)[2:]]):
        share = np.mean([bool(_CYRILLIC.search(name)) for name in found])
        assert 0.15 < share < 0.85


def test_the_shares_of_hard_pairs_are_met(truth):
    values = truth["values"]
    pairs = values["duplicates.pairs"]
    assert pairs > 100
    for name, share in (("cross_script", 0.30), ("two_edits", 0.20), ("no_id", 0.10)):
        assert values[f"duplicates.{name}"] / pairs == pytest.approx(share, abs=0.02)
    assert values["duplicates.within_one_register"] > 0


def test_true_links_name_every_record_once(written):
    links = pd.read_csv(written / "truth" / "links.csv")
    assert not links.duplicated(["register", "record_id"]).any()
    sizes = links["register"].value_counts()
    assert sizes["enterprises"] == len(enterprises(written))
    assert sizes["groups"] == len(sheet_of_ods(written)) - 2
    known = pd.read_csv(written / "truth" / "entities.csv")["entity_id"]
    assert links["entity_id"].isin(known).all()


def test_survey_weights_and_codes(written, truth):
    sample = pd.read_csv(
        written / "microdata" / "lfs.csv", dtype={"HH": "str", "PSU": "str", "E2": "str", "E3": "str"}
    )
    assert sample["W"].sum() == pytest.approx(truth["values"]["population.persons"], rel=0.03)
    assert sample.groupby("STRATUM")["PSU"].nunique().loc[999] == 1
    drawn = sample.groupby("STRATUM")["PSU"].nunique().drop(999)
    # Towns of the smallest areas have fewer than four districts in so small a country.
    assert set(drawn[drawn < 2].index) <= {1001, 1101, 1201}
    assert set(sample["E1"].dropna()) <= {1, 2, 3, 4, 5, 6, 7, 9}
    assert sample["E2"].dropna().str.fullmatch(r"\d{4}").all()
    assert sample.loc[sample["AGE"] < 15, ["ACT", "E1", "M1"]].isna().all(axis=None)
    assert set(sample["E10"].dropna()) <= {*range(1, 11), 20, 50, 98}


def test_three_files_hold_the_same_persons(written):
    import pyreadstat

    flat = pd.read_csv(written / "microdata" / "lfs.csv")
    spss, about = pyreadstat.read_sav(str(written / "microdata" / "lfs.sav"))
    stata, _ = pyreadstat.read_dta(str(written / "microdata" / "lfs_gld.dta"))
    for name in ("W", "AGE", "E1", "E7", "E13", "M1"):
        pd.testing.assert_series_equal(spss[name], flat[name].astype("float64"))
    assert about.variable_value_labels["SEX"] == {1.0: "Виро", 2.0: "Вирино"}
    assert stata["age"].tolist() == flat["AGE"].tolist()
    # GLD hides members of cooperatives among the self-employed, and apprentices among the unpaid.
    assert set(stata.loc[flat["E1"] == 4, "empstat"]) <= {4.0} and set(
        stata.loc[flat["E1"] == 6, "empstat"]
    ) <= {2.0}
    bracket = stata.loc[flat["E10"].between(5, 9), ["firmsize_l", "firmsize_u"]].drop_duplicates()
    assert bracket.to_numpy().tolist() == [[5.0, 9.0]]


def test_the_panel_is_the_same_persons_a_year_older(written):
    first, second = (pd.read_csv(written / "microdata" / f"panel_{wave}.csv") for wave in (1, 2))
    assert first["PID"].is_unique and second["PID"].isin(first["PID"]).all()
    both = first.merge(second, on="PID")
    assert ((both["AGE_y"] - both["AGE_x"]).isin((0, 1))).all()
    lost = ~first["PID"].isin(second["PID"])
    assert 0.05 < lost.mean() < 0.3
    assert lost[first["AGE"] < 30].mean() > lost[first["AGE"] >= 30].mean()
    assert second["W2"].sum() == pytest.approx(first["W"].sum(), rel=1e-4)


def test_status_error_changes_the_panel_and_nothing_else(written, tmp_path):
    other = generate("xsy", folder=tmp_path / "xsy", people=60_000, seed=11, switches=["status_error"])
    one, changed = digests(written), digests(other)
    differing = {name for name in one if one[name] != changed[name]}
    assert differing == {"microdata/panel_1.csv", "microdata/panel_2.csv", "truth.json"}


def test_neighbours_share_their_borders(written):
    shapes = json.loads((written / "geography" / "areas.geojson").read_text(encoding="utf-8"))["features"]
    near = pd.read_csv(written / "geography" / "neighbours.csv")
    pairs = set(zip(near["unit_code"], near["neighbour_code"], strict=True))
    assert pairs == {(other, one) for one, other in pairs} and all(one != other for one, other in pairs)
    assert len(shapes) == 12 and {one for one, _ in pairs} == {
        shape["properties"]["unit_code"] for shape in shapes
    }
    for shape in shapes:
        ring = shape["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1]
        x, y = np.array(ring).T
        assert (x[:-1] * y[1:] - x[1:] * y[:-1]).sum() > 0, "rings run against the clock"


def test_the_entity_survey_says_who_answered(written, truth):
    survey = pd.read_csv(written / "surveys" / "entities.csv")
    contacts = pd.read_csv(written / "surveys" / "contacts.csv")
    answered = contacts[contacts["outcome"].isin(["complete", "partial"])]
    own = survey[survey["source"] == "frame"]
    assert set(own["frame_id"]) == set(answered["frame_id"])
    assert survey.loc[survey["source"] == "open_link", ["weight", "frame_size"]].isna().all(axis=None)
    items = [f"{letter}{place}" for letter in "gvsef" for place in range(1, 7)]
    assert set(np.unique(survey[items].stack().dropna())) == {1, 2, 3, 4, 5, 9}
    assert 0.02 < survey[items].isna().mean().mean() < 0.15
    assert (survey["women_board"] <= survey["board_members"]).all()
    for name in ("contract", "insured", "long_hours"):
        given = survey[f"workers_{name}"]
        assert given.notna().mean() > 0.85 and (given.dropna() <= survey["workers"][given.notna()]).all()


def test_the_older_releases_differ_where_the_truth_says(written, truth):
    newest = pd.read_csv(written / "sdg_series.csv").set_index(["series", "sex", "year"])["value"]
    seen = set()
    for release in ("2024-06", "2025-06"):
        older = pd.read_csv(written / "vintages" / f"sdg_series_{release}.csv")
        assert older["release"].eq(release).all()
        values = older.set_index(["series", "sex", "year"])["value"]
        changed = values[values.ne(newest.reindex(values.index))]
        seen |= set(changed.index.get_level_values("series"))
    assert seen == set(truth["values"]["sdg.revised_series"])
    flagged = pd.read_csv(written / "sdg_series.csv").query("obs_status == 'B'")
    assert set(zip(flagged["series"], flagged["year"], strict=True)) == {
        (row["series"], row["year"]) for row in truth["values"]["sdg.breaks"]
    }


def test_the_newest_published_rate_is_the_true_one(written, truth):
    table = pd.read_csv(written / "informality_series.csv")
    newest = table[
        table["concept"].eq("informal_employment_share")
        & table["release_date"].eq("2026-06")
        & table["year"].eq(2025)
    ]
    rates = newest.set_index(["scope", "sex"])["value"]
    values = truth["values"]
    for scope, name in (
        ("total", ""),
        ("agriculture", ".agriculture"),
        ("nonagriculture", ".nonagriculture"),
    ):
        assert rates[scope, "total"] == round(values[f"informality.rate.icls17_ilo{name}"], 2)
    assert rates["total", "female"] == round(values["informality.rate.icls17_ilo.sex.female"], 2)
    goals = pd.read_csv(written / "sdg_series.csv").query(
        "series == 'EMP_NIFL_SEX_RT' and sex == 'total' and year == 2025"
    )
    assert goals["value"].item() == round(values["informality.rate.icls17_ilo"], 1)


def test_every_table_says_that_it_is_synthetic(written, truth):
    assert truth["banner"] == "Synthetic country: no figure here describes a real country."
    for name, column in (
        ("ledger", "source_url"),
        ("sdg_series", "url"),
        ("context_series", "url"),
        ("informality_series", "url"),
    ):
        assert pd.read_csv(written / f"{name}.csv")[column].str.startswith("https://example.org/xsy/").all()
    assert "Generated by the code of this project" in (written / "sources.yml").read_text(encoding="utf-8")
    assert all(float(value) is not None for value in truth["values"]["transition.matrix"][0])


@pytest.mark.parametrize(
    ("latin", "expected"), [("Aroq", "Ароq"), ("Shoro kesa", "Шоро кеса"), ("Fondajo", "Фондажо")]
)
def test_letters_become_letters(latin, expected):
    assert cyrillic(latin) == expected
