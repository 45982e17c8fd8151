"""Every kind of page in Chromium: axe-core finds nothing, nothing is loaded, nothing is wider than the window.

Needs Node, npm and Chromium (``apt-get install nodejs npm chromium``); ``CHROMIUM`` names another browser.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_notebook

from sse_analysis import report
from sse_analysis.report.portal import Entry, portal

HERE = Path(__file__).parent
pytestmark = pytest.mark.browser


def _samples():
    """Load the notebooks of the report tests, which stand in another folder."""
    place = HERE.parent / "report" / "report_samples.py"
    spec = importlib.util.spec_from_file_location("report_samples", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _pages() -> dict[str, bytes]:
    samples = _samples()
    pages = {country: report.render(samples.notebook(country), ["html"])["html"] for country in samples.NAMES}
    for country, language, _ in samples.SCRIPTS:
        pages[f"{country}-{language}"] = report.render(samples.notebook(country), [f"{language}.html"])[
            f"{language}.html"
        ]
    pages["brief"] = report.render(samples.notebook("khm"), ["brief.html"])["brief.html"]
    hostile = [samples.executed("f", samples.front(banner="Synthetic data: no real country"))]
    hostile += [
        samples.executed("t", one)
        for one in (
            samples.hostile_table(),
            samples.wide_table(32),
            samples.absence(),
            samples.long_table(80),
        )
    ]
    made = nbformat.from_dict(new_notebook(cells=hostile))
    pages["hostile"] = report.render(made, ["html"])["html"]
    entries = [
        Entry(country=code, country_name=name, analysis=analysis, status=status, data_as_of="2008 to 2024",
              files=(("html", f"{code}/{analysis}.html"),), tables=(("landscape", f"{code}/tables/landscape.csv"),))
        for code, name in samples.NAMES.items()
        for analysis, status in (("mapping", "ready"), ("sdg", "stale"), ("formalization", "failed"))
    ]  # fmt: skip
    pages["bad"] = (
        b"<!doctype html><title>x</title><a class=skip href=#report>s</a><main id=report tabindex=-1>"
    )
    pages["bad"] += b"<h1>x</h1><img src=http://127.0.0.1:9/x.png></main>"
    return pages | {"index": portal(entries)["index.html"]}


@pytest.fixture(scope="session")
def looked(tmp_path_factory) -> list[dict]:
    """What the browser found on every page, light and dark, 1280 and 360 pixels wide."""
    if not (HERE / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert browser, "no Chromium: apt-get install chromium, or set CHROMIUM"
    folder = tmp_path_factory.mktemp("pages")
    files = []
    for name, data in _pages().items():
        files.append(folder / f"{name}.html")
        files[-1].write_bytes(data)
    shots = ["--shots", os.environ["SSE_SHOTS"]] if os.environ.get("SSE_SHOTS") else []
    command = ["node", "axe.mjs", *shots, *map(str, files)]
    environment = os.environ | {"CHROMIUM": browser}
    done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _by_page(looked: list[dict], key: str) -> dict[str, object]:
    """Return what was found on the pages of reports, without the page that is wrong on purpose."""
    found = {(Path(one["file"]).stem, one["colorScheme"], one["width"]): one[key] for one in looked}
    return {page: what for page, what in found.items() if what and page[0] != "bad"}


def test_the_instrument_finds_what_is_wrong(looked):
    bad = [one for one in looked if Path(one["file"]).stem == "bad"]
    assert len(bad) == 4
    assert all({"image-alt", "html-has-lang"} <= {found["id"] for found in one["violations"]} for one in bad)
    assert all(one["requests"] == ["http://127.0.0.1:9/x.png"] for one in bad)


def test_every_page_is_seen_four_times(looked):
    assert len(looked) == 4 * 14


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


def test_a_table_sorts_by_presses_of_its_head(looked):
    (sorted_once,) = {json.dumps(one["sorted"]) for one in looked if Path(one["file"]).stem == "hostile"}
    given = json.loads(sorted_once)
    assert given["state"] == "descending" and given["after"] != given["before"]
    assert sorted(given["after"]) == sorted(given["before"])
