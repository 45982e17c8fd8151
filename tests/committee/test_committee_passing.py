"""Which single organizations entered or left between two versions, and why."""

from __future__ import annotations

from committee_log import FIRST, SECOND, first_meeting, second_meeting, write_log

from sse_analysis import load_study
from sse_analysis.cli import comparing
from sse_analysis.committee import difference, passing, replaying, wording
from sse_analysis.committee.passing import WITH_FORM, Passage
from sse_analysis.perimeter import DecisionLog
from sse_analysis.report import dossier

REGISTER = "data/xsy/registers/enterprises.csv"
ASSOCIATIONS, FOUNDATIONS = "XSY-association-association", "XSY-foundation-foundation"
GROUPS = "XSY-self_help_group-group"


def _side(on) -> difference.Side:
    log = load_study("xsy").decisions
    basis = replaying.present_basis("xsy", log, on=on)
    return difference.Side({"country": "xsy", "numbers": []}, basis, log)


def _alone(own):
    """Return active associations that one register alone knows."""
    alone = own["records"].eq(1) & own["registers"].eq("enterprises") & own["state"].eq("active")
    return own[alone & own["legal_form"].eq(ASSOCIATIONS)].reset_index(drop=True)


def _correct(home, gone: str, ended: str, other: str) -> None:
    """Correct the register: one organization is gone, one is dissolved, one has another legal form."""
    file = home / REGISTER
    head, *rows = [line.split(";") for line in file.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row[6] = "L" if row[0] == ended else row[6]
        row[3] = "40" if row[0] == other else row[3]
    made = "\n".join(";".join(row) for row in [head, *rows] if row[0] != gone)
    file.write_text(made + "\n", encoding="utf-8")


def test_a_corrected_register_and_decisions_move_organizations_each_for_its_reason(registered):
    write_log(registered, first_meeting())
    one = _side(FIRST)
    own = load_study("xsy").organizations.organizations
    chosen = _alone(own).head(3)
    _correct(registered, *chosen["organization"].str.partition(":")[2])
    write_log(registered, second_meeting())
    user = registered / "data/xsy/user"
    user.mkdir()
    (user / "at_risk.csv").write_text(f"name\n{chosen['name'][1]}\n", encoding="utf-8")
    passed = comparing.passages(one, _side(SECOND))
    form = f"legal form: {ASSOCIATIONS} -> {FOUNDATIONS}"
    whys = ("no longer in the registers", "state: active -> dissolved", form)
    names = (chosen["name"][0], "[name withheld]", chosen["name"][2])
    assert [(row.organization, row.name, row.move, row.why) for row in wording.single(passed)] == [
        (key, name, "leaves", why) for key, name, why in zip(chosen["organization"], names, whys, strict=True)
    ]
    lasting = own[~own["state"].eq("dissolved")]["legal_form"].value_counts()
    assert wording.with_form(passed) == {
        (GROUPS, "enters"): lasting[GROUPS], (FOUNDATIONS, "leaves"): lasting[FOUNDATIONS],
    }  # fmt: skip
    table = dossier.passage_table("xsy", passed, since="NAC-1")
    assert f"{lasting[GROUPS]:,} entered, {lasting[FOUNDATIONS] + 3:,} left" in table.notes[0]
    assert "state: active -> dissolved" in table.plain()
    assert chosen["name"][1] not in table.plain()


def _passages(count: int) -> tuple[Passage, ...]:
    return tuple(
        Passage(f"r:{at}", f"Name {at}", GROUPS, "enters", "new in the registers") for at in range(count)
    )


def test_a_long_list_is_bounded_and_says_how_many_there_are():
    many = (*_passages(1_030), Passage("r:x", "With form", GROUPS, "leaves", WITH_FORM))
    state = {"country": "xsy", "name": "A", "date": "2026-01-01", "status": "draft", "numbers": []}
    side = difference.Side(state, None, DecisionLog("xsy"))
    told = list(wording.lines(side, side, (), (), many))
    assert sum(line.startswith("  enters: ") for line in told) == wording.LISTED
    assert "Organizations, national perimeter: 1,030 entered, 1 left" in told
    assert told[-2:] == [
        f"  and {1_030 - wording.LISTED:,} more",
        f"  1 of {GROUPS} leave with their legal form",
    ]
    page = dossier.passage_table("xsy", many, since="A")
    assert len(page.rows) == wording.LISTED
    assert page.notes[1] == f"The first {wording.LISTED} of 1,030 that moved by themselves are listed."
    assert len(dossier.passage_table("xsy", (), since="A").rows) == 1


def test_without_the_content_of_a_version_nothing_is_told_of_organizations():
    state = {"country": "xsy", "name": "A", "date": "2026-01-01", "status": "draft", "numbers": []}
    side = difference.Side(state, None, DecisionLog("xsy"))
    assert passing.passages(side, side, load=load_study) is None
    told = list(wording.lines(side, side, (), (), None))
    assert (
        told[-1] == "Organizations that entered or left: not told, the registers of a version were not kept."
    )
    assert "Not known" in dossier.passage_table("xsy", None, since="A").plain()


def test_a_country_without_registers_has_none(xsy):
    side = _side(FIRST)
    assert passing.passages(side, side, load=load_study) == ()
