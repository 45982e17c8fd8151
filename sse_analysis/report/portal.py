"""The page that leads to every report: countries by analyses, with status, date of the data and downloads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args
from urllib.parse import quote

from markupsafe import Markup

from sse_analysis.errors import Failure, ReportError, one_of, suggestion
from sse_analysis.report.editions import PROFILES
from sse_analysis.report.languages import ENGLISH, country_name, languages
from sse_analysis.report.templates import asset, engine, script_hash
from sse_analysis.results.lettering import font_faces

_LETTERS = "<!--letters-->"
_TITLE = "Social and solidarity economy: reports"
Status = Literal["ready", "stale", "failed", "missing"]

#: Words and tone of each status.
_STATUS = {
    "ready": ("Up to date", "good"),
    "stale": ("Out of date", "partly"),
    "failed": ("Failed", "bad"),
    "missing": ("Not yet made", "unknown"),
}
_ANALYSES = {
    "mapping": "Mapping",
    "sdg": "Sustainable Development Goals",
    "formalization": "Formalization",
    "regional": "Regional comparison",
}
_FORMATS = {"html": "Read", "pdf": "PDF", "docx": "Word", "ipynb": "Notebook"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One report on the portal.

    Parameters
    ----------
    country : str
        Lower-case ISO 3166-1 alpha-3 code, or ``regional``.
    status : {"ready", "stale", "failed", "missing"}
    files : tuple of (str, str)
        Format (``html``, ``pdf``, ``ipynb``) and path relative to the portal.
    tables : tuple of (str, str)
        Name and relative path of every data file.
    standing : str
        Version of the report, and who validated it when.
    problem : str
        Why there is no report, in one line; for ``failed``.
    """

    country: str
    country_name: str
    analysis: str
    status: Status
    title: str = ""
    subtitle: str = ""
    data_as_of: str = ""
    standing: str = ""
    banner: str = ""
    problem: str = ""
    files: tuple[tuple[str, str], ...] = ()
    tables: tuple[tuple[str, str], ...] = ()


def portal(
    entries: Iterable[Entry], *, title: str = "Social and solidarity economy: reports"
) -> dict[str, bytes]:
    """Return ``index.html`` and ``index.json``, in the order given, the regional report first.

    Raises
    ------
    ReportError
        If a status is unknown or a path leads out of the folder of the portal; every problem is listed.
    """
    ordered = sorted(entries, key=lambda entry: entry.country != "regional")
    _refuse(ordered)
    index = {"version": 1, "title": title, "reports": [asdict(entry) for entry in ordered]}
    written = json.dumps(index, ensure_ascii=False, indent=1) + "\n"
    return {"index.html": _page(ordered, title), "index.json": written.encode("utf-8")}


def _refuse(entries: list[Entry]) -> None:
    failures = []
    for entry in entries:
        place = f"report '{entry.country} {entry.analysis}'"
        if entry.status not in get_args(Status):
            hint = suggestion(entry.status, get_args(Status))
            failures.append(Failure(place, f"status '{entry.status}'", one_of(get_args(Status)), hint))
        for _, path in (*entry.files, *entry.tables):
            if _leads_out(path):
                expected = "a path inside the portal's folder"
                failures.append(Failure(place, f"the path '{path}'", expected))
    if failures:
        raise ReportError("The portal cannot be made.", failures)


def _leads_out(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return parts[0] == "" or ":" in path or ".." in parts


def _page(entries: list[Entry], title: str) -> bytes:
    groups: dict[str, dict[str, Any]] = {}
    for entry in entries:
        group = groups.setdefault(
            entry.country, {"name": entry.country_name, "code": entry.country, "cards": []}
        )
        group["cards"].append(_card(entry))
    page = engine().get_template("portal.html.j2")
    style = Markup(asset("report.css") + asset("portal.css"))
    script = {"script": Markup(asset("search.js")), "script_hash": script_hash("search.js")}
    made = page.render(title=title, style=style, groups=list(groups.values()), **script)
    # Languages are named in their own letters, which many machines lack.
    return made.replace(_LETTERS, "".join(font_faces(made, plain=False)), 1).encode("utf-8")


def _editions(files: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the editions of a report, each with the links to its formats; the full one in English first, unnamed."""
    found: dict[str, dict[str, str]] = {}
    for kind, path in files:
        edition, _, form = kind.rpartition(".")
        found.setdefault(edition, {})[form] = quote(path)
    parted = sorted((*_parted(edition), edition) for edition in found)
    return [
        {
            "profile": profile.capitalize(),
            **_language(tag),
            "links": _formats(found[edition], whole=not edition),
        }
        for profile, tag, edition in parted
    ]


def _parted(edition: str) -> tuple[str, str]:
    """Return profile and language of ``brief.km``; either may be empty."""
    first, _, rest = edition.partition(".")
    return (first, rest) if first in PROFILES else ("", edition)


def _language(tag: str) -> dict[str, str]:
    """Return the English name of a language, and its own name for those who read it."""
    from babel import Locale

    if not tag:
        return {"tag": "", "language": "", "own": ""}
    return {"tag": tag, "language": Locale("en").languages.get(tag, tag), "own": Locale(tag).display_name}


def _formats(links: dict[str, str], *, whole: bool) -> list[tuple[str, str]]:
    """Return names and addresses of formats, in the order a reader looks for them."""
    names = _FORMATS if whole else _FORMATS | {"html": "HTML"}
    order = [*_FORMATS]
    known = sorted(links, key=lambda form: order.index(form) if form in order else len(order))
    return [(names.get(form, form.upper()), links[form]) for form in known]


def _words(entry: Entry) -> str:
    """Return what else a reader may search a report by: its code, and the country's own name."""
    tags = [tag for tag in languages() if tag != ENGLISH]
    names = [country_name(entry.country, tag, entry.country_name) for tag in tags]
    return " ".join(dict.fromkeys([entry.country, *names]))


def _card(entry: Entry) -> dict[str, Any]:
    word, tone = _STATUS[entry.status]
    name = _ANALYSES.get(entry.analysis, entry.analysis)
    editions = _editions(entry.files)
    tables = [(table, quote(path)) for table, path in entry.tables]
    return {"entry": entry, "name": name, "word": word, "tone": tone, "editions": editions, "tables": tables,
            "words": _words(entry)}  # fmt: skip
