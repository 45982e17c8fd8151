"""Render profiles: ``full`` prints everything, ``brief`` one to two pages, ``dossier`` what a committee reads."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from sse_analysis.errors import ReportError, one_of
from sse_analysis.report.model import Block, Document, Heading, Paragraph, Shown, Span
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Figure, Statement

FIGURES, SENTENCES, SOURCES, IDS = 3, 4, 3, 3
#: The ids of ledger rows behind a sentence.
_CITED = re.compile(r"\[([A-Z]{3}-[^\];]+(?:; [A-Z]{3}-[^\];]+)+)\]")
MORE = "and {1} more, in the full report"
#: How the sources of an exhibit end where more are held than it names.
_MORE = re.compile(r"and (\d+) more, named row by row in the data file")
_READ_MORE = "This is the short edition. The full report has every table, source and note, and the methods."


def select(page: Document, profile: str) -> Document:
    """Return the parts of a document that a profile prints.

    Raises
    ------
    ReportError
        If the profile is unknown or the document has nothing for it.
    """
    if profile == "full":
        return page
    if profile == "brief":
        return replace(page, blocks=_brief(page), profile=profile)
    if profile == "dossier":
        return replace(page, blocks=_dossier(page), profile=profile)
    raise ReportError(f"Found profile '{profile}', expected {one_of(('full', 'brief', 'dossier'))}.")


@lru_cache(maxsize=1)
def declared() -> dict[str, Any]:
    """Return ``profiles.yml``: profile -> analysis -> ids."""
    import yaml

    text = files("sse_analysis.report").joinpath("profiles.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def _brief(page: Document) -> tuple[Block, ...]:
    """Return headline sentences and three figures, renumbered from 1."""
    wanted = declared()["brief"].get(page.analysis, {"statements": [], "figures": []})
    known = {shown.exhibit.id: shown for shown in page.of(Statement) + page.of(Figure)}
    said = [known[name] for name in wanted["statements"] if name in known] or list(page.of(Statement)[:1])
    drawn = [known[name] for name in wanted["figures"] if name in known]
    drawn = drawn or list(page.of(Figure))
    if not said and not drawn:
        raise ReportError(f"The report '{page.title}' has no statement and no figure for its short edition.")
    blocks: list[Block] = [Heading(2, (Span("In a few sentences"),), "in-a-few-sentences")] if said else []
    blocks += [_shortened(shown) for shown in said]
    if drawn:
        blocks.append(Heading(2, (Span("In figures"),), "in-figures"))
    blocks += [
        replace(shown, number=number, exhibit=replace(shown.exhibit, sources=_few(shown.exhibit.sources)))
        for number, shown in enumerate(drawn[:FIGURES], 1)
    ]
    return (*blocks, Paragraph((Span(_READ_MORE),)))


def _few(sources: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first sources and how many the full report names besides: a long list leaves no room for the figure."""
    more = [int(found[1]) for found in map(_MORE.fullmatch, sources) if found]
    named = tuple(source for source in sources if not _MORE.fullmatch(source))
    rest = len(named) - SOURCES + sum(more)
    return (*named[:SOURCES], MORE.replace("{1}", str(rest))) if rest > 1 else sources


def _shortened(shown: Shown) -> Shown:
    exhibit = shown.exhibit
    said = tuple(_CITED.sub(_fewer, text) for text in exhibit.paragraphs[:SENTENCES])
    return replace(shown, exhibit=replace(exhibit, paragraphs=said))


def _fewer(cited: re.Match[str]) -> str:
    """Return the first ids behind a sentence and how many more the full report has."""
    ids = cited[1].split("; ")
    rest = len(ids) - IDS
    return f"[{'; '.join(ids[:IDS])}; {MORE.replace('{1}', str(rest))}]" if rest > 1 else cited[0]


def _dossier(page: Document) -> tuple[Block, ...]:
    """Return what is declared for a committee under its own headings, then every absence once."""
    wanted = declared()["dossier"].get(page.analysis, [])
    blocks: list[Block] = []
    head: list[Block] = []
    for block in page.blocks:
        if isinstance(block, Heading):
            # Its parents may hold nothing for a committee, so every heading is of the first level.
            head = [replace(block, level=2)]
        elif isinstance(block, Shown) and block.exhibit.id in wanted:
            blocks += [*head, block]
            head = []
    if not blocks:
        raise ReportError(
            f"The report '{page.title}' has nothing for a committee. Expected {one_of(wanted)}."
        )
    gaps = [shown for shown in page.of(Absence) if not shown.first]
    return (*blocks, *([Heading(2, (Span("What is missing"),), "missing"), *gaps] if gaps else []))
