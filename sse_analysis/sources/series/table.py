"""Series of any publisher in one layout, and the only two ways to pick rows from them: totals and parts."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from sse_analysis import reference
from sse_analysis.errors import Failure, SchemaError, SourceError, one_of
from sse_analysis.sources.series import values

#: Columns of a series table of the data folders.
LAYOUT = ("country_iso3", "goal", "target", "indicator", "series", "label", "sex", "age", "location", "unit",
          "year", "value", "lower", "upper", "nature", "obs_status", "publisher", "dataset", "release", "url",
          "note")  # fmt: skip
#: What a reader keeps beside them.
EXTRA = ("period", "breakdown", "classification", "qualifier", "as_published", "level", "parent")
KEY = ["country_iso3", "series", "unit", "sex", "age", "location", "level", "parent", "breakdown", "period"]
#: Largest gap between totals of parallel classifications that is rounding and no contradiction, in the unit.
ROUNDING = 0.5
_STATES = {"missing": "O", "not_relevant": "M", "censored": "censored"}


@dataclass(frozen=True)
class Edition:
    """Who published a file, which data set it is, and when it was released."""

    publisher: str
    dataset: str
    release: str = "undated"
    url: str = ""
    licence: str = ""


@dataclass(frozen=True, eq=False)
class SeriesTable:
    """Rows of one file as series.

    Parameters
    ----------
    frame : DataFrame
        Columns :data:`LAYOUT` and :data:`EXTRA`. ``breakdown`` names every part that is not a total, such as
        ``product=BIM``; ``classification`` the family of parts the row belongs to; ``as_published`` the cell.
    file, digest : str
    edition : Edition
    """

    frame: pd.DataFrame = field(repr=False)
    file: str
    digest: str
    edition: Edition

    def totals(self) -> pd.DataFrame:
        """Return the annual rows that stand for a whole: no breakdown, one row a key.

        Parallel classifications each carry a total. They are alternatives: one is taken, the others only
        compared; where they differ by more than rounding, ``note`` says so. Nothing is ever summed.
        """
        rows = self.frame[(self.frame["breakdown"] == "") & (self.frame["period"].str.len() == 4)]
        rows = rows.sort_values([*KEY, "classification"], kind="stable")
        groups = rows.groupby(KEY, sort=False)["value"]
        apart = (groups.transform("max") - groups.transform("min")) > ROUNDING
        words = "published totals of this cell differ by more than rounding; the first is shown"
        noted = rows["note"].where(~apart, (rows["note"] + "; " + words).str.removeprefix("; "))
        return rows.assign(note=noted).drop_duplicates(KEY).reset_index(drop=True)

    def _given_twice(self) -> pd.MultiIndex:
        """Return the cells that one classification gives several values."""
        values_of = self.frame.dropna(subset="value").groupby([*KEY, "classification"], sort=False)["value"]
        apart = values_of.nunique()
        return apart[apart > 1].index.droplevel("classification")

    def parts(self, classification: str) -> pd.DataFrame:
        """Return the parts of one classification, without its total; only these may be added, if at all.

        Raises
        ------
        SchemaError
            If the file has no such classification; the parallel ones are named.
        """
        known = sorted(set(self.frame["classification"]) - {""})
        if classification not in known:
            problem = Failure(self.file, f"'{classification}'", one_of(known))
            raise SchemaError("There is no such classification in the series.", [problem])
        mine = (self.frame["classification"] == classification) & (self.frame["breakdown"] != "")
        return self.frame[mine].reset_index(drop=True)

    def in_layout(self, country: str) -> tuple[pd.DataFrame, dict[str, int]]:
        """Return the totals of a country that fit the data folder, and how many rows do not, by reason.

        Where the file gives one cell several values, none is taken: nothing says which is right.
        """
        rows = self.totals()
        twice = self._given_twice()
        rows = rows[rows["country_iso3"] == country.upper()]
        why = pd.Series("", index=rows.index)
        why = why.mask(~rows["unit"].isin(reference.labels("series_unit")), "unit without a code")
        why = why.mask(~rows["sex"].isin(["total", "female", "male"]), "sex without a code")
        why = why.mask(rows["level"] != "", "a place below the country")
        why = why.mask(rows["value"].isna(), "no value")
        why = why.mask(pd.MultiIndex.from_frame(rows[KEY]).isin(twice), "several values for one cell")
        counts = why[why != ""].value_counts().to_dict()
        return rows.loc[why == "", list(LAYOUT)].reset_index(drop=True), counts


def assemble(frame: pd.DataFrame, edition: Edition, *, file: str, digest: str) -> SeriesTable:
    """Return a reader's rows in the layout.

    Parameters
    ----------
    frame : DataFrame
        ``country_iso3, series, label, time, printed`` and any of the other columns. Columns a publisher does
        not have are empty; sex, age and location then are ``total``, ``all``, ``national``.

    Raises
    ------
    SourceError
        If a value or a period cannot be read; each is listed.
    """
    frame = frame.reset_index(drop=True)
    found, when = values.typed(frame["printed"]), values.periods(frame["time"])
    _refuse(frame, found, when, file)
    state = found["state"].map(_STATES)
    given = _column(frame, "obs_status", "")
    status = state.where(state.notna(), given.mask((given == "") & when["preliminary"], "P"))
    power = pd.to_numeric(_column(frame, "power", "0"), errors="coerce").fillna(0)
    full = {
        "sex": _column(frame, "sex", "total"),
        "age": _column(frame, "age", "all"),
        "location": _column(frame, "location", "national"),
        **{name: _column(frame, name, "") for name in
           ("goal", "target", "indicator", "unit", "nature", "note", "breakdown", "classification", "level",
            "parent")},
        "year": when["year"], "period": when["period"], "value": found["value"] * 10.0**power,
        "lower": _number(frame, "lower"), "upper": _number(frame, "upper"),
        "qualifier": found["qualifier"], "as_published": found["as_published"], "obs_status": status,
        "publisher": edition.publisher, "dataset": _column(frame, "dataset", edition.dataset),
        "release": _column(frame, "release", edition.release), "url": edition.url,
    }  # fmt: skip
    table = frame[["country_iso3", "series", "label"]].assign(**full)
    return SeriesTable(table[[*LAYOUT, *EXTRA]], file, digest, edition)


def _column(frame: pd.DataFrame, name: str, default: str) -> pd.Series:
    if name not in frame:
        return pd.Series(default, index=frame.index, dtype="str")
    return frame[name].fillna(default).astype("str")


def _number(frame: pd.DataFrame, name: str) -> pd.Series:
    return values.typed(_column(frame, name, ""))["value"]


def _refuse(frame: pd.DataFrame, found: pd.DataFrame, when: pd.DataFrame, file: str) -> None:
    wrong = found[found["state"] == "unreadable"]
    problems = [
        Failure(file, f"'{cell}'", "a number, a limit such as <5, or a mark of absence")
        for cell in wrong["as_published"].unique()[:20]
    ]
    undated = frame.loc[when["year"].isna(), "time"].astype(str).unique()[:20]
    problems += [Failure(file, f"'{cell}'", "a year, quarter or month") for cell in undated]
    if problems:
        raise SourceError(f"{file} has cells that cannot be read:", problems)


def breakdown_of(frame: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Return ``name=code`` of every column that is not a total, joined by ``;``, names in order."""
    words = pd.Series("", index=frame.index, dtype="str")
    for name in sorted(columns):
        cells = frame[name].fillna("").astype(str).str.strip()
        part = (";" + name + "=" + cells).where(~values.is_total(cells), "")
        words = words + part
    return words.str.removeprefix(";")
