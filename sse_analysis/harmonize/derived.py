"""Groups of persons that follow from their answers: age, activity, occupation; the limits are data."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.harmonize.rules import rows_of


def with_groups(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the persons with their groups of age, activity, occupation and work, where they can be known."""
    found = {}
    for row in _sources():
        if row["source"] in frame and row["group"] not in frame:
            found[row["group"]] = _grouped(frame[row["source"]], row["group"])
    if "sex" in frame:
        found["woman"] = frame["sex"].eq(2).astype("Int8").where(frame["sex"].notna())
    frame = frame.assign(**found)
    if "activity" in frame:
        activity = frame["activity"]
        if not isinstance(activity.dtype, pd.CategoricalDtype):
            frame["activity"] = activity = _labelled(activity)
        known = activity.notna().to_numpy()
        farms = activity.astype("str").eq("agriculture").to_numpy("float32")
        frame["agriculture"] = pd.Series(np.where(known, farms, np.nan), index=frame.index).astype("Int8")
    return frame


def _sources() -> list[dict[str, str]]:
    rows = rows_of("persons_groups.csv")
    return list({row["group"]: row for row in rows}.values())


def _grouped(column: pd.Series, group: str) -> pd.Series:
    """Return the group of every value: the limits of the table, both ends included."""
    rows = [row for row in rows_of("persons_groups.csv") if row["group"] == group]
    values = column.to_numpy("float32", na_value=np.nan)
    labels = list(dict.fromkeys(row["label"] for row in rows))
    place = np.full(len(values), -1, "int8")
    for row in rows:
        inside = (values >= float(row["low"])) & (values <= float(row["high"]))
        place[inside] = labels.index(row["label"])
    return _categorical(place, labels, column.index)


def _labelled(column: pd.Series) -> pd.Series:
    """Return activities that a survey codes itself."""
    labels = ["agriculture", "industry", "services"]
    codes = column.to_numpy("float32", na_value=np.nan)
    return _categorical(
        np.where(np.isnan(codes), -1, np.nan_to_num(codes) - 1).astype("int8"), labels, column.index
    )


def _categorical(place: np.ndarray, labels: list[str], index: pd.Index) -> pd.Series:
    held = [number for number in range(len(labels)) if (place == number).any()]
    again = np.full(len(labels) + 1, -1, "int8")
    again[held] = range(len(held))
    return pd.Series(
        pd.Categorical.from_codes(again[place], [labels[number] for number in held]), index=index
    )
