"""The letters that travel with a page or a picture, so that no word depends on the fonts of a machine.

A drawing is measured with Noto Sans: set in another font, its words would run into its lines. Khmer and Thai
are missing on many machines, where they would be printed as boxes.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

#: Family under which pages and drawings know the letters they bring; not the name of the whole fonts.
FAMILY = "Drawn"
_VARIATIONS = ["fvar", "gvar", "avar", "HVAR", "MVAR", "STAT"]
#: What western text always needs, with the signs of figures and sentences.
_LATIN = ((0x20, 0x7F), (0xA0, 0x180), (0x2010, 0x2027), (0x2212, 0x2213), (0x2264, 0x2266))


@dataclass(frozen=True)
class Script:
    """Letters of one font that are brought together, where a text has one of ``blocks``."""

    package: str
    blocks: tuple[tuple[int, int], ...]
    #: Rules of shaping; western letters do without kerning, whose rules cost more than the letters.
    features: tuple[str, ...] = ()

    def needed(self, points: set[int]) -> bool:
        return any(first <= point < last for point in points for first, last in self.blocks)


LATIN = Script("fontpkg-noto-sans", _LATIN)
_OTHERS = (
    Script("fontpkg-noto-sans", ((0x180, 0x250), (0x300, 0x370), (0x1E00, 0x1F00))),
    Script("fontpkg-noto-sans", ((0x400, 0x530),)),
    Script("fontpkg-noto-sans-khmer", ((0x1780, 0x1800), (0x19E0, 0x1A00)), ("*",)),
    Script("fontpkg-noto-sans-thai", ((0xE00, 0xE80),), ("*",)),
)


def with_letters(svg: str) -> str:
    """Return a drawing that shows its words in the letters it was measured with, on any machine."""
    head, mark, rest = svg.partition("<defs>")
    sheet = f"{''.join(font_faces(svg))} text{{font-family:{FAMILY},sans-serif!important}}"
    return f"{head}{mark}<style>{sheet}</style>{rest}"


def font_faces(text: str, *, plain: bool = True) -> Iterator[str]:
    """Yield the CSS rules that bring the letters of a text, without network.

    Parameters
    ----------
    plain : bool
        Also bring Latin letters and those of Viet Nam and of Cyrillic, which every machine has in another look.
    """
    points = set(map(ord, set(text)))
    wanted = [LATIN] if plain else []
    wanted += [one for one in _OTHERS if (plain or one.package != LATIN.package) and one.needed(points)]
    for script in wanted:
        covered = ",".join(f"U+{first:X}-{last - 1:X}" for first, last in script.blocks)
        source = f"url(data:font/woff;base64,{_subset(script)})"
        yield f"@font-face{{font-family:{FAMILY};src:{source} format('woff');unicode-range:{covered}}}"


@lru_cache(maxsize=16)
def _subset(script: Script) -> str:
    """Return some letters of the regular face as WOFF in base64; the same letters give the same bytes."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options()
    options.layout_features, options.hinting, options.name_IDs = list(script.features), False, []
    options.drop_tables += _VARIATIONS
    # A space and the circle that carries a lone sign belong to the shaping of every script.
    points = [0x20, 0x200B, 0x25CC, *(point for first, last in script.blocks for point in range(first, last))]
    with TTFont(regular(script.package), lazy=True, recalcTimestamp=False) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=points)
        cutter.subset(font)
        font.flavor = "woff"
        buffer = io.BytesIO()
        font.save(buffer)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


@lru_cache(maxsize=4)
def regular(package: str = LATIN.package) -> str:
    """Return the file of the upright face of a font that travels as a package."""
    from importlib.metadata import distribution

    listed = distribution(package).files or ()
    return next(str(one.locate()) for one in listed if one.suffix == ".ttf" and "Italic" not in one.name)
