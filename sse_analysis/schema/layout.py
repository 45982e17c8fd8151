"""The words in which a layout is written: columns, kinds of value, tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "integer", "year", "date", "period", "url", "urls", "code", "facets"]


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name : str
    kind : Kind
        ``period`` is a year, month, day or ``undated``; ``date`` a day or a year; ``urls`` several
        addresses joined by `` ; ``; ``facets`` pairs name=value joined by ``;``.
    required : bool
        Whether an empty cell is a failure. Elsewhere an empty cell means unknown, never zero.
    codes : str or tuple of str
        Name of a closed list of ``reference``, or the list itself.
    low, high : float, optional
        Ends of the range, included.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    codes: str | tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class TableLayout:
    """A table of the data folders.

    Parameters
    ----------
    name, file, title, question : str
        Schema name, file name, what it holds, and which question it answers (printed in an absence).
    columns : tuple of Column
    key : tuple of str
        Columns that together name a row once.
    """

    name: str
    file: str
    title: str
    question: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def text(name: str) -> Column:
    return Column(name)


def must(name: str, kind: Kind = "text", **given) -> Column:
    return Column(name, kind, required=True, **given)


def code(name: str, codes: str | tuple[str, ...], *, required: bool = True) -> Column:
    return Column(name, "code", required, codes)


def number(
    name: str, *, required: bool = False, low: float | None = None, high: float | None = None
) -> Column:
    return Column(name, "number", required, (), low, high)


def whole(
    name: str, *, required: bool = False, low: float | None = None, high: float | None = None
) -> Column:
    return Column(name, "integer", required, (), low, high)
