"""Two scripts for one language: plain Latin letters and Cyrillic ones, a letter for a letter."""

from __future__ import annotations

_LATIN = "abvgdejziklmnoprstufhcy"
_CYRILLIC = "абвгдежзиклмнопрстуфхцы"
_PAIRS = dict(zip(_LATIN, _CYRILLIC, strict=True))
_TABLE = str.maketrans(_PAIRS | {latin.upper(): letter.upper() for latin, letter in _PAIRS.items()})


def cyrillic(text: str) -> str:
    """Return Latin text in Cyrillic letters; ``sh`` becomes one letter, letters without a partner stay."""
    return text.replace("sh", "ш").replace("Sh", "Ш").translate(_TABLE)
