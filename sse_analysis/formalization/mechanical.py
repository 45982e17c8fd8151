"""The mechanical link in the words of the rules themselves: what registration decides, and for whom."""

from __future__ import annotations

import pandas as pd

from sse_analysis.harmonize.informality import DEFAULT_EDITION, chosen_options, classify
from sse_analysis.harmonize.rules import Rule, rule_set, table
from sse_analysis.results.exhibit import Statement

_CLASSES = {
    "unit": {1: "informal", 2: "formal", 3: "household"},
    "job": {0: "missing", 1: "informal", 2: "formal"},
}
#: Two members who work in their cooperative, without insurance or leave: only the register differs.
_TWINS = pd.DataFrame(
    {"status": [4, 4], "instsec": [4, 4], "registered": [1, 0], "socialsec": [0, 0], "annual_leave": [0, 0]}
)


def mechanical_link(*, country: str, edition: str = DEFAULT_EDITION) -> Statement:
    """Return how an edition of the rules decides, and what the register alone does to a member's job.

    Parameters
    ----------
    country : str
        Lower-case ISO 3166-1 alpha-3 code of the report.
    edition : str
        Edition of the rules of the concept engine.
    """
    about = next(row for row in table("editions") if row["edition"] == edition)
    found, options = rule_set(edition), chosen_options()
    return Statement(
        id="formalization-mechanical-link",
        country=country,
        bullets=True,
        paragraphs=(
            f"Rules: {about['label']} ({about['source_publisher']}, {about['source_date']}; {about['status']}). "
            "The first rule that applies decides.",
            f"The unit of production: {_listed(found.of('unit', options))}.",
            f"The job: {_listed(found.of('job', options))}.",
            _twins(edition),
        ),
    )


def _twins(edition: str) -> str:
    """Classify two members who differ in nothing but the register, and say what the rules made of them."""
    registered, unregistered = classify(_TWINS, edition=edition).frame["job"].map(_CLASSES["job"])
    lesson = (
        "The register makes no difference under these rules."
        if registered == unregistered
        else "Nothing else differs. A comparison of members and others that keeps this criterion measures the "
        "register and not the membership."
    )
    return (
        "Take two members who work in their cooperative, both without social security and without paid leave. "
        f"In a registered cooperative the job is {registered}, in an unregistered one {unregistered}. {lesson}"
    )


def _listed(rules: tuple[Rule, ...]) -> str:
    return "; ".join(
        f"{place}. {rule.words} ({_CLASSES[rule.part][rule.outcome]})"
        for place, rule in enumerate(rules, start=1)
    )
