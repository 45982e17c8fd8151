"""Publication tables of the SDG report: what the SSE is said to contribute."""

from __future__ import annotations

import pandas as pd

from sse_analysis import reference
from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.sdg import ClaimedTargets, Claims, Contribution, UnsupportedClaims
from sse_analysis.sdg import constants, evidence
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text, year
from sse_analysis.tables.sdg_words import amount, target_value

_PLACES = {
    "here": "about this country",
    "general": "about no country in particular",
    "elsewhere": "about other countries",
}
_GRADES = {"A": "A, statistical", "B": "B, documented case", "C": "C, assertion or norm"}
_CLAIM_COLUMNS = (
    Column("Target", width=1.8),
    Column("Form", width=1.2),
    Column("Claim", width=3.4),
    Column("Evidence", width=1.3),
    Column("Source", width=2.4),
)
_TARGET_COLUMNS = (
    Column("Target", width=2.4),
    Column("Forms", width=2.0),
    Column("Claims", "decimal", width=0.7),
    Column("Sources", "decimal", width=0.8),
    Column("Mapped by this project", "decimal", width=0.9),
    Column("No effect or against", "decimal", width=0.9),
    Column("Best evidence", width=1.4),
    Column("Country or publisher", width=2.4),
)
_GOAL_ONLY = "names a goal, no target"


@build_table.register
def claims_table(result: Claims) -> Table:
    """One row a claim for this country; one row a target for claims in general or elsewhere."""
    rows, groups = _claim_rows(result.frame) if result.part == "here" else _target_rows(result.frame)
    columns = _CLAIM_COLUMNS if result.part == "here" else _TARGET_COLUMNS
    about = _PLACES.get(result.part, "of all places")
    return Table(
        id=f"sdg-claims-{result.part}",
        country=result.country,
        title=f"Claims {about}: target, form and evidence, {evidence.counted(result.frame)}",
        sources=result.sources,
        notes=result.notes,
        columns=columns,
        rows=rows,
        groups=groups,
        **data_of(result),
    )


def _claim_rows(frame: pd.DataFrame) -> tuple[tuple, tuple]:
    frame = frame.reset_index(drop=True)
    groups = tuple(
        (int(place), f"Goal {row['goal']}: {row['goal_label']}")
        for place, row in frame.drop_duplicates("goal").iterrows()
    )
    shared = frame["source"].map(frame["source"].value_counts())
    rows = frame.assign(of_source=shared.fillna(0).astype(int)).to_dict("records")
    return tuple(_claim(row) for row in rows), groups


def _claim(row: dict) -> tuple[Cell, ...]:
    code = "" if pd.isna(row["target"]) else f"{row['target']} "
    by = _named_by(row)
    target = f"{code}{row['target_label']}"
    return (
        f"{target} ({by})" if by else target,
        str(row["form"]),
        str(row["claim"]),
        _evidence(row),
        _source(row),
    )


def _named_by(row: dict) -> str:
    if row["standing"] == "to verify":
        return "commonly proposed"
    return "mapped by this project" if row["mapped"] or _assigned_here(row) else ""


def _assigned_here(row: dict) -> bool:
    return pd.notna(row["target_by"]) and row["target_by"] == "project"


def _evidence(row: dict) -> Cell:
    if row["standing"] == "to verify":
        return absent_cell("none read, to verify")
    grade = _GRADES.get(row["evidence_grade"], "not graded")
    grade = f"{grade}; {row['standing']}" if row["standing"] in ("pledge", "norm") else grade
    tone = {"no effect found": "partly", "against": "bad"}.get(row["finding"])
    return {"text": f"{grade}; {row['finding']}", "tone": tone} if tone else grade


def _source(row: dict) -> Cell:
    if pd.isna(row["source_title"]):
        return absent_cell("no source read")
    more = f"; one of {row['of_source']} claims of this source" if row["of_source"] > 1 else ""
    return f"{row['source_publisher']}, {row['source_title']} ({row['source_date']}){more}"


def _target_rows(frame: pd.DataFrame) -> tuple[tuple, tuple]:
    keys = [frame["goal"], frame["target"].fillna("")]
    parts = [part for _, part in frame.groupby(keys, sort=False)]
    return tuple(_condensed(part) for part in parts), ()


def _condensed(part: pd.DataFrame) -> tuple[Cell, ...]:
    first = part.iloc[0]
    code = f"Goal {first['goal']}" if pd.isna(first["target"]) else first["target"]
    label = first["goal_label"] if pd.isna(first["target"]) else first["target_label"]
    countries = sorted(reference.country(code.lower()).name for code in set(part["country_iso3"].dropna()))
    publishers = sorted(set(part["source_publisher"].dropna()))
    grades = part["evidence_grade"].dropna()
    return (
        f"{code} {label}",
        ", ".join(sorted(set(part["form"]))),
        number(len(evidence.claims_in(part))),
        number(evidence.sources_in(part)),
        number(int((part["mapped"] | part["target_by"].eq("project").fillna(False)).sum())),
        number(int((part["finding"] != "for").sum())),
        absent_cell("to verify") if grades.empty else _GRADES[min(grades)],
        text(", ".join(countries) or "; ".join(publishers), absent="no source read"),
    )


@build_table.register
def claimed_targets_table(result: ClaimedTargets) -> Table:
    """One row a claimed target: claims and evidence on the left, the national figure on the right."""
    return Table(
        id="sdg-claimed-targets",
        country=result.country,
        title="Targets the social and solidarity economy is said to serve, beside the national figure held",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Target", width=2.2),
            Column("Here", "decimal", group="Claims", width=0.6),
            Column("General", "decimal", group="Claims", width=0.8),
            Column("Elsewhere", "decimal", group="Claims", width=0.9),
            Column("Best evidence here or general", group="Claims", width=1.1),
            Column("Figure held, unit", group="National figure", width=2.4),
            Column("Latest", "decimal", group="National figure", width=0.9),
            Column("Year", group="National figure", width=0.6),
            Column("Target value", group="National figure", width=1.0),
            Column("Trend", group="National figure", width=1.1),
        ),
        rows=tuple(_claimed(row) for row in result.frame.to_dict("records")),
        **data_of(result),
    )


def _claimed(row: dict) -> tuple[Cell, ...]:
    against = f", {row['not_for']} not for it" if row["not_for"] else ""
    if pd.notna(row["best_grade"]):
        grade = f"{row['best_grade']}{against}"
    else:
        nothing = "to verify" if row["to_verify"] else "none"
        grade = absent_cell(f"{nothing}{against}")
    counts = (number(row["here"]), number(row["general"]), number(row["elsewhere"]))
    return (f"{row['target']} {row['target_label']}", *counts, grade, *_held(row))


def _held(row: dict) -> tuple[Cell, ...]:
    if not row["series_held"]:
        return (absent_cell("no figure held"), *(absent_cell("–"),) * 4)
    label = f"{row['label']}, {constants.unit_words(row['unit'])}"
    label = f"{label}; not the official indicator" if row["stand_in"] else label
    trend = text(row["trend"], absent="not known")
    return (
        label,
        amount(row["value"], qualifier=row["qualifier"]),
        year(row["year"]),
        target_value(row),
        trend,
    )


@build_table.register
def unsupported_table(result: UnsupportedClaims) -> Table:
    """Claims by what they lack; claims on a goal as a whole are counted a goal, the data file has each."""
    goals = result.frame[result.frame["lacking"] == _GOAL_ONLY]
    aimed = result.frame[result.frame["lacking"] != _GOAL_ONLY]
    parts = [
        (lacking, [_lacking(row) for row in part.to_dict("records")])
        for lacking, part in aimed.groupby("lacking")
    ]
    if len(goals):
        parts.append((_GOAL_ONLY, [_goal_claims(goal, part) for goal, part in goals.groupby("goal")]))
    rows = [row for _, part in parts for row in part]
    starts = [sum(len(part) for _, part in parts[:place]) for place in range(len(parts))]
    return Table(
        id="sdg-claims-without-data",
        country=result.country,
        title="Claims without data: what each lacks before it could be set against a national figure",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Target", width=2.2),
            Column("Form", width=1.6),
            Column("Claim", width=4.0),
            Column("About", width=1.0),
            Column("Evidence", width=1.0),
        ),
        rows=tuple(rows),
        groups=tuple((start, _sentence(name)) for start, (name, _) in zip(starts, parts, strict=True)),
        **data_of(result),
    )


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _lacking(row: dict) -> tuple[Cell, ...]:
    place = "this country" if row["place"] == "here" else "in general"
    grade = text(row["evidence_grade"], absent="to verify")
    return (f"{row['target']} {row['target_label']}", str(row["form"]), str(row["claim"]), place, grade)


def _goal_claims(goal: int, part: pd.DataFrame) -> tuple[Cell, ...]:
    here = int((part["place"] == "here").sum())
    about = f"{here} this country, {len(part) - here} in general" if here else "in general"
    noun = "claim" if len(part) == 1 else "claims"
    name = f"Goal {goal} {part['goal_label'].iloc[0]}"
    grades = part["evidence_grade"].dropna()
    best = f"best {min(grades)}" if len(grades) else absent_cell("to verify")
    return (
        name,
        ", ".join(sorted(set(part["form"]))),
        f"{len(part)} {noun} on the goal as a whole",
        about,
        best,
    )


@build_table.register
def contribution_table(result: Contribution) -> Table:
    """One row a figure with its share, or a kind of figure with the reason why there is none."""
    return Table(
        id="sdg-contribution",
        country=result.country,
        title="SSE figures over national figures: a share only where unit, concept and year match",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("What", width=1.8),
            Column("Form", width=1.4),
            Column("SSE figure", "decimal", width=1.3),
            Column("Unit, year", width=1.2),
            Column("National figure", width=1.7),
            Column("Share (%)", "decimal", width=0.9),
            Column("Reading", width=3.4),
        ),
        rows=tuple(_contribution(row) for row in result.frame.to_dict("records")),
        stub=2,
        **data_of(result),
    )


def _contribution(row: dict) -> tuple[Cell, ...]:
    computed = pd.notna(row["share"])
    national = (
        f"{row['national_label']} {int(row['national_year'])}" if computed else absent_cell(row["result"])
    )
    share = number(row["share"], decimals=2) if computed else absent_cell("cannot be computed")
    noted = f" The ledger notes: {row['note']}." if pd.notna(row["note"]) else ""
    because = f"{row['why']}{noted}" if computed else f"Because: {row['why'][0].lower()}{row['why'][1:]}"
    measure = reference.labels("measure").get(row["measure"], row["measure"])
    return (measure, *_one_or_many(row), national, share, because)


def _one_or_many(row: dict) -> tuple[Cell, Cell, Cell]:
    """Return form, figure and unit of one figure; of several only how many there are, since none stands for all."""
    if pd.notna(row["id"]):
        name = reference.labels("form").get(row["form"], row["form"])
        called = "" if pd.isna(row["counted"]) or row["counted"] == name else f": {row['counted']}"
        unit = f"{row['unit']}, {int(row['year'])}; grade {row['grade']}, {reference.labels('kind')[row['kind']].lower()}"
        return f"{name}{called}", amount(row["amount"]), unit
    first, last, forms = int(row["first_year"]), int(row["year"]), row["forms_held"]
    years = f"{first}" if first == last else f"{first} to {last}"
    figures = f"{row['figures_held']} figure" + ("" if row["figures_held"] == 1 else "s")
    return (
        f"{forms} form" + ("" if forms == 1 else "s"),
        absent_cell("–"),
        f"{row['unit']}; {figures}, {years}",
    )
