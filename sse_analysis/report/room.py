"""Where words in a drawing have room: what stands around them, read from the drawing itself.

Lengths are points, down and to the right, as in SVG.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from sse_analysis.report.vector import extent

_DEFINED = re.compile(r"<defs>.*?</defs>", re.S)
_MARKER = re.compile(r'<path id="([^"]+)" d="([^"]*)"')
_PATH = re.compile(r'<path\b(?![^>]* id=)[^>]*? d="([^"]*)"([^>]*)>')
_USE = re.compile(r'<use\b[^>]*href="#([^"]+)" x="([-\d.]+)" y="([-\d.]+)"')
_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
#: Lines of the grid and areas of paper: words may stand on them.
_GRID, _PAPER = "stroke: #d5dae0", re.compile(r"fill: #ffffff(?!.*stroke: #)")
_EDGE = 1.0
#: Points between words and what stands beside them, and above or below them: words that touch read as one.
_BESIDE, _ABOVE = 3.0, 0.8


class Box(NamedTuple):
    """A rectangle: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box, beside: float = 0.0, above: float = 0.0) -> bool:
        """Tell whether two rectangles overlap, or come nearer than ``beside`` and ``above``."""
        return (
            self.left < other.right + beside
            and other.left < self.right + beside
            and self.top < other.bottom + above
            and other.top < self.bottom + above
        )

    def holds(self, other: Box, slack: float = 0.0) -> bool:
        return (
            self.left - slack <= other.left
            and other.right <= self.right + slack
            and self.top - slack <= other.top
            and other.bottom <= self.bottom + slack
        )

    def turned(self, angle: float) -> Box:
        """Return the rectangle around this one turned about the origin, in degrees."""
        if not angle:
            return self
        corners = [(x, y) for x in (self.left, self.right) for y in (self.top, self.bottom)]
        return around([turn(x, y, angle) for x, y in corners])


def turn(x: float, y: float, angle: float) -> tuple[float, float]:
    """Return a point turned about the origin, in degrees clockwise as SVG counts them."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return x * cos - y * sin, x * sin + y * cos


def around(points: list[tuple[float, float]]) -> Box:
    """Return the smallest rectangle that holds some points."""
    across, down = zip(*points, strict=True)
    return Box(min(across), min(down), max(across), max(down))


@dataclass
class Room:
    """A drawing without its words: its paper, its filled areas and everything words may not cover."""

    paper: Box
    areas: list[Box]
    things: list[Box]

    @classmethod
    def of(cls, svg: str) -> Room:
        wide, high = extent(svg) or (math.inf, math.inf)
        areas, things = [], []
        for points, filled in _shapes(svg):
            if filled:
                areas.append(around(points))
            else:
                things += [around([one, other]) for one, other in pairwise(points)]
        things += _markers(svg)
        return cls(Box(0, 0, wide, high), areas, [*areas, *things])

    def free(self, new: list[Box], was: Box, words: list[Box]) -> bool:
        """Tell whether words may stand in the boxes ``new``, one per line, after they stood in ``was``.

        They stay on the paper and in the filled area they stood in, cover nothing that they did not cover
        before, and come near to nothing that stood apart. ``words`` are the boxes of the other words.
        """
        inner = Box(*(side + _EDGE * sign for side, sign in zip(self.paper, (1, 1, -1, -1), strict=True)))
        paper = around([inner[:2], inner[2:], was[:2], was[2:]])
        if not all(paper.holds(line) for line in new):
            return False
        if not all(area.holds(line) for area in self.areas if area.holds(was, 0.5) for line in new):
            return False
        whole = around([(x, y) for line in new for x, y in (line[:2], line[2:])])
        for thing in (*self.things, *words):
            if not thing.meets(whole, _BESIDE, _ABOVE) or thing.meets(was):
                continue
            beside = _ABOVE if thing.meets(was, _BESIDE, _ABOVE) else _BESIDE
            if any(thing.meets(line, beside, _ABOVE) for line in new):
                return False
        return True


def _shapes(svg: str) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """Yield the points of every drawn path, and whether it is an area."""
    for d, look in _PATH.findall(_DEFINED.sub("", svg)):
        if _GRID in look or _PAPER.search(look):
            continue
        filled = "fill: none" not in look
        for points in _points(d):
            if len(points) > 1:
                yield points, filled


def _points(d: str) -> Iterator[list[tuple[float, float]]]:
    """Yield the points of each part of a path in absolute steps, control points of curves included."""
    part: list[tuple[float, float]] = []
    for step, given in _STEP.findall(d):
        numbers = [float(number) for number in _NUMBER.findall(given)]
        if step == "M" and part:
            yield part
            part = []
        part = [*part, *zip(numbers[::2], numbers[1::2], strict=False)]
        if step in "zZ" and part:
            part = [*part, part[0]]
    yield part


def _markers(svg: str) -> Iterator[Box]:
    shapes = {name: around([p for part in _points(d) for p in part]) for name, d in _MARKER.findall(svg)}
    for name, x, y in _USE.findall(_DEFINED.sub("", svg)):
        if name in shapes:
            left, top, right, bottom = shapes[name]
            yield Box(left + float(x), top + float(y), right + float(x), bottom + float(y))
