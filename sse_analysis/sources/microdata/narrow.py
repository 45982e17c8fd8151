"""From a column of text to the narrowest type that says the same."""

from __future__ import annotations

import pandas as pd

_BLANK = ("", ".", "NA", "NaN", "NULL")
_NUMBER = r"^-?(0|[1-9][0-9]*)?([.][0-9]+)?([eE][-+]?[0-9]+)?$"
_PADDED = r"^0+[0-9]+[.][0-9]+$"


def narrowed(column, *, decimal: str = ".") -> pd.Series:
    """Return an Arrow column of text as numbers where every cell is one, else as categories of text.

    A code with a leading zero (``"01"``) is text: the zero belongs to it. An amount padded with zeros before a
    decimal mark (``"0147.85"``) is a number. Blanks are missing.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    coded = column.cast(pa.string()).dictionary_encode().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.unify_dictionaries().combine_chunks() if coded.num_chunks != 1 else coded.chunk(0)
    words = pc.utf8_trim_whitespace(coded.dictionary).to_pandas().astype("object")
    words = words.where(~words.isin(_BLANK), None)
    codes = coded.indices.to_pandas().fillna(-1).to_numpy("int64")
    known = words.dropna().astype("str")
    plain = known.str.replace(decimal, ".", regex=False) if decimal != "." else known
    if len(plain) and (plain.str.match(_NUMBER) | plain.str.match(_PADDED)).all():
        return _numbers(words, plain.astype("float64"), codes)
    levels = pd.Index(sorted(set(known)), dtype="str")
    place = pd.Series(levels.get_indexer(words.fillna("\0")), dtype="int64").to_numpy()
    taken = place[codes] if len(place) else codes
    taken = taken.copy()
    taken[codes < 0] = -1
    return pd.Series(pd.Categorical.from_codes(taken, levels))


def _numbers(words: pd.Series, values: pd.Series, codes) -> pd.Series:
    import numpy as np

    table = values.reindex(words.index).to_numpy("float64")
    found = np.where(codes < 0, np.nan, table[codes])
    series = pd.Series(found)
    if not np.isnan(found).any() and (found % 1 == 0).all():
        return pd.to_numeric(series, downcast="integer")
    return series
