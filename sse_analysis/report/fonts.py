"""The fonts of the PDF: they travel as packages, so a report looks the same on every machine."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from sse_analysis.errors import SetupError

#: Families in the order they are tried. Noto Sans has Latin, Cyrillic and Vietnamese; DejaVu Sans, which
#: comes with matplotlib, has the arrows and mathematical signs that Noto Sans lacks.
TEXT = ("Noto Sans", "Noto Sans Khmer", "Noto Sans Thai", "DejaVu Sans")
#: Signs of formulas: the font that the compiler itself brings.
MATH = ("New Computer Modern Math", *TEXT)
#: Text whose columns must line up: output of readers' own cells.
FIXED = ("DejaVu Sans Mono", "Noto Sans", "Noto Sans Khmer", "Noto Sans Thai", "DejaVu Sans")
_PACKAGES = ("fontpkg-noto-sans", "fontpkg-noto-sans-khmer", "fontpkg-noto-sans-thai")
_MATPLOTLIB = ("DejaVuSans.ttf", "DejaVuSansMono.ttf")
#: Bold letters of Noto Sans are wider than regular ones by 8 percent on average; narrow ones by more.
_BOLD = 1.1
#: Khmer: a consonant under another has a glyph of its own, mostly without width, and five vowels have two
#: parts, which are as wide as these.
_PARTS = re.compile("\u17d2.|.", re.S)
_WIDE_AS = str.maketrans(
    {
        "\u17be": "\u17c1",
        "\u17bf": "\u17c1\u17c1",
        "\u17c0": "\u17c1\u17c1",
        "\u17c4": "\u17c1\u17b6",
        "\u17c5": "\u17c1\u17b6",
    }
)
#: Characters that are never drawn: controls, joiners, directional marks, variation selectors.
_INVISIBLE = {*range(0x20), 0x7F, 0xAD, *range(0x200B, 0x2010), 0x2028, 0x2029, *range(0x202A, 0x202F)}
_INVISIBLE |= {*range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF}


@lru_cache(maxsize=1)
def files() -> tuple[Path, ...]:
    """Return the font files.

    Raises
    ------
    SetupError
        If a font package is not installed; every missing one is named.
    """
    found, missing = [], []
    for package in _PACKAGES:
        try:
            listed = distribution(package).files or ()
        except PackageNotFoundError:
            missing.append(package)
            continue
        found += [Path(str(file.locate())) for file in listed if file.suffix == ".ttf"]
    if missing:
        raise SetupError(f"The PDF needs its fonts. Install: pip install {' '.join(missing)}")
    places = find_spec("matplotlib").submodule_search_locations
    return (*found, *(Path(places[0]) / "mpl-data" / "fonts" / "ttf" / name for name in _MATPLOTLIB))


@lru_cache(maxsize=1)
def collection():
    """Return the fonts as the compiler of the PDF wants them: these, its own for formulas, and none of the machine's."""
    import typst

    folders = sorted({str(file.parent) for file in files()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


@lru_cache(maxsize=1)
def _faces() -> tuple[tuple[dict[int, str], dict[str, tuple[int, int]], int], ...]:
    """Return the upright text fonts: letters to glyphs, glyphs to advances, units to the em."""
    from fontTools.ttLib import TTFont

    faces = []
    for file in files():
        if "Mono" not in file.name and "Italic" not in file.name:
            with TTFont(file, lazy=True) as font:
                faces.append((font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm))
    return tuple(faces)


@lru_cache(maxsize=8192)
def _advance(letter: str) -> float:
    """Return the advance of one letter, or of a Khmer one under another, in ems; nothing for one that no font has."""
    for letters, advances, units in _faces():
        name = f"uni17D2{ord(letter[1]):04X}" if letter[1:] else letters.get(ord(letter))
        if name in advances:
            return advances[name][0] / units
    return 0.0


@lru_cache(maxsize=65536)
def width(text: str, *, bold: bool = False) -> float:
    """Return the width of a text in ems, letter by letter."""
    return sum(map(_advance, _PARTS.findall(text.translate(_WIDE_AS)))) * (_BOLD if bold else 1.0)


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """Return the code points that have a glyph in one of the text fonts."""
    from fontTools.ttLib import TTFont

    points: set[int] = set(_INVISIBLE)
    for file in files():
        if "Mono" not in file.name:
            with TTFont(file, lazy=True) as font:
                points.update(font.getBestCmap())
    return frozenset(points)


def missing(text: str) -> list[str]:
    """Return the characters of a text that no font can show, each once, in their order."""
    glyphs = covered()
    return [letter for letter in dict.fromkeys(text) if ord(letter) not in glyphs]
