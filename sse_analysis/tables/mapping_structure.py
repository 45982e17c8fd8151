"""Publication tables of structure, growth and place of the organizations behind the registers."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.mapping_structure import DensityMap, Lifetimes, Sizes, Specialization
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text

#: Years at which survival is printed.
_YEARS = (5, 10, 20)
_MEASURES = {"members": "Members", "workers": "Workers"}


@build_table.register
def lifetimes_table(result: Lifetimes) -> Table:
    return _cohorts(result) if result.part == "cohorts" else _survival(result)


def _survival(result: Lifetimes) -> Table:
    rows = []
    for label, own in result.frame.groupby("label", sort=False):
        by_time = own.set_index("time")
        cells = [_lasting(by_time.loc[year]) for year in _YEARS]
        rows.append((text(label), number(by_time["n_risk"].max()), *cells))
    return Table(
        id="lifetimes", country=result.country, title="Share of organizations still on the register, percent",
        sources=result.sources, notes=(*result.notes, _rates(result)), stub=1, rows=tuple(rows), **data_of(result),
        columns=(Column("Legal form", width=1.8), Column("Most at risk at once", "decimal"),
                 *(Column(f"After {year} years (95% interval; lower end)", "center", width=1.7) for year in _YEARS)),
    )  # fmt: skip


def _lasting(row: pd.Series) -> Cell:
    if pd.isna(row["survival"]):
        return absent_cell("not observed")
    value = f"{exact(100 * row['survival']):.1f}"
    least = "" if pd.isna(row["lowest"]) else f"; at least {exact(100 * row['lowest']):.0f}"
    if pd.isna(row["ci_low"]):
        return f"{value} (nobody ended yet){least}" if row["survival"] == 1 else f"{value}{least}"
    return f"{value} ({exact(100 * row['ci_low']):.1f} to {exact(100 * row['ci_high']):.1f}){least}"


def _rates(result: Lifetimes) -> str:
    last = result.years.iloc[-1]
    return (
        f"In {int(last['year'])}, of 100 organizations at the start of the year, "
        f"{exact(last['entry_rate']):.1f} were added and "
        f"{exact(last['exit_rate']):.1f} ended."
    )


def _cohorts(result: Lifetimes) -> Table:
    rows = [
        (
            text(row["cohort"]),
            number(row["organizations"]),
            number(row["ended"]),
            number(row["share"], decimals=1),
        )
        for row in result.cohorts.to_dict("records")
    ]
    heads = ("Organizations on the register", "Ended", "Ended (percent)")
    notes = (
        "A cohort registered before the register was opened holds only those that lasted until then: its share is of these.",
        "Younger cohorts had less time to end: compare ages, not rows (see the curve).",
    )
    return Table(
        id="cohorts", country=result.country, title="Organizations by years of registration", sources=result.sources,
        notes=notes, stub=1, rows=tuple(rows), **data_of(result),
        columns=(Column("Registered in"), *(Column(head, "decimal") for head in heads)),
    )  # fmt: skip


@build_table.register
def specialization_table(result: Specialization) -> Table:
    """Print for each area how mixed its forms are, and the form that stands out most."""
    rows = []
    for row in result.mix.to_dict("records"):
        own = result.frame[result.frame["area"].eq(row["area"])]
        sure = own[(own["ci_low"] > 1) | (own["ci_high"] < 1)].sort_values("estimate", ascending=False)
        rows.append((
            text(row["name"]), number(row["organizations"]), number(row["hhi_normalised"], decimals=3),
            number(row["pielou_evenness"], decimals=3), _forms(sure, row["area"]),
        ))  # fmt: skip
    return Table(
        id="specialization", country=result.country, title="Mix of legal forms by area", sources=result.sources,
        notes=result.notes, stub=1, rows=tuple(rows), **data_of(result),
        columns=(Column("Area", width=1.1), Column("Organizations", "decimal"),
                 Column("Hirschman index, normalised", "decimal"), Column("Evenness", "decimal"),
                 Column("Forms whose interval leaves out 1: quotient (95% interval)", width=3.4)),
    )  # fmt: skip


def _forms(sure: pd.DataFrame, area: str) -> Cell:
    if sure.empty:
        return absent_cell("none" if area else "–")
    return "; ".join(
        f"{row.form} {exact(row.estimate):.2f} ({exact(row.ci_low):.2f} to {exact(row.ci_high):.2f})"
        for row in sure.itertuples()
    )


@build_table.register
def sizes_table(result: Sizes) -> Table:
    """Print quartiles, the largest, and what the largest tenth holds."""
    spread = result.spread
    rows = [
        (
            text(row["name"]), number(row["stated"]), number(row["organizations"] - row["stated"]),
            *(number(row[name], absent="too few") for name in ("lower", "median", "upper", "largest")),
            number(row["top"], decimals=0, absent="too few"),
        )
        for row in spread.to_dict("records")
    ]  # fmt: skip
    starts = spread["measure"].ne(spread["measure"].shift()).to_numpy().nonzero()[0]
    heads = (
        "Stated",
        "Not stated",
        "Lower quartile",
        "Median",
        "Upper quartile",
        "Largest",
        "Held by largest tenth (%)",
    )
    return Table(
        id="sizes", country=result.country, title="Size of organizations, by legal form", sources=result.sources,
        notes=result.notes, stub=1, rows=tuple(rows), **data_of(result),
        columns=(Column("Legal form", width=1.8), *(Column(head, "decimal") for head in heads)),
        groups=tuple((int(row), _MEASURES[spread["measure"].iloc[row]]) for row in starts),
    )  # fmt: skip


@build_table.register
def density_table(result: DensityMap) -> Table:
    rows = [
        (
            text(row["name"]), number(row["organizations"]), number(row["value"], decimals=1, absent="population not known"),
            number(row["local"], decimals=2, absent="–"), number(row["p_bh"], decimals=3, absent="–"),
            text(row["cluster"], absent="not named"),
        )
        for row in result.frame.to_dict("records")
    ]  # fmt: skip
    heads = (("Organizations", "decimal"), ("Per 100,000 people, smoothed", "decimal"), ("Local Moran", "decimal"),
             ("Adjusted p", "decimal"), ("Among its neighbours", "start"))  # fmt: skip
    return Table(
        id="density", country=result.country, title="Density of organizations and likeness to neighbours",
        sources=result.sources, notes=result.notes, stub=1, rows=tuple(rows), **data_of(result),
        columns=(Column("Area", width=1.2), *(Column(*head) for head in heads)),
    )  # fmt: skip
