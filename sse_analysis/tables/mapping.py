"""Publication tables of the mapping report: legal forms, landscape and its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sse_analysis import reference
from sse_analysis.mapping.figure_words import kind_words
from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.mapping import Landscape, LegalFormMatrix
from sse_analysis.sources.table import publishers
from sse_analysis.tables import mapping_checks, mapping_places
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text, verdict
from sse_analysis.tables.mapping_words import amount, expected, figure, reference_day, short_ids, unit_words

__all__ = ["mapping_checks", "mapping_places"]

_PRINCIPLES = {
    "voluntary_membership": "Voluntary, mutual aid",
    "democratic_governance": "Democratic or participatory",
    "autonomy": "Autonomy",
    "people_over_capital": "People over capital",
}
_DATES = (
    "Date of the law: adoption, signature or promulgation, else its year. In force from: the day on which the law, or the "
    "act in brackets, took effect; not seen where no source that was read says it."
)
_QUOTED = "Words in quotation marks, “nearly”, are those by which the source itself makes the number before them less exact."
_EVIDENCE = (
    Column("Counted as", width=1.4),
    Column("Quantity", width=1.0),
    Column("Value", "decimal", width=0.9),
    Column("Unit", width=0.8),
    Column("Reference date", width=0.8),
    Column("Grade", width=0.6),
    Column("Other figures held", width=1.5),
    Column("Source", width=2.4),
    Column("Ledger id", width=1.5),
)


@build_table.register
def legal_form_table(result: LegalFormMatrix) -> Table:
    """Print the half that was asked for: law and rules, or principles with their evidence."""
    return _law(result) if result.part == "law" else _principles(result)


def _law(result: LegalFormMatrix) -> Table:
    language = reference.country(result.country).national_language
    rows = [
        (
            text(row["name_en"]),
            text(row["name_local"], lang=language),
            text(row["law_title"]),
            text(row["law_dated"], absent="not seen"),
            _in_force(row),
            text(row["registering_authority"]),
            text(row["profit_rule"], absent="not seen"),
            text(row["governance_rule"], absent="not seen"),
        )
        for row in result.frame.to_dict("records")
    ]
    heads = (
        "Legal form",
        "Name in the country",
        "Law",
        "Date of the law",
        "In force from",
        "Registered by",
        "Profit",
        "Governance",
    )
    widths = (1.4, 1.2, 2.0, 0.8, 0.8, 1.3, 1.7, 1.9)
    return Table(
        id="legal-forms-law",
        country=result.country,
        title="Legal forms: law, date, authority, rules on profit and governance",
        sources=result.sources,
        notes=(*result.notes, _DATES),
        columns=tuple(Column(head, width=width) for head, width in zip(heads, widths, strict=True)),
        rows=tuple(rows),
        groups=_kinds(result.frame),
        **data_of(result),
    )


def _in_force(row: dict) -> Cell:
    day = text(row["in_force_from"], absent="not seen")
    return day if pd.isna(row["act"]) else f"{day} ({row['act']})"


def _principles(result: LegalFormMatrix) -> Table:
    tiers = reference.labels("tier")
    rows = [
        (
            text(row["name_en"]),
            tiers[row["tier"]],
            *(verdict(row[name]) for name in _PRINCIPLES),
            text(row["evidence"]),
            f"{publishers(row['source_publisher'])} ({row['source_date']})",
        )
        for row in result.frame.to_dict("records")
    ]
    return Table(
        id="legal-forms-principles",
        country=result.country,
        title="What the law of each legal form asks for on the four principles of the ILC 2022 definition",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Legal form", width=1.5),
            Column("Tier", width=0.7),
            *(Column(label, "center", group="Principle in law", width=0.8) for label in _PRINCIPLES.values()),
            Column("Evidence", width=3.2),
            Column("Source", width=1.3),
        ),
        rows=tuple(rows),
        groups=_kinds(result.frame),
        **data_of(result),
    )


def _kinds(frame: pd.DataFrame) -> tuple[tuple[int, str], ...]:
    starts = frame["kind"].ne(frame["kind"].shift()).to_numpy().nonzero()[0]
    return tuple((int(row), str(frame["kind"].iloc[row])) for row in starts)


@build_table.register
def landscape_table(result: Landscape) -> Table:
    """Print lines by quantities, or the evidence behind the headlines."""
    if result.part == "evidence":
        return _evidence(result)
    main = result.part == "main"
    frame = result.frame[result.frame["main"].eq(main)]
    lines = frame.drop_duplicates("line")
    cells: dict[tuple[str, str], list[dict]] = {}
    for row in frame.to_dict("records"):
        cells.setdefault((row["line"], row["quantity"]), []).append(row)
    rows = [_line(line, cells, result) for line in lines.to_dict("records")]
    title = (
        "Landscape: headline figures by form"
        if main
        else "Kinds, programmes and other wordings, each on its own"
    )
    return Table(
        id="landscape" if main else "landscape-other-wordings",
        country=result.country,
        title=f"{title} (reference year, grade of the source)",
        sources=result.sources,
        notes=(*result.notes, result.rule, _QUOTED),
        columns=(
            Column("Form", width=1.1),
            Column("Counted as, in the words of the source", width=1.8),
            *(Column(label, width=1.3) for _, label in result.quantities),
        ),
        rows=tuple(rows),
        stub=2,
        groups=_tiers(lines),
        **data_of(result),
    )


def _line(line: dict, cells: Mapping, result: Landscape) -> tuple[Cell, ...]:
    parts = [_cell(cells.get((line["line"], code), [])) for code, _ in result.quantities]
    return (str(line["form_label"]), str(line["line_label"]), *parts)


def _cell(rows: Sequence[dict]) -> Cell:
    """Return the headlines of one quantity, one unit after the other, or why there is none."""
    known = [figure(row) for row in rows if pd.notna(row["value"]) and row["shown"]]
    return "; ".join(known) or absent_cell("; ".join(dict.fromkeys(_absent(row) for row in rows)))


def _absent(row: dict) -> str:
    words = str(row["why_absent"])
    for why, name, head in (
        ("undated only", "undated", "undated"),
        ("estimate only", "estimate", "estimate only"),
    ):
        if words == why and pd.notna(row[f"{name}_high"]):
            said = f" ({row[f'{name}_said']})" if row[f"{name}_said"] else ""
            words = f"{head}: {_span(row[f'{name}_low'], row[f'{name}_high'])}{unit_words(row['unit'])}{said}"
            break
    return "; ".join(
        words for words in (words, *expected(row, unit_words(row["unit"]))) if words != "expected only"
    )


def _tiers(lines: pd.DataFrame) -> tuple[tuple[int, str], ...]:
    second = lines["tier"].isin(["secondary", "tertiary"]).to_numpy()
    if not second.any():
        return ()
    first = int(second.argmax())
    heads = [(first, "Second tier: bodies of bodies, never added to the first")]
    return tuple([(0, "First tier, and bodies without a tier"), *heads] if first else heads)


def _evidence(result: Landscape) -> Table:
    frame = result.frame[result.frame["main"] & result.frame["value"].notna()]
    labels = dict(result.quantities)
    rows = [
        (
            str(row["line_label"]),
            labels[row["quantity"]],
            number(row["value"]),
            row["unit"],
            reference_day(row),
            row["grade"] + kind_words(row["kind"]),
            _others(row),
            str(row["source"]),
            short_ids(row["ledger_id"]),
        )
        for row in frame.to_dict("records")
    ]
    return Table(
        id="landscape-evidence",
        country=result.country,
        title="Where the headline figures come from, and what else is printed",
        sources=result.sources,
        notes=(
            result.rule,
            "Ledger ids are printed without the country code. Computed: sum of the rows named.",
        ),
        columns=_EVIDENCE,
        rows=tuple(rows),
        stub=2,
        **data_of(result),
    )


def _others(row: dict) -> Cell:
    if not row["others"]:
        return absent_cell("none")
    kinds = [
        f"{row[name]} {word}"
        for name, word in (("undated", "undated"), ("estimates", "estimated"), ("expected", "expected"))
        if row[name]
    ]
    about = f" ({', '.join(kinds)})" if kinds else ""
    return f"{row['others']}: {_span(row['low'], row['high'])}{about}"


def _span(low: float, high: float) -> str:
    return amount(low) if low == high else f"{amount(low)} to {amount(high)}"
