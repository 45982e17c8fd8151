"""Invented names, the forms they are written in, and the slips of the pen that part two records of one body."""

from __future__ import annotations

import numpy as np

from sse_analysis.synthetic.letters import cyrillic

_STARTS = [
    "Ve",
    "Lo",
    "Mi",
    "Ka",
    "Su",
    "Re",
    "To",
    "Ni",
    "Ba",
    "Pu",
    "De",
    "Fo",
    "Gi",
    "He",
    "Zo",
    "Ra",
    "Te",
    "Ju",
]
_MIDDLES = ["l", "r", "n", "s", "m", "lk", "rv", "nt", "sp", "mb", "t", "d"]
_ENDS = ["aro", "eno", "ila", "onu", "uso", "ike", "avo", "eta", "oru", "imo", "ansa", "elko", "urno", "ita"]
_SECOND = ["Nova", "Granda", "Verda", "Bela", "Alta", "Suda", "Norda", "Monta", "Rivera", "Luma", "Forta", "Unua",
           "Paca", "Libera", "Matena", "Kampa"]  # fmt: skip
_LETTERS = "abdefgiklmnoprstuvz"


def invented(count: int, rng: np.random.Generator) -> list[str]:
    """Return names of two words; some occur twice, as in every register."""
    parts = [rng.integers(0, len(words), count) for words in (_STARTS, _MIDDLES, _ENDS, _SECOND)]
    return [f"{_STARTS[a]}{_MIDDLES[b]}{_ENDS[c]} {_SECOND[d]}" for a, b, c, d in zip(*parts, strict=True)]


def people(count: int, rng: np.random.Generator) -> list[str]:
    """Return invented villages, one word each."""
    parts = [rng.integers(0, len(words), count) for words in (_STARTS, _MIDDLES, _ENDS)]
    return [f"{_STARTS[a]}{_MIDDLES[b]}{_ENDS[c]}" for a, b, c in zip(*parts, strict=True)]


def slipped(name: str, slips: int, rng: np.random.Generator) -> str:
    """Return the name with that many letters replaced by others, none beside another and none at the start."""
    letters = list(name)
    places = [
        place for place in range(1, len(letters)) if letters[place].isalpha() and letters[place].islower()
    ]
    chosen: list[int] = []
    for place in rng.permutation(places):
        if all(abs(place - other) > 1 for other in chosen):
            chosen.append(int(place))
        if len(chosen) == slips:
            break
    for place in chosen:
        letters[place] = str(rng.choice([letter for letter in _LETTERS if letter != letters[place]]))
    return "".join(letters)


def written(name: str, form: str, *, style: int, in_cyrillic: bool) -> str:
    """Return a name as a register writes it.

    Parameters
    ----------
    form : str
        Words of the legal form.
    style : int
        0 form and quotes, 1 form behind a comma, 2 initials of the form, 3 the bare name, 4 capitals, 5 wide spaces.
    """
    initials = "".join(word[0].upper() for word in form.split())
    shape = (
        f'{form} "{name}"', f"{name}, {form.lower()}", f"{initials} «{name}»", name,
        f"{form} {name}".upper(), f"{form}  {name} ",
    )[style]  # fmt: skip
    return cyrillic(shape) if in_cyrillic else shape
