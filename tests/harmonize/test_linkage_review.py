"""The review sheet of uncertain pairs: written, filled in by a person, honoured, never lost, refused as a whole."""

from __future__ import annotations

import shutil

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from sse_analysis import load_study, mapping, paths
from sse_analysis.cli.registering import register_command
from sse_analysis.errors import SourceError
from sse_analysis.harmonize import entities, opening, partition, review, review_sheet

KEYS = ("a:1", "a:2", "a:3", "b:1", "=cmd|' /C calc'!A1")


def records(**more) -> pd.DataFrame:
    names = ["One", '=HYPERLINK("http://x")', "+Three", "@Four", "Five\x07"]
    return pd.DataFrame({"key": KEYS, "name": names, "organization": [*"pqrst"], **more})


def linked(*pairs) -> entities.Linked:
    waiting = pd.DataFrame(pairs, columns=["left", "right", "probability"])
    return entities.Linked(records(), pd.DataFrame(), pd.DataFrame(), waiting)


def write(path, frame, **answers) -> None:
    """Fill in what a person would, and save the sheet."""
    review_sheet.write(path, frame)
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book["Review"][1]]
    for (name, row), value in {(name.rstrip("0123456789"), int(name.lstrip("abcdefghijklmnopqrstuvwxyz"))): text
                               for name, text in answers.items()}.items():  # fmt: skip
        book["Review"].cell(row, heads.index(name) + 1).value = value
    book.save(path)


def filled(folder, *rows, heads=("left", "right", "answer", "reason", "initials")):
    book = openpyxl.Workbook()
    book.active.title = "Review"
    for row in (heads, *rows):
        book.active.append(list(row))
    book.save(folder / "review.xlsx")
    return folder / "review.xlsx"


def refusal(path) -> list[str]:
    with pytest.raises(SourceError) as caught:
        review.load(path, KEYS)
    return str(caught.value).replace(f"{path.parent}/", "").splitlines()


def test_without_a_sheet_nothing_was_answered(tmp_path):
    found = review.load(tmp_path / "review.xlsx", KEYS)
    assert (dict(found.answers), found.inputs) == ({}, ())


def test_where_no_pair_waits_the_sheet_is_empty(tmp_path):
    frame = review_sheet.rows(linked(), review.Review())
    assert (len(frame), "probability" in frame) == (0, True)


def test_answers_come_back_and_are_kept_when_the_sheet_is_written_again(tmp_path):
    path = tmp_path / "review.xlsx"
    state = linked(("a:1", "b:1", 0.9), ("a:2", "a:3", 0.6))
    write(
        path,
        review_sheet.rows(state, review.Review()),
        answer2="Same",
        reason2="telephone",
        initials2="AB",
        reason3="ask",
    )
    said = review.load(path, KEYS)
    assert dict(said.answers) == {("a:1", "b:1"): True}
    # The first pair no longer waits, the second still does, a third is new.
    later = linked(("a:2", "a:3", 0.6), ("a:1", "a:2", 0.8))
    review_sheet.write(path, review_sheet.rows(later, said))
    again = review.load(path, KEYS)
    assert again.answers == said.answers
    rows = {(row["left"], row["right"]): row for row in again.rows.to_dict("records")}
    assert len(rows) == len(again.rows) == 3
    assert rows[("a:1", "b:1")]["reason"] == "telephone" and rows[("a:1", "b:1")]["initials"] == "AB"
    assert rows[("a:2", "a:3")]["reason"] == "ask" and rows[("a:2", "a:3")]["probability"] == "0.6"
    assert rows[("a:1", "a:2")]["answer"] == ""
    before = path.read_bytes(), review_sheet.rows(later, again)
    pd.testing.assert_frame_equal(before[1], review_sheet.rows(later, review.load(path, KEYS)))


def test_a_column_and_a_row_of_a_persons_own_are_kept(tmp_path):
    heads = ("left", "right", "answer", "reason", "initials", "phone")
    path = filled(
        tmp_path,
        ("a:2", "a:1", "different", "two offices", "CD", ""),
        ("b:1", "a:3", "", "", "", "012"),
        heads=heads,
    )
    said = review.load(path, KEYS)
    assert dict(said.answers) == {("a:1", "a:2"): False}
    frame = review_sheet.rows(linked(("a:1", "a:3", 0.7)), said)
    assert frame[["left", "right"]].values.tolist() == [["a:1", "a:3"], ["a:1", "a:2"], ["a:3", "b:1"]]
    assert frame["phone"].fillna("").tolist() == ["", "", "012"]


def test_names_that_look_like_formulas_are_text(tmp_path):
    state = linked(("a:1", "a:2", 0.7), ("a:3", "b:1", 0.7), ("a:1", "=cmd|' /C calc'!A1", 0.7))
    review_sheet.write(tmp_path / "review.xlsx", review_sheet.rows(state, review.Review()))
    book = openpyxl.load_workbook(tmp_path / "review.xlsx")
    cells = [cell for row in book["Review"].iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    risky = {cell.value: cell.quotePrefix for cell in cells if cell.value[0] in "=+-@"}
    assert len(risky) == 4 and all(risky.values())
    assert "Five " in {cell.value for cell in cells}


def test_every_problem_of_a_sheet_is_told_at_once(tmp_path):
    path = filled(
        tmp_path,
        ("a:1", "c:9", "same", "r", "AB"),
        ("a:1", "a:2", "sane", "r", "AB"),
        ("a:1", "a:3", "same", "", ""),
        ("a:3", "a:3", "same", "r", "AB"),
        ("a:2", "b:1", "same", "r", "AB"),
        ("b:1", "a:2", "different", "r", "CD"),
    )
    assert refusal(path) == [
        "review.xlsx has 6 problems:",
        "  - review.xlsx, line 2, column 'right': found 'c:9', expected a record of a register",
        "  - review.xlsx, line 3, column 'answer': found 'sane', expected 'same' or 'different'. Did you mean 'same'?",
        "  - review.xlsx, line 4, column 'reason': found nothing, expected a reason for the answer",
        "  - review.xlsx, line 4, column 'initials': found nothing, expected the initials of a person for the answer",
        "  - review.xlsx, line 5, column 'right': found the same record twice, expected two records",
        "  - review.xlsx, line 7, column 'answer': found 'different', against row 6, expected one answer for a pair. Keep one.",
    ]


def test_answers_that_cannot_all_be_true_name_their_rows(tmp_path):
    path = filled(
        tmp_path,
        ("a:1", "a:2", "same", "r", "AB"),
        ("a:2", "a:3", "same", "r", "AB"),
        ("a:3", "a:1", "different", "r", "CD"),
    )
    assert refusal(path) == [
        "review.xlsx has 1 problem:",
        "  - review.xlsx, line 4, column 'answer': found 'different', while the rows 2, 3 make the two records one, "
        "expected answers that can all be true. Change one of them.",
    ]


def test_another_workbook_is_no_review_sheet(tmp_path):
    said = refusal(filled(tmp_path, ("a:1", "a:2", "same"), heads=("left", "right", "anwser")))
    assert said[0] == "review.xlsx is no review sheet:"
    assert (
        "column 'answer': found no such column, expected one column 'answer'. Did you mean 'anwser'?"
        in said[1]
    )
    assert len(said) == 4


def test_a_bad_sheet_is_not_overwritten(tmp_path):
    path = filled(tmp_path, ("a:1", "a:2", "perhaps", "r", "AB"))
    before = path.read_bytes()
    refusal(path)
    assert path.read_bytes() == before


def links(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["left", "right", "probability", "decided_by"])


def test_two_records_kept_apart_stay_apart_in_a_chain():
    pairs = links(("a", "b", 0.99, "names"), ("b", "c", 0.96, "names"), ("c", "d", 1.0, "number"))
    kept, cut = partition.apart(pairs, [("a", "d")])
    assert kept[["left", "right"]].values.tolist() == [["a", "b"], ["c", "d"]]
    assert cut[["left", "right"]].values.tolist() == [["b", "c"]]


def test_a_number_gives_way_to_a_person_and_a_person_to_nothing():
    pairs = links(("a", "b", 1.0, "number"), ("b", "c", 1.0, "person"), ("a", "c", 0.97, "names"))
    kept, cut = partition.apart(pairs, [("a", "c")])
    assert kept["decided_by"].tolist() == ["person"] and len(cut) == 2
    kept, cut = partition.apart(links(("a", "b", 1.0, "person")), [("a", "b")])
    assert len(kept) == 1 and cut.empty


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a project folder with the synthetic country, to write in."""
    load_study("xsy")
    folder = tmp_path_factory.mktemp("home")
    for name in ("parameters", "data"):
        (folder / name).mkdir()
    shutil.copytree(
        paths.data_folder("xsy"),
        folder / "data" / "xsy",
        ignore=shutil.ignore_patterns("review.xlsx", "microdata", ".cache"),
    )
    shutil.copytree(paths.data_folder("common"), folder / "data" / "common")
    for file in paths.parameter_folder().glob("xsy.yml"):
        shutil.copy(file, folder / "parameters")
    return folder


def test_the_next_run_honours_what_a_person_filled_in(home, monkeypatch):
    monkeypatch.setenv("SSE_HOME", str(home))
    done = CliRunner().invoke(register_command, ["review", "xsy"], standalone_mode=False)
    before = load_study("xsy")
    waiting = before.organizations.review
    assert done.output == (
        f"data/xsy/registers/review.xlsx: {len(waiting):,} pairs wait for an answer; 0 answered same, 0 different.\n"
    )
    cluster = before.organizations.entities.set_index("key")["organization"]
    assert cluster.loc[waiting["left"]].ne(cluster.loc[waiting["right"]].to_numpy()).all()
    chosen = waiting.sort_values(["probability", "left", "right"], ascending=[False, True, True]).iloc[0]
    joined = before.organizations.pairs.query("decided_by == 'names'").iloc[0]
    path = home / "data/xsy/registers/review.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Review"]
    heads = [cell.value for cell in sheet[1]]
    for row, pair, answer in ((2, chosen, "same"), (sheet.max_row + 1, joined, "different")):
        told = {
            "left": pair["left"],
            "right": pair["right"],
            "answer": answer,
            "reason": "telephone",
            "initials": "AB",
        }
        for name, value in told.items():
            sheet.cell(row, heads.index(name) + 1).value = value
    book.save(path)
    after = load_study("xsy")
    now = after.organizations.entities.set_index("key")["organization"]
    assert now[chosen["left"]] == now[chosen["right"]] and now[joined["left"]] != now[joined["right"]]
    assert len(after.organizations.review) <= len(waiting)
    shown = mapping.organizations(after.organizations, after.registers, after.legal_forms, country="xsy")
    assert "1 by a person" in shown.notes[0]
    assert "data/xsy/registers/review.xlsx" in dict(shown.provenance.inputs)
    again = CliRunner().invoke(register_command, ["review", "xsy"], standalone_mode=False)
    assert "1 answered same, 1 different." in again.output
    kept = review.load(path, after.organizations.entities["key"])
    assert dict(kept.answers) == {tuple(sorted((chosen["left"], chosen["right"]))): True,
                                  tuple(sorted((joined["left"], joined["right"]))): False}  # fmt: skip


def test_a_country_without_registers_has_nothing_to_review():
    with pytest.raises(SourceError) as caught:
        opening.write_review("khm")
    assert str(caught.value) == (
        "There is nothing to review for 'khm'. The project holds no register of the country."
    )
