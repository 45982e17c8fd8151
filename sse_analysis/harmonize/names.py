"""Names of organizations made comparable across scripts, beside the original and never in its place."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

#: Ways in which systems of romanisation write one sound, reduced to one of them.
_ONE_SOUND = (
    ("kh", "h"), ("zh", "j"), ("ts", "c"), ("tz", "c"), ("ch", "c"), ("sh", "s"), ("w", "v"), ("y", "i"), ("x", "ks"),
    ("q", "k"),
)  # fmt: skip
#: A word that stands in this share of the names of a form says the form and not the organization.
_OF_THE_FORM = 0.12


def folded(name: str) -> str:
    """Return a name in Latin letters without marks, signs and doubled letters, in lower case.

    Examples
    --------
    >>> folded("Кооператив «Хлеб»") == folded('Kooperativ "Hleb"')
    True
    """
    from anyascii import anyascii

    text = anyascii(unicodedata.normalize("NFKC", name)).lower()
    for written, sound in _ONE_SOUND:
        text = text.replace(written, sound)
    text = re.sub(r"[^a-z0-9]+", " ", text)
    return re.sub(r"([a-z])\1", r"\1", text).strip()


def cores(names: pd.Series, forms: pd.Series) -> pd.Series:
    """Return the words of each name that are its own, sorted; all its words when none is.

    Parameters
    ----------
    names : Series of str
    forms : Series of str
        Legal form of each. Words that stand in an eighth of the names of a form or more, such as "cooperative" and
        its abbreviation, are left out: learnt from the registers themselves, in any language.
    """
    words = names.map(folded).str.split()
    each = pd.DataFrame({"form": forms, "word": words}).explode("word").reset_index()
    seen = each.drop_duplicates(["index", "word"]).groupby(["form", "word"]).size()
    share = seen / forms.groupby(forms).size().reindex(seen.index.get_level_values("form")).to_numpy()
    common = set(share[share >= _OF_THE_FORM].index)
    return pd.Series(
        [" ".join(sorted(_own(own, form, common))) for own, form in zip(words, forms, strict=True)],
        index=names.index,
    )


def _own(words: list[str], form: str, common: set[tuple[str, str]]) -> list[str]:
    return [word for word in words if (form, word) not in common] or words
