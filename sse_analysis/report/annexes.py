"""Annexes of a full report, generated: methods, data, assumptions, glossary, parameters, versions, exhibits to code.

They read the files the report was made from. Nothing in them depends on the time, the machine's name or
the place of the project, so the same inputs give the same bytes.
"""

from __future__ import annotations

import platform
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Any

from sse_analysis import __version__, parameters, paths, reference
from sse_analysis.errors import SSEAnalysisError
from sse_analysis.report.model import Block, Code, Document, Heading, Shown, Span, kind_of
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Captioned, Cell, Column, Statement, Table, cell_text

PACKAGES = ("numpy", "pandas", "scipy", "statsmodels", "seaborn", "matplotlib", "typst", "Babel")
_GLOSSARY = ("grade", "kind", "principle", "informality_concept")
_CALL = re.compile(r"\.(\w+)\(")
Rows = list[tuple[Cell, ...]]


def annexed(page: Document) -> Document:
    """Return the document with its annexes; a reader's own notebook or one without a project stays as it is."""
    if not (page.analysis and page.country):
        return page
    try:
        tables = list(_tables(page))
    except SSEAnalysisError:
        return page
    number = max((shown.number for shown in page.of(Table)), default=0)
    blocks: list[Block] = [Heading(2, (Span("Annex: how this report was made"),), "annex-method")]
    taken = {getattr(block, "anchor", "") for block in page.blocks}
    for table in (table for table in tables if table.rows and table.id not in taken):
        number += 1
        blocks.append(Shown(table, table.id, 0, number))
    return replace(page, blocks=(*page.blocks, *blocks))


def _tables(page: Document) -> Iterator[Table]:
    heads = ("Method", "Formula", "Reference", "Parameters")
    yield _table(page, "annex-methods", "Methods used in this report", (heads, methods(page)))
    heads = ("File", "What it holds", "Rows", "Producers", "Licences")
    yield _table(page, "annex-data", "Availability of the data", (heads, data(page.country)))
    heads = ("File", "Author", "Date", "Status")
    yield _table(
        page, "annex-assumptions", "Assumptions and who made them", (heads, assumptions(page.country))
    )
    heads = ("List", "Term", "Meaning")
    yield _table(page, "annex-glossary", "Glossary of codes", (heads, glossary()))
    heads = ("Parameter", "Value")
    yield _table(page, "annex-parameters", "Parameters of this report", (heads, settings(page)))
    yield _table(page, "annex-versions", "Software", (("Package", "Version"), versions()))
    heads = ("Exhibit", "Title", "Notebook cell", "Code")
    yield _table(page, "annex-exhibits", "From exhibits to code", (heads, exhibits(page)))


def _table(page: Document, name: str, title: str, body: tuple[tuple[str, ...], Rows]) -> Table:
    heads, rows = body
    return Table(
        id=name,
        country=page.country,
        title=title,
        sources=(),
        columns=tuple(Column(head) for head in heads),
        rows=tuple(tuple({"text": cell} if isinstance(cell, str) else cell for cell in row) for row in rows),
        data_columns=heads,
        data_rows=tuple(tuple(map(cell_text, row)) for row in rows),
    )


@lru_cache(maxsize=1)
def _methods() -> tuple[dict[str, Any], ...]:
    return tuple(_yaml(files("sse_analysis.report").joinpath("methods.yml").read_text(encoding="utf-8")))


def _yaml(text: str) -> Any:
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def methods(page: Document) -> Rows:
    """Return the methods whose calls made an exhibit of this report; one that found no data is left out."""
    made = {shown.cell for shown in page.shown if not isinstance(shown.exhibit, Absence)}
    calls: set[str] = set()
    for block in page.blocks:
        if isinstance(block, Code) and block.cell in made:
            calls |= {*_CALL.findall(block.source)}
    return [
        (one["name"], _formula(one), one["reference"], ", ".join(one["parameters"]) or "none")
        for one in _methods()
        if calls & {*one["calls"]}
    ]


def _formula(one: dict[str, Any]) -> Cell:
    """Return what a method computes; ``math`` is the part that is set as a formula."""
    if "math" not in one:
        return one["formula"]
    return {"text": f"{one['math']}, {one['formula']}", "math": one["math"]}


def data(country: str) -> Rows:
    """Return the files of a country with their producers and licences; each name once."""
    folder = "common" if country == "regional" else country
    file = paths.data_folder(folder) / "sources.yml"
    if not file.is_file():
        return []
    given = _yaml(file.read_text(encoding="utf-8")) or {}
    return [
        (
            one["name"],
            str(one.get("content", "")),
            str(one.get("rows", "")),
            _each(publisher.get("producer", "") for publisher in one.get("publishers", ())),
            _each(publisher.get("licence", "") for publisher in one.get("publishers", ())),
        )
        for one in given.get("files", ())
    ]


def _each(texts: Iterable[object]) -> str:
    """Return texts once each, the most frequent first; beyond four they are counted."""
    ranked = [text for text, _ in Counter(str(text) for text in texts if text).most_common()]
    rest = len(ranked) - 4
    return "; ".join(ranked[:4]) + (f"; and {rest} more, named in sources.yml" if rest > 0 else "")


def assumptions(country: str) -> Rows:
    """Return the judgements the report rests on, with author, date and status."""
    rows = []
    for file in sorted(paths.data_folder("common").glob("*.yml")):
        given = _yaml(file.read_text(encoding="utf-8")) or {}
        about = given if "author" in given else given.get("reading", {})
        if isinstance(about, dict) and "author" in about:
            rows.append((file.name, *(str(about.get(name, "")) for name in ("author", "date", "status"))))
    if country == "regional":
        return rows
    given = parameters.load(country)
    by, on = given.approved_by or "project", given.approved_on or "not set"
    return [*rows, (f"parameters/{country}.yml", str(by), str(on), str(given.status))]


def glossary() -> Rows:
    """Return codes the tables print, with their meaning."""
    found = []
    for name in _GLOSSARY:
        labels, meanings = reference.codes.labels(name), reference.codes.definitions(name)
        found += [(name, label, meanings[code]) for code, label in labels.items() if meanings[code]]
    return found


def settings(page: Document) -> Rows:
    """Return the parameters of this analysis and those of every report, as they were read."""
    given = parameters.load_regional() if page.country == "regional" else parameters.load(page.country)
    values = given.model_dump(mode="json")
    chosen = {name: value for name, value in values.items() if not isinstance(value, dict | list)}
    chosen |= {page.analysis: values[page.analysis]} if isinstance(values.get(page.analysis), dict) else {}
    return [(name, "not set" if value is None else str(value)) for name, value in _leaves(chosen)]


def _leaves(value: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, item in value.items():
        if isinstance(item, dict) and item:
            yield from _leaves(item, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", ", ".join(map(str, item)) if isinstance(item, list) else item


def versions() -> Rows:
    """Return the versions of what computes and draws."""
    found = [("sse_analysis", __version__), ("Python", platform.python_version())]
    for name in PACKAGES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            continue
    return found


def exhibits(page: Document) -> Rows:
    """Return every numbered exhibit with the cell and the line of code that shows it."""
    code = {block.cell: block.source for block in page.blocks if isinstance(block, Code)}
    rows = []
    for shown in page.shown:
        if shown.cell and isinstance(shown.exhibit, Captioned | Statement):
            name = f"{kind_of(shown.exhibit).capitalize()} {shown.number or ''}".strip()
            title = getattr(shown.exhibit, "title", shown.exhibit.id)
            line = code.get(shown.cell, "").strip().splitlines() or [""]
            rows.append((name, title, str(shown.cell), line[-1]))
    return rows
