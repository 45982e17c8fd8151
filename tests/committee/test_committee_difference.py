"""What moved between two versions: every number, its amount and its cause."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from committee_log import FIRST, SECOND, first_meeting, second_meeting, write_log
from hypothesis import given, settings
from hypothesis import strategies as st

from sse_analysis import load_study
from sse_analysis.cli import comparing, main
from sse_analysis.committee import difference, passing, replaying, versions
from sse_analysis.committee.difference import METHOD, TOGETHER, UNKNOWN
from sse_analysis.committee.numbers import Part
from sse_analysis.perimeter import DecisionLog

GROUPS, FOUNDATIONS = "XSY-self_help_group-group", "XSY-foundation-foundation"
ROW = "XSY-association-employees-2025-1"
LEDGER, REGISTER = "data/xsy/ledger.csv", "data/xsy/registers/enterprises.csv"
SERIES = "data/xsy/sdg_series.csv"


def _edit(file, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def _two_meetings(home) -> None:
    write_log(home, first_meeting())
    assert main(["freeze", "xsy", "--as", "NAC-1", "--date", str(FIRST)]) == 0
    _edit(home / LEDGER, ",7289,", ",8289,")
    lines = (home / REGISTER).read_bytes().split(b"\n")
    (home / REGISTER).write_bytes(b"\n".join(lines[:50] + lines[51:]))
    _edit(home / SERIES, "all,national,percent,2025,46.2,", "all,national,percent,2025,44.7,")
    about = {"reason": "Found in the audit.", "made_by": "Committee", "made_on": SECOND}
    corrections = [
        {"id": "C-1", "file": LEDGER, "rows": [ROW], **about}, {"id": "C-2", "file": REGISTER, **about},
    ]  # fmt: skip
    write_log(home, second_meeting(), corrections)
    assert main(["freeze", "xsy", "--as", "NAC-2", "--parent", "NAC-1", "--date", str(SECOND)]) == 0


@pytest.mark.slow
def test_two_meetings_every_number_and_its_cause(registered, capsys):
    _two_meetings(registered)
    capsys.readouterr()
    assert main(["diff", "xsy", "NAC-1", "NAC-2", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    moved = {row["id"]: row for row in found["changes"]}
    rows = {row["id"]: row["value"] for row in versions.read("xsy", "NAC-1")["numbers"]}
    groups = rows["mapping/self_help_group|/existing/entities"]
    foundations = rows["mapping/foundation|/registered/entities"]
    corrected = next(place for place in moved if place.startswith("mapping/"))
    assert moved[corrected]["credits"] == [[f"correction C-1: {LEDGER}", 1000.0]]
    assert (moved[corrected]["before"]["value"], moved[corrected]["after"]["value"]) == (7289, 8289)
    assert moved["registers/enterprises/records"]["credits"] == [[f"correction C-2: {REGISTER}", -1.0]]
    (series,) = (row for place, row in moved.items() if place.startswith("sdg/"))
    assert series["credits"] == [[f"data: {SERIES}", pytest.approx(-1.5)]]
    reversed_, new = (f"decision on {GROUPS}: out -> in", f"decision on {FOUNDATIONS}: no decision -> out")
    for perimeter in ("national", "broad"):
        entities = {verdict: moved[f"perimeter/{perimeter}/{verdict}/entities"] for verdict in ("in", "out")}
        assert dict(entities["in"]["credits"]) == {reversed_: groups, new: -foundations}
        assert dict(entities["out"]["credits"]) == {reversed_: -groups, new: foundations}
    known = {corrected, "registers/enterprises/records", series["id"]}
    assert {place.split("/")[0] for place in set(moved) - known} == {"perimeter"}
    for row in moved.values():
        assert sum(part for _, part in row["credits"]) == pytest.approx(row["move"], abs=1e-9), row["id"]
        assert row["after"]["value"] - row["before"]["value"] == row["move"]
        assert not {METHOD, TOGETHER, UNKNOWN} & dict(row["credits"]).keys()
    assert [(row["perimeter"], row["form"], row["before"], row["after"]) for row in found["forms"]] == [
        ("broad", FOUNDATIONS, "in", "out"), ("broad", GROUPS, "out", "in"),
        ("national", FOUNDATIONS, "in", "out"), ("national", GROUPS, "out", "in"),
    ]  # fmt: skip
    single = [row for row in found["organizations"] if row["why"] != passing.WITH_FORM]
    assert {row["why"] for row in single} <= {"no longer in the registers"}
    assert {row["form"] for row in found["organizations"] if row["move"] == "enters"} == {GROUPS}
    _antisymmetric()


def test_decisions_turn_round_with_their_words(xsy):
    write_log(xsy, first_meeting())
    main(["freeze", "xsy", "--as", "NAC-1", "--date", str(FIRST)])
    _edit(xsy / LEDGER, ",7289,", ",8289,")
    write_log(xsy, second_meeting())
    main(["freeze", "xsy", "--as", "NAC-2", "--parent", "NAC-1", "--date", str(SECOND)])
    words = _antisymmetric()
    assert {f"decision on {GROUPS}: out -> in", f"data: {LEDGER}"} <= words


def _antisymmetric() -> set[str]:
    one, other = comparing.frozen("xsy", "NAC-1"), comparing.frozen("xsy", "NAC-2")
    there = difference.changes(one, other, load=load_study)
    back = difference.changes(other, one, load=load_study)
    assert [change.id for change in there] == [change.id for change in back]
    for change, reverse in zip(there, back, strict=True):
        assert (change.before, change.after) == (reverse.after, reverse.before)
        there_parts = dict(change.credits)
        back_parts = {_turned(words): -part for words, part in reverse.credits}
        assert back_parts == pytest.approx(there_parts)
        assert sorted(map(_turned, reverse.causes)) == sorted(change.causes)
    ways = [passing.passages(*pair, load=load_study) for pair in ((one, other), (other, one))]
    turned = {"enters": "leaves", "leaves": "enters"}
    assert {(row.organization, row.move) for row in ways[0]} == {
        (row.organization, turned[row.move]) for row in ways[1]
    }
    return {cause for change in there for cause in (*dict(change.credits), *change.causes)}


def _turned(words: str) -> str:
    """Return a cause with its from and to exchanged."""
    head, colon, ends = words.rpartition(": ")
    was, arrow, now = ends.partition(" -> ")
    return f"{head}{colon}{now}{arrow}{was}" if arrow else words


def test_against_the_present_nothing_has_moved(xsy, capsys):
    main(["freeze", "xsy", "--as", "NAC-1", "--date", "2026-03-02"])
    count = len(versions.read("xsy", "NAC-1")["numbers"])
    capsys.readouterr()
    assert main(["diff", "xsy", "NAC-1", "--date", "2026-03-02"]) == 0
    assert capsys.readouterr().out == (
        f"xsy: NAC-1 (2026-03-02, draft) -> now (2026-03-02, not frozen)\nNone of {count} numbers moved.\n"
    )


def test_a_figure_that_is_taken_out_is_gone_and_never_zero(xsy, capsys):
    main(["freeze", "xsy", "--as", "NAC-1", "--date", "2026-03-02"])
    lines = (xsy / LEDGER).read_text(encoding="utf-8").splitlines()
    (xsy / LEDGER).write_text("\n".join(line for line in lines if not line.startswith(ROW)), encoding="utf-8")
    capsys.readouterr()
    assert main(["diff", "xsy", "NAC-1", "--date", "2026-03-02"]) == 0
    text = capsys.readouterr().out
    assert f"  7,289 (2025) -> no figure\n    data: {LEDGER}\n" in text


def test_a_csv_of_changes_has_one_row_a_cause(xsy, capsys):
    main(["freeze", "xsy", "--as", "NAC-1", "--date", "2026-03-02"])
    _edit(xsy / LEDGER, ",7289,", ",8289,")
    capsys.readouterr()
    assert main(["diff", "xsy", "NAC-1", "--date", "2026-03-02", "--format", "csv"]) == 0
    head, first = capsys.readouterr().out.splitlines()[:2]
    assert head == "id,label,perimeter,unit,from,to,from_year,to_year,change,cause,part,sources"
    assert f",7289.0,8289.0,2025,2025,1000.0,data: {LEDGER},1000.0,{ROW}" in first


def test_content_that_was_not_kept_gives_amounts_without_causes(xsy, capsys, monkeypatch):
    monkeypatch.setattr("sse_analysis.committee.keeping.LARGEST", 1000)
    main(["freeze", "xsy", "--as", "NAC-1", "--date", "2026-03-02"])
    _edit(xsy / LEDGER, ",7289,", ",8289,")
    capsys.readouterr()
    assert main(["diff", "xsy", "NAC-1", "--date", "2026-03-02"]) == 0
    assert f"    +1,000  {UNKNOWN}\n" in capsys.readouterr().out


def test_kept_content_that_was_touched_is_broken(xsy, capsys):
    main(["freeze", "xsy", "--as", "NAC-1", "--date", "2026-03-02"])
    digest = versions.read("xsy", "NAC-1")["inputs"][LEDGER]
    (xsy / f"parameters/xsy/versions/kept/{digest}.gz").write_bytes(b"not this")
    capsys.readouterr()
    assert main(["diff", "xsy", "NAC-1"]) == 2
    assert capsys.readouterr().err == (
        f"parameters/xsy/versions/kept/{digest}.gz is broken: its content does not fit its name. "
        "Take the file back from git.\n"
    )


def test_an_unknown_version_is_named_with_the_nearest(xsy, capsys):
    main(["freeze", "xsy", "--as", "NAC-1", "--date", "2026-03-02"])
    capsys.readouterr()
    assert main(["diff", "xsy", "NAC-11"]) == 2
    assert "There is no version 'NAC-11' of xsy. Did you mean 'NAC-1'?" in capsys.readouterr().err


def test_microdata_and_the_folder_of_users_are_never_copied(xsy):
    (xsy / "data/xsy/user").mkdir()
    (xsy / "data/xsy/user/persons.csv").write_text("name\nSomebody\n")
    main(["freeze", "xsy", "--as", "NAC-1", "--date", "2026-03-02"])
    inputs = versions.read("xsy", "NAC-1")["inputs"]
    kept = {file.name.removesuffix(".gz") for file in (xsy / "parameters/xsy/versions/kept").iterdir()}
    assert kept == {inputs[path] for path in inputs if replaying.keeping.wanted(path)}
    assert not [path for path in inputs if "/user/" in path and replaying.keeping.wanted(path)]


_PLACES = tuple(f"data/xsy/{name}.csv" for name in ("a", "b", "c"))


def _product(study, _day):
    """A number in which every file acts on every other: nothing is additive."""
    first, second, third = study
    value = first * second + third
    if value != 0:
        yield {"id": "n", "label": "N", "value": float(value), "unit": "u", "year": None, "sources": [],
               "perimeter": ""}  # fmt: skip


def _side(values) -> difference.Side:
    files = {path: str(value).encode() for path, value in zip(_PLACES, values, strict=True)}
    basis = replaying.Basis(files, {}, dt.date(2026, 1, 1))
    state = {"country": "xsy", "numbers": list(_product(values, None))}
    return difference.Side(state, basis, DecisionLog("xsy"))


def _read(_country):
    from sse_analysis import paths

    class Numbers(tuple):
        """Three values that carry a log, as a study does."""

    return Numbers(int((paths.root() / path).read_text()) for path in _PLACES)


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.integers(-5, 5)] * 6))
def test_parts_add_up_and_turn_their_signs_when_the_versions_are_exchanged(values):
    one, other = _side(values[:3]), _side(values[3:])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replaying, "PARTS", (Part("product", _product, r"data/xsy/.\.csv"),))
        there, back = (difference.changes(*pair, load=_read) for pair in ((one, other), (other, one)))
    assert [change.id for change in there] == [change.id for change in back]
    for change, reverse in zip(there, back, strict=True):
        assert {words: -part for words, part in reverse.credits} == pytest.approx(dict(change.credits))
        assert set(change.causes) == set(reverse.causes)
        if change.move is not None:
            assert sum(part for _, part in change.credits) == pytest.approx(change.move)


def test_another_version_of_the_software_is_a_cause_of_its_own():
    one, other = _side((1, 2, 3)), _side((1, 2, 4))
    old = dict(one.state["numbers"][0], value=50.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replaying, "PARTS", (Part("product", _product, r"data/xsy/.\.csv"),))
        (change,) = difference.changes(
            replace(one, state={"country": "xsy", "numbers": [old]}), other, load=_read
        )
    assert dict(change.credits) == {METHOD: -45.0, f"data: {_PLACES[2]}": 1.0}
