"""Provenance of a country's reports as an RO-Crate: who published what it is made of, what ran, what came out.

``outputs/<iso3>/ro-crate-metadata.json`` follows RO-Crate 1.1 and the Process Run Crate profile 0.5. It is made
from the run records with ``rocrate``, which keeps its graph together; we write it, in one step and with sorted keys.
Inputs are described by name, digest and publisher, not copied: a register of a country may be confidential.
Organizations at risk are named nowhere in it, whatever names them: a parameter, a publication, a file.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sse_analysis import __version__, paths
from sse_analysis.batch import files
from sse_analysis.batch.keys import digest
from sse_analysis.errors import SSEAnalysisError

if TYPE_CHECKING:
    from rocrate.rocrate import ROCrate

NAME = "ro-crate-metadata.json"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
_VERSION = "1.1"
_TERMS = {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}
_TYPES = {
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".csv": "text/csv",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
}
_AUTHORS = "#contributors"
Entity = dict[str, Any]


def write(country: str, name: str) -> None:
    """Write the crate of a country's folder from the records in it; remove it when there are none.

    Parameters
    ----------
    name : str
        Name of the country, as printed.
    """
    from sse_analysis.report.protection import cleaned

    folder = paths.output_folder(country)
    found = [files.read_json(file) for file in sorted(folder.glob("*.record.json"))]
    records = cleaned([record for record in found if record], country)
    if not records:
        files.remove(folder / NAME)
        return
    works = cleaned(
        _publishers({name for record in records for name in record["components"]["inputs"]}), country
    )
    files.write_json(folder / NAME, _crate(_graph(name, records, works)).metadata.generate())


def _crate(entities: Iterable[Entity]) -> ROCrate:
    """Return the crate of its entities; files become parts of it, and what is named twice stands once."""
    from rocrate.rocrate import ROCrate

    crate = ROCrate(version=_VERSION)
    crate.metadata.extra_terms |= _TERMS
    for entity in entities:
        if entity["@type"] == "File":
            about = {name: value for name, value in entity.items() if not name.startswith("@")}
            crate.add_file(dest_path=entity["@id"], properties=about)
        else:
            crate.add_or_update_jsonld(entity)
    return crate


def _graph(name: str, records: list[dict[str, Any]], works: dict[str, list[Entity]]) -> Iterator[Entity]:
    yield _root(name, records)
    yield {"@id": _PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"}
    yield {"@id": _LICENCE, "@type": "CreativeWork", "name": "Creative Commons Attribution 4.0 International",
           "description": "For our tables and reports; the terms of each publisher stand with its input."}  # fmt: skip
    yield {"@id": _AUTHORS, "@type": "Organization", "name": "Contributors to sse_analysis"}
    yield _software(records)
    for record in records:
        yield from _of_report(record)
    yield from _inputs(records, works)


def _part(words: str) -> str:
    """Return the identity of something described in the crate: any words, as the end of an address."""
    return f"#{quote(words, safe='/')}"


def _root(name: str, records: list[dict[str, Any]]) -> Entity:
    titles = "; ".join(record["about"].get("title", record["analysis"]) for record in records)
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{name}: reports on the social and solidarity economy",
        "description": f"Reports, executed notebooks and the numbers behind tables and figures: {titles}.",
        "datePublished": max(record["run"]["started"] for record in records)[:10],
        "license": {"@id": _LICENCE},
        "conformsTo": {"@id": _PROFILE},
        "mentions": _one_or_many([{"@id": f"#run-{record['analysis']}"} for record in records]),
        "author": {"@id": _AUTHORS},
        "publisher": {"@id": _AUTHORS},
    }


def _one_or_many(items: list[Entity]) -> Entity | list[Entity]:
    """Return a single item by itself, as RO-Crate prefers it."""
    return items[0] if len(items) == 1 else items


def _published(record: dict[str, Any]) -> list[str]:
    return [*sorted(record["files"]), f"{record['analysis']}.record.json"]


def _software(records: list[dict[str, Any]]) -> Entity:
    installed = records[0]["components"]["environment"]
    return {
        "@id": "#sse_analysis",
        "@type": "SoftwareApplication",
        "name": "sse_analysis",
        "version": __version__,
        "softwareRequirements": [f"{name} {version}" for name, version in sorted(installed.items())],
    }


def _of_report(record: dict[str, Any]) -> Iterator[Entity]:
    analysis, run = record["analysis"], record["run"]
    ended = dt.datetime.fromisoformat(run["started"]) + dt.timedelta(seconds=run["seconds"])
    yield {
        "@id": f"#run-{analysis}",
        "@type": "CreateAction",
        "name": f"Execute {record['notebook']} and write its report",
        "description": f"Content key {record['key']}; again with: {record['reproduce']}",
        "instrument": {"@id": _part(record["notebook"])},
        "startTime": run["started"].replace("Z", "+00:00"),
        "endTime": ended.isoformat(timespec="seconds"),
        "actionStatus": "http://schema.org/CompletedActionStatus",
        "agent": {"@id": _AUTHORS},
        "object": [*_inputs_of(record), *({"@id": item["@id"]} for item in _parameters(record))],
        "result": [{"@id": quote(name)} for name in _published(record)],
    }
    yield {
        "@id": _part(record["notebook"]),
        "@type": "SoftwareSourceCode",
        "name": record["notebook"],
        "description": "Its cells are kept, with their outputs, in the executed notebook.",
        "programmingLanguage": "Python",
        "version": record["components"]["notebook"][record["notebook"]][:12],
        "sha256": record["components"]["notebook"][record["notebook"]],
        "isPartOf": {"@id": "#sse_analysis"},
    }
    yield from _parameters(record)
    for name in _published(record):
        yield _file(record, name)


def _inputs_of(record: dict[str, Any]) -> list[Entity]:
    return [
        {"@id": _part(name)} for name in record["components"]["inputs"] if not name.endswith("sources.yml")
    ]


def _parameters(record: dict[str, Any]) -> Iterator[Entity]:
    for name, value in record["parameters"]["notebook"].items():
        yield _value(_part(f"{record['analysis']}-{name}"), name, value)
    for code, given in record["parameters"]["files"].items():
        for name, value in given.items():
            yield _value(_part(f"parameters/{code}.yml-{name}"), f"parameters/{code}.yml: {name}", value)


def _value(identity: str, name: str, value: Any) -> Entity:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return {"@id": identity, "@type": "PropertyValue", "name": name, "value": text}


def _file(record: dict[str, Any], name: str) -> Entity:
    entity = {
        "@id": name,
        "@type": "File",
        "name": name,
        "encodingFormat": _TYPES["." + name.rpartition(".")[2]],
    }
    if name in record["files"]:
        entity["sha256"] = record["files"][name]
    shown = {item["id"]: item for item in record["about"].get("exhibits", [])}
    exhibit = shown.get(name.rpartition("/")[2].removesuffix(".csv")) if name.endswith(".csv") else None
    if exhibit:
        entity |= {"name": exhibit["title"] or name, "description": f"Made by the cell: {exhibit['code']}"}
    return entity


def _inputs(records: list[dict[str, Any]], works: dict[str, list[Entity]]) -> Iterator[Entity]:
    """Yield every input with its digest and publishers, and the publications they name."""
    seen: dict[str, str] = {}
    for record in records:
        seen |= record["components"]["inputs"]
    for name, content in sorted(seen.items()):
        if name.endswith("sources.yml"):
            continue
        based = list({_of_work(work): {"@id": _of_work(work)} for work in works.get(name, [])}.values())
        entity = {"@id": _part(name), "@type": "CreativeWork", "name": name, "sha256": content}
        yield entity | ({"isBasedOn": _one_or_many(based)} if based else {})
        yield from ({"@id": _of_work(work), "@type": "CreativeWork", **work} for work in works.get(name, []))


def _publishers(inputs: set[str]) -> dict[str, list[Entity]]:
    """Return the publications behind each data file, as the ``sources.yml`` beside it names them."""
    from sse_analysis.sources import manifest

    found: dict[str, list[Entity]] = {}
    for folder in sorted({name.split("/")[1] for name in inputs if name.startswith("data/")}):
        try:
            listed = manifest.read(folder).files
        except SSEAnalysisError:
            continue
        for file in listed:
            found[f"data/{folder}/{file.name}"] = [_work(item) for item in file.publishers]
    return found


def _work(item: Any) -> Entity:
    entity = {
        "name": item.title,
        "creator": item.producer,
        "version": item.release,
        "usageInfo": item.licence,
    }
    return entity | ({"url": item.url} if item.url.startswith("http") else {})


def _of_work(work: Entity) -> str:
    """Return the identity of a publication: its words, and a digest for those without a Latin letter."""
    words = " ".join(work[name] for name in ("creator", "name", "version"))
    short = re.sub(r"[^a-z0-9]+", "-", words.lower())[:60].strip("-")
    return _part(f"source-{short}-{digest(json.dumps(work, sort_keys=True).encode())[:8]}")
