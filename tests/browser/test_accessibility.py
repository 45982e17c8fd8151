"""Every kind of page in Chromium: axe-core finds nothing, nothing is loaded, nothing is wider than the window."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
import report_samples as samples
from nbformat.v4 import new_notebook

from sse_analysis import report
from sse_analysis.report import dossier
from sse_analysis.report.portal import Entry, portal

pytestmark = pytest.mark.browser

#: Pages as the commands make them: three analyses of a country and of the synthetic one, which has every section,
#: the region, a whole report in another script, a brief in each language, the papers of a committee, the portal.
#: What a committee reads is also made in another script by the commands, in every language from samples.
REAL = (
    *(f"{country}/{analysis}.html" for country in ("khm", "xsy") for analysis in ("mapping", "sdg", "formalization")),
    "regional/regional.html", "khm/mapping.km.html", "khm/mapping.brief.html",
    *(f"{country}/mapping.brief.{language}.html" for country, language, _ in samples.SCRIPTS),
    "khm/mapping.dossier.km.html", *(f"khm/{paper}.{end}" for paper in ("ballot", "dossier") for end in ("html", "km.html")),
    "index.html",
)  # fmt: skip
MADE = (
    "samples", "hostile", "own", "states", "bad",
    *(f"{kind}{language}" for _, language, _ in samples.SCRIPTS for kind in ("", "paper-")),
)  # fmt: skip


def _made() -> dict[str, bytes]:
    """Return pages that the figures of today do not give: every exhibit, hostile names, a portal in every state."""
    hostile = [samples.executed("f", samples.front(banner="Synthetic data: no real country"))]
    hostile += [
        samples.executed("t", one)
        for one in (
            samples.hostile_table(), samples.wide_table(32), samples.absence(), samples.long_table(80),
        )
    ]  # fmt: skip
    notebooks = {
        "samples": samples.notebook("khm"),
        "hostile": nbformat.from_dict(new_notebook(cells=hostile)),
        "own": samples.own_notebook(),
    }
    pages = {name: report.render(made, ["html"])["html"] for name, made in notebooks.items()}
    entries = [
        Entry(country=code, country_name=name, analysis=analysis, status=status, data_as_of="2008 to 2024",
              problem="cell 3" if status == "failed" else "",
              files=(("html", f"{code}/{analysis}.html"),), tables=(("landscape", f"{code}/tables/landscape.csv"),))
        for code, name in samples.NAMES.items()
        for analysis, status in (("mapping", "ready"), ("sdg", "stale"), ("formalization", "failed"), ("own", "missing"))
    ]  # fmt: skip
    bad = b"<!doctype html><title>x</title><a class=skip href=#report>s</a><main id=report tabindex=-1>"
    bad += b"<h1>x</h1><img src=http://127.0.0.1:9/x.png></main>"
    spoken = {}
    for country, language, _ in samples.SCRIPTS:
        name = f"{language}.html"
        spoken[language] = report.render(samples.notebook(country), [name])[name]
        sheet = replace(samples.landscape(country), id="ballot", title="Who belongs?", sheet=True)
        paper = dossier.document(
            country, samples.NAMES[country], [("Open questions", [sheet])], day="2026-01-31"
        )
        spoken[f"paper-{language}"] = report.write(paper, [name])[name]
    return pages | {"states": portal(entries)["index.html"], "bad": bad} | spoken


@pytest.fixture(scope="module")
def looked(outputs, node, tmp_path_factory) -> list[dict]:
    """What the browser found on every page, light and dark, 1280 and 360 pixels wide."""
    folder = tmp_path_factory.mktemp("pages")
    files = [outputs / name for name in REAL]
    for name, data in _made().items():
        files.append(folder / f"{name}.html")
        files[-1].write_bytes(data)
    shots = ["--shots", os.environ["SSE_SHOTS"]] if os.environ.get("SSE_SHOTS") else []
    found = node("axe.mjs", *shots, *files, timeout=1200)
    names = dict(zip(map(str, files), (*REAL, *MADE), strict=True))
    return [one | {"page": names[one["file"]]} for one in found]


def _by_page(looked: list[dict], key: str) -> dict[str, object]:
    """Return what was found on the pages of reports, without the page that is wrong on purpose."""
    found = {(one["page"], one["colorScheme"], one["width"]): one[key] for one in looked}
    return {page: what for page, what in found.items() if what and page[0] != "bad"}


def test_the_instrument_finds_what_is_wrong(looked):
    bad = [one for one in looked if one["page"] == "bad"]
    assert len(bad) == 4
    assert all({"image-alt", "html-has-lang"} <= {found["id"] for found in one["violations"]} for one in bad)
    assert all(one["requests"] == ["http://127.0.0.1:9/x.png"] for one in bad)


def test_every_page_is_seen_four_times(looked):
    seen = sorted((one["page"], one["colorScheme"], one["width"]) for one in looked)
    wanted = [
        (page, scheme, width)
        for page in (*REAL, *MADE)
        for scheme in ("dark", "light")
        for width in (360, 1280)
    ]
    assert seen == sorted(wanted)


def test_axe_finds_no_violation(looked):
    assert _by_page(looked, "violations") == {}


def test_nothing_is_loaded_and_nothing_complains(looked):
    assert _by_page(looked, "requests") == {}
    assert _by_page(looked, "problems") == {}


def test_no_page_is_wider_than_its_window(looked):
    assert _by_page(looked, "overflow") == {}


def test_the_first_key_reaches_the_skip_link_and_enter_the_report(looked):
    assert {(one["keyboard"]["skip"], one["keyboard"]["target"]) for one in looked} == {
        ("skip", "report"),
        ("skip", "reports"),
    }


def test_a_page_says_its_language(looked, outputs):
    for name in REAL:
        tag = (
            name.split(".")[-2]
            if name.endswith(tuple(f".{language}.html" for _, language, _ in samples.SCRIPTS))
            else "en"
        )
        assert f'<html lang="{tag}"' in (outputs / name).read_text(encoding="utf-8"), name


def test_a_table_sorts_by_presses_of_its_head(looked):
    (sorted_once,) = {json.dumps(one["sorted"]) for one in looked if Path(one["file"]).stem == "hostile"}
    given = json.loads(sorted_once)
    assert given["state"] == "descending" and given["after"] != given["before"]
    assert sorted(given["after"]) == sorted(given["before"])
