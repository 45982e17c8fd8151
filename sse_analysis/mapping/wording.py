"""What a source counted, read from its words.

A source prints "Consumer cooperatives", "Hợp tác xã" or "Human rights organizations" under the same broad form.
Only wordings that name the same thing may stand in one line; everything else keeps a line of its own, because a
kind taken for the whole is a wrong number that nobody sees.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_GLOSS = re.compile(r"\s*\(([^()]*)\)")
_WORD = re.compile(r"[^\s,;:()'\"’]+")
_SMALL = {"of", "and", "the", "in", "for", "or", "a", "by", "with"}
_SHORT = {"ngo": ("non-governmental", "organization")}
#: Words that say the status, not the kind, and the only measures before which they may be left out.
_STATUS = {
    "registered": re.compile(r"(?!entities_(active|reporting|filing)).*"),
    "active": re.compile(r"entities_active.*"),
    "existing": re.compile(r"entities_existing"),
}
_TIER_HEADS = ("federation", "union", "alliance", "network", "league")
_HEADS = f"(?:{'|'.join(_TIER_HEADS)})s?"
_JOINED = re.compile(
    rf"\b(?:incl\.|including|and)\s+(?:\w+\s+)?{_HEADS}\b|\b{_HEADS},?\s+and\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Wording:
    """A wording taken apart.

    Parameters
    ----------
    main : frozenset of str
        Words outside brackets, in the singular, without small words and without a status word that only
        repeats the measure.
    glosses : frozenset of str
        Words in brackets; a bracket that names a register is left out.
    base : str
        The wording without what was left out: two rows with the same base say the same.
    """

    main: frozenset[str]
    glosses: frozenset[str]
    base: str


@lru_cache(maxsize=4096)
def tokens(text: str) -> frozenset[str]:
    """Return the words of a text in lower case and in the singular, without small words."""
    found = (_singular(word) for word in _WORD.findall(unicodedata.normalize("NFC", text).casefold()))
    spelled = (part for word in found for part in _SHORT.get(word, (word,)))
    return frozenset(word for word in spelled if word not in _SMALL)


def _singular(word: str) -> str:
    if not word.isascii() or len(word) < 4 or word.endswith("ss"):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word.removesuffix("s")


@lru_cache(maxsize=4096)
def take_apart(text: str, measure: str = "") -> Wording:
    """Return the parts of a wording.

    Parameters
    ----------
    text : str
        ``legal_form`` of a row.
    measure : str, optional
        Its measure: "Active" before a count of active bodies repeats it and is left out.
    """
    base = _GLOSS.sub(lambda gloss: "" if re.search(r"\bregister\b", gloss[1]) else gloss[0], text).strip()
    first, _, rest = base.partition(" ")
    status = _STATUS.get(first.casefold())
    if status and status.fullmatch(measure) and rest:
        base = rest[0].upper() + rest[1:]
    return Wording(tokens(_GLOSS.sub("", base)), tokens(" ".join(_GLOSS.findall(base))), base)


def names_of(*texts: str | None) -> tuple[frozenset[str], ...]:
    """Return the names in some texts: parts between slashes, brackets left out."""
    parts = [part for text in texts if text for part in re.split(r"\s*/\s*", _GLOSS.sub("", text))]
    return tuple(dict.fromkeys(tokens(part) for part in parts if tokens(part)))


def is_named(wording: Wording, names: tuple[frozenset[str], ...]) -> bool:
    """Tell whether a wording is one of some names, a bracket holding at most another of them."""
    known = frozenset().union(*names)
    return wording.main in names and wording.glosses <= known


def is_all_of(wording: Wording, names: tuple[frozenset[str], ...]) -> bool:
    """Tell whether a wording says "All ..." of a name."""
    return "all" in wording.main and (wording.main - {"all"}) in names and not wording.glosses


@lru_cache(maxsize=4096)
def joins_tiers(text: str) -> bool:
    """Tell whether a wording joins bodies and bodies of bodies: "X and networks", "X incl. federations"."""
    outside = _GLOSS.sub("", text)
    return bool(_JOINED.search(outside)) and "credit union" not in outside.casefold()


def is_part(part: Wording, whole: Wording) -> bool:
    """Tell whether a wording narrows another one: it has all its words and more, and takes in nothing else."""
    narrowed = whole.main - {"all"}
    return narrowed < (part.main | part.glosses) and "all" not in part.main and not joins_tiers(part.base)


@lru_cache(maxsize=4096)
def is_second_tier(text: str) -> bool:
    """Tell whether the head noun of a wording is a body of bodies ("Unions of ...", "Aimag federations of ...")."""
    return has_tier_head(text) and "credit" not in _head(text) and not joins_tiers(text)


def has_tier_head(text: str) -> bool:
    """Tell whether the head noun of a wording, or of the name of a legal form, is a union, federation or the like."""
    return _head(text)[-1:] in [[head] for head in _TIER_HEADS]


def _head(text: str) -> list[str]:
    head = re.split(r"\s(?:of|in|for|represented|made)\s", _GLOSS.sub("", text))[0]
    return [_singular(word) for word in _WORD.findall(head.casefold())]
