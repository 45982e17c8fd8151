"""Publication tables of the perimeter: what decisions make of the totals, and which forms enter or leave."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.mapping_perimeter import (
    Mosaic,
    Moves,
    PracticeScreening,
    SelfIdentified,
    Sensitivity,
)
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text
from sse_analysis.tables.mapping_dimensions import between
from sse_analysis.tables.mapping_words import amount

_COUNTED = {"published": "published figures", "registers": "organizations behind the registers"}
_TONES = {"in": "good", "undecided": "unknown", "out": "bad"}


@build_table.register
def sensitivity_table(result: Sensitivity) -> Table | Absence:
    return _combinations(result) if result.part == "combinations" else _decisions(result)


def _decisions(result: Sensitivity) -> Table:
    """One row a decision under a head for each quantity; a cell says the verdict and what would change the total."""
    rows, groups = [], []
    for (label, unit), part in result.frame.groupby(["label", "unit"], sort=False):
        groups.append((len(rows), f"{label}, {unit}"))
        totals = part[part["kind"].eq("rule set")].set_index("rule_set")
        cells = (_total(totals.loc[code]) for code, _ in result.rule_sets)
        rows.append(("All counted forms that are in", absent_cell("–"), absent_cell("–"), *cells))
        forms = part[part["kind"].ne("rule set") & part["low"].notna()]
        swing = (forms["high"] - forms["low"]).groupby(forms["id"]).max()
        size = swing.sort_values(ascending=False, kind="stable")
        rows += [_form(forms[forms["id"].eq(form)], result) for form in size.index]
    return Table(
        id=f"sensitivity-{result.counted}", country=result.country, stub=1, rows=tuple(rows), groups=tuple(groups),
        title=f"What each decision would make of every total: {_COUNTED[result.counted]}",
        sources=result.sources, notes=(*result.notes, *_uncounted(result)), **data_of(result),
        columns=(Column("What is open", width=1.7), Column("Question", width=0.7), Column("Figure", "decimal", width=0.9),
                 *(Column(name, group="Total; then: now, and what would change it", width=1.1)
                   for _, name in result.rule_sets)),
    )  # fmt: skip


def _total(row: pd.Series) -> Cell:
    if pd.isna(row["total"]):
        return absent_cell("years too far apart" if row["years"] else "no counted form")
    return f"{amount(row['total'])} ({row['years']})" if row["years"] else amount(row["total"])


def _form(part: pd.DataFrame, result: Sensitivity) -> tuple[Cell, ...]:
    first = part.iloc[0]
    year = "" if pd.isna(first["year"]) else f" ({int(first['year'])})"
    figure = absent_cell("–") if pd.isna(first["value"]) else f"{amount(first['value'])}{year}"
    found = {row["rule_set"]: row for row in part.to_dict("records")}
    cells = tuple(_cell(found.get(code)) for code, _ in result.rule_sets)
    return (str(first["name"]), text(first["question"], absent="not asked"), figure, *cells)


def _cell(row: dict | None) -> Cell:
    if row is None:
        return absent_cell("settled")
    ends = [f"{row[f'{end}_answer']}: {_signed(row[end])}" for end in ("low", "high") if row[end]]
    return {"text": "; ".join([row["verdict"], *ends]), "tone": _TONES.get(row["verdict"], "unknown")}


def _signed(value: float) -> str:
    return f"{exact(value):+,.0f}".replace("-", "−")


def _uncounted(result: Sensitivity) -> tuple[str, ...]:
    rows = result.frame[result.frame["kind"].isin(["question", "counting"])]
    known = set(rows.loc[rows["low"].notna(), "question"])
    none = sorted(set(rows["question"]) - known)
    words = "Not asked: a principle of the law was not read, and no question to the committee is open on the form."
    silent = f"No figure is tied to what is asked, or an answer leaves no total: {', '.join(none)}."
    return (words, *([silent] if none else []))


def _combinations(result: Sensitivity) -> Table | Absence:
    """One row a quantity and rule set: how many combinations, and the totals they end at."""
    names, rows, groups = dict(result.rule_sets), [], []
    for (label, unit), part in result.combined.groupby(["label", "unit"], sort=False):
        if not part["rule_set"].duplicated().any():
            continue
        spans = result.spans.get(f"{label}, {unit}", "")
        groups.append((len(rows), f"{label}, {unit}" + f" (figures of {spans})" * bool(spans)))
        rows += [_ends(names[code], own) for code, own in part.groupby("rule_set", sort=False)]
    if not rows:
        return one_way(result)
    heads = ("Lowest total", "Median", "Highest total", "Highest, with what stays undecided")
    frame = result.combined
    return Table(
        id=f"combinations-{result.counted}", country=result.country, stub=1, rows=tuple(rows), groups=tuple(groups),
        title=f"All answers to the open questions together: {_COUNTED[result.counted]}",
        sources=result.sources, notes=(*result.notes, *_sizes(result)),
        columns=(Column("Rule set"), Column("Combinations", "decimal"), Column("With a total", "decimal"),
                 *(Column(head, "decimal") for head in heads), Column("Answered in, for the highest", width=1.6)),
        data_columns=tuple(frame.columns),
        data_rows=tuple(frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)),
    )  # fmt: skip


def _ends(name: str, own: pd.DataFrame) -> tuple[Cell, ...]:
    known = own.dropna(subset=["total"])
    answers = own.drop(columns=["quantity", "label", "unit", "rule_set", "total", "upper"])
    counts = (name, number(len(own)), number(len(known)))
    if known.empty:
        return (*counts, *(absent_cell("no total") for _ in range(4)), absent_cell("–"))
    best = answers.loc[known["total"].idxmax()]
    inside = ", ".join(sorted(best.index[best.eq("in")]))
    fixed = absent_cell("no answer moves it") if len(own) == 1 else text(inside, absent="none")
    ends = (known["total"].min(), known["total"].median(), known["total"].max(), own["upper"].max())
    return (*counts, *(number(value, absent="no total") for value in ends), fixed)


def _sizes(result: Sensitivity) -> tuple[str, ...]:
    told = [f"{name}: {done:,}" for name, possible, done in result.computed if done == possible]
    words = (
        "All combinations of answers to questions whose form has a figure. There is no total where no counted form is "
        f"in, or years lie too far apart. {'; '.join(told)}."
    )
    return (words,) * bool(told)


def one_way(result: Sensitivity) -> Absence:
    """Return what is said where no answer moves a sum."""
    return Absence(
        id=f"no-combinations-{result.counted}", country=result.country, reason="not_computable",
        what="Totals under all combinations of answers",
        why="No open question is on a form whose figures can be added.",
    )  # fmt: skip


@build_table.register
def mosaic_table(result: Mosaic) -> Table:
    rows = [
        (
            text(row["line_label"]),
            str(row["place"]),
            number(row["value"]),
            f"{int(row['year'])}",
            str(row["ledger_id"]),
        )
        for row in result.frame.to_dict("records")
    ]
    return Table(
        id="landscape-mosaic", country=result.country, title="Counted forms by size and by where the definition puts them",
        sources=result.sources, notes=result.notes, stub=1, rows=tuple(rows), **data_of(result),
        columns=(Column("Form", width=2.0), Column("Place", width=1.4), Column("Organizations", "decimal"),
                 Column("Year", width=0.5), Column("Ledger id", width=1.6)),
    )  # fmt: skip


@build_table.register
def moves_table(result: Moves) -> Table:
    """One row a form that moves, under the two rule sets or the day between which it does."""
    frame = result.frame
    starts = frame["step"].ne(frame["step"].shift()).to_numpy().nonzero()[0]
    rows = [
        (
            text(row["name"]),
            str(row["before"]),
            str(row["after"]),
            str(row["move"]),
            text(row["because"]),
            _figure(row),
        )
        for row in frame.to_dict("records")
    ]
    return Table(
        id="entering-and-leaving", country=result.country, stub=1, sources=result.sources, notes=result.notes,
        title="Legal forms that enter, leave or change between two rule sets or on a day", **data_of(result),
        rows=tuple(rows) or (("None", *(absent_cell("–") for _ in range(5))),),
        groups=tuple((int(row), str(frame["step"].iloc[row])) for row in starts),
        columns=(Column("Legal form", width=1.6), Column("Before"), Column("After"), Column("Move"),
                 Column("Because", width=2.4), Column("Organizations", "decimal", width=0.9)),
    )  # fmt: skip


def _figure(row: dict) -> Cell:
    if pd.isna(row["value"]):
        return absent_cell("no figure")
    return amount(row["value"]) if pd.isna(row["year"]) else f"{amount(row['value'])} ({int(row['year'])})"


#: Cases that are printed; the data file holds all.
_CASES = 40


@build_table.register
def practice_table(result: PracticeScreening) -> Table:
    """One row an organization, those that break most principles first; the forms are told in a note."""
    frame = result.frame
    rows = [
        (text(row["case_id"]), text(row["name"]), text(row["principles"]), text(row["answers"]))
        for row in frame.head(_CASES).to_dict("records")
    ]
    told = "; ".join(
        f"{row['name']} {row['listed']} of {row['answered']}"
        for row in result.forms[result.forms["verdict"].eq("in")].to_dict("records")
    )
    more = (f"{len(frame) - _CASES:,} more stand in the data file.",) * (len(frame) > _CASES)
    return Table(
        id="practice-screening", country=result.country, stub=1, sources=result.sources, **data_of(result),
        title="Organizations to look into: the form is in by law, and an answer breaks a principle",
        notes=(*result.notes, f"Listed of those that answered, by forms that are in: {told}.", *more),
        rows=tuple(rows) or (("None", *(absent_cell("–") for _ in range(3))),),
        columns=(Column("Case", width=0.6), Column("Legal form", width=1.2), Column("Principle", width=1.8),
                 Column("What was answered", width=2.6)),
    )  # fmt: skip


@build_table.register
def self_identified_table(result: SelfIdentified) -> Table:
    """One row a group; ranges stand in one cell."""
    rows = [
        (
            text(row["label"]), number(row["n"]), number(row["open"]), number(row["estimate"], decimals=1, absent="too few"),
            between(row["ci_low"], row["ci_high"], decimals=1), between(row["lowest"], row["highest"], decimals=1),
            between(row["least"], row["most"], decimals=0), between(row["count_low"], row["count_high"], decimals=0),
        )
        for row in result.frame.to_dict("records")
    ]  # fmt: skip
    share, count = "Count themselves in, percent", "Organizations that do"
    return Table(
        id="self-identified", country=result.country, stub=1, sources=result.sources, notes=result.notes,
        title="Organizations that see themselves as part of the social and solidarity economy",
        rows=tuple(rows), **data_of(result),
        columns=(Column("Group", width=1.8), Column("Answered", "decimal"), Column("Left open", "decimal"),
                 Column("Share", "decimal", group=share), Column("95% interval", "center", group=share),
                 Column("Bounds", "center", group=share), Column("Bounds", "center", group=count),
                 Column("95% range", "center", group=count)),
    )  # fmt: skip
