"""Organizations at risk: their names and places leave no trace in what is published.

``data/<iso3>/user/at_risk.csv`` (columns ``name``, and where known ``name_latin``, ``lat``, ``lon``; the folder
is never committed) names organizations that a publication could endanger. Every text of an executed notebook
loses them before anything is made of it: pages, data files, records and the crate come from that notebook.
A drawing is outlines, from which no word can be taken; one whose record names such an organization is withheld.
"""

from __future__ import annotations

import html
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import escape

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError, SSEAnalysisError, suggestion
from sse_analysis.report.vector import words_of
from sse_analysis.results.exhibit import EXHIBIT_MIME
from sse_analysis.sources.read import TextTable, read_csv

WITHHELD = "[name withheld]"
_NEAR = 0.006
_COLUMNS = ("name", "name_latin", "lat", "lon")
_DEGREES = re.compile(r"-?\d{1,3}(\.\d+)?")
#: Files that this project names, whoever is listed.
_FIXED = re.compile(r"data/common/.+|data/[a-z]{3}/[a-z_]+\.(csv|yml)|parameters/.+|notebooks/[a-z]+\.ipynb")
_DECIMAL = re.compile(r"-?\d+\.\d{2,}")
#: How a name may stand in an output: as it is, in JSON, in HTML as Python and as the template engine escape it.
_WRITTEN = (str, lambda name: json.dumps(name)[1:-1], html.escape, lambda name: html.escape(name, quote=False),
            lambda name: str(escape(name)))  # fmt: skip


@dataclass(frozen=True)
class AtRisk:
    """Names as one pattern for texts and one for names of files, and positions as (latitude, longitude)."""

    names: re.Pattern[str]
    anywhere: re.Pattern[str]
    places: tuple[tuple[float, float], ...]


def at_risk(country: str) -> AtRisk | None:
    """Return the organizations that must not be named; None where nobody listed any.

    Parameters
    ----------
    country : str
        Code; for anything else (the region, a notebook that does not say) those of all countries count.

    Raises
    ------
    SourceError
        If a list cannot be read, has no column ``name`` or a position that is no number: nothing is published then.
    """
    listed = [found for code in _countries(country) for found in [_listed(code)] if found is not None]
    names = {name for found, _ in listed for name in found}
    if not listed:
        return None
    places = tuple(place for _, places in listed for place in places)
    return AtRisk(_pattern(names), _pattern(names, words=False), places)


def _countries(country: str) -> tuple[str, ...]:
    from sse_analysis.parameters.reading import available

    try:
        return (paths.country_code(country),)
    except SSEAnalysisError:
        return available()


def _listed(country: str) -> tuple[set[str], tuple[tuple[float, float], ...]] | None:
    """Return names and places of a country's list, None where it has none."""
    try:
        file = paths.data_file(country, "user/at_risk.csv")
    except SSEAnalysisError:
        return None
    if not file.is_file():
        return None
    try:
        table = read_csv(file)
    except SourceError as error:
        raise SourceError(
            f"{paths.relative(file)} cannot be read, so nothing is published:", error.failures
        ) from None
    rows = [dict(zip(table.header, cells, strict=True)) for cells in table.rows]
    wrong = [
        *_strange_columns(table),
        *(failure for row in zip(table.lines, rows, strict=True) for failure in _wrong(table, *row)),
    ]
    if wrong:
        raise SourceError(f"{table.file} would protect less than it says, so nothing is published:", wrong)
    names = {row[key].strip() for row in rows for key in ("name", "name_latin") if row.get(key)}
    places = tuple((float(row["lat"]), float(row["lon"])) for row in rows if row.get("lat"))
    return (names, places) if rows else None


def _strange_columns(table: TextTable) -> Iterator[Failure]:
    """Return the columns that protect nothing: a position under another head would be printed."""
    if "name" not in table.header:
        yield Failure(table.file, "no such column", "the column 'name'", "Add it to the header.", 1, "name")
    for head in table.header:
        if head not in _COLUMNS:
            fix = suggestion(head, _COLUMNS) or "Rename it, or delete it."
            yield Failure(table.file, f"the column '{head}'", f"columns {', '.join(_COLUMNS)}", fix, 1, head)


def _wrong(table: TextTable, line: int, row: dict[str, str]) -> Iterator[Failure]:
    if not row.get("name") and not row.get("name_latin"):
        yield Failure(table.file, "nobody", "the name of an organization", "", line, "name")
    for key, limit in (("lat", 90), ("lon", 180)):
        given, other = row.get(key, ""), row.get("lon" if key == "lat" else "lat", "")
        if given and not (_DEGREES.fullmatch(given) and abs(float(given)) <= limit):
            yield Failure(table.file, "no position", f"degrees such as 11.5564, up to {limit}", "", line, key)
        if other and not given:
            yield Failure(table.file, "half a position", "lat and lon together", "", line, key)


def refuse_files_named_after(names: Iterable[str], country: str) -> None:
    """Raise where a file that a report reads or makes bears the name of an organization at risk.

    Names of inputs stand in records and crates, and cannot be withheld there: they say what changed.

    Raises
    ------
    SourceError
        That does not say the name either.
    """
    flagged = at_risk(country)
    if flagged is None:
        return
    chosen = [name for name in names if not _FIXED.fullmatch(name)]
    bad = [
        name
        for name in chosen
        if any(
            flagged.anywhere.search(form) for form in (name, re.sub(r"[\W_]+", " ", name.rpartition("/")[2]))
        )
    ]
    if bad:
        folders = ", ".join(sorted({name.rpartition("/")[0] for name in bad}))
        raise SourceError(
            f"A file in {folders} bears the name of an organization at risk, and names of files are published. "
            "Rename it, and the places that mention it."
        )


def _pattern(names: set[str], *, words: bool = True) -> re.Pattern[str]:
    """Return a pattern for names in any case and spacing, composed or not, also as HTML and JSON escape them.

    With ``words``, "Om" is no part of "common": a name begins where a word does, and one in Latin letters ends where
    it does. Other scripts part no words or bend their ends, so there a longer word that begins so is taken too.
    """
    forms: list[str] = []
    for name in sorted(names - {""}, key=len, reverse=True):
        composed = {unicodedata.normalize(form, name) for form in ("NFC", "NFD")}
        written = {way(one) for one in {name, *composed} for way in _WRITTEN}
        found = {one: r"\s+".join(re.escape(word) for word in one.split()) for one in written}
        forms += sorted({_from_edge_to_edge(one, found[one]) if words else found[one] for one in written})
    return re.compile("|".join(forms), re.IGNORECASE)


def _from_edge_to_edge(name: str, pattern: str) -> str:
    first, last = name.strip()[0], name.strip()[-1]
    begins = r"(?<![^\W_])" if first.isdigit() or first.lower() != first.upper() else ""
    ends = r"(?![^\W_])" if last.isascii() and last.isalnum() and "\\u" not in name else ""
    return begins + pattern + ends


def redacted(notebook: bytes, country: str) -> bytes:
    """Return an executed notebook without organizations at risk; the same bytes where there are none."""
    flagged = at_risk(country)
    if flagged is None:
        return notebook
    node = json.loads(notebook)
    for cell in node["cells"]:
        if "outputs" in cell:
            cell["outputs"] = [_output(output, flagged, country) for output in cell["outputs"]]
        source = "".join(cell["source"])
        if _clean(source, flagged) != source:
            cell["source"] = _clean(source, flagged)
    return (json.dumps(node, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def protected(notebook: Any, country: str) -> Any:
    """Return a notebook (``nbformat.NotebookNode``) as it may be published; itself where nobody is at risk."""
    import nbformat

    if at_risk(country) is None:
        return notebook
    written = nbformat.writes(notebook).encode("utf-8")
    return nbformat.reads(redacted(written, country).decode("utf-8"), as_version=4)


def cleaned(value: Any, country: str) -> Any:
    """Return a text, or a record of plain values, without names and places of organizations at risk."""
    flagged = at_risk(country)
    return value if flagged is None else _clean(value, flagged)


def _output(output: dict[str, Any], flagged: AtRisk, country: str) -> dict[str, Any]:
    data = output.get("data", {})
    record = data.get(EXHIBIT_MIME)
    drawn = [mime for mime in data if mime.startswith("image/")]
    named = [value for mime, value in data.items() if mime not in drawn]
    named += words_of("".join(data.get("image/svg+xml", "")))
    if drawn and _clean(named, flagged) != named:
        return output | {"data": _withheld(record or {}, country), "metadata": {}}
    if drawn:
        return output
    return _clean(output, flagged)


def _withheld(record: dict[str, Any], country: str) -> dict[str, Any]:
    from sse_analysis.results.absence import Absence

    absence = Absence(
        id=record.get("id", "withheld"), country=record.get("country", country), reason="suppressed",
        what="A drawing", why="It would name or place an organization that a publication could endanger.",
    )  # fmt: skip
    return absence._repr_mimebundle_()


def _clean(value: Any, flagged: AtRisk) -> Any:
    """Return a value of JSON without names and positions, whatever it holds."""
    if isinstance(value, str):
        return _positions(flagged.names.sub(WITHHELD, value), flagged)
    if isinstance(value, (list, tuple)):
        return type(value)(_together(value, flagged))
    if isinstance(value, dict):
        names = [flagged.names.sub(WITHHELD, name) if isinstance(name, str) else name for name in value]
        return dict(zip(names, _together(value.values(), flagged), strict=True))
    return value


def _together(values: Iterable[Any], flagged: AtRisk) -> list[Any]:
    """Return the cells of a row, or the fields of a record, clean; both parts of a position are taken out."""
    values = list(values)
    numbers = [_number(one) for one in values]
    hidden = {
        one for place in flagged.places for one in _matching([n for n in numbers if n is not None], place)
    }
    return [
        _emptied(one) if number in hidden else _clean(one, flagged)
        for one, number in zip(values, numbers, strict=True)
    ]


def _number(value: Any) -> float | None:
    """Return what may be a part of a position: a number with decimals, also as text or as a printed cell."""
    if isinstance(value, dict) and isinstance(value.get("text"), str):
        value = value["text"]
    if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
        return float(value)
    return value if isinstance(value, float) and not math.isnan(value) else None


def _emptied(value: Any) -> Any:
    if isinstance(value, float):
        return None
    return WITHHELD if isinstance(value, str) else value | {"text": WITHHELD}


def _matching(numbers: list[float], place: tuple[float, float]) -> list[float]:
    """Return latitude and longitude where a row holds both: one alone is any number."""
    found = [[one for one in numbers if abs(one - side) < _NEAR] for side in place]
    return [*found[0], *found[1]] if all(found) else []


def _positions(words: str, flagged: AtRisk) -> str:
    for place in flagged.places:
        found = [
            [part for part in _DECIMAL.findall(words) if abs(float(part) - side) < _NEAR] for side in place
        ]
        if all(found):
            for part in {*found[0], *found[1]}:
                words = words.replace(part, WITHHELD)
    return words
