"""What the date of a legal form is: the day of its law, or the day on which the law took effect. They are never mixed."""

from __future__ import annotations

import pandas as pd

from sse_analysis.mapping.rules import rules


def with_law_dates(frame: pd.DataFrame) -> pd.DataFrame:
    """Add ``law_dated``, ``in_force_from`` and ``act`` to rows of legal forms.

    Parameters
    ----------
    frame : DataFrame
        Columns ``law_year, valid_from, note``.

    Returns
    -------
    DataFrame
        ``law_dated`` is the day or year of adoption, signature or promulgation, the year of the law where no more is
        known, and missing where nothing is. ``in_force_from`` is missing where the day of entry into force was not seen.
        ``act`` names the act that ``in_force_from`` belongs to where it is not the law of the row. What the words of a
        note mean stands in ``mapping_rules.yml`` (``law_dates``).
    """
    given, notes = rules()["law_dates"], frame["note"].fillna("")
    dated = pd.Series(
        [any(words in note for words in given["dated"]) for note in notes], index=frame.index, dtype=bool
    )
    acts = [
        next((act for words, act in given["of_another"].items() if words in note), pd.NA) for note in notes
    ]
    year = frame["law_year"].astype("Int64").astype("str").where(frame["law_year"].notna())
    return frame.assign(
        law_dated=frame["valid_from"].where(dated, year),
        in_force_from=frame["valid_from"].mask(dated),
        act=pd.array(acts, dtype="str"),
    )


def moment_words(row: pd.Series) -> str | None:
    """Return what ``valid_from`` of a row with law dates marks: "law in force 2013-06-09"; None without a date."""
    if pd.isna(row["valid_from"]):
        return None
    if pd.isna(row["in_force_from"]):
        return f"law of {row['law_dated']}"
    act = "law" if pd.isna(row["act"]) else row["act"]
    return f"{act} in force {row['in_force_from']}"
