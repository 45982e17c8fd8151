"""Drawings made lighter for a page, and safe to stand in it: the same picture in fewer letters."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from xml.etree import ElementTree

from sse_analysis.errors import Failure, ReportError

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
#: A turn by nothing, which matplotlib writes at every word.
_STRAIGHT = re.compile(r' transform="rotate\(-?0 [^)]*\)"')
#: The family of every word; the drawing as a whole says it once.
_FAMILY = re.compile(r" font-family: 'Noto Sans';")
_TEXT = re.compile(r"<text\b[^>]*>(.*?)</text>", re.S)
_TAG = re.compile(r"<[^>]*>")
_ROOT = re.compile(r"<svg\b[^>]*>")
_SHEET = re.compile(r"<style[^>]*>.*?</style>", re.S)

_GROUP = re.compile(r"(<g\b[^>]*>|</g>)")

#: The elements of a drawing. Nothing here runs, loads or leads anywhere.
_ELEMENTS = {
    *("svg", "g", "defs", "style", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    *("text", "tspan", "use", "clipPath", "pattern", "image", "linearGradient", "stop"),
}
_INSIDE = ("#", "data:image/png;base64,")
_OUTSIDE = re.compile(r"url\((?!#)|javascript:", re.I)


def extent(svg: str) -> tuple[float, float] | None:
    """Return width and height of a drawing in points, None where it does not say."""
    box = _BOX.search(svg[:2000])
    return (float(box[1]), float(box[2])) if box else None


def words_of(svg: str) -> list[str]:
    """Return the words of a drawing, in its order."""
    return [unescape(_TAG.sub("", found)) for found in _TEXT.findall(svg)]


@lru_cache(maxsize=64)
def slim(svg: str) -> str:
    """Return an SVG drawing without comments, metadata, unused names and digits nobody sees.

    Coordinates keep two decimals: a hundredth of a point is a 300th of a millimetre. Drawings with parts
    of words keep their spaces.
    """
    drawing = _STRAIGHT.sub("", _UNSEEN.sub("", svg).strip())
    if "<tspan" not in drawing:
        drawing = _BETWEEN_TAGS.sub("><", drawing)
    if _FAMILY.search(drawing):
        drawing = _FAMILY.sub("", drawing).replace("<svg ", '<svg font-family="Noto Sans" ', 1)
    drawing = _LENGTHS.sub(lambda found: _shortened(found.group()), drawing)
    drawing = _STYLE.sub(lambda found: found.group().replace(": ", ":").replace("; ", ";"), drawing)
    return _flat(_renamed(drawing))


def _flat(drawing: str) -> str:
    """Return a drawing without groups that say nothing about what is in them; a broken one as it is."""
    parts = _GROUP.split(drawing)
    opened: list[str] = []
    for place in range(1, len(parts), 2):
        if parts[place] == "</g>":
            if not opened:
                return drawing
            parts[place] = "</g>" if opened.pop() else ""
        elif parts[place].endswith("/>"):
            parts[place] = parts[place].removeprefix("<g/>")
        else:
            parts[place] = parts[place].removeprefix("<g>")
            opened.append(parts[place])
    return drawing if opened else "".join(parts)


def inline(svg: str, *, name: str, label: str, names: str = "", lang: str = "") -> str:
    """Return a drawing that may stand in a page among others: its own names, a label, no rule of style.

    Parameters
    ----------
    name : str
        Id of the exhibit, for messages.
    names : str
        What the names inside the drawing begin with, so that no two drawings of a page share one; the id where empty.
    label : str
        What the drawing shows, in words; screen readers say it in place of the words drawn.

    Raises
    ------
    ReportError
        If the drawing holds anything that runs, loads or leads elsewhere.
    """
    drawing = slim(svg)
    refuse_what_acts(drawing, name)
    names = names or name
    drawing = _ID.sub(lambda found: f' id="{names}-{found[1]}"', _SHEET.sub("", drawing))
    drawing = _LINK.sub(lambda found: found.group().replace("#", f"#{names}-"), drawing)
    wide, high = extent(svg) or (518.4, 288.0)
    spoken = f' lang="{escape(lang)}"' if lang else ""
    head = (
        f'<svg class="drawing" role="img" aria-label="{escape(label)}"{spoken} '
        f'viewBox="0 0 {wide:g} {high:g}" width="{wide * 4 / 3:.0f}" height="{high * 4 / 3:.0f}">'
    )
    return _ROOT.sub(lambda _: head, drawing, count=1)


def refuse_what_acts(drawing: str, name: str) -> None:
    """Raise where a drawing is more than lines, areas and words.

    Raises
    ------
    ReportError
    """
    try:
        parts = list(ElementTree.fromstring(drawing).iter())
    except ElementTree.ParseError as error:
        raise _refusal(name, f"no drawing ({error})", "SVG") from None
    for part in parts:
        tag = str(part.tag).rpartition("}")[2]
        if tag not in _ELEMENTS:
            raise _refusal(name, f"the element '{tag}'", "lines, areas and words alone")
        for key, value in part.attrib.items():
            short = key.rpartition("}")[2].lower()
            led = short == "href" and not value.startswith(_INSIDE)
            if led or short.startswith("on") or _OUTSIDE.search(value):
                raise _refusal(name, f"{short}='{value[:40]}'", "a part or a picture of the drawing itself")


def _refusal(name: str, found: str, expected: str) -> ReportError:
    fix = "Show a result's plot(); a drawing of another program goes into a cell of its own."
    return ReportError("A drawing cannot be printed.", [Failure(f"exhibit '{name}'", found, expected, fix)])


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
