"""Publication tables of the registers."""

from __future__ import annotations

from sse_analysis.results.exhibit import Column, Table
from sse_analysis.results.mapping_registers import (
    ActiveOrganizations,
    CooperativeTypes,
    Coverage,
    OrganizationsByArea,
    OrganizationsWithin,
    Overlap,
    RegisterDoubts,
    RegisterOverview,
    Sectors,
)
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text

_OVERVIEW = ("records", "left_out", "doubts", "no_state", "no_number")
#: Doubts printed; the data file holds all.
_LISTED = 40
_FORMS = ("records", "organizations", "several", "active", "dormant", "dissolved", "unknown")


@build_table.register
def registers_table(result: RegisterOverview) -> Table:
    heads = ("Records", "Rows that are no records", "Doubts", "Without a state", "Without a number")
    rows = [
        (text(row["title"]), text(row["reference_date"]), *(number(row[name]) for name in _OVERVIEW))
        for row in result.frame.to_dict("records")
    ]
    return Table(
        id="registers", country=result.country, title="Registers as they were read", sources=result.sources,
        notes=result.notes, stub=1, rows=tuple(rows), **data_of(result),
        columns=(Column("Register", width=2.2), Column("Stands for"), *(Column(head, "decimal") for head in heads)),
    )  # fmt: skip


@build_table.register
def doubts_table(result: RegisterDoubts) -> Table:
    frame = result.frame
    rows = [
        (
            text(row["title"]), text(row["sheet"], absent="one sheet"), f"{row['row']}",
            text(row["column"], absent="whole row"), text(row["found"], absent="not printed"), text(row["why"]),
        )
        for row in frame.head(_LISTED).to_dict("records")
    ]  # fmt: skip
    more = (f"{len(frame) - _LISTED:,} more stand in the data file.",) * (len(frame) > _LISTED)
    return Table(
        id="register-doubts", country=result.country, title="What could not be read surely in the registers",
        sources=result.sources, notes=(*result.notes, *more), stub=1, rows=tuple(rows), **data_of(result),
        columns=(Column("Register", width=1.8), Column("Sheet"), Column("Row", "decimal", width=0.6), Column("Column"),
                 Column("Found"), Column("Why it was left out", width=2.4)),
    )  # fmt: skip


@build_table.register
def overlap_table(result: Overlap) -> Table:
    return _forms(result) if result.part == "forms" else _patterns(result)


def _patterns(result: Overlap) -> Table:
    rows = [
        (text(row["pattern"].replace("+", " and ")), number(row["organizations"]), number(row["records"]))
        for row in result.frame.to_dict("records")
    ]
    return Table(
        id="overlap", country=result.country, title="Organizations by the registers they stand in", stub=1,
        sources=result.sources, notes=result.notes, rows=tuple(rows), **data_of(result),
        columns=(Column("Registers", width=2.4), Column("Organizations", "decimal"), Column("Records", "decimal")),
    )  # fmt: skip


def _forms(result: Overlap) -> Table:
    heads = (
        "Records",
        "Organizations",
        "In several records",
        "Active",
        "Dormant",
        "Dissolved",
        "State unknown",
    )
    rows = [
        (text(row["name"]), *(number(row[name]) for name in _FORMS))
        for row in result.forms.to_dict("records")
    ]
    frame = result.forms
    return Table(
        id="organizations", country=result.country, title="Organizations behind the records, by legal form", stub=1,
        sources=result.sources, notes=result.notes, rows=tuple(rows),
        columns=(Column("Legal form", width=2.2), *(Column(head, "decimal") for head in heads)),
        data_columns=tuple(frame.columns), data_rows=tuple(frame.astype(object).itertuples(index=False, name=None)),
    )  # fmt: skip


@build_table.register
def active_table(result: ActiveOrganizations) -> Table:
    heads = ("Listed", "Invited", "Reached", "Ended", "Not found")
    shares = ("Active, percent, low", "High", "95% interval, low", "95% interval, high")
    counts = ("Active organizations, low", "Active organizations, high")
    names = ("listed", "invited", "reached", "gone", "not_found")
    rows = [
        (
            text(row["label"]), *(number(row[name]) for name in names),
            *(number(row[name], decimals=1, absent="too few") for name in ("low", "high", "ci_low", "ci_high")),
            *(number(row[name], absent="too few") for name in ("count_low", "count_high")),
        )
        for row in result.frame.to_dict("records")
    ]  # fmt: skip
    return Table(
        id="active-organizations", country=result.country, title="Listed organizations that are active, between two ends",
        sources=result.sources, notes=result.notes, stub=1, rows=tuple(rows), **data_of(result),
        columns=(Column("Group", width=1.8), *(Column(head, "decimal") for head in (*heads, *shares, *counts))),
    )  # fmt: skip


@build_table.register
def by_area_table(result: OrganizationsByArea) -> Table:
    heads = (
        "Organizations",
        "People",
        "Per 100,000",
        "95% interval, low",
        "95% interval, high",
        "Smoothed rate",
    )
    rows = [
        (
            text(row["name"]), number(row["organizations"]), number(row["population"]),
            *(number(row[name], decimals=1) for name in ("estimate", "ci_low", "ci_high", "smoothed")),
        )
        for row in result.frame.to_dict("records")
    ]  # fmt: skip
    return Table(
        id="organizations-by-area", country=result.country, title="Organizations behind the registers by area",
        sources=result.sources, notes=result.notes, stub=1, rows=tuple(rows), **data_of(result),
        columns=(Column("Area", width=1.8), *(Column(head, "decimal") for head in heads)),
    )  # fmt: skip


@build_table.register
def sectors_table(result: Sectors) -> Table:
    """One row a section, most first; one column a legal form, which are fewer."""
    wide = result.frame.pivot_table(
        index="label", columns="name", values="organizations", aggfunc="sum", fill_value=0
    )
    wide = wide.loc[wide.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    rows = [
        (text(label), *(number(value) for value in row), number(row.sum())) for label, row in wide.iterrows()
    ]
    heads = (*(str(name) for name in wide.columns), "All")
    return Table(
        id="sectors", country=result.country, title="Organizations by section of ISIC and legal form",
        sources=result.sources, notes=result.notes, stub=1, rows=tuple(rows), **data_of(result),
        columns=(Column("Section", width=2.0), *(Column(head, "decimal") for head in heads)),
    )  # fmt: skip


@build_table.register
def types_table(result: CooperativeTypes) -> Table:
    """One row a section, most first, then those without one and all; one column a type, then those of no known type."""
    frame, last = result.frame, result.frame["section"].eq("")
    wide = frame.pivot(index="label", columns="type", values="organizations")[frame["type"].unique()]
    wide = wide.loc[wide.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    bottom = set(frame.loc[last, "label"])
    wide = wide.loc[[label for label in wide.index if label not in bottom] + sorted(bottom)]
    wide.loc["All"] = wide.sum()
    rows = [
        (text(label), *(number(value) for value in row), number(row.sum())) for label, row in wide.iterrows()
    ]
    return Table(
        id="cooperative-types", country=result.country, sources=result.sources, notes=result.notes, stub=1,
        title="Cooperatives by section of ISIC and main interest of their members", rows=tuple(rows), **data_of(result),
        columns=(Column("Section", width=2.0), *(Column(head, "decimal") for head in (*wide.columns, "All"))),
    )  # fmt: skip


@build_table.register
def within_table(result: OrganizationsWithin) -> Table:
    """One row a rule set and legal form, with the rule; a head for every rule set with its totals."""
    rows, groups = [], []
    for name, totals in result.totals.iterrows():
        counts = ", ".join(f"{int(count):,} {verdict}" for verdict, count in totals.items())
        groups.append((len(rows), f"{name}: {counts}"))
        own = result.frame[result.frame["rule_set_name"].eq(name)]
        for row in own.sort_values("organizations", ascending=False, kind="stable").to_dict("records"):
            cells = (
                text(row["name"]),
                text(row["verdict"]),
                number(row["organizations"]),
                text(row["because"]),
            )
            rows.append(
                (
                    *cells,
                    text({"rule": "rule set", "none": "nothing"}.get(row["decided_by"], row["decided_by"])),
                )
            )
    return Table(
        id="organizations-within", country=result.country, title="Organizations within each definition, and what decided",
        sources=result.sources, notes=result.notes, stub=1, rows=tuple(rows), groups=tuple(groups), **data_of(result),
        columns=(Column("Legal form", width=1.6), Column("Verdict"), Column("Organizations", "decimal"),
                 Column("Because", width=2.6), Column("Decided by")),
    )  # fmt: skip


@build_table.register
def coverage_table(result: Coverage) -> Table:
    rows = [
        (
            text(row["model"]),
            number(row["listed"]),
            number(row["as_linked"]),
            number(row["estimate"]),
            number(row["ci_low"]),
            number(row["ci_high"]),
        )
        for row in result.frame.to_dict("records")
    ]
    heads = ("On a list", "As linked", "Estimate of all", "95% interval, low", "High")
    scope = result.frame["scope"].iloc[0] if len(result.frame) else ""
    return Table(
        id="coverage", country=result.country, title=f"Organizations with those that no register holds: {scope}",
        sources=result.sources, notes=result.notes, stub=1, rows=tuple(rows) or ((absent_cell("no model"),),),
        columns=(Column("Model", width=2.6), *(Column(head, "decimal") for head in heads)), **data_of(result),
    )  # fmt: skip
