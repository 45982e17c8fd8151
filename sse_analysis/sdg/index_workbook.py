"""Read a workbook of the SDG Index of any edition: by the words of its heads, never by position alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sse_analysis.errors import Failure, SourceError
from sse_analysis.sdg.bounds import codebook

_SCORE, _TREND, _YEAR = "Normalized Score: ", "Trend: ", "Year: "
_KEYS = {
    "iso3": r"(country code iso3|iso3|id)",
    "region": r"regions? used for",
    "index": r"(\d{4} )?sdg index score",
}


@dataclass(frozen=True, eq=False)
class Workbook:
    """One edition.

    Parameters
    ----------
    raw, scores, arrows : DataFrame, index country or group, columns index code
        Values, published scores and published arrows; a column that an edition withholds is not there.
    goals, regional : DataFrame, columns 1 to 17
        Published goal scores, and the scores of the region that stand for a missing goal.
    index, region : Series
    book : DataFrame, index index code
        ``lower, upper, red, green``, ``goal``, ``counts`` (in the index of all countries), ``years`` (of the trend).
    past : DataFrame
        ``iso3, year`` and one column an index code; empty where the edition has no sheet for trends.
    past_name : dict
        Name of an index code in ``past``, where it differs.
    """

    raw: pd.DataFrame
    scores: pd.DataFrame
    arrows: pd.DataFrame
    goals: pd.DataFrame
    regional: pd.DataFrame
    index: pd.Series
    region: pd.Series
    book: pd.DataFrame
    past: pd.DataFrame
    past_name: dict[str, str]


def read_workbook(path: Path) -> Workbook:
    """Return the parts of a workbook that a recomputation needs.

    Raises
    ------
    SourceError
        If a sheet or head is not there; all of them are named.
    """
    if not path.is_file():
        problem = Failure(path.name, "no such file", "a workbook of the SDG Index (.xlsx)")
        raise SourceError("The SDG Index cannot be recomputed.", [problem])
    sheets = {name: _stripped(sheet) for name, sheet in pd.read_excel(path, sheet_name=None).items()}
    data = next((sheet for sheet in sheets.values() if _starting(sheet, _SCORE)), None)
    _demand(path, data is not None, f"a sheet with heads '{_SCORE}<code>'")
    keys = {name: _head(data, pattern) for name, pattern in _KEYS.items()}
    for name, found in keys.items():
        _demand(path, found is not None, f"a head for '{name}'")
    rows = data.set_index(data[keys["iso3"]].astype(str).str.strip())
    blocks = _blocks(data)
    return Workbook(
        raw=_columns(rows, {code: block["raw"] for code, block in blocks.items()}),
        scores=_columns(rows, {code: block.get("score") for code, block in blocks.items()}),
        arrows=_columns(rows, {code: block.get("trend") for code, block in blocks.items()}, numeric=False),
        goals=_columns(rows, {goal: _head(data, rf"goal {goal} score") for goal in range(1, 18)}),
        regional=_columns(rows, {goal: _head(data, rf"goal {goal} regional score") for goal in range(1, 18)}),
        index=pd.to_numeric(rows[keys["index"]], errors="coerce"),
        region=rows[keys["region"]],
        book=_book(path, sheets),
        past=_past(sheets),
        past_name={code: block["past"] for code, block in blocks.items() if "past" in block},
    )


def _stripped(sheet: pd.DataFrame) -> pd.DataFrame:
    return sheet.rename(columns=lambda head: str(head).strip())


def _starting(sheet: pd.DataFrame, words: str) -> list[str]:
    return [head for head in sheet.columns if head.startswith(words)]


def _head(sheet: pd.DataFrame, pattern: str) -> str | None:
    return next((head for head in sheet.columns if re.match(pattern, head.lower())), None)


def _demand(path: Path, there: bool, what: str) -> None:
    if not there:
        raise SourceError("The SDG Index cannot be recomputed.", [Failure(path.name, "no such part", what)])


def _blocks(data: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return the heads of each index code: the raw value stands before its ``Year:``, the rest follows it."""
    heads, blocks, code = list(data.columns), {}, ""
    for place, head in enumerate(heads):
        if head.startswith(_YEAR):
            code = head.removeprefix(_YEAR).strip()
            blocks[code] = {"raw": heads[place - 1]}
        elif head.startswith(_SCORE) and code:
            blocks[code]["score"] = head
        elif head.startswith(_TREND) and code:
            blocks[code] |= {"trend": head, "past": head.removeprefix(_TREND).strip()}
    return blocks


def _columns(rows: pd.DataFrame, heads: dict, *, numeric: bool = True) -> pd.DataFrame:
    there = {name: rows[head] for name, head in heads.items() if head is not None}
    table = pd.DataFrame(there, index=rows.index)
    return table.apply(pd.to_numeric, errors="coerce") if numeric else table


def _book(path: Path, sheets: dict[str, pd.DataFrame]) -> pd.DataFrame:
    sheet = next(sheet for name, sheet in sheets.items() if "codebook" in name.lower())
    heads = {"goal": r"sdg$", "counts": r"global$", "years": r"years used"}
    codes = sheet[_head(sheet, r"indcode")].astype(str).str.strip()
    more = pd.DataFrame(
        {name: sheet[_head(sheet, pattern)] for name, pattern in heads.items() if _head(sheet, pattern)}
    ).set_index(codes)
    return codebook(path).join(more)


def _past(sheets: dict[str, pd.DataFrame]) -> pd.DataFrame:
    sheet = next((sheet for name, sheet in sheets.items() if "trend" in name.lower()), None)
    if sheet is None:
        return pd.DataFrame(columns=["iso3", "year"])
    return sheet.rename(
        columns={_head(sheet, r"(id|iso3|country code)"): "iso3", _head(sheet, r"year"): "year"}
    )
