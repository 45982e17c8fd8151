"""``outputs/index.html`` and ``index.json``: every report of the project, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sse_analysis import parameters, paths, reference
from sse_analysis.batch import crate, files, jobs, keys, records
from sse_analysis.batch.jobs import REGIONAL, Job
from sse_analysis.errors import SSEAnalysisError
from sse_analysis.reference.countries import is_private_use

_STATUS = {"fresh": "ready", "stale": "stale", "failed": "failed", "absent": "missing"}


def countries() -> tuple[str, ...]:
    """Return the countries with a parameter file, sorted, and ``regional`` where it has one."""
    from sse_analysis.parameters.reading import available

    regional = (REGIONAL,) if paths.parameter_file(REGIONAL).is_file() else ()
    return (*available(), *regional)


def name_of(country: str) -> str:
    """Return the name printed for a country or the region."""
    try:
        if country == REGIONAL:
            return parameters.load_regional().title
        return reference.country(country).name
    except SSEAnalysisError:
        return country.upper()


def standings(known: Iterable[records.Standing] = ()) -> list[records.Standing]:
    """Return where every report of the project stands; one that cannot be planned counts as failed.

    Parameters
    ----------
    known : iterable of Standing
        Standings of this moment, which are not looked up again.
    """
    common, have = keys.shared(), {now.job.id: now for now in known}
    found = []
    for job in jobs.select(countries(), (), ()):
        if job.id in have:
            found.append(have[job.id])
            continue
        try:
            found.append(records.standing(records.plan(job, common)))
        except SSEAnalysisError as error:
            first = str(error).splitlines()[0]
            found.append(records.Standing(job, "failed", (first,), records.read(job)))
    return found


def update(worked: Iterable[str] = (), known: Iterable[records.Standing] = ()) -> None:
    """Write the portal, and the provenance of the countries whose reports were made.

    Parameters
    ----------
    worked : iterable of str
        Ids of the jobs that were done. Without any, pages are written only when a standing changed.
    known : iterable of Standing
        As in :func:`standings`.

    Raises
    ------
    SetupError
        If the disk is full or the folder cannot be written; the old portal stays.
    """
    folder, worked = paths.output_folder(), tuple(worked)
    with files.writing(folder), files.locked(folder / ".store" / ".portal"):
        for country in sorted({job.partition("/")[0] for job in worked}):
            crate.write(country, name_of(country))
        entries = _ordered([*map(_entry, filter(_shown, standings(known))), *_own()])
        index = files.read_json(folder / "index.json") or {}
        same = _plain(entries) == index.get("reports") and (folder / "index.html").is_file()
        if same and not worked:
            return
        from sse_analysis.report.portal import Entry, portal

        for name, data in portal(Entry(**entry) for entry in entries).items():
            files.write(folder / name, data)


def _shown(now: records.Standing) -> bool:
    """Leave a synthetic country out until somebody has asked for its reports."""
    return not is_private_use(now.job.country) or now.record is not None or now.failure is not None


def _entry(now: records.Standing) -> dict[str, Any]:
    record, job = now.record or {}, now.job
    about = record.get("about", {})
    failed = now.state == "failed"
    return {
        "country": job.country,
        "country_name": about.get("country_name") or name_of(job.country),
        "analysis": job.analysis,
        "status": _STATUS[now.state],
        "title": about.get("title", ""),
        "subtitle": about.get("subtitle", ""),
        "data_as_of": about.get("data_as_of", ""),
        "standing": about.get("standing", ""),
        "banner": about.get("banner", ""),
        "problem": _problem(now) if failed else "",
        "files": _files(job, record),
        "tables": _tables(job, record),
    }


def _problem(now: records.Standing) -> str:
    earlier = " What is linked here is from an earlier run." if now.record else ""
    return f"{now.reasons[0].rstrip('.')}.{earlier}"


def _files(job: Job, record: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    home = _inside(job)
    start = f"{job.analysis}."
    names = [name.removeprefix(start) for name in record.get("files", {}) if name.startswith(start)]
    usual = [form for form in ("html", "pdf", "ipynb") if form in names]
    return tuple((form, f"{home}/{start}{form}") for form in (*usual, *sorted({*names} - {*usual})))


def _tables(job: Job, record: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    home = _inside(job)
    names = sorted(name for name in record.get("files", {}) if name.endswith(".csv"))
    return tuple((Path(name).stem, f"{home}/{name}") for name in names)


def _inside(job: Job) -> str:
    return job.folder.relative_to(paths.output_folder()).as_posix()


def _own() -> Iterator[dict[str, Any]]:
    """Yield readers' own notebooks that were run. Their inputs are not known, so they are never stale."""
    for file in sorted(paths.output_folder().glob("*/my/*.record.json")):
        record = files.read_json(file) or {}
        try:
            job = Job(record["country"], record["analysis"], record["notebook"], own=True)
        except KeyError:
            continue
        failure = records.read_failure(job)
        reasons = tuple(records.failure_words(failure)) if failure else ()
        yield _entry(records.Standing(job, "failed" if failure else "fresh", reasons, record, failure))


def _ordered(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entries in the order of the portal: the region first, then countries by name."""
    return sorted(entries, key=lambda entry: (entry["country"] != REGIONAL, entry["country_name"]))


def _plain(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entries as JSON has them."""
    import json

    return json.loads(json.dumps(entries))
