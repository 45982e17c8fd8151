"""Breaks in series that this project declares: one list, so that a series breaks alike in every report."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sse_analysis.sources import constants

FILE = "formalization_breaks.csv"


def declared(year: pd.Series, place: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Return ``kind`` and ``reason`` of the declared break at each row; missing where there is none.

    Parameters
    ----------
    year : Series
        Year of each row.
    place : mapping of column to Series
        What the columns of the file are compared with, such as ``country_iso3, concept, dataset``. An empty cell of the
        file names every row; of several breaks at a row the last of the file counts.
    """
    found = pd.DataFrame(pd.NA, index=year.index, columns=["kind", "reason"], dtype="str")
    for entry in constants.table(FILE).to_dict("records"):
        here = year.eq(int(entry["year"])).fillna(False)
        for key, values in place.items():
            if pd.notna(entry[key]):
                here &= values.eq(entry[key])
        found.loc[here, ["kind", "reason"]] = [entry["kind"], entry["reason"]]
    return found
