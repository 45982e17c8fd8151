"""The largest counts and memberships in words: none that is larger is passed over without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.mapping import rules
from sse_analysis.mapping.figure_words import about, differs, newer_of
from sse_analysis.mapping.findings import amount
from sse_analysis.mapping.leading import leads, one_each
from sse_analysis.results.mapping import Landscape


def largest(landscape: Landscape, breaks: pd.DataFrame, *, named: int = 3) -> list[str]:
    """Return the paragraphs on the largest counts of organizations and the largest memberships; none without figures.

    One figure a form is named. A joint count and the counts of its parts are ranked by the headline rule: whichever it
    puts first stands in the first sentence, and what is left out of it is said behind it when it is newer or larger.

    Parameters
    ----------
    landscape : Landscape
        Second tiers are left out: their members are organizations.
    breaks : DataFrame
        Breaks of the audit, told with the figures at their years; empty without an audit.
    named : int
        Forms that the first sentence of each paragraph names.
    """
    bodies = _first_tier(leads(landscape, rules.bodies()))
    members = _first_tier(leads(landscape, ("members",)))
    others = sorted(set(members["unit"]) - {"persons"})
    members = members[members["unit"].eq("persons")]
    members = members.assign(beside=_apart(members, bodies, breaks))
    units = f" Figures in {joined(others)} are not among them." if others else ""
    twice = f"{units} A person in two organizations is counted twice."
    return [
        *_paragraph(bodies.assign(beside=""), breaks, landscape.country, name="count", named=named),
        *_paragraph(members, breaks, landscape.country, name="membership", named=named, rest=twice),
    ]


def _first_tier(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[~rows["tier"].isin(["secondary", "tertiary"])]


def _paragraph(
    rows: pd.DataFrame, breaks: pd.DataFrame, country: str, *, name: str, named: int, rest: str = ""
) -> list[str]:
    best = one_each(rows).sort_values("value", ascending=False, kind="stable")
    if best.empty:
        return []
    wholes, joint = _inside(best, country), _outranked(best)
    heads = best[~best["form"].isin([*wholes, *joint])]
    told, ids = heads.head(named), []
    floor = told["value"].min() if len(heads) >= named else 0.0
    verb = " is" if len(told) == 1 else "s, one of each form, are"
    sentences = [(f"The largest published {name}{verb}", told)]
    sentences += _behind(told, best, wholes, floor)
    sentences.append(("Counted together:", best[best["form"].isin(joint) & best["value"].gt(floor)]))
    words = []
    for head, part in sentences:
        if len(part):
            figures = part.to_dict("records")
            # A figure that carries a newer one has commas of its own.
            between = ";" if any(map(differs, figures)) else ","
            words.append(f"{head} {joined([_figure(row, breaks) for row in figures], between)}.")
            ids += [id for row in figures for id in _ids(row)]
    return [f"{' '.join(words)}{rest} {noted(ids)}"]


def _behind(
    told: pd.DataFrame, best: pd.DataFrame, wholes: dict[str, str], floor: float
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the parts of what was told: of a joint count the newer ones, and all that are larger than what was named."""
    for whole in told.to_dict("records"):
        parts = best[best["form"].map(wholes).eq(whole["form"])]
        newer = parts["year"].gt(whole["year"]) & (whole["form"] in rules.rules()["combined"])
        larger = parts[~newer & parts["value"].gt(floor)]
        yield f"Newer than {whole['line_label']}, and counted apart:", parts[newer]
        yield f"Counted in {whole['line_label']}:", larger
        yield from _behind(pd.concat([parts[newer], larger]), best, wholes, floor)


def _inside(best: pd.DataFrame, country: str) -> dict[str, str]:
    """Return the forms that are part of another one that stands there: of a joint count that leads, or counted inside."""
    values, outranked = best.set_index("form")["value"], _outranked(best)
    combined = rules.rules()["combined"].items()
    pairs = [*rules.contained(country).items()]
    pairs += [(part, whole) for whole, parts in combined if whole not in outranked for part in parts]
    # A part that is larger than its whole is of another time or source: it stands by itself.
    return {
        part: whole
        for part, whole in pairs
        if part in values and whole in values and values[part] <= values[whole]
    }


def _outranked(best: pd.DataFrame) -> set[str]:
    """Return the joint counts of which the headline rule puts a part first."""
    ranks = best.set_index("form")["rule_rank"]
    return {
        combined
        for combined, parts in rules.rules()["combined"].items()
        if combined in ranks and any(part in ranks and ranks[part] < ranks[combined] for part in parts)
    }


def _figure(row: dict, breaks: pd.DataFrame) -> str:
    """Return a figure with its year, grade and marks, and the newer one of lower rank where it tells another size."""
    # "6,000,000 cooperatives" would be read as organizations.
    of = "in " if row["quantity"] == "members" else ""
    marks = f"{about(row, grade='grade ')}{_warned(row, breaks)}{row['beside']}"
    told = f"{amount(row['value'])} {of}{row['line_label']} ({marks})"
    newer = newer_of(row) if differs(row) else None
    return (
        f"{told}, newer but of a lower rank {amount(newer['value'])} ({about(newer, grade='grade ')})"
        if newer
        else told
    )


def _ids(row: dict) -> list[str]:
    return [row["ledger_id"], row["newer_id"]] if differs(row) else [row["ledger_id"]]


def joined(words: Sequence[str], between: str = ",") -> str:
    """Return words as a list in a sentence; after another sign than a comma, "and" has one before it as well."""
    last = " and" if between == "," else f"{between} and"
    return words[0] if len(words) == 1 else f"{f'{between} '.join(words[:-1])}{last} {words[-1]}"


def noted(ids: Sequence[str]) -> str:
    """Return ledger ids as a note behind a sentence, in the order of its figures: "[id; id]"."""
    return f"[{'; '.join(dict.fromkeys(ids))}]"


def _apart(members: pd.DataFrame, bodies: pd.DataFrame, breaks: pd.DataFrame) -> list[str]:
    """Return for every membership what to say where the count of its organizations lies on the other side of a break."""
    counts = {row["line"]: row for row in bodies.to_dict("records")}
    return [_other_side(row, counts.get(row["line"]), breaks) for row in members.to_dict("records")]


def _other_side(row: dict, count: dict | None, breaks: pd.DataFrame) -> str:
    if count is None:
        return ""
    early, late = sorted((row["year"], count["year"]))
    side = "before" if row["year"] < count["year"] else "after"
    return "".join(
        f"; from {side} the break in the count of its organizations between {jump['first']} and {jump['last']}"
        for jump in _jumps(count, breaks) if early < jump["last"] <= late
    )  # fmt: skip


def _jumps(row: dict, breaks: pd.DataFrame) -> list[dict]:
    """Return the breaks of the line and measure of a figure.

    A jump at its own year counts where the figure lies with the value that jumps: another count of that year may jump alone.
    """
    if breaks.empty:
        return []
    same = (breaks[name].eq(row[name]) for name in ("line", "measure", "unit"))
    return [
        jump
        for jump in breaks[next(same) & next(same) & next(same)].to_dict("records")
        if not (row["year"] == jump["last"] and _nearer(row["value"], jump["before"], jump["after"]))
        and not (row["year"] == jump["first"] and _nearer(row["value"], jump["after"], jump["before"]))
    ]


def _nearer(value: float, one: float, other: float) -> bool:
    """Tell whether a value is nearer to one than to the other, as a ratio; nothing is nearer to zero."""
    if min(value, one, other) <= 0:
        return False
    return abs(np.log(value / one)) < abs(np.log(value / other))


def _warned(row: dict, breaks: pd.DataFrame) -> str:
    """Return the finding of a break at the year of a figure, in words; empty without one."""
    at = [jump for jump in _jumps(row, breaks) if row["year"] in (jump["first"], jump["last"])]
    return "".join(
        f"; the audit finds a break, {amount(jump['before'])} in {jump['first']} and {amount(jump['after'])} in "
        f"{jump['last']} ({exact(jump['after'] / jump['before'] - 1):+.0%}): do not join these years" for jump in at
    ).replace("-", "−")  # fmt: skip
