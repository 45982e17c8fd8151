"""What a notebook shows and a report prints: front matter, statement, table, figure.

An exhibit is a frozen record. In a notebook it displays itself; in the executed
notebook it also leaves ``application/vnd.sse.exhibit+json``, from which both
report writers build their pages, so that no writer ever parses HTML. The record
names its country: a report whose exhibits name another country is refused.
"""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass, field
from typing import Any

from sse_analysis.results.lettering import with_letters

EXHIBIT_MIME = "application/vnd.sse.exhibit+json"

#: A cell is text, or a mapping with ``text`` and any of: ``lang`` (BCP 47 tag of the text),
#: ``tone`` (good, partly, bad, unknown, absent: drawn with a word or sign, never colour alone),
#: ``href`` (https address), ``spark`` (list of [year, value], drawn small; ``text`` is its alternative).
Cell = str | dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of a printed table.

    Parameters
    ----------
    label : str
        Head of the column, with its unit where that is not obvious.
    align : {"start", "decimal", "center"}
        ``decimal`` lines numbers up on the decimal mark.
    group : str, optional
        Spanner printed over neighbouring columns of the same group.
    width : float
        Share of the page relative to other columns.
    """

    label: str
    align: str = "start"
    group: str | None = None
    width: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """Fields every exhibit has.

    Parameters
    ----------
    id : str
        Stable name inside a report, lower case with hyphens: anchor, file name of its data.
    country : str
        Lower-case ISO 3166-1 alpha-3 code, or ``regional``.
    """

    id: str
    country: str

    kind = "exhibit"

    def record(self) -> dict[str, Any]:
        """Return the exhibit as plain JSON values."""
        return {"version": 1, "kind": self.kind, "id": self.id, "country": self.country}

    def plain(self) -> str:
        return self.id

    def markup(self) -> str:
        """Return a small HTML page part for JupyterLab; all text escaped."""
        return f"<pre>{html.escape(self.plain())}</pre>"

    def images(self) -> dict[str, str]:
        return {}

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        return {
            EXHIBIT_MIME: self.record(),
            # JupyterLab would set what stands between two $ signs as a formula; our text is text.
            "text/html": f"<div class='mathjax_ignore'>{self.markup()}</div>",
            "text/plain": self.plain(),
            **self.images(),
        }


@dataclass(frozen=True, kw_only=True)
class FrontMatter(Exhibit):
    """Title block of a report.

    ``data_as_of`` is the latest reference date of the data, not the day of the run; ``facts`` are
    pairs (label, value) printed under the title.
    """

    title: str
    subtitle: str
    country_name: str
    analysis: str
    language: str = "en"
    data_as_of: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    banner: str = ""

    kind = "front"

    def record(self) -> dict[str, Any]:
        return super().record() | {
            "title": self.title,
            "subtitle": self.subtitle,
            "country_name": self.country_name,
            "analysis": self.analysis,
            "language": self.language,
            "data_as_of": self.data_as_of,
            "facts": [list(pair) for pair in self.facts],
            "banner": self.banner,
        }

    def plain(self) -> str:
        lines = [self.title, self.subtitle, self.banner, *(f"{name}: {value}" for name, value in self.facts)]
        return "\n".join(line for line in lines if line)


@dataclass(frozen=True, kw_only=True)
class Statement(Exhibit):
    """Sentences whose numbers come from results. Plain text, one string a paragraph."""

    paragraphs: tuple[str, ...]
    bullets: bool = False

    kind = "statement"

    def record(self) -> dict[str, Any]:
        return super().record() | {"paragraphs": list(self.paragraphs), "bullets": self.bullets}

    def plain(self) -> str:
        return "\n\n".join(self.paragraphs)

    def markup(self) -> str:
        parts = [html.escape(text) for text in self.paragraphs]
        if self.bullets:
            return "<ul>" + "".join(f"<li>{part}</li>" for part in parts) + "</ul>"
        return "".join(f"<p>{part}</p>" for part in parts)


@dataclass(frozen=True, kw_only=True)
class Captioned(Exhibit):
    """An exhibit with a number, a caption and a source line.

    Parameters
    ----------
    title : str
        Caption: what, where, when, in which unit.
    sources : tuple of str
        One citation each: publisher, title, date.
    notes : tuple of str
        What a reader must know to read it right.
    data_columns, data_rows
        The tidy data behind it, written as CSV beside the report.
    """

    title: str
    sources: tuple[str, ...]
    notes: tuple[str, ...] = ()
    data_columns: tuple[str, ...] = ()
    data_rows: tuple[tuple[Any, ...], ...] = field(default=(), repr=False)

    def record(self) -> dict[str, Any]:
        return super().record() | {
            "title": self.title,
            "sources": list(self.sources),
            "notes": list(self.notes),
            "data": {"columns": list(self.data_columns), "rows": [list(row) for row in self.data_rows]},
        }

    def _foot(self) -> str:
        lines = [*self.notes, *(f"Source: {source}" for source in self.sources)]
        return "".join(f"<p><small>{html.escape(line)}</small></p>" for line in lines)


@dataclass(frozen=True, kw_only=True)
class Table(Captioned):
    """A publication table.

    Parameters
    ----------
    columns : tuple of Column
    rows : tuple of tuples of Cell
        Every row as long as ``columns``. Numbers are already formatted.
    stub : int
        Leading columns that head their row.
    groups : tuple of (int, str)
        Row number before which a group heading is printed.
    sheet : bool
        Whether it is a sheet to hand out: never split, and on a page of its own after another table.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    stub: int = 1
    groups: tuple[tuple[int, str], ...] = ()
    sheet: bool = False

    kind = "table"

    def __post_init__(self):
        for number, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"table {self.id}: row {number} has {len(row)} cells for {len(self.columns)} columns"
                )

    def record(self) -> dict[str, Any]:
        return (
            super().record()
            | {
                "columns": [vars(column) for column in self.columns],
                "rows": [list(row) for row in self.rows],
                "stub": self.stub,
                "groups": [list(group) for group in self.groups],
            }
            | ({"sheet": True} if self.sheet else {})
        )

    def plain(self) -> str:
        head = " | ".join(column.label for column in self.columns)
        heads = dict(self.groups)
        body = []
        for number, row in enumerate(self.rows):
            body += [heads[number]] if number in heads else []
            body.append(" | ".join(cell_text(cell) for cell in row))
        return "\n".join([self.title, head, *body])

    def markup(self) -> str:
        head = "".join(f"<th scope='col'>{html.escape(column.label)}</th>" for column in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell_text(cell))}</td>" for cell in row) + "</tr>"
            for row in self.rows
        )
        caption = f"<caption>{html.escape(self.title)}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{self._foot()}"


@dataclass(frozen=True, kw_only=True)
class Figure(Captioned):
    """A chart.

    Parameters
    ----------
    alt : str
        What the chart shows, in words, from the numbers: range, order, how many. Never the caption.
    svg : str
        The drawing; its words are text in the letters that :mod:`sse_analysis.results.lettering` brings.
    """

    alt: str
    svg: str = field(repr=False)

    kind = "figure"

    def record(self) -> dict[str, Any]:
        return super().record() | {"alt": self.alt}

    def plain(self) -> str:
        return f"{self.title}\n{self.alt}"

    def markup(self) -> str:
        data = base64.b64encode(with_letters(self.svg).encode()).decode("ascii")
        alt = html.escape(self.alt, quote=True)
        image = f"<img src='data:image/svg+xml;base64,{data}' alt='{alt}' width='760'>"
        return f"<figure>{image}<figcaption>{html.escape(self.title)}</figcaption></figure>{self._foot()}"

    def images(self) -> dict[str, str]:
        return {"image/svg+xml": self.svg}


def cell_text(cell: Cell) -> str:
    """Return the words of a cell."""
    return cell if isinstance(cell, str) else str(cell["text"])
