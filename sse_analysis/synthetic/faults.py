"""Faults planted among the published figures: contradictions, sums that fail, figures that count nothing."""

from __future__ import annotations

from sse_analysis.synthetic.ledger import TOGETHER, Ledger

_MUTUAL, _ASSOCIATION, _FOUNDATION, _CERTIFICATE, _GROUP, _CREDIT = 4, 5, 6, 7, 8, 3
_TOO_MANY, _LARGER, _CONSTANT = 60, 1.5, 0.8


def plant(made: Ledger, *, last: int) -> None:
    """Plant every fault, and note it in the ledger's lists.

    Parameters
    ----------
    last : int
        Newest year of the figures.
    """
    _contradictions(made, last=last)
    _sums(made, last=last)
    _patterns(made, last=last)
    _never_counts(made, last=last)


def _contradictions(made: Ledger, *, last: int) -> None:
    """Plant figures that cannot both be right."""
    told = {"year": last, "source": "press"}
    half = round(made.row("foundation", "entities_registered", last)["value"] / 2)
    active = made.row("foundation", "entities_active", last)["id"]
    words = "'about half are active'"
    guess = made.add(_FOUNDATION, "entities_active", half, kind="estimate", note=words, **told)
    made.contradict(active, guess, "the press halves the register by rule of thumb")
    listed = made.row("association", "entities_registered", last)
    more = round(1.7 * listed["value"])
    other = made.add(_ASSOCIATION, "entities_registered", more, note="every body ever entered", **told)
    made.contradict(listed["id"], other, "the press counts all ever entered")
    groups = made.row("self_help_group", "entities", last)
    note, told = "from one pilot district", {"year": last, "source": "business", "kind": "estimate"}
    wide = made.add(_GROUP, "entities", 2 * groups["value"], note=note, **told)
    made.contradict(groups["id"], wide, "an estimate from one district beside a list")


def _sums(made: Ledger, *, last: int) -> None:
    """Plant parts and means that do not agree with their totals."""
    area = made.row("association", "entities_registered", last, facets="region=Dorim")
    area["value"] += _TOO_MANY
    made.fault("parts of a facet", area["id"], f"{_TOO_MANY} too many in one area: the areas do not add up")
    women, everybody = (
        made.row("mutual_credit", "members", last, facets=part) for part in ("sex=female", "")
    )
    women["value"] = everybody["value"] + 1000
    made.fault("parts of a facet", women["id"], "more women than members")
    mutual = made.row("funeral_aid_association", "members", last)["value"]
    bodies = made.row("funeral_aid_association", "entities_registered", last)["value"]
    told = {"year": last, "source": "business"}
    made.add(_MUTUAL, "entities", bodies, **told)
    mean = round(_LARGER * mutual / bodies, 1)
    found = made.add(_MUTUAL, "mean_members_per_entity", mean, unit="memberships", **told)
    made.fault("mean times count", found, "half as much again as members over bodies")


def _patterns(made: Ledger, *, last: int) -> None:
    """Plant a jump of one digit, and a ratio too constant to be counted."""
    jump = made.row("water_user_association", "entities_registered", last - 4)
    jump["value"] *= 10
    made.fault("jump between years", jump["id"], "one digit too many: ten times its neighbours")
    for year in range(last - 6, last + 1):
        bodies = made.row("social_enterprise", "entities_registered", year)["value"]
        active = round(_CONSTANT * bodies)
        if year < last:
            made.add(_CERTIFICATE, "entities_active", active, year=year, source="business")
    newest = made.row("social_enterprise", "entities_active", last)
    newest["value"] = active
    made.fault("constant ratio", newest["id"], "the same share is active in every year: no count")


def _never_counts(made: Ledger, *, last: int) -> None:
    """Add figures that look like counts and are none: targets, claims, respondents, undated ones."""
    plan = {"source_title": f"Plan for cooperatives, {last}", "source_date": str(last), "reference_date": ""}
    plan |= {"kind": "target", "note": "plan of the ministry"}
    made.add(TOGETHER, "target_entities", 3000, year=2030, source="yearbook", **plan)
    claim = {"unit": "persons", "note": "'created or saved'"}
    made.add(_CERTIFICATE, "jobs_claimed", 9000, year=last, source="press", **claim)
    made.add(_GROUP, "survey_respondents", 158, year=last, source="rural", note="answers to a questionnaire")
    made.add(_ASSOCIATION, "entities", 5200, year=None, source="press", note="no date printed")
