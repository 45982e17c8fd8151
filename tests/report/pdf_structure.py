"""What a program can tell of the pages of a PDF: its structure tree with pages, and where its words stand."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import pikepdf

Box = tuple[float, float, float, float]


@dataclass
class Element:
    """A tag with its kids; ``leaves`` are (page number from 0, id of the marked content)."""

    tag: str
    kids: list[Element] = field(default_factory=list)
    leaves: list[tuple[int, int]] = field(default_factory=list)

    @property
    def content(self) -> list[tuple[int, int]]:
        """Return the marked contents of the element and everything in it, in reading order."""
        return self.leaves + [leaf for kid in self.kids for leaf in kid.content]

    def all(self, pattern: str) -> Iterator[Element]:
        if re.fullmatch(pattern, self.tag):
            yield self
        for kid in self.kids:
            yield from kid.all(pattern)


@dataclass
class Pages:
    """Structure, and the box of the words of every marked content as (left, bottom, right, top) in points."""

    tree: Element
    boxes: dict[tuple[int, int], Box]
    sizes: list[tuple[float, float]]
    missing: list[int]
    """Pages on which a glyph stands that the font does not have."""

    def stranded(self) -> list[tuple[str, int]]:
        """Return headings and captions that stand last on their page, what they head being on the next."""
        order = {leaf: place for place, leaf in enumerate(self.tree.content)}
        leaves = list(order)
        found = []
        for one in self.tree.all(r"H[1-6]?|Caption"):
            last = max(one.content, key=order.__getitem__, default=None)
            if last is None or order[last] + 1 == len(leaves):
                found += [(one.tag, -1)] if last is None else []
            elif leaves[order[last] + 1][0] != last[0]:
                found.append((one.tag, last[0]))
        return found

    def cut(self) -> list[tuple[int, int]]:
        """Return the pages between which a cell of a table is cut, for every such cell."""
        spans = [sorted({page for page, _ in one.content}) for one in self.tree.all("TD|TH")]
        return [(pages[0], pages[-1]) for pages in spans if len(pages) > 1]

    def outside(self, margin: float = 30.0) -> list[tuple[int, Box]]:
        """Return the words that come nearer to the edge of the paper than ``margin`` points."""
        return [
            (page, box)
            for (page, _), box in self.boxes.items()
            if box[0] < margin or box[2] > self.sizes[page][0] - margin
            or box[1] < 20 or box[3] > self.sizes[page][1] - 20
        ]  # fmt: skip

    def overrun(self, slack: float = 0.6) -> list[tuple[int, Box, Box]]:
        """Return the words of cells that run into those of the next cell of their row."""
        found = []
        for row in self.tree.all("TR"):
            cells = [box for one in row.kids for box in self._of(one)]
            for (page, one), (other, two) in pairwise(cells):
                if page == other and one[2] > two[0] + slack and one[1] < two[3] and two[1] < one[3]:
                    found.append((page, one, two))
        return found

    def _of(self, one: Element) -> list[tuple[int, Box]]:
        by_page = defaultdict(list)
        for leaf in one.content:
            if leaf in self.boxes:
                by_page[leaf[0]].append(self.boxes[leaf])
        return [(page, _around(boxes)) for page, boxes in by_page.items()]


def _around(boxes: list[Box]) -> Box:
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


@lru_cache(maxsize=4)
def pages_of(data: bytes) -> Pages:
    """Read a PDF that Typst has written: two-byte codes, one font dictionary a page."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        numbers = {page.objgen: place for place, page in enumerate(pdf.pages)}
        tree = _element(pdf.Root.StructTreeRoot, numbers, None)
        boxes, missing, widths = {}, [], {}
        for place, page in enumerate(pdf.pages):
            found, lost = _words(page, widths)
            boxes |= {(place, mark): box for mark, box in found.items()}
            missing += [place] * lost
        sizes = [tuple(float(side) for side in page.mediabox[2:]) for page in pdf.pages]
        return Pages(tree, boxes, sizes, missing)


def _element(node: pikepdf.Dictionary, numbers: dict, page: int | None) -> Element:
    made = Element(str(node.get("/S", "/Root"))[1:])
    if "/Pg" in node:
        page = numbers[node.Pg.objgen]
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            made.kids.append(Element("", leaves=[(page, int(kid))]))
        elif str(kid.get("/Type", "")) == "/MCR":
            own = numbers[kid.Pg.objgen] if "/Pg" in kid else page
            made.kids.append(Element("", leaves=[(own, int(kid.MCID))]))
        elif str(kid.get("/Type", "")) != "/OBJR":
            made.kids.append(_element(kid, numbers, page))
    return made


def _widths(font: pikepdf.Dictionary) -> tuple[dict[int, float], float]:
    """Return the width of every code in thousandths of the size, and the usual width."""
    inner = font.DescendantFonts[0]
    found, given, place = {}, list(inner.get("/W", [])), 0
    while place < len(given):
        first, second = int(given[place]), given[place + 1]
        if isinstance(second, pikepdf.Array):
            found |= {first + k: float(width) for k, width in enumerate(second)}
            place += 2
        else:
            found |= dict.fromkeys(range(first, int(second) + 1), float(given[place + 2]))
            place += 3
    return found, float(inner.get("/DW", 1000))


def _multiplied(one: tuple, two: tuple) -> tuple:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


class _Pen:
    """Follows the position of text through the operators of a page."""

    def __init__(self, fonts: dict[str, tuple[dict[int, float], float]]):
        self.fonts, self.kept = fonts, []
        self.matrix = self.line = (1.0, 0, 0, 1.0, 0, 0)
        self.font, self.size, self.marks = "", 0.0, []
        self.boxes: dict[int, list[Box]] = defaultdict(list)
        self.missing = 0

    def follow(self, operator: str, operands: list) -> None:
        match operator:
            case "q":
                self.kept.append(self.matrix)
            case "Q":
                self.matrix = self.kept.pop()
            case "cm":
                self.matrix = _multiplied(tuple(map(float, operands)), self.matrix)
            case "BT":
                self.line = (1.0, 0, 0, 1.0, 0, 0)
            case "Tm":
                self.line = tuple(map(float, operands))
            case "Td":
                self.line = _multiplied((1.0, 0, 0, 1.0, float(operands[0]), float(operands[1])), self.line)
            case "Tf":
                self.font, self.size = str(operands[0]), float(operands[1])
            case "BDC" | "BMC":
                given = (
                    operands[1] if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) else {}
                )
                self.marks.append(int(given["/MCID"]) if "/MCID" in given else None)
            case "EMC":
                self.marks.pop()
            case "Tj":
                self._show(operands)
            case "TJ":
                self._show(list(operands[0]))

    def _show(self, parts: list) -> None:
        known, usual = self.fonts[self.font]
        advance = 0.0
        for part in parts:
            if isinstance(part, pikepdf.String):
                data = bytes(part)
                codes = [int.from_bytes(data[k : k + 2], "big") for k in range(0, len(data), 2)]
                self.missing += codes.count(0)
                advance += sum(known.get(code, usual) for code in codes) * self.size / 1000
            else:
                advance -= float(part) * self.size / 1000
        mark = next((one for one in reversed(self.marks) if one is not None), None)
        left = _multiplied(self.line, self.matrix)
        right = _multiplied((1.0, 0, 0, 1.0, advance, 0), left)
        height = abs(self.size * left[3])
        if mark is not None:
            self.boxes[mark].append((left[4], left[5], right[4], left[5] + 0.7 * height))
        self.line = _multiplied((1.0, 0, 0, 1.0, advance, 0), self.line)


def _words(page: pikepdf.Page, widths: dict) -> tuple[dict[int, Box], int]:
    fonts = {}
    for name, font in page.Resources.get("/Font", {}).items():
        if font.objgen not in widths:
            widths[font.objgen] = _widths(font)
        fonts[name] = widths[font.objgen]
    pen = _Pen(fonts)
    for operands, operator in pikepdf.parse_content_stream(page):
        pen.follow(str(operator), list(operands))
    return {mark: _around(boxes) for mark, boxes in pen.boxes.items()}, pen.missing
