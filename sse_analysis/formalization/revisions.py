"""How far the same figure moved between releases."""

from __future__ import annotations

import itertools

import pandas as pd

from sse_analysis.decimals import exact, rounded
from sse_analysis.formalization import constants
from sse_analysis.formalization.rates import no_figures
from sse_analysis.formalization.series import lines_of, when
from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.formalization import Revisions
from sse_analysis.sources.table import SourcedTable, citations

#: What names a figure across releases.
_CELL = ["concept", "scope", "sex", "location", "unit", "year"]
_COUNTS = ["kind", "dataset_from", "release_from", "dataset_to", "release_to"]


@passes_absence_on
def revisions(informality: SourcedTable, *, scope: str = "total", sex: str = "total") -> Revisions | Absence:
    """Return what changed between releases, figure by figure.

    Two releases of one data set, two data sets of one concept, and an earlier definition against a later
    one are three kinds of comparison; only the first is a revision. Which data sets may be compared is
    declared in ``formalization_comparisons.csv``.

    Parameters
    ----------
    scope, sex : str
        Slice shown as a triangle of years and releases; the frame holds every slice.

    Returns
    -------
    Revisions
        ``difference`` is later minus earlier, in points. ``usable`` is false where a note on either figure
        says not to use it; such pairs are counted as changed, and left out of the triangle.
    """
    rows = lines_of(informality)
    series = rows[rows["kind"].eq("series") & rows["dated"] & rows["unit"].eq("percent")]
    pairs = _pairs(series)
    if pairs.empty:
        return no_figures(informality.country, "Revisions between releases of the same figure")
    slice_ = series[series["scope"].eq(scope) & series["sex"].eq(sex)]
    triangle = _triangle(slice_)
    return Revisions(
        frame=pairs,
        country=informality.country,
        sources=citations(series),
        notes=_notes(pairs),
        provenance=Provenance((*informality.inputs, *constants.inputs("datasets", "comparisons", "breaks"))),
        triangle=triangle,
        spread=_spread(triangle),
        counts=_counts(pairs),
        scope=scope,
        sex=sex,
    )


def _pairs(series: pd.DataFrame) -> pd.DataFrame:
    """Return every figure that two comparable releases both have."""
    rule = constants.reading()["same_value"]
    parts = [
        _matched(series, earlier, later).assign(kind=entry["kind"])
        for entry in constants.table("comparisons").to_dict("records")
        for earlier, later in _compared(series, entry)
    ]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if found.empty:
        return found
    difference = rounded(found["value_to"] - found["value_from"], 6)
    return found.assign(difference=difference, changed=difference.abs() > rule)


def _compared(series: pd.DataFrame, entry: dict) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """Return the pairs of releases that an entry of the comparisons asks for."""
    one, other = entry["dataset_from"], entry["dataset_to"]
    earlier = sorted(series.loc[series["dataset"].eq(one), "release_date"].unique(), key=when)
    later = sorted(series.loc[series["dataset"].eq(other), "release_date"].unique(), key=when)
    if one == other:
        return [((one, a), (one, b)) for a, b in itertools.pairwise(earlier)]
    if not earlier or not later:
        return []
    if entry["kind"] == "definition":
        return [((one, earlier[-1]), (other, later[-1]))]
    pairs = [(a, b) for a in earlier for b in later]
    closest = min(pairs, key=lambda pair: abs(when(pair[1]) - when(pair[0])))
    return [((one, closest[0]), (other, closest[1]))]


def _matched(series: pd.DataFrame, earlier: tuple[str, str], later: tuple[str, str]) -> pd.DataFrame:
    parts = []
    for name, (dataset, release) in (("from", earlier), ("to", later)):
        rows = series[series["dataset"].eq(dataset) & series["release_date"].eq(release)]
        kept = rows[[*_CELL, "dataset", "release_date", "value", "usable"]]
        names = {"dataset": f"dataset_{name}", "release_date": f"release_{name}", "value": f"value_{name}"}
        parts.append(kept.rename(columns=names | {"usable": f"usable_{name}"}))
    both = parts[0].merge(parts[1], on=_CELL, how="inner")
    usable = both["usable_from"] & both["usable_to"]
    return both.drop(columns=["usable_from", "usable_to"]).assign(usable=usable)


def _triangle(rows: pd.DataFrame) -> pd.DataFrame:
    """Return years x releases, in order of release."""
    usable = rows[rows["usable"] & rows["concept"].eq("informal_employment_share")]
    usable = usable[usable["location"].eq("national")]
    columns = usable[["family", "short", "release_date"]].drop_duplicates()
    ordered = sorted(columns.itertuples(index=False, name=None), key=lambda key: (when(key[2]), key[1]))
    wide = usable.pivot(index="year", columns=["family", "short", "release_date"], values="value")
    wide = wide.reindex(columns=pd.MultiIndex.from_tuples(ordered, names=wide.columns.names))
    return wide.sort_index()


def _spread(triangle: pd.DataFrame) -> pd.Series:
    """Return by year the largest less the smallest value over releases of the newest definition."""
    if triangle.empty:
        return pd.Series(dtype="float64")
    same = triangle.loc[:, triangle.columns.get_level_values("family") == triangle.columns[-1][0]]
    return (same.max(axis="columns") - same.min(axis="columns")).where(same.count(axis="columns") > 1)


def _counts(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return for each pair of releases: figures in both, changed, changed as printed, largest change and where it is."""
    rows = []
    for key, part in pairs.groupby(_COUNTS, sort=False):
        top = part.loc[part["difference"].abs().idxmax()]
        where = {"at_scope": top["scope"], "at_sex": top["sex"], "at_year": top["year"]}
        rows.append(
            dict(zip(_COUNTS, key, strict=True))
            | {"common": len(part), "changed": int(part["changed"].sum()), "largest": top["difference"]}
            | {"seen": int((_printed(part["value_from"]) != _printed(part["value_to"])).sum())}
            | where
            | {"not_usable": int((~part["usable"]).sum())}
        )
    return pd.DataFrame(rows)


def _printed(values: pd.Series) -> pd.Series:
    """Return values as tables print them, with one decimal."""
    return values.map(lambda value: f"{exact(value):.1f}")


def _notes(pairs: pd.DataFrame) -> tuple[str, ...]:
    notes = [
        "Only releases of one definition are a revision. The UN database of 2020 holds an earlier "
        "definition: what differs from later releases was computed anew, not revised.",
        f"Two figures closer than {exact(constants.reading()['same_value']):.4f} points count as the same: publishers round "
        "to three decimals.",
    ]
    unusable = int((~pairs["usable"]).sum())
    if unusable:
        notes.append(
            f"{unusable} pairs hold a figure that a note says not to use; they are not in the table."
        )
    return tuple(notes)
