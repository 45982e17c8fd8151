"""Khmer, Thai and Vietnamese words of a drawing, which the printer of the PDF does not set rightly inside it.

It takes a cluster of letters to be as wide as the widest of them and sets the next cluster over it, and it
loses what the glyphs stand for (of "ị", "ọ", "ụ" too), which PDF/UA forbids. As text of the page it sets the
same words rightly: so a PDF gets them laid over the drawing, and a picture gets Khmer and Thai cluster by
cluster, each at its own place.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any

from sse_analysis.report.drawn import BLOCK, read
from sse_analysis.report.fonts import width

#: Letters that are set from several glyphs: Vietnamese, Thai, Khmer.
_STACKED = re.compile("[\u0180-\u036f\u0e00-\u0e7f\u1780-\u17ff\u1e00-\u1eff]")
_FILL = re.compile(r"fill: (#[0-9a-f]{6})")
_WORDS = re.compile(r"<text\b([^>]*)>([^<]*[\u0e33\u1780-\u17ff][^<]*)</text>")
#: A Khmer consonant with all that is written around it; Thai up to a vowel of two signs; the rest.
_CLUSTERS = re.compile(
    "[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17dd\u200c\u200d])*|[^\u0e33\u1780-\u17b3]*\u0e33|[^\u0e33\u1780-\u17b3]+"
)
_SIZE = re.compile(r"font-size: ?([\d.]+)px")
_ANCHOR = re.compile(r";? ?text-anchor: ?(\w+)")
_ACROSS = re.compile(r' x="(-?[\d.]+)"')
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}


def parted(svg: str) -> str:
    """Return the drawing with a place for every cluster of letters; one without such words as it is."""
    return _WORDS.sub(_placed, svg)


def _placed(found: re.Match[str]) -> str:
    look, words = found[1], unescape(found[2])
    size = float(_SIZE.search(look)[1])
    anchor, across = _ANCHOR.search(look), _ACROSS.search(look)
    x = float(across[1]) if across else 0.0
    x -= width(words) * size * _BEFORE[anchor[1] if anchor else "start"]
    parts = []
    for cluster in _CLUSTERS.findall(words):
        parts.append(f'<tspan x="{x:.2f}">{escape(cluster, quote=False)}</tspan>')
        x += width(cluster) * size
    return f"<text{_ANCHOR.sub('', look)}>{''.join(parts)}</text>"


def lifted(svg: str) -> tuple[str, list[dict[str, Any]]]:
    """Return a drawing without its Khmer, Thai and Vietnamese words, and these with their places.

    Each is ``t`` the words, ``x`` and ``y`` where its line begins, has its middle or ends, by ``before``, the
    share of the words before that point; ``angle`` in degrees, ``size`` in points, ``fill``.
    """
    found: list[dict[str, Any]] = []

    def out(block: re.Match[str]) -> str:
        if not _STACKED.search(block.group()):
            return block.group()
        label = read(block.group())
        fill = _FILL.search(label.style)
        look = {"before": _BEFORE[label.anchor], "angle": label.angle, "size": label.size}
        look["fill"] = fill[1] if fill else "#000000"
        found.extend({"t": t, "x": x, "y": y, **look} for t, x, y in label.places())
        return ""

    return BLOCK.sub(out, svg), found
