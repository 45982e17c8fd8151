"""How alike two names are: Jaro, Jaro and Winkler, Levenshtein.

Normalise first (Unicode form, case, legal-form words): these compare characters and know nothing of names.
"""

from __future__ import annotations

#: Winkler raises only pairs that already look alike.
_ALIKE = 0.7


def jaro(first: str, second: str) -> float:
    """Return the similarity of two strings, 0 to 1: the mean of m/a, m/b and (m - t)/m.

    m characters agree within half the longer length, t is half the number of them in another order. Two empty strings
    are alike (1); an empty one and another are not (0).

    References
    ----------
    Jaro 1989.
    """
    if not first or not second:
        return float(first == second)
    reach = max(max(len(first), len(second)) // 2 - 1, 0)
    taken = [False] * len(second)
    kept = []
    for place, letter in enumerate(first):
        for other in range(max(0, place - reach), min(len(second), place + reach + 1)):
            if not taken[other] and second[other] == letter:
                taken[other] = True
                kept.append(letter)
                break
    if not kept:
        return 0.0
    met = [letter for letter, used in zip(second, taken, strict=True) if used]
    # As in Jaro's program, an odd one out is no transposition.
    moved = sum(one != other for one, other in zip(kept, met, strict=True)) // 2
    m = len(kept)
    return (m / len(first) + m / len(second) + (m - moved) / m) / 3


def jaro_winkler(first: str, second: str, *, prefix_scale: float = 0.1, prefix_max: int = 4) -> float:
    """Return Jaro's similarity, raised for a common beginning: s + l p (1 - s).

    l is the length of the common beginning up to ``prefix_max``, p is ``prefix_scale``. Pairs at 0.7 or below are not
    raised (Winkler's program).

    References
    ----------
    Winkler 1990.
    """
    similarity = jaro(first, second)
    if similarity <= _ALIKE:
        return similarity
    common = 0
    for one, other in zip(first[:prefix_max], second[:prefix_max], strict=False):
        if one != other:
            break
        common += 1
    return similarity + common * prefix_scale * (1 - similarity)


def levenshtein(first: str, second: str) -> int:
    """Return how many characters must be put in, taken out or replaced to make one string the other.

    References
    ----------
    Levenshtein 1966.
    """
    row = list(range(len(second) + 1))
    for place, letter in enumerate(first, start=1):
        above = row
        row = [place]
        for number, other in enumerate(second, start=1):
            row.append(min(above[number] + 1, row[-1] + 1, above[number - 1] + (letter != other)))
    return row[-1]
