"""Organizations at risk: their names and places leave no trace in what is published.

``data/<iso3>/user/at_risk.csv`` (columns ``name``, and where known ``name_latin``, ``lat``, ``lon``; the folder
is never committed) names organizations that a publication could endanger. Every text of an executed notebook
loses them before anything is made of it: pages, data files, records and the crate come from that notebook.
A drawing is outlines, from which no word can be taken; one whose record names such an organization is withheld.
"""

from __future__ import annotations

import csv
import json
import math
import re
from dataclasses import dataclass
from typing import Any

from sse_analysis import paths
from sse_analysis.errors import SourceError, SSEAnalysisError
from sse_analysis.report.vector import words_of
from sse_analysis.results.exhibit import EXHIBIT_MIME

WITHHELD = "[name withheld]"
_NEAR = 0.006


@dataclass(frozen=True)
class AtRisk:
    """Names as one pattern, and positions as (latitude, longitude)."""

    names: re.Pattern[str]
    places: tuple[tuple[float, float], ...]


def at_risk(country: str) -> AtRisk | None:
    """Return the organizations of a country that must not be named; None where nobody listed any.

    Raises
    ------
    SourceError
        If the list has no column ``name`` or a position that is no number: nothing is published then.
    """
    try:
        file = paths.data_file(country, "user/at_risk.csv")
    except SSEAnalysisError:
        return None
    if not file.is_file():
        return None
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = {row.get(key, "").strip() for row in rows for key in ("name", "name_latin") if row.get(key)}
    if rows and not names - {""}:
        raise SourceError(f"{paths.relative(file)}: no organization is named. Expected a column 'name'.")
    try:
        places = tuple(
            (float(row["lat"]), float(row["lon"])) for row in rows if row.get("lat") and row.get("lon")
        )
    except ValueError as problem:
        raise SourceError(f"{paths.relative(file)}: a position cannot be read ({problem}).") from None
    return AtRisk(_pattern(names), places) if rows else None


def _pattern(names: set[str]) -> re.Pattern[str]:
    """Return a pattern for names in any case and spacing, also as HTML and JSON escape them."""
    forms = []
    for name in sorted(names - {""}, key=len, reverse=True):
        for form in {name, json.dumps(name)[1:-1], name.replace("&", "&amp;").replace("<", "&lt;")}:
            forms.append(r"\s+".join(re.escape(word) for word in form.split()))
    return re.compile("|".join(forms), re.IGNORECASE)


def redacted(notebook: bytes, country: str) -> bytes:
    """Return an executed notebook without organizations at risk; the same bytes where there are none."""
    flagged = at_risk(country) if country != "regional" else None
    if flagged is None:
        return notebook
    node = json.loads(notebook)
    for cell in node["cells"]:
        if "outputs" in cell:
            cell["outputs"] = [_output(output, flagged, country) for output in cell["outputs"]]
    return (json.dumps(node, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def text(words: str, country: str) -> str:
    """Return a text, such as the message of a failure, without the names of organizations at risk."""
    flagged = at_risk(country) if country != "regional" else None
    return words if flagged is None else str(_clean(words, flagged))


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
        cleaned = flagged.names.sub(WITHHELD, value)
        return _positions(cleaned, flagged)
    if isinstance(value, list):
        numbers = [one for one in value if isinstance(one, float) and not math.isnan(one)]
        hidden = {one for place in flagged.places for one in _matching(numbers, place)}
        return [None if isinstance(one, float) and one in hidden else _clean(one, flagged) for one in value]
    if isinstance(value, dict):
        return {name: _clean(one, flagged) for name, one in value.items()}
    return value


def _matching(numbers: list[float], place: tuple[float, float]) -> list[float]:
    """Return latitude and longitude where a row holds both: one alone is any number."""
    found = [[one for one in numbers if abs(one - side) < _NEAR] for side in place]
    return [*found[0], *found[1]] if all(found) else []


def _positions(words: str, flagged: AtRisk) -> str:
    for place in flagged.places:
        found = [
            [part for part in re.findall(r"-?\d+\.\d{2,}", words) if abs(float(part) - side) < _NEAR]
            for side in place
        ]
        if all(found):
            for part in {*found[0], *found[1]}:
                words = words.replace(part, WITHHELD)
    return words
