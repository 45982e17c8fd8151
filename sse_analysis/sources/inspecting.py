"""Draft the description of a register from the file alone: a proposal for a person to correct, never used by itself."""

from __future__ import annotations

import datetime as dt
import json
import textwrap
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sse_analysis.parameters.registers import FIELDS, INTERESTS, STATES
from sse_analysis.sources import dates, numbers, sheets
from sse_analysis.sources.registers import plain

_HEAD_ROWS = 30
_CODES = 40
_NUMBERED = 12
_SHOWN = 12


@dataclass(frozen=True)
class Seen:
    """What a column holds: its head, kind (date, number, codes, text), counts of its values, and what is odd."""

    head: str
    kind: str
    counts: Counter
    filled: int
    odd: tuple[str, ...] = ()


def draft(path: Path, *, sheet: str | None = None) -> str:
    """Return a description in YAML with the columns, guessed kinds, counts of codes and suspicious values.

    Parameters
    ----------
    path : Path
        CSV, XLSX or ODS.
    sheet : str, optional
        Sheet of a workbook; the one with most cells when there are several.
    """
    read = sheets.read(path, sheet=sheet or _largest(path))
    at = _header(read.rows)
    heads, rows = [plain(cell) for cell in read.rows[at]], read.rows[at + 1 :]
    seen = [
        _seen(head, [row[place] if place < len(row) else None for row in rows])
        for place, head in enumerate(heads)
        if head
    ]
    total = sum(any(plain(cell) for cell in row) for row in rows)
    return "\n".join([*_top(path, read, at), "columns:", *_fields(seen, total), *_others(seen, total)]) + "\n"


def _largest(path: Path) -> str | None:
    names = sheets.sheets(path)
    if len(names) < 2:
        return None
    sizes = {name: len(sheets.read(path, sheet=name).rows) for name in names if _readable(path, name)}
    return max(sizes, key=sizes.get) if sizes else names[0]


def _readable(path: Path, name: str) -> bool:
    from sse_analysis.errors import SourceError

    try:
        sheets.read(path, sheet=name)
    except SourceError:
        return False
    return True


def _header(rows: list[list[object]]) -> int:
    """Return the place of the heads: the first of the widest rows whose cells are all texts and all different."""
    widths = [len([cell for cell in row if plain(cell)]) for row in rows[:_HEAD_ROWS]]
    for place, row in enumerate(rows[:_HEAD_ROWS]):
        texts = [cell for cell in row if plain(cell)]
        different = len(set(map(plain, texts))) == len(texts)
        if widths[place] >= 0.8 * max(widths) and different and all(isinstance(cell, str) for cell in texts):
            return place
    return 0


def _seen(head: str, cells: list[object]) -> Seen:
    texts = [plain(cell) for cell in cells]
    filled = [
        (cell, text) for cell, text in zip(cells, texts, strict=True) if text.lower() not in numbers.BLANKS
    ]
    counts = Counter(text for _, text in filled)
    if not filled:
        return Seen(head, "empty", counts, 0)
    days = [dates.read(cell, calendar="mixed") for cell, _ in filled if not isinstance(cell, float | int)]
    sign = numbers.decimal_of([cell for cell, _ in filled])
    amounts = [numbers.read(cell, decimal=sign) for cell, _ in filled]
    if len(days) > 0.5 * len(filled) and sum(not day.doubt for day in days) > 0.9 * len(days):
        return Seen(head, "date", counts, len(filled), _odd_dates(filled))
    if sum(not amount.doubt for amount in amounts) > 0.9 * len(amounts) and not _is_code(counts, len(filled)):
        doubts = [amount.doubt for amount in amounts if amount.doubt]
        return Seen(head, "number", counts, len(filled), tuple(dict.fromkeys(doubts)))
    return Seen(
        head, "codes" if _is_code(counts, len(filled)) else "text", counts, len(filled), _odd_texts(counts)
    )


def _is_name(item: Seen) -> bool:
    """Tell whether most values are different texts of several words."""
    several = sum(" " in text for text in item.counts)
    return item.kind == "text" and len(item.counts) > 0.5 * item.filled and several > 0.5 * len(item.counts)


def _is_code(counts: Counter, filled: int) -> bool:
    most = _CODES if any(not text.isdigit() for text in counts) else _NUMBERED
    return 1 < len(counts) <= most and filled >= 5 * len(counts)


def _odd_dates(filled: list[tuple[object, str]]) -> tuple[str, ...]:
    read = [(text, dates.read(cell, calendar="mixed"), dates.read(cell)) for cell, text in filled]
    buddhist = sum(bool(plainly.doubt) and not mixed.doubt for _, mixed, plainly in read)
    future = sum(bool(mixed.value) and mixed.value > dt.date(2100, 1, 1) for _, mixed, _ in read)
    doubts = list(dict.fromkeys(mixed.doubt for _, mixed, _ in read if mixed.doubt))
    words = [f"{buddhist} years of the Buddhist era"] * bool(buddhist) + [f"{future} after 2100"] * bool(
        future
    )
    return (*words, *doubts)


def _odd_texts(counts: Counter) -> tuple[str, ...]:
    folded = Counter(text.casefold() for text in counts)
    twice = [text for text in counts if folded[text.casefold()] > 1]
    return (f"the same word in several spellings: {', '.join(sorted(twice)[:6])}",) if twice else ()


def _top(path: Path, read: sheets.Sheet, at: int) -> list[str]:
    lines = [
        f"# Draft made from {path.name}: correct it, then run sse check.",
        *(f"# Read with {words}." for words in read.about),
    ]
    lines += [
        f"title: {_quoted(path.stem)}",
        "publisher:   # who keeps it",
        "url: not given",
        "licence: not given",
    ]
    lines += ["reference_date:   # the day the register stands for", f"file: {_quoted(path.name)}"]
    lines += [f"sheet: {_quoted(read.name)}"] if read.name else []
    return [*lines, f"header_row: {at + 1}", "records_have: record_id"]


def _fields(seen: list[Seen], total: int) -> list[str]:
    """Return the three fields every register needs, guessed."""
    whole = [item for item in seen if item.filled >= 0.9 * total and len(item.counts) == item.filled]
    identity = next((item for item in whole if item.kind == "text"), whole[0] if whole else None)
    name = next((item for item in seen if item is not identity and _is_name(item)), None)
    form = next((item for item in seen if item.kind == "codes"), None)
    guessed = (("record_id", identity), ("name", name), ("legal_form", form))
    return [line for field, item in guessed for line in _field(field, item)]


def _field(field: str, item: Seen | None) -> list[str]:
    if item is None:
        return [f"  {field}: {{column: NAME THE COLUMN}}   # none was found"]
    if item.kind != "codes":
        return [f"  {field}: {{column: {_quoted(item.head)}}}"]
    lines = [f"  {field}:", f"    column: {_quoted(item.head)}", "    codes:"]
    return lines + [
        f"      {_quoted(code)}: CODE   # {count:,} records" for code, count in item.counts.most_common()
    ]


def _others(seen: list[Seen], total: int) -> list[str]:
    more = ", ".join(field for field in FIELDS if field not in ("record_id", "name", "legal_form"))
    lines = [
        f"# {text}"
        for text in textwrap.wrap(f"Every column of the file. Fields a register may have: {more}.", 112)
    ]
    lines += [f"# Codes of status: {', '.join(STATES)}; of member_interest: {', '.join(INTERESTS)}."]
    for item in seen:
        lines.append(
            f"# {item.head}: {item.kind}, {item.filled:,} of {total:,} filled, {len(item.counts):,} different"
        )
        if item.kind == "codes":
            common = ", ".join(f"{code} ({count:,})" for code, count in item.counts.most_common(_SHOWN))
            lines.append(f"#   {common}")
        lines += [f"#   look at: {words}" for words in item.odd[:_SHOWN]]
    return lines


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
