"""Publication tables of the mapping report: competing figures, audit, time, activity, minimum set."""

from __future__ import annotations

import pandas as pd

from sse_analysis import reference
from sse_analysis.decimals import exact
from sse_analysis.mapping.figure_words import KIND_WORDS
from sse_analysis.mapping.growth import of_one_source
from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.mapping import ActivityFunnel, Audit, CompetingFigures, Growth, MinimumSet
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text
from sse_analysis.tables.mapping_words import money, reference_day, short_ids

_TONES = {"adds up": "good", "adds up by rounding": "good", "incomplete": "partly", "doubtful": "partly"}
_STATUS = {"available": "good", "partly": "partly", "absent": "bad"}
_COMPETING = (
    Column("Place", width=0.8),
    Column("Value", width=1.1),
    Column("Gap (%)", "decimal", width=0.6),
    Column("Reference date", width=0.8),
    Column("Grade", width=0.5),
    Column("Source", width=2.4),
    Column("Note in the ledger", width=2.4),
    Column("Ledger id", width=1.4),
)
_ACTIVITY = (
    Column("Counted as", width=1.6),
    Column("Year", width=0.5),
    Column("Registered or existing", "decimal", width=0.9),
    Column("Active", "decimal", width=0.8),
    Column("Active means", width=1.6),
    Column("Share (%)", "decimal", width=0.7),
    Column("Flag", width=1.4),
    Column("Grade", width=0.5),
    Column("Ledger ids", width=1.8),
)


@build_table.register
def competing_table(result: CompetingFigures) -> Table:
    """Print every value of a group, the headline first."""
    frame = result.frame
    labels = reference.labels("measure")
    heads = frame.drop_duplicates("group")
    starts = {int(row.group): place for place, row in zip(heads.index, heads.itertuples(), strict=True)}
    groups = [
        (starts[int(row.group)], f"{row.line_label}: {labels[row.measure].lower()}, {row.year}")
        for row in heads.itertuples()
    ]
    rows = [
        (
            {"text": "headline", "tone": "good"} if row["headline"] else _place(row),
            money(row["value"], row["unit"]),
            _gap(row),
            reference_day(row),
            row["grade"],
            str(row["source"]),
            text(row["note"], absent="–"),
            short_ids(row["ledger_id"]),
        )
        for row in frame.to_dict("records")
    ]
    return Table(
        id="competing-figures",
        country=result.country,
        title="Different values for the same thing and year, the headline of the declared rule first",
        sources=result.sources,
        notes=(*result.notes, result.rule),
        columns=_COMPETING,
        rows=tuple(rows),
        groups=tuple(groups),
        **data_of(result),
    )


def _place(row: dict) -> Cell:
    if row["kind"] != "observed" and row["kind"] in KIND_WORDS:
        return KIND_WORDS[row["kind"]]
    return "other" if row["dated"] else absent_cell("undated source")


def _gap(row: dict) -> Cell:
    if row["headline"]:
        return absent_cell("–")
    if pd.isna(row["gap_percent"]):
        return absent_cell("no headline")
    return f"{exact(row['gap_percent']):+,.1f}".replace("-", "−")


@build_table.register
def audit_table(result: Audit) -> Table:
    """Print the open findings with their arithmetic; identities that hold are counted in the note."""
    faults = result.faults
    rows = [
        (
            {"text": row["result"], "tone": _TONES.get(row["result"], "bad")},
            str(row["subject"]),
            str(row["detail"]),
            str(row["reading"]),
            short_ids(row["ids"], limit=6),
        )
        for row in faults.to_dict("records")
    ]
    return Table(
        id="audit-triage",
        country=result.country,
        title="Arithmetic audit: figures that do not add up, contradict one another, or are too constant to be counts",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Finding", width=1.0),
            Column("Subject", width=1.8),
            Column("Arithmetic", width=2.6),
            Column("What may explain it", width=2.0),
            Column("Ledger ids", width=1.8),
        ),
        rows=tuple(rows) or ((absent_cell("none"), "All checks", "No open finding", "–", "–"),),
        stub=2,
        **data_of(result),
    )


@build_table.register
def growth_table(result: Growth) -> Table:
    """Print one row a series: observations and sources, first and last of one source, the trend where there is one."""
    keys = ["line", "measure", "unit"]
    trends = dict(list(result.trends.groupby(keys))) if len(result.trends) else {}
    rows = [_series(part, trends.get(key)) for key, part in result.frame.groupby(keys, sort=False)]
    return Table(
        id="growth",
        country=result.country,
        title="Figures over time: observations, sources, and change per year where one source has three points",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Counted as", width=1.6),
            Column("Measure", width=1.2),
            Column("Observations", "decimal", width=0.8),
            Column("Sources", "decimal", width=1.0),
            Column("First of one source", width=1.2),
            Column("Last of the same source", width=1.2),
            Column("Change per year, within one source", width=2.0),
        ),
        rows=tuple(rows),
        stub=2,
        **data_of(result),
    )


def _series(part: pd.DataFrame, trends: pd.DataFrame | None) -> tuple[Cell, ...]:
    about = part.iloc[0]
    return (
        str(about["line_label"]),
        str(about["measure_label"]),
        number(len(part)),
        _sources(part),
        *_ends(part),
        absent_cell("no trend: no source has three years") if trends is None else _trend(trends),
    )


def _sources(part: pd.DataFrame) -> str:
    """Return the number of publications behind a series; editions of one are one source."""
    sources, editions = part["publication"].nunique(), part["source"].nunique()
    return f"{sources} ({editions} editions)" if editions > sources else f"{sources}"


def _ends(part: pd.DataFrame) -> tuple[Cell, Cell]:
    own = of_one_source(part)
    if own.empty:
        return absent_cell("–"), absent_cell("–")
    first, last = (
        f"{money(row['value'], row['unit'])} ({row['year']})" for row in own.iloc[[0, -1]].to_dict("records")
    )
    return first, last


def _trend(trends: pd.DataFrame) -> str:
    parts = [
        f"{exact(row['yearly_percent']):+.1f} % ({int(row['first_year'])} to {int(row['last_year'])}, "
        f"{row['points']} points)"
        for row in trends.to_dict("records")
    ]
    return "; ".join(parts).replace("-", "−")


@build_table.register
def activity_table(result: ActivityFunnel) -> Table:
    """Print registered, active and share for one source and year a row."""
    labels = reference.labels("measure")
    rows = [
        (
            str(row["registered_label"]),
            f"{row['year']} (inferred)" if row["year_inferred"] else f"{row['year']}",
            number(row["registered"], absent="not printed"),
            number(row["active"], absent="not printed"),
            labels[row["active_measure"]].lower()
            if row["active_measure"] != "entities"
            else str(row["line_label"]),
            {"text": f"{exact(row['share']):.1f}", "tone": "unknown"}
            if not row["usable"]
            else f"{exact(row['share']):.1f}",
            text(_doubts(row), absent="–"),
            row["grade"],
            short_ids(";".join(part for part in (row["registered_id"], row["active_id"]) if pd.notna(part))),
        )
        for row in result.frame.to_dict("records")
    ]
    return Table(
        id="registered-to-active",
        country=result.country,
        title="From the register to activity: counts of one source and year",
        sources=result.sources,
        notes=result.notes,
        columns=_ACTIVITY,
        rows=tuple(rows),
        stub=2,
        **data_of(result),
    )


def _doubts(row: dict) -> str:
    said = [f"{name} {row[f'{name}_said']}" for name in ("registered", "active") if row[f"{name}_said"]]
    return "; ".join([row["flag"], *said] if row["flag"] else said)


@build_table.register
def minimum_set_table(result: MinimumSet) -> Table:
    """Print the items of the minimum set with status and evidence."""
    frame = result.frame
    starts = frame["block"].ne(frame["block"].shift()).to_numpy().nonzero()[0]
    rows = [
        (
            str(row["item"]),
            {"text": row["status"], "tone": _STATUS[row["status"]]},
            str(row["reason"]),
            text(row["years"], absent="–"),
            short_ids(row["ledger_ids"]) if row["ledger_ids"] else absent_cell("none"),
        )
        for row in frame.to_dict("records")
    ]
    return Table(
        id="minimum-set",
        country=result.country,
        title="Minimum set of statistics on cooperatives (20th ICLS): what is held",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Item", width=1.8),
            Column("Status", "center", width=0.7),
            Column("Reason", width=2.6),
            Column("Years", width=0.8),
            Column("Evidence, ledger ids", width=2.2),
        ),
        rows=tuple(rows),
        groups=tuple((int(row), str(frame["block"].iloc[row])) for row in starts),
        **data_of(result),
    )
