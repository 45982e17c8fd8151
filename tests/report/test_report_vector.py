"""Lighter drawings: the same picture."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from report_samples import chart

from sse_analysis.errors import ReportError
from sse_analysis.report.vector import inline, slim, words_of


def test_a_drawing_gets_lighter_and_stays_well_formed():
    svg = chart().svg
    light = slim(svg)
    assert len(light) < 0.75 * len(svg)
    before, after = ElementTree.fromstring(svg), ElementTree.fromstring(light)
    tags = [
        one.tag
        for one in before.iter()
        if isinstance(one.tag, str) and "rdf" not in one.tag and "creative" not in one.tag
    ]
    kept = [tag for tag in tags if not re.search("metadata|purl.org|}g$", tag)]
    assert [one.tag for one in after.iter() if not one.tag.endswith("}g")] == kept
    assert not any(one.tag.endswith("}g") and not one.attrib for one in after.iter())
    assert slim(light) == light


def test_a_group_that_says_nothing_goes_and_one_that_clips_stays():
    svg = '<svg><g><g clip-path="url(#a)"><g><path id="a"/></g></g><g/></g></svg>'
    assert slim(svg) == '<svg><g clip-path="url(#i0)"><path id="i0"/></g></svg>'
    assert slim("<svg></g><g></svg>") == "<svg></g><g></svg>"


def test_every_reference_finds_its_target():
    light = slim(chart().svg)
    targets = set(re.findall(r' id="([^"]*)"', light))
    links = {a or b for a, b in re.findall(r'href="#([^"]*)"|url\(#([^)]*)\)', light)}
    assert links == targets and links


def test_lengths_are_rounded_and_factors_are_not():
    svg = '<svg viewBox="0 0 9 9"><path id="a" d="M 0.123456 -1.999999 \nL 2 3 \nz\n" transform="translate(1.23456 2) scale(0.015625)"/><use xlink:href="#a" x="1.005"/></svg>'
    assert (
        slim(svg)
        == '<svg viewBox="0 0 9 9"><path id="i0" d="M0.12 -2L2 3z" transform="translate(1.23 2) scale(0.015625)"/><use href="#i0" x="1"/></svg>'
    )


def test_text_keeps_its_spaces():
    svg = '<svg><text x="1.23456">a <tspan>b</tspan> <tspan>c</tspan></text></svg>'
    assert slim(svg) == '<svg><text x="1.23">a <tspan>b</tspan> <tspan>c</tspan></text></svg>'


def test_words_are_text_that_can_be_found():
    svg = chart().svg
    assert "2023" not in svg.split("<text")[0]
    assert set(words_of(svg)) >= {"Registered entities", "2010"}
    assert "Registered entities" in slim(svg) and "font-family: 'Noto Sans'" not in slim(svg)


def test_two_drawings_of_a_page_share_no_name():
    one, other = (inline(chart().svg, name=name, label="x") for name in ("first", "second"))
    names = [set(re.findall(r' id="([^"]*)"', drawing)) for drawing in (one, other)]
    assert names[0] and not names[0] & names[1]
    for drawing, own in zip((one, other), names, strict=True):
        assert {a or b for a, b in re.findall(r'href="#([^"]*)"|url\(#([^)]*)\)', drawing)} == own
    assert "<style" not in one and ElementTree.fromstring(one).get("viewBox") == "0 0 518.4 244.8"


def test_the_label_of_a_drawing_is_escaped_and_knows_its_language():
    drawing = inline("<svg/>".replace("/>", "></svg>"), name="f", label='"><script>', lang="th")
    assert 'aria-label="&quot;&gt;&lt;script&gt;" lang="th"' in drawing


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("<script>alert(1)</script>", "the element 'script'"),
        ("<foreignObject/>", "the element 'foreignObject'"),
        ('<a href="https://x.org"><text>x</text></a>', "the element 'a'"),
        ('<g onload="alert(1)"/>', "onload='alert(1)'"),
        ('<image href="https://x.org/a.png"/>', "href='https://x.org/a.png'"),
        ('<use href="other.svg#a"/>', "href='other.svg#a'"),
        ('<rect style="fill: url(https://x.org/a)"/>', "style='fill:url(https://x.org/a)'"),
        ("<g>", "no drawing (mismatched tag"),
        ("&more;", "no drawing (undefined entity"),
    ],
)
def test_a_drawing_that_acts_is_refused(inside, found):
    with pytest.raises(ReportError) as caught:
        inline(f'<svg viewBox="0 0 9 9">{inside}</svg>', name="f", label="x")
    assert f"exhibit 'f': found {found}" in str(caught.value)


def test_a_hostile_word_stays_a_word():
    drawing = inline("<svg><text>&lt;script&gt;alert(1)&lt;/script&gt;</text></svg>", name="f", label="x")
    assert "<script" not in drawing and "&lt;script&gt;" in drawing
    assert words_of(drawing) == ["<script>alert(1)</script>"]
