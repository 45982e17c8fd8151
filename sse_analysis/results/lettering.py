"""The letters of drawings: a part of Noto Sans small enough to travel with a picture.

A drawing is measured with Noto Sans. Where its words were set in another font, they would run into its lines.
"""

from __future__ import annotations

import base64
import io
from functools import lru_cache

#: Family under which pages and drawings know these letters; not the name of the whole font.
FAMILY = "Drawn"
#: What a drawing always brings: Latin letters of the west, and the signs of figures and sentences.
_ALWAYS = (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), 0x2212, 0x2264, 0x2265)
#: Blocks that are added whole where a word needs one of their letters: Vietnamese, Cyrillic.
_BLOCKS = ((0x180, 0x250), (0x1E00, 0x1F00), (0x300, 0x370), (0x400, 0x530))
_VARIATIONS = ["fvar", "gvar", "avar", "HVAR", "MVAR", "STAT"]


def with_letters(svg: str) -> str:
    """Return a drawing that shows its words in the letters it was measured with, on any machine."""
    head, mark, rest = svg.partition("<defs>")
    return (
        f"{head}{mark}<style>{font_face(svg)} text{{font-family:{FAMILY},sans-serif!important}}</style>{rest}"
    )


def font_face(text: str) -> str:
    """Return the CSS rule that brings the letters of a text, without network.

    Letters of other scripts than Latin and Cyrillic are left to the reader's own fonts.
    """
    points = {ord(letter) for letter in text}
    needed = tuple(block for block in _BLOCKS if any(block[0] <= point < block[1] for point in points))
    source = f"url(data:font/woff;base64,{_subset(needed)})"
    return f"@font-face{{font-family:{FAMILY};src:{source} format('woff')}}"


@lru_cache(maxsize=16)
def _subset(blocks: tuple[tuple[int, int], ...]) -> str:
    """Return the regular face with some letters as WOFF in base64; the same letters give the same bytes."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options()
    options.layout_features, options.hinting, options.name_IDs = ["kern", "mark"], False, []
    options.drop_tables += _VARIATIONS
    with TTFont(regular(), lazy=True, recalcTimestamp=False) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(
            unicodes=[*_ALWAYS, *(point for first, last in blocks for point in range(first, last))]
        )
        cutter.subset(font)
        font.flavor = "woff"
        buffer = io.BytesIO()
        font.save(buffer)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


@lru_cache(maxsize=1)
def regular() -> str:
    """Return the file of the upright Noto Sans that travels as a package."""
    from importlib.metadata import distribution

    listed = distribution("fontpkg-noto-sans").files or ()
    return next(str(one.locate()) for one in listed if one.suffix == ".ttf" and "Italic" not in one.name)
