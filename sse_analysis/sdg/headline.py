"""The report in a few sentences, every number from a result."""

from __future__ import annotations

from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Statement
from sse_analysis.results.sdg import Agreement, Baseline, ClaimedTargets, Claims
from sse_analysis.sdg import evidence, recency


def headline(
    standing: Baseline | Absence,
    said: Claims | Absence,
    aimed: ClaimedTargets | Absence,
    *,
    methods: Agreement | Absence | None = None,
) -> Statement:
    """Return what the report found as plain sentences; a part without data says that it has none.

    Parameters
    ----------
    standing : Baseline
    said : Claims
    aimed : ClaimedTargets
    methods : Agreement, optional
    """
    parts = [*_figures(standing), *_agreement(methods), *_claims(said), *_aimed(aimed)]
    return Statement(id="sdg-headline", country=standing.country, paragraphs=tuple(parts), bullets=True)


def _figures(standing: Baseline | Absence) -> list[str]:
    if isinstance(standing, Absence):
        return [f"Where the country stands: {standing.words}. {standing.why}"]
    lines = standing.frame[standing.frame["value"].notna()]
    if lines.empty:
        return ["The project holds no figure on any of the 169 targets."]
    targets = lines["target"].nunique()
    proxies = int(lines.groupby("target")["stand_in"].all().sum())
    also = f", on {proxies} of them only stand-ins for the official indicator" if proxies else ""
    aimed = lines[lines["target_value"].notna()]
    agreed, met = int((aimed["target_basis"] == "un_numeric").sum()), int(aimed["target_met"].eq(True).sum())
    moving = lines[lines["trend"].notna()]
    better, worse = (int((moving["trend"] == word).sum()) for word in ("better", "worse"))
    return [
        *recency.sentences(lines, as_of=standing.as_of),
        f"The project holds {len(lines)} lines of figures on {targets} of the 169 targets{also}; "
        f"{int((lines['year'] >= standing.baseline_year).sum())} have a value of {standing.baseline_year} "
        "or later.",
        f"{len(moving)} lines have points enough since {standing.baseline_year} to speak of a trend: "
        f"{better} better, "
        f"{worse} worse, {len(moving) - better - worse} without a clear or agreed direction. For the other "
        f"{len(lines) - len(moving)} the answer is not known.",
        f"{met} of {len(aimed)} lines with a target value {'meets' if met == 1 else 'meet'} it. {agreed} of these "
        f"values are numbers of the 2030 Agenda; the others are read into it by this project.",
    ]


def _agreement(methods: Agreement | Absence | None) -> list[str]:
    if methods is None or isinstance(methods, Absence):
        return []
    verdicts = methods.frame["verdict"]
    return [
        f"Published methods disagree about {int((verdicts == 'disagree').sum())} of {len(verdicts)} lines "
        "and agree "
        f"fully about {int((verdicts == 'agree').sum())}."
    ]


def _claims(said: Claims | Absence) -> list[str]:
    if isinstance(said, Absence):
        return [f"What the social and solidarity economy is said to contribute: {said.words}. {said.why}"]
    here = said.frame[said.frame["place"] == "here"]
    if here.empty:
        return [
            "No claim about the social and solidarity economy of this country is held, only general ones."
        ]
    here = evidence.claims_in(here)
    strong, against = here[here["evidence_grade"] == "A"], here[here["finding"] != "for"]
    shown = "None of them rests on statistics with a method shown"
    if len(strong):
        shown = f"Statistics with a method shown stand behind {evidence.counted(strong)}"
    found = "none reports that there is no effect or the opposite"
    if len(against):
        found = f"no effect or the opposite was found by {evidence.counted(against)}"
    return [
        f"{evidence.counted(here)} are held about the social and solidarity economy of this country; "
        f"in {int(here['claimed_by_source'].sum())} of them the source itself names the goal or the target, in "
        f"{int(here['mapped'].sum())} this project assigned it. {shown}; {found}."
    ]


def _aimed(aimed: ClaimedTargets | Absence) -> list[str]:
    if isinstance(aimed, Absence):
        return []
    frame = aimed.frame
    near, far = frame["here"] + frame["general"] > 0, frame["elsewhere"] > 0
    only, proposed = int((far & ~near).sum()), int((~far & ~near & frame["to_verify"].gt(0)).sum())
    without, proxies = int((frame["series_held"] == 0).sum()), int(frame["stand_in"].sum())
    also = f" and for {proxies} only a stand-in" if proxies else ""
    return [
        f"Claims about this country or in general name {int(near.sum())} targets; {only} more are named only for other "
        "countries (those with a report of their own left aside) and "
        f"{proposed} only proposed without a source that was read. For {without} of these {len(frame)} the project holds no "
        f"national figure{also}; where there is one, it does not measure what the social and solidarity economy contributes."
    ]
