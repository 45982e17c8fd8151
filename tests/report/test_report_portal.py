"""The page that leads to every report."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest

from sse_analysis.errors import ReportError
from sse_analysis.report.page import read_page
from sse_analysis.report.portal import Entry, portal


def entry(country="khm", analysis="mapping", **changes) -> Entry:
    fields = {
        "country": country,
        "country_name": {"khm": "Cambodia", "tha": "Thailand", "regional": "Five countries"}[country],
        "analysis": analysis,
        "status": "ready",
        "data_as_of": "figures for 2008 to 2024",
        "files": (
            ("html", f"{country}/{analysis}.html"),
            ("pdf", f"{country}/{analysis}.pdf"),
            ("ipynb", f"{country}/{analysis}.ipynb"),
        ),
        "tables": (("landscape", f"{country}/tables/landscape.csv"),),
    }
    return Entry(**fields | changes)


def test_countries_in_order_the_regional_report_first():
    files = portal([entry(), entry(analysis="sdg"), entry("tha"), entry("regional", "regional")])
    page = read_page(files["index.html"])
    assert page.headings == [
        (1, "Social and solidarity economy: reports"),
        (2, "Five countries"),
        (3, "Regional comparison, Five countries"),
        (2, "Cambodia"),
        (3, "Mapping, Cambodia"),
        (3, "Sustainable Development Goals, Cambodia"),
        (2, "Thailand"),
        (3, "Mapping, Thailand"),
    ]
    assert page.loads == []
    index = json.loads(files["index.json"])
    assert [one["country"] for one in index["reports"]] == ["regional", "khm", "khm", "tha"]
    assert index["reports"][1]["files"][0] == ["html", "khm/mapping.html"]


def test_links_are_relative_so_the_page_works_from_the_file_system():
    html = portal([entry(files=(("html", "khm/my report.html"),))])["index.html"].decode()
    assert 'href="khm/my%20report.html"' in html and "http" not in html.replace("http-equiv", "")
    assert "1 data file (CSV)" in html


def test_the_one_script_of_the_portal_is_the_one_its_policy_names():
    html = portal([entry()])["index.html"].decode()
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert (
        f"default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
        in html
    )
    assert "fetch" not in script and "http" not in script and "import" not in script


def test_a_report_is_found_by_its_code_and_by_the_country_s_own_name():
    html = portal([entry(country_name='Cam"bodia'), entry("regional", "regional")])["index.html"].decode()
    words = re.findall(r'<li class="report" data-words="([^"]*)">', html)
    assert words == ["regional Five countries", "khm កម្ពុជា Cam&#34;bodia"]


def test_a_failed_report_says_why_and_offers_no_page():
    html = portal([entry(status="failed", files=(), tables=(), problem="notebook cell 7: KeyError: '<b>'")])[
        "index.html"
    ].decode()
    assert '<span class="chip tone-bad">Failed</span>' in html
    assert "notebook cell 7: KeyError: &#39;&lt;b&gt;&#39;" in html and "khm/mapping.html" not in html


@pytest.mark.parametrize(
    "path",
    [
        "../x.html",
        "/etc/passwd",
        "https://x.org/a.html",
        "khm/../../x",
        "\\\\host\\x",
        "C:/x",
        "javascript:alert(1)",
    ],
)
def test_paths_stay_inside(path):
    with pytest.raises(ReportError) as caught:
        portal([entry(files=(("html", path),))])
    assert str(caught.value) == (
        "The portal cannot be made.\n"
        f"  - report 'khm mapping': found the path '{path}', expected a path inside the portal's folder"
    )


def test_an_unknown_status_is_refused():
    with pytest.raises(ReportError) as caught:
        portal([entry(status="redy")])
    assert str(caught.value) == (
        "The portal cannot be made.\n"
        "  - report 'khm mapping': found status 'redy', expected one of 'ready', 'stale', 'failed', 'missing'. Did you mean 'ready'?"
    )


def test_same_entries_same_bytes():
    assert portal([entry()]) == portal([entry()])


def test_an_edition_is_one_line_with_its_formats_and_its_language_in_two_names():
    kinds = (
        "brief.docx",
        "brief.km.html",
        "docx",
        "dossier.km.pdf",
        "html",
        "ipynb",
        "km.pdf",
        "km.html",
        "pdf",
    )
    page = portal([entry(files=tuple((kind, f"khm/mapping.{kind}") for kind in kinds))])[
        "index.html"
    ].decode()
    lines = re.findall(r'<p class="downloads">(.*?)</p>', page)
    hidden = re.compile(r'<span class="hidden">.*?</span>')
    said = [re.sub("<[^>]*>", "", hidden.sub("", line)).split() for line in lines]
    assert said == [
        ["Read", "PDF", "Word", "Notebook"],
        ["Khmer", "ខ្មែរ", "HTML", "PDF"],
        ["Brief", "Word"],
        ["Brief,", "Khmer", "ខ្មែរ", "HTML"],
        ["Dossier,", "Khmer", "ខ្មែរ", "PDF"],
    ]
    assert page.count('<span lang="km">ខ្មែរ</span>') == 3
    assert '<h3><a href="khm/mapping.html">' in page
    names = re.findall(r'<a href="[^"]*">(.*?)</a>', "".join(lines))
    assert len({re.sub("<[^>]*>", "", name) for name in names}) == len(kinds), "links that say the same"


def test_a_report_without_its_english_page_has_no_link_in_its_name():
    page = portal([entry(files=(("brief.km.html", "khm/mapping.brief.km.html"),))])["index.html"].decode()
    assert "<h3><a" not in page and "khm/mapping.brief.km.html" in page
