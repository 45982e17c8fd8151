"""Drawings made lighter for a page: the same picture in fewer letters."""

from __future__ import annotations

import re
from functools import lru_cache

_BOX = re.compile(r'viewBox="\s*[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)')
_UNSEEN = re.compile(r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>|<!--.*?-->|<metadata>.*?</metadata>", re.S)
_BETWEEN_TAGS = re.compile(r">\s+<")
#: Attributes in points. Factors of ``scale(...)`` and opacities keep all their digits.
_LENGTHS = re.compile(r"""\b(?:d|points|x|y|x1|x2|y1|y2|cx|cy|width|height)="[^"]*"|translate\([^)]*\)""")
_LONG = re.compile(r"-?\d+\.\d{3,}")
_SPACES = re.compile(r"\s+")
_AFTER_COMMAND = re.compile(r"([A-Za-z]) (?=[-\d.])")
_BEFORE_COMMAND = re.compile(r"(?<=[\d.]) ([A-Za-z])")
_STYLE = re.compile(r'style="[^"]*"')
_ID = re.compile(r' id="([^"]*)"')
_LINK = re.compile(r'(?:xlink:)?href="#([^"]*)"|url\(#([^)]*)\)')


def extent(svg: str) -> tuple[float, float] | None:
    """Return width and height of a drawing in points, None where it does not say."""
    box = _BOX.search(svg[:2000])
    return (float(box[1]), float(box[2])) if box else None


@lru_cache(maxsize=64)
def slim(svg: str) -> str:
    """Return an SVG drawing without comments, metadata, unused names and digits nobody sees.

    Coordinates keep two decimals: a hundredth of a point is a 300th of a millimetre. Drawings whose text is
    text, not outlines, keep their spaces.
    """
    drawing = _UNSEEN.sub("", svg).strip()
    if "<text" not in drawing:
        drawing = _BETWEEN_TAGS.sub("><", drawing)
    drawing = _LENGTHS.sub(lambda found: _shortened(found.group()), drawing)
    drawing = _STYLE.sub(lambda found: found.group().replace(": ", ":").replace("; ", ";"), drawing)
    return _renamed(drawing)


def _shortened(lengths: str) -> str:
    rounded = _LONG.sub(lambda number: f"{float(number.group()):.2f}".rstrip("0").rstrip("."), lengths)
    rounded = _SPACES.sub(" ", rounded).replace(' "', '"')
    if not rounded.startswith("d="):
        return rounded
    return 'd="' + _BEFORE_COMMAND.sub(r"\1", _AFTER_COMMAND.sub(r"\1", rounded[3:]))


def _renamed(drawing: str) -> str:
    """Give the names that something refers to a short form, in their order, and drop the others."""
    wanted = {first or second for first, second in _LINK.findall(drawing)}
    names = [name for name in dict.fromkeys(_ID.findall(drawing)) if name in wanted]
    short = {name: f"i{number:x}" for number, name in enumerate(names)}

    def link(found: re.Match[str]) -> str:
        name = short.get(found[1] or found[2], found[1] or found[2])
        return f'href="#{name}"' if found[1] else f"url(#{name})"

    drawing = _ID.sub(lambda found: f' id="{short[found[1]]}"' if found[1] in short else "", drawing)
    return _LINK.sub(link, drawing)
