"""``sources.yml``: what every data file is, who published it, under which terms, and its digest."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError
from sse_analysis.parameters import parsing
from sse_analysis.sources.read import TextTable, read_csv

NAME = "sources.yml"
LICENCE = "CC BY 4.0 for our tables; the terms of each publisher stand with it"
#: Columns in which a row names publisher, title, release and address.
_NAMED = (
    ("source_publisher", "publisher"),
    ("source_title", "dataset"),
    ("source_date", "release", "release_date"),
    ("source_url", "url"),
)
_ADD = "Add them under 'publishers', as data/README.md shows."
_TO_BE_VERIFIED = "to be verified"
_JUDGEMENTS = {
    "producer": "project",
    "title": "Judgements of this project: author, date and status stand in each row",
    "release": "row by row",
    "url": "row by row",
    "licence": "CC BY 4.0",
}


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Publisher(_Record):
    """Who published the figures of a file, what, when, where and under which terms."""

    producer: str = Field(min_length=1)
    title: str = Field(min_length=1)
    release: str = Field(min_length=1, description="Release as stated, or 'undated', or 'row by row'.")
    url: str = Field(pattern=r"^https?://|^row by row$")
    licence: str = Field(min_length=1)


class FileRecord(_Record):
    """One file of a data folder."""

    name: str = Field(pattern=r"^[a-z0-9_]+\.csv$")
    content: str = Field(min_length=1)
    rows: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    publishers: tuple[Publisher, ...]


class Download(_Record):
    """A file below a data folder that a service delivered: a vintage of series, or boundaries."""

    name: str = Field(pattern=r"^[a-z]+/[A-Za-z0-9._-]+$")
    dataset: str = Field(min_length=1)
    release: str = Field(min_length=1)
    url: str = Field(pattern=r"^https?://")
    licence: str = Field(min_length=1)
    fetched_on: dt.date
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    rows: int = Field(ge=0)


class Manifest(_Record):
    """The content of ``sources.yml``."""

    licence: str
    updated: dt.date
    files: tuple[FileRecord, ...]
    downloads: tuple[Download, ...] = ()


def read(folder: str) -> Manifest:
    """Return the manifest of ``data/<folder>``.

    Raises
    ------
    SourceError
        If it is missing or does not have its layout; every problem is listed.
    """
    path = paths.data_file(folder, NAME)
    name = str(paths.relative(path))
    if not path.is_file():
        fix = f"Write it with: sse check {folder} --write-sources, then name the publishers."
        failure = Failure(name, "no file", "who published each table, and under which terms", fix)
        raise SourceError(f"{name} cannot be read:", [failure])
    try:
        content = parsing.read(path.read_bytes(), name, SourceError)
        return Manifest.model_validate(_tuples(content or {}))
    except ValidationError as error:
        failures = [
            Failure(name, repr(item["input"])[:80], item["msg"], column=".".join(map(str, item["loc"])))
            for item in error.errors(include_url=False)
        ]
        raise SourceError(f"{name} does not have its layout:", failures) from None


def problems(folder: str) -> list[Failure]:
    """Return what differs between the manifest and the files beside it."""
    try:
        manifest = read(folder)
    except SourceError as error:
        return list(error.failures)
    listed = {record.name: record for record in manifest.files}
    home = paths.data_folder(folder)
    here = {file.name for file in home.glob("*.csv")}
    found = [_missing(folder, name) for name in sorted(listed.keys() - here)]
    found += [_unlisted(folder, name) for name in sorted(here - listed.keys())]
    found += [failure for download in manifest.downloads for failure in _delivered(home, download, folder)]
    return found + [
        failure
        for name in sorted(here & listed.keys())
        for failure in _changed(home / name, listed[name], folder)
    ]


def _missing(folder: str, name: str) -> Failure:
    return Failure(f"data/{folder}/{NAME}", f"the file {name}, which is not there", "files that exist",
                   "Restore the file or delete its entry.")  # fmt: skip


def _delivered(home: Path, download: Download, folder: str) -> list[Failure]:
    path, name = home / download.name, f"data/{folder}/{download.name}"
    if not path.is_file():
        return [Failure(name, "no file", f"what was fetched on {download.fetched_on}", "Fetch it again.")]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest == download.sha256:
        return []
    return [Failure(name, f"content with SHA-256 {digest[:12]}...", f"{download.sha256[:12]}... as it was fetched",
                    "Fetch it again.")]  # fmt: skip


def _unlisted(folder: str, name: str) -> Failure:
    fix = f"Add who published it, then run: sse check {folder} --write-sources"
    return Failure(f"data/{folder}/{name}", "a file without an entry in sources.yml", "an entry", fix)


def _changed(path: Path, record: FileRecord, folder: str) -> list[Failure]:
    name, entry = f"data/{folder}/{record.name}", f"data/{folder}/{NAME}"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    fix = f"If the change is meant, accept it with: sse check {folder} --write-sources"
    if digest != record.sha256:
        found = f"content with SHA-256 {digest[:12]}..."
        return [Failure(name, found, f"{record.sha256[:12]}... as in sources.yml", fix)]
    if record.rows and not record.publishers:
        return [
            Failure(
                entry, f"nobody who published {record.name}", "producer, title, release, url, licence", _ADD
            )
        ]
    try:
        rows = len(read_csv(path).rows)
    except SourceError:
        return []
    if rows != record.rows:
        return [Failure(entry, f"{record.rows} rows of {record.name}", f"{rows}, as in the file", fix)]
    return []


def accept(folder: str, today: dt.date, *, only: str = "") -> Path:
    """Write the digests and row counts of the files as they are now into ``sources.yml``.

    With ``only``, the name of one file, the others keep what is recorded: nobody looked at them.

    Publishers stay as they stand; those that only the rows name are added, with terms *to be verified*. Whoever
    published a table whose rows name neither publisher nor author is to be filled in.
    A folder without ``sources.yml`` gets one.
    """
    manifest = read(folder) if paths.data_file(folder, NAME).is_file() else None
    listed = {record.name: record for record in manifest.files} if manifest else {}
    files = [file for file in sorted(paths.data_folder(folder).glob("*.csv")) if only in ("", file.name)]
    tables = [(file.name, read_csv(file)) for file in files]
    records = [record.model_dump() for name, record in listed.items() if only and name != only]
    records += [
        _with_publishers_of(table, listed[name].model_dump() if name in listed else _first_entry(name))
        | {"rows": len(table.rows), "sha256": table.digest}
        for name, table in tables
    ]
    licence = manifest.licence if manifest else LICENCE
    content = {"licence": licence, "updated": today, "files": sorted(records, key=lambda one: one["name"])}
    if manifest and manifest.downloads:
        content["downloads"] = [download.model_dump() for download in manifest.downloads]
    return write(folder, content)


def add_download(folder: str, download: dict) -> Path:
    """Record a delivered file; an earlier entry of the same file and data set gives way to it.

    Several data sets may share a file: the digest of each entry becomes that of the file now.
    """
    new = Download.model_validate(download)
    manifest = read(folder)
    others = [
        old.model_dump() | ({"sha256": new.sha256, "rows": new.rows} if old.name == new.name else {})
        for old in manifest.downloads
        if (old.name, old.dataset) != (new.name, new.dataset)
    ]
    listed = sorted([*others, new.model_dump()], key=lambda entry: (entry["name"], entry["dataset"]))
    return write(folder, manifest.model_dump() | {"downloads": listed})


def _first_entry(name: str) -> dict:
    return {"name": name, "content": "to be described", "publishers": ()}


def _with_publishers_of(table: TextTable, entry: dict) -> dict:
    """Add who published a row and is not listed; a table with authors holds judgements of the project."""
    listed = list(entry["publishers"])
    if "author" in table.header and table.rows and not listed:
        listed.append(_JUDGEMENTS)
    for row in (dict(zip(table.header, cells, strict=True)) for cells in table.rows):
        producers, title, release, urls = (
            next((row[name] for name in names if name in row), "") for names in _NAMED
        )
        for producer, url in zip(producers.split(" ; "), urls.split(" ; "), strict=False):
            if producer and url and producer not in [one["producer"] for one in listed]:
                given = {"producer": producer, "title": title, "release": release, "url": url}
                listed.append(given | {"licence": _TO_BE_VERIFIED})
    return entry | {"publishers": tuple(listed)}


def of_new_tables(texts: dict[str, str], today: dt.date, *, contents: dict[str, str] | None = None) -> str:
    """Return the text of ``sources.yml`` for tables that have a header and no rows yet.

    Parameters
    ----------
    texts : dict of str
        File name and text of every table.
    contents : dict of str, optional
        File name and what the table holds.
    """
    files = [
        {
            "name": name,
            "content": (contents or {}).get(name, "to be described"),
            "rows": 0,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "publishers": [],
        }
        for name, text in sorted(texts.items())
    ]
    return _text({"licence": LICENCE, "updated": today, "files": files})


def _text(content: dict) -> str:
    return yaml.safe_dump(_lists(content), sort_keys=False, allow_unicode=True, width=110)


def write(folder: str, content: dict) -> Path:
    """Write a manifest under a temporary name, then rename it."""
    path = paths.data_file(folder, NAME)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(_text(content), encoding="utf-8")
    temporary.replace(path)
    return path


def _tuples(value):
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _lists(value):
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    return [_lists(item) for item in value] if isinstance(value, list | tuple) else value
