"""Provenance of a country's reports as an RO-Crate: who published what it is made of, what ran, what came out.

``outputs/<iso3>/ro-crate-metadata.json`` follows RO-Crate 1.1 and the Process Run Crate profile 0.5. It is
plain JSON-LD made from the run records, so it needs no package and costs no time. Inputs are described by
name, digest and publisher, not copied: a register of a country may be confidential.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from sse_analysis import __version__, paths
from sse_analysis.batch import files
from sse_analysis.errors import SSEAnalysisError

NAME = "ro-crate-metadata.json"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
_CONTEXT = [
    "https://w3id.org/ro/crate/1.1/context",
    {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"},
]
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
    folder = paths.output_folder(country)
    found = [files.read_json(file) for file in sorted(folder.glob("*.record.json"))]
    records = [record for record in found if record]
    if not records:
        files.remove(folder / NAME)
        return
    graph = {entity["@id"]: entity for entity in _graph(country, name, records)}
    files.write_json(folder / NAME, {"@context": _CONTEXT, "@graph": list(graph.values())})


def _graph(country: str, name: str, records: list[dict[str, Any]]) -> Iterator[Entity]:
    yield _described()
    yield _root(name, records)
    yield {"@id": _PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"}
    yield {"@id": _LICENCE, "@type": "CreativeWork", "name": "Creative Commons Attribution 4.0 International",
           "description": "For our tables and reports; the terms of each publisher stand with its input."}  # fmt: skip
    yield {"@id": _AUTHORS, "@type": "Organization", "name": "Contributors to sse_analysis"}
    yield _software(records)
    for record in records:
        yield from _of_report(record)
    yield from _inputs(records)


def _described() -> Entity:
    version = {"@id": "https://w3id.org/ro/crate/1.1"}
    return {"@id": NAME, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": version}


def _root(name: str, records: list[dict[str, Any]]) -> Entity:
    parts = [{"@id": file} for record in records for file in _published(record)]
    titles = "; ".join(record["about"].get("title", record["analysis"]) for record in records)
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{name}: reports on the social and solidarity economy",
        "description": f"Reports, executed notebooks and the numbers behind tables and figures: {titles}.",
        "datePublished": max(record["run"]["started"] for record in records)[:10],
        "license": {"@id": _LICENCE},
        "conformsTo": {"@id": _PROFILE},
        "hasPart": parts,
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
        "instrument": {"@id": f"#{record['notebook']}"},
        "startTime": run["started"].replace("Z", "+00:00"),
        "endTime": ended.isoformat(timespec="seconds"),
        "actionStatus": "http://schema.org/CompletedActionStatus",
        "agent": {"@id": _AUTHORS},
        "object": [*_inputs_of(record), *({"@id": item["@id"]} for item in _parameters(record))],
        "result": [{"@id": name} for name in _published(record)],
    }
    yield {
        "@id": f"#{record['notebook']}",
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
        {"@id": f"#{name}"} for name in record["components"]["inputs"] if not name.endswith("sources.yml")
    ]


def _parameters(record: dict[str, Any]) -> Iterator[Entity]:
    for name, value in record["parameters"]["notebook"].items():
        yield _value(f"#{record['analysis']}-{name}", name, value)
    for code, given in record["parameters"]["files"].items():
        for name, value in given.items():
            yield _value(f"#parameters/{code}.yml-{name}", f"parameters/{code}.yml: {name}", value)


def _value(identity: str, name: str, value: Any) -> Entity:
    import json

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


def _inputs(records: list[dict[str, Any]]) -> Iterator[Entity]:
    """Yield every input with its digest and publishers, and the publications they name."""
    seen: dict[str, str] = {}
    for record in records:
        seen |= record["components"]["inputs"]
    publishers = _publishers({name.split("/")[1] for name in seen if name.startswith("data/")})
    for name, digest in sorted(seen.items()):
        if name.endswith("sources.yml"):
            continue
        works = publishers.get(name, [])
        entity = {"@id": f"#{name}", "@type": "CreativeWork", "name": name, "sha256": digest}
        based = _one_or_many([{"@id": work["@id"]} for work in works])
        yield entity | ({"isBasedOn": based} if works else {})
        yield from works


def _publishers(folders: set[str]) -> dict[str, list[Entity]]:
    """Return the publications behind each data file, as its ``sources.yml`` names them."""
    from sse_analysis.sources import manifest

    found: dict[str, list[Entity]] = {}
    for folder in sorted(folders):
        try:
            listed = manifest.read(folder).files
        except SSEAnalysisError:
            continue
        for file in listed:
            found[f"data/{folder}/{file.name}"] = [_work(item) for item in file.publishers]
    return found


def _work(item: Any) -> Entity:
    words = re.sub(r"[^a-z0-9]+", "-", f"{item.producer} {item.title} {item.release}".lower()).strip("-")
    entity = {
        "@id": f"#source-{words}",
        "@type": "CreativeWork",
        "name": item.title,
        "creator": item.producer,
        "version": item.release,
        "usageInfo": item.licence,
    }
    return entity | ({"url": item.url} if item.url.startswith("http") else {})
