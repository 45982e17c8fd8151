"""Frozen states: what a report was made of and what it said, under a name, with a digest over all of it."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from sse_analysis import paths
from sse_analysis.errors import ParameterError, SourceError, nearest

STATUSES = ("draft", "validated")
LAYOUT = 1
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_KEYS = {
    "layout", "name", "country", "date", "status", "parent", "library", "inputs", "decisions", "parameters", "numbers",
}  # fmt: skip


def state(content: dict[str, Any]) -> dict[str, Any]:
    """Return a state with its digest, which covers everything else in it.

    Parameters
    ----------
    content : dict
        ``name, country, date, status, parent, library, inputs, decisions, parameters, numbers``; ``inputs``
        holds the SHA-256 of files by path, ``numbers`` the rows of :func:`committee.numbers.numbers`.

    Raises
    ------
    ParameterError
        If the name or the status is not allowed, or two numbers share an id.
    """
    checked_name(content["name"])
    if content["status"] not in STATUSES:
        raise ParameterError(
            f"'{content['status']}' is not a status. Expected one of: {', '.join(STATUSES)}."
        )
    ids = [row["id"] for row in content["numbers"]]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise ParameterError(f"Two numbers of a state share the id '{twice[0]}'.")
    full = {"layout": LAYOUT, **content}
    return full | {"digest": digest(full)}


def digest(content: dict[str, Any]) -> str:
    """Return the SHA-256 of a state without its own digest; spaces and order of keys do not count."""
    rest = {key: value for key, value in content.items() if key != "digest"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def checked_name(name: str) -> str:
    """Return a name that cannot leave its folder.

    Raises
    ------
    ParameterError
        If it holds anything but letters, digits, hyphens and underscores.
    """
    if not _NAME.fullmatch(name):
        raise ParameterError(
            f"'{name}' cannot name a version. Expected letters, digits, hyphens and underscores, such as NAC-1."
        )
    return name


def names(country: str) -> list[str]:
    """Return the frozen versions of a country, in the order of their names."""
    return sorted(file.stem for file in paths.version_folder(country).glob("*.json"))


def write(content: dict[str, Any]) -> Path:
    """Write a state that does not exist yet, and return its file.

    Raises
    ------
    ParameterError
        If the name is taken or unsafe, or the version it follows is not there.
    SourceError
        If a version it follows was touched, or they follow one another in a circle.
    """
    made = state(content)
    country, name = made["country"], made["name"]
    taken = nearest_case(country, name)
    if taken:
        raise ParameterError(
            f"Version '{taken}' of {country} exists and is never overwritten. Choose another name, such as {name}-b."
        )
    if made["parent"]:
        lineage(country, made["parent"])
    file = paths.version_file(country, name)
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(made, sort_keys=True, ensure_ascii=False, indent=1)
    with file.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(text + "\n")
    return file


def nearest_case(country: str, name: str) -> str | None:
    """Return the version whose name is the same but for capitals: some disks cannot hold both."""
    return next((one for one in names(country) if one.lower() == name.lower()), None)


def read(country: str, name: str) -> dict[str, Any]:
    """Return a frozen state that is as it was written.

    Raises
    ------
    ParameterError
        If there is no version of this name.
    SourceError
        If the file was touched after it was frozen: a digest that does not fit, or not a state at all.
    """
    file = paths.version_file(country, checked_name(name))
    if not file.is_file():
        have = names(country)
        close = nearest(name, have)
        hint = f" Did you mean '{close}'?" if close else ""
        raise ParameterError(
            f"There is no version '{name}' of {country}.{hint} Here: {', '.join(have) or 'none'}. "
            f"Freeze one with: sse freeze {country} --as {name}"
        )
    place = paths.relative(file)
    try:
        content = json.loads(file.read_bytes())
    except ValueError:
        raise broken(place, "it is not readable as JSON") from None
    if not isinstance(content, dict) or set(content) != _KEYS | {"digest"}:
        raise broken(place, "its keys are not those of a frozen state")
    if content["digest"] != digest(content):
        raise broken(place, "its content does not fit its digest")
    if (content["country"], content["name"]) != (country, name):
        raise broken(place, f"it was frozen as '{content['name']}' of {content['country']}")
    return content


def broken(place: Path, why: str) -> SourceError:
    return SourceError(
        f"{place} is broken: {why}. It was changed after it was frozen. Take the file back from git."
    )


def lineage(country: str, name: str) -> list[str]:
    """Return a version and those it follows, newest first.

    Raises
    ------
    ParameterError, SourceError
        If one is missing or touched, or they follow one another in a circle.
    """
    line: list[str] = []
    now = name
    while now:
        if now in line:
            raise SourceError(
                f"Versions of {country} follow one another in a circle: {' -> '.join([*line, now])}."
            )
        line.append(now)
        now = read(country, now)["parent"]
    return line
