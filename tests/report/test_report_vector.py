"""Lighter drawings: the same picture."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from report_samples import chart

from sse_analysis.report.vector import slim


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
    kept = [tag for tag in tags if not re.search("metadata|purl.org", tag)]
    assert [one.tag for one in after.iter()] == kept
    assert slim(light) == light


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
