"""The words of a drawing in another language, set where the English ones stood.

A translation may grow into empty room, take one line more, or be set smaller down to a limit; where that
is not enough, the English words stay, marked as English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape, unescape
from itertools import accumulate, pairwise

from sse_analysis.report import fonts
from sse_analysis.report.room import Box, Room, around, turn
from sse_analysis.results.exhibit import Figure

_ELEMENT = r'<text style="[^"]*"[^>]*>[^<]*</text>'
#: The lines of one label stand beside each other, nothing between them.
BLOCK = re.compile(rf"{_ELEMENT}(?:\s*{_ELEMENT})*")
_PARTS = re.compile(r'<text style="([^"]*)"([^>]*)>([^<]*)</text>')
_SIZE = re.compile(r"font-size: ([\d.]+)px")
_ANCHOR = re.compile(r" ?text-anchor: (\w+);?")
_USUAL = re.compile(r" ?font-family: 'Noto Sans';?")
_PLACE = re.compile(r'(?:translate\(| x=")([-\d.]+)[ "]+(?:y=")?([-\d.]+)')
_ANGLE = re.compile(r"rotate\((-?[\d.]+)")
#: How much smaller a translation may be set, and points below which nobody reads it.
_SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7)
_SMALLEST = 5.6
#: Ems above and below the line that letters take, and between lines: Latin and Cyrillic; Khmer and Thai.
_TALL = re.compile("[\u0e00-\u0e7f\u1780-\u17ff]")
#: The printer of the PDF shapes a label in one font: clusters of letters fall apart where it has to change fonts.
_FAMILIES = (
    (re.compile("[\u1780-\u17ff]"), "Noto Sans Khmer"),
    (re.compile("[\u0e00-\u0e7f]"), "Noto Sans Thai"),
)
_LATIN, _STACKED = (0.78, 0.24, 1.2), (1.0, 0.4, 1.45)
_MIDDLE = 0.35
#: Where a line may break: not after the number of what follows.
_BREAK = re.compile(r"(?<!\d\.)(?<!\b\d)(?<!\b\d\d) (?! )")
#: Words of a chart with the number or code before them, and a figure, a year or a remark in brackets after them.
_PIECES = re.compile(r"(.*?)((?<! to)(?<! times),? \d[\d,.]*(?: members? named)?)?( \([^()]+\))?")
_CODED = re.compile(r"([A-Z]{3}-\d\d: |\d{1,2}(?:\.\w{1,2})? (?=[A-Z]))(.+)")
_NAMED = re.compile(r"([^;:(]*[a-z][^;:(]*)(: )(.+)")
#: What alone differs between numbers of two languages; such a label stays as it is set.
_SIGNS = re.compile("[.,\u00a0]")
#: Columns of data that hold labels of a closed list; letters a name has at least before other words.
CLOSED, _NAME = frozenset({"category", "form", "place", "registration_label", "result"}), 5
#: A list of goals by number and name.
_LISTED = re.compile(r"(\s+)(?=\d{1,2} [A-Z])")


@dataclass(frozen=True)
class Label:
    """Words of a drawing: lines one below the other, in a frame turned by ``angle`` degrees.

    Parameters
    ----------
    x, y : float
        Where the lines begin, end or have their middle, by ``anchor``; the height of the middle of the block.
    """

    lines: tuple[str, ...]
    x: float
    y: float
    size: float
    anchor: str
    angle: float
    style: str

    @property
    def text(self) -> str:
        """The words without their lines; a word parted at its hyphen is one again."""
        return re.sub(r"(?<=\w-)\n", "", "\n".join(self.lines)).replace("\n", " ")

    def boxes(self) -> list[Box]:
        """Return the rectangle of each line, in the frame of the drawing."""
        above, below, _ = _measures(self.lines)
        found = []
        for line, base in zip(self.lines, self.baselines(), strict=True):
            wide = fonts.width(line) * self.size
            left = self.x - wide * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
            box = Box(left, base - above * self.size, left + wide, base + below * self.size)
            found.append(box.turned(self.angle))
        return found

    def baselines(self) -> list[float]:
        pitch, count = _measures(self.lines)[2] * self.size, len(self.lines)
        return [self.y + _MIDDLE * self.size + (n - (count - 1) / 2) * pitch for n in range(count)]

    def places(self) -> Iterator[tuple[str, float, float]]:
        """Yield each line with the point of its anchor, in the frame of the drawing."""
        for line, base in zip(self.lines, self.baselines(), strict=True):
            yield line, *turn(self.x, base, self.angle)

    def svg(self, *, lang: str = "") -> str:
        """Return the elements of the lines."""
        style = f"font-size: {self.size:g}px; {_family(self.lines)}{self.style}; text-anchor: {self.anchor}"
        mark = f' lang="{lang}"' if lang else ""
        made = []
        for line, x, y in self.places():
            at = f'x="{x:.2f}" y="{y:.2f}" transform="rotate({self.angle:g} {x:.2f} {y:.2f})"'
            made.append(f'<text style="{style}" {at}{mark}>{escape(line, quote=False)}</text>')
        return "".join(made)


def _measures(lines: tuple[str, ...]) -> tuple[float, float, float]:
    return _STACKED if any(map(_TALL.search, lines)) else _LATIN


def _family(lines: tuple[str, ...]) -> str:
    wanted = (name for letters, name in _FAMILIES if any(map(letters.search, lines)))
    return "".join(f"font-family: '{name}', Drawn, 'Noto Sans'; " for name in wanted)


def translated(svg: str, say: Callable[[str], str]) -> str:
    """Return a drawing whose words are those that ``say`` returns for them.

    Parameters
    ----------
    say : callable
        Returns the words for the English ones of a label; words with an attribute ``lang`` are not translated.
    """
    room, labels = Room.of(svg), [read(block) for block in BLOCK.findall(svg)]
    taken = [around([(x, y) for box in one.boxes() for x, y in (box[:2], box[2:])]) for one in labels]
    number = -1

    def instead(found: re.Match[str]) -> str:
        nonlocal number
        number += 1
        label, words = labels[number], say(labels[number].text)
        if words == label.text:
            return _marked(found.group(), getattr(words, "lang", ""))
        others = [box for place, box in enumerate(taken) if place != number]
        new = _fitted(label, words, lambda boxes: room.free(boxes, taken[number], others))
        if new is None:
            return _marked(found.group(), "en")
        taken[number] = around([(x, y) for box in new.boxes() for x, y in (box[:2], box[2:])])
        return new.svg()

    return BLOCK.sub(instead, svg)


def _marked(elements: str, lang: str) -> str:
    return re.sub('(?<=<text )(style="[^"]*")', rf'\1 lang="{lang}"', elements) if lang else elements


def read(block: str) -> Label:
    """Read the elements of one label. Without an anchor, the edges of its lines tell how they are aligned."""
    parts = _PARTS.findall(block)
    style, given, _ = parts[0]
    lines = tuple(unescape(text) for _, _, text in parts)
    size = float(_SIZE.search(style)[1])
    turned = _ANGLE.search(given)
    angle = float(turned[1]) if turned else 0.0
    places = [turn(*map(float, _PLACE.search(given).groups()), -angle) for _, given, _ in parts]
    middle = sum(y for _, y in places) / len(places) - _MIDDLE * size
    written = _ANCHOR.search(style)
    x, anchor = (places[0][0], written[1]) if written else _aligned(lines, [x for x, _ in places], size)
    rest = _USUAL.sub("", _ANCHOR.sub("", _SIZE.sub("", style))).strip("; ")
    return Label(lines, x, middle, size, anchor, angle + 0.0, rest)


def _aligned(lines: tuple[str, ...], lefts: list[float], size: float) -> tuple[float, str]:
    widths = [fonts.width(line) * size for line in lines]
    edges = {
        "middle": [left + wide / 2 for left, wide in zip(lefts, widths, strict=True)],
        "start": lefts,
        "end": [left + wide for left, wide in zip(lefts, widths, strict=True)],
    }
    best = min(edges, key=lambda name: round(max(edges[name]) - min(edges[name])))
    return sum(edges[best]) / len(lines), best


def _fitted(label: Label, words: str, free: Callable[[list[Box]], bool]) -> Label | None:
    """Return the label in other words, as large as there is room; None where there is too little."""
    if _SIGNS.sub("", words) == _SIGNS.sub("", label.text) and len(words) == len("\n".join(label.lines)):
        ends = [0, *accumulate(len(line) + 1 for line in label.lines)]
        return replace(label, lines=tuple(words[one : end - 1] for one, end in pairwise(ends)))
    for scale in _SCALES:
        size = label.size * scale
        if scale < 1 and size < _SMALLEST:
            return None
        for lines in _broken(words, len(label.lines)):
            new = replace(label, lines=lines, size=round(size, 2))
            if free(new.boxes()):
                return new
    return None


def _broken(words: str, usual: int) -> Iterator[tuple[str, ...]]:
    """Yield the words in as many lines as before, in fewer, and in one more; no number ends a line it begins."""
    parts = _BREAK.split(words)
    for count in (usual, *range(usual - 1, 0, -1), usual + 1):
        if count <= len(parts):
            yield _even(parts, count)


def _even(parts: list[str], count: int) -> tuple[str, ...]:
    """Return words in lines whose longest is as short as may be."""
    short, long = 0.0, fonts.width(" ".join(parts)) + 1
    for _ in range(16):
        middle = (short + long) / 2
        short, long = (short, middle) if len(_filled(parts, middle)) <= count else (middle, long)
    return tuple(_filled(parts, long))


def _filled(parts: list[str], wide: float) -> list[str]:
    lines = [parts[0]]
    for part in parts[1:]:
        longer = f"{lines[-1]} {part}"
        if fonts.width(longer) <= wide:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines if max(map(fonts.width, lines)) <= wide else [*parts, ""]


def pieces(text: str, cells: frozenset[str] = frozenset()) -> list[str]:
    """Return the pieces of a label that are translated apart; together they are the label.

    Codes and signs between pieces end with a space. A name of :func:`cells` before other words is a piece.

    >>> pieces("Agricultural cooperatives: 1,200 (2021)")
    ['Agricultural cooperatives', ': ', '1,200 (2021)']
    >>> pieces("8.3 Decent jobs (2021)")
    ['8.3 ', 'Decent jobs (2021)']
    >>> pieces("Decent jobs (2021)")
    ['Decent jobs', ' (2021)']
    """
    listed = _LISTED.split(text)
    if len(listed) >= 5:
        return listed
    named = _CODED.fullmatch(text) or _NAMED.fullmatch(text)
    if named:
        return [*named.groups()]
    name = max(
        (cell for cell in cells if cell[:1].isupper() and text.startswith(f"{cell} ")), key=len, default=""
    )
    if len(name) > _NAME:
        return [name, text[len(name) :]]
    return [piece for piece in _PIECES.fullmatch(text).groups() if piece]


def cells(figure: Figure) -> frozenset[str]:
    """Return the words in the data of a chart, no labels of a closed list: names and values, not words of the chart."""
    open_columns = [place for place, name in enumerate(figure.data_columns) if name not in CLOSED]
    found = (row[place] for row in figure.data_rows for place in open_columns)
    return frozenset(cell for cell in found if isinstance(cell, str))


def labels(svg: str) -> list[str]:
    """Return the words of each label of a drawing, lines joined."""
    return [read(block).text for block in BLOCK.findall(svg)]
