"""How the mapping reads published figures, from ``data/common/mapping_rules.yml``.

Which forms are second tier, which are counted inside others, which measures fill which column: each is a
judgement, so it stands in that file with author, date and status, never in the code.
"""

from __future__ import annotations

from typing import Any

from sse_analysis.sources import constants

_FILE = "mapping_rules.yml"


def rules() -> dict[str, Any]:
    """Return the whole file."""
    return constants.settings(_FILE)


def inputs() -> tuple[tuple[str, str], ...]:
    """Return the files of readings and thresholds with their digests, for provenance."""
    return constants.inputs(_FILE, constants.THRESHOLDS)


def quantities() -> dict[str, dict[str, Any]]:
    """Return the columns of the landscape in order of print: label, measures, facets."""
    return rules()["quantities"]


def quantity_labels() -> dict[str, str]:
    return {code: about["label"] for code, about in quantities().items()}


def one_count() -> tuple[str, ...]:
    """Return the measures that count the same bodies with the status said or unsaid."""
    return tuple(rules()["one_count"])


def bodies() -> tuple[str, ...]:
    """Return the quantities that count the same bodies, in order of print: registered, and existing or status not said."""
    same = set(one_count())
    return tuple(name for name, about in quantities().items() if set(about["measures"]) <= same)


def contained(country: str) -> dict[str, str]:
    """Return part and whole of the forms that are counted inside another one in a country."""
    return {row["part"]: row["whole"] for row in rules()["contained"] if country in row["countries"]}


def authorship() -> str:
    """Return who judged, when, and with which status, as a sentence."""
    given = rules()
    author = "this project" if given["author"] == "project" else given["author"]
    return f"Readings by {author}, {given['date']}, status {given['status']}."
