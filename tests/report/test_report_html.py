"""The HTML page: structure, escaping, languages, data, and nothing from the network."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from dataclasses import replace
from html import unescape
from urllib.parse import unquote, unquote_to_bytes

import nbformat
import pytest
from nbformat.v4 import new_notebook
from report_samples import (
    HOSTILE,
    absence,
    executed,
    front,
    hostile_table,
    landscape,
    long_table,
    notebook,
    own_notebook,
    scripts_table,
    statement,
)

from sse_analysis import report
from sse_analysis.report import looks
from sse_analysis.report.html import _data_url, write_html
from sse_analysis.report.model import captioned
from sse_analysis.report.page import read_page
from sse_analysis.report.scripts import runs
from sse_analysis.report.spark import sparkline
from sse_analysis.report.translating import translate
from sse_analysis.results.exhibit import Column, Table


@pytest.fixture(scope="module")
def html() -> str:
    return report.render(notebook(), ["html"])["html"].decode()


def page_of(*exhibits) -> str:
    cells = [executed("study.front_matter()", front()), *(executed("x", one) for one in exhibits)]
    return report.render(nbformat.from_dict(new_notebook(cells=cells)), ["html"])["html"].decode()


def test_the_frame_of_the_page(html):
    page = read_page(html.encode())
    assert (page.language, page.title, page.country, page.analysis) == (
        "en",
        "Cambodia: mapping of the social and solidarity economy",
        "khm",
        "mapping",
    )
    assert [level for level, _ in page.headings].count(1) == 1
    assert page.mains == 1 and page.loads == []
    assert (
        '<a class="skip" href="#report">' in html and '<nav class="contents" aria-label="Contents">' in html
    )
    assert "default-src 'none'" in html and html.count("<script") == 1


def test_captions_heads_and_scopes(html):
    page = read_page(html.encode())
    assert page.captions[0] == (
        "Table 1 Organizations of the social and solidarity economy by legal form, Cambodia, latest published figure"
    )
    assert (page.tables, len(page.images)) == (7, 1)
    assert all(page.heads)
    assert '<th scope="colgroup" colspan="2" class="spanner">Entities</th>' in html
    assert '<th scope="col" rowspan="2" class="start">Legal form</th>' in html
    assert '<th scope="row" class="start">Agricultural cooperative</th>' in html
    assert '<th scope="rowgroup" colspan="7"><span class="caption">Cooperatives</span></th>' in html
    assert len(re.findall("<th(?! scope)", html.replace("<thead", ""))) == 0


def test_source_notes_and_data_under_every_exhibit(html):
    assert html.count('<p class="sources">') == 7
    assert (
        '<span class="foot-head">Sources</span> Ministry of Agriculture, Annual report on cooperatives (2023); National'
        in html
    )
    link = re.search(
        r'<a id="data-landscape" download="landscape.csv" href="data:text/csv;charset=utf-8,([^"]+)">', html
    )
    rows = list(csv.reader(io.StringIO(unquote(link[1]))))
    assert rows == [
        ["form", "registered", "active", "note"],
        ["agricultural_cooperative", "1289", "464", '\'=HYPERLINK("http://x")'],
        ["credit_union", "19", "", "-12"],
    ]


def test_an_absence_says_what_is_missing_and_what_would_fill_it(html):
    box = html[html.index('<aside class="absence"') :]
    box = re.sub(r"<[^>]+>|\s+", " ", box[: box.index("</aside>")])
    assert " ".join(box.split()) == (
        "exists, no data Share of registered cooperatives that are active, with its interval "
        "The project holds no register of entities for the country. "
        "What would fill it data/khm/registers/cooperatives.csv "
        "Columns register_id, name, form, registered_on, last_report_on, area "
        "What it would answer How many of the registered cooperatives still work?"
    )
    assert html.count("data/khm/registers/cooperatives.csv") == 1
    again = page_of(absence(), statement(), absence())
    assert '<aside class="absence again" role="note" id="no-survey-2" data-country="khm">' in again
    assert again.count("data/khm/registers/cooperatives.csv") == 1


def test_code_is_one_click_away(html):
    assert html.count('<details class="code">') == 11 and "<details open" not in html
    assert "study.front_matter(&#34;mapping&#34;)" in html
    assert "secret()" not in html and "a warning" not in html


def test_foreign_words_carry_their_language(html):
    for language, word in (
        ("km", "សហគមន៍កសិកម្ម"),
        ("th", "วิสาหกิจชุมชน"),
        ("vi", "Hợp tác xã nông nghiệp"),
        ("ky", "Айыл чарба кооперативи"),
        ("mn", "Хөдөө аж ахуйн хоршоо"),
    ):
        assert re.search(rf'<(?:td|th scope="row"|span) lang="{language}"[^>]*>{word}</', html)


def test_a_mark_stands_on_the_element_where_all_its_words_are_in_one_language_and_nowhere_without_need():
    """Thousands of cells say their language once, on the cell; words in the language of the page say nothing."""
    page = translate(report.document(notebook("khm")), "km")
    html = write_html(page).decode()
    assert '<html lang="km"' in html and '<p lang="en">' in html and re.search('<td lang="en" class="', html)
    marked = re.findall(r'<(p|li|td|th)( scope="row")? lang="en"[^>]*>(.*?)</', html)
    assert marked and not any('<span lang="en"' in inside for _, _, inside in marked)
    outside = re.sub(r'<(\w+)[^>]* lang="en".*?</\1>', "", html, flags=re.S)
    assert "ប្រទេស" in outside and '<span lang="km"' not in outside


def test_looks_that_drawings_share_are_said_once_and_the_picture_stays():
    same, one = "fill:none;stroke:#ffffff", "fill:#123456"
    parts = "".join(f'<path style="{style}" d="M0 0"/>' for style in (same, one, same))
    page = f'<style>p{{}}</style><p style="{same}">x</p><svg class="drawing">{parts}</svg>'
    assert looks.shared(page) == (
        f'<style>p{{}}.drawing .l0{{{same}}}\n</style><p style="{same}">x</p><svg class="drawing">'
        f'<path class="l0" d="M0 0"/><path style="{one}" d="M0 0"/><path class="l0" d="M0 0"/></svg>'
    )


@pytest.mark.parametrize("style", ["fill:red}body{display:none", "fill:red/**/", "fill:\\7d", "fill:<b>"])
def test_a_look_that_would_end_its_rule_stays_where_it_is(style):
    page = f'<style></style><svg class="drawing"><path style="{style}"/><path style="{style}"/></svg>'
    assert looks.shared(page) == page


@pytest.mark.parametrize(
    ("text", "country", "found"),
    [
        ("form សហគមន៍ កសិកម្ម, x", "khm", [("form ", ""), ("សហគមន៍ កសិកម្ម", "km"), (", x", "")]),
        ("ไทย", "vnm", [("ไทย", "th")]),
        ("закон", "kgz", [("закон", "")]),
        ("Кооперативдер жөнүндө", "kgz", [("Кооперативдер жөнүндө", "ky")]),
        ("хууль", "mng", [("хууль", "mn")]),
        ("plain", "khm", [("plain", "")]),
    ],
)
def test_runs_of_other_scripts(text, country, found):
    assert runs(text, country) == found


def test_names_are_text_whatever_they_contain():
    html = page_of(hostile_table())
    assert html.count("<script") == 1 and "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "$x_1^2$ and #let x = 1;" in html and "{{ braces }} {% raw %}" in html
    text = " ".join(read_page(html.encode()).text.split())
    for name in HOSTILE:
        assert " ".join(name.split()) in text
    assert re.search(r'class="start anywhere">(Enterprise){400}<', html)


def test_decimals_line_up_only_where_they_differ():
    html = page_of(landscape())
    assert '<td class="decimal">1,289</td>' in html
    assert '<td class="decimal">464<span class="tail" style="width:1.5ch"></span></td>' in html
    assert '<td class="decimal">71,930<span class="tail" style="width:1.5ch">.5</span></td>' in html


def test_tones_are_words_with_a_soft_ground():
    html = page_of(landscape())
    assert '<td class="center tone-partly">partly</td>' in html
    assert '<td class="decimal tone-absent">no data</td>' in html


def test_a_sparkline_says_what_it_shows_and_does_not_join_over_a_gap():
    html = page_of(scripts_table())
    assert 'role="img" aria-label="From 2.1 in 2010 to 4.9 in 2023, 9 observations"' in html
    drawn = sparkline([[2010, 1], [2011, 2], [2012, None], [2013, 3], [2014, 3]], label="a<b")
    line, dots, last = re.findall('<path d="([^"]*)"', drawn)
    assert line == "M3 19 25.5 11M70.5 3 93 3"
    assert dots == "M3 19h0M25.5 11h0M70.5 3h0" and last == "M93 3h0"
    assert 'aria-label="a&lt;b"' in drawn


def test_an_empty_head_is_no_head():
    html = page_of(
        Table(
            id="t", country="khm", title="T", sources=(), columns=(Column(""), Column("b")), rows=(("", "1"),)
        )
    )
    assert all(read_page(html.encode()).heads)


def test_a_picture_without_words_says_so():
    html = report.render(own_notebook(), ["html"])["html"].decode()
    assert '<figcaption class="missing-alt">This picture has no text description.</figcaption>' in html
    assert "onclick" not in html


def test_the_banner_stands_on_the_page():
    cells = [executed("f", front(banner="Synthetic data")), executed("t", landscape())]
    html = report.render(nbformat.from_dict(new_notebook(cells=cells)), ["html"])["html"].decode()
    assert '<aside class="banner" aria-label="Status of this report">Synthetic data</aside>' in html


def test_same_notebook_same_bytes():
    assert report.render(notebook(), ["html"]) == report.render(notebook(), ["html"])


def test_a_data_address_is_one_attribute_and_comes_back_whole():
    text = "\"a\" <b> & 'c' 100% #1 សហគមន៍\n"
    for data in (text.encode(), ("សហគមន៍" * 50).encode(), b"a,b\n1,2\n"):
        address = _data_url("text/csv;charset=utf-8", data)
        assert not set('"<>&#\n') & set(address)
        head, body = address.split(",", 1)
        assert (base64.b64decode(body) if head.endswith("base64") else unquote_to_bytes(body)) == data


def test_the_one_script_is_the_one_its_policy_names():
    html = report.render(notebook("khm"), ["html"])["html"].decode()
    script = re.search(r"<script>(.*?)</script>", html, re.S).group(1)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in html and "fetch" not in script and "http" not in script


def test_every_exhibit_has_its_data_and_references_lead_somewhere():
    page = report.document(notebook("khm"))
    html = report.render(notebook("khm"), ["html"])["html"].decode()
    for shown in captioned(page):
        assert f'id="data-{shown.anchor}" download="{shown.exhibit.id}.csv"' in html
    anchors = set(re.findall(r' id="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= anchors
    assert "@media print" in html and "@media (max-width: 40rem)" in html


def test_long_data_that_several_exhibits_share_stand_in_the_page_once():
    columns = ("form", "value")
    rows = tuple((f'ສະຫະກອນ form {number} & more "quoted" 50%', number) for number in range(300))
    made = [
        replace(long_table(3), id=name, title=name, data_columns=columns, data_rows=rows)
        for name in ("first", "second")
    ]
    html = page_of(*made)
    link = re.search(
        r'<a id="data-first" download="first.csv" href="data:text/csv;charset=utf-8,([^"]+)">', html
    )
    assert list(csv.reader(io.StringIO(unquote(unescape(link[1])))))[300] == [str(cell) for cell in rows[299]]
    assert '<a href="#data-first">Data (CSV): Table 1<span' in html and 'download="second.csv"' not in html
    assert "ສະຫະກອນ form 7 " in link[1], "letters stay letters: escapes take three times their room"


def test_a_page_brings_the_letters_that_many_machines_lack():
    thai, khmer = "unicode-range:U+E00-E7F", "unicode-range:U+1780-17FF"
    faces = {
        country: report.render(notebook(country), ["html"])["html"].decode() for country in ("tha", "khm")
    }
    assert thai in faces["tha"] and khmer in faces["khm"]
    without = page_of(long_table(3))
    assert "@font-face" not in without and "<!--letters-->" not in without


def test_ledger_ids_behind_a_sentence_are_small_and_other_brackets_are_not():
    told = replace(
        statement(), paragraphs=("Of 3, 2 [by law] count. [KHM-a-2021-1; KHM-b-2020-2]", "So [say] all.")
    )
    cells = [executed("study.front_matter()", front()), executed("x", told)]
    html = report.render(nbformat.from_dict(new_notebook(cells=cells)), ["html"])["html"].decode()
    assert 'Of 3, 2 [by law] count. <small class="ids">[KHM-a-2021-1; KHM-b-2020-2]</small>' in html
    assert "So [say] all." in html and html.count('class="ids"') == 1
