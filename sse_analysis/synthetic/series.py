"""Official series: the goals with older releases, a revision and a break; informality; context."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sse_analysis import paths
from sse_analysis.synthetic import files
from sse_analysis.synthetic.settings import settings, table

OFFICE = "Statistics Office of the synthetic country"
RELEASES = ("2024-06", "2025-06", "2026-06")
#: Series that a later release moved, and by which factor the older ones stood off.
REVISED = {"SN_ITK_DEFC": (1.18, 1.06), "EG_EGY_CLEAN": (0.90, 0.97), "SI_POV_NAHC": (1.12, 1.12)}
BREAK, BREAK_YEAR, BREAK_STEP = "SDG_0861_SEX_RT", 2018, 4.5
#: Series whose last value is a true one.
_TRUE = ("EMP_NIFL_SEX_RT", "SDG_0831_SEX_ECO_RT:NAG", "SDG_0852_SEX_AGE_RT")
_FIRST, _SPARSE, _NONE = 2005, 0.35, 0.12
_BY_SEX = ("SDG_0852_SEX_AGE_RT", "SDG_0861_SEX_RT", "SE.ADT.LITR.ZS", "EMP_NIFL_SEX_RT", "FB_BNK_ACCSS")


def goals(found: Mapping[str, Any], rng: np.random.Generator) -> pd.DataFrame:
    """Return the newest release of the series of the goals.

    Parameters
    ----------
    found : mapping
        True values; the newest value of unemployment and informality is one.
    """
    about = pd.read_csv(paths.data_file("common", "sdg_indicators.csv"), dtype="str", keep_default_na=False)
    parts = [
        _one(row, found, rng) for row in about.itertuples() if row.series in _TRUE or rng.random() >= _NONE
    ]
    frame = pd.concat(parts, ignore_index=True)
    columns = [
        "country_iso3", "goal", "target", "indicator", "series", "label", "sex", "age", "location", "unit", "year", "value",
        "lower", "upper", "nature", "obs_status", "publisher", "dataset", "release", "url", "note",
    ]  # fmt: skip
    return frame.reindex(columns=columns)


def _one(row, found: Mapping[str, Any], rng: np.random.Generator) -> pd.DataFrame:
    """Return one series: a steady course with noise, toward the target or not, with years left out."""
    span = (
        table("sdg_units")
        .set_index("unit")
        .loc[row.unit if row.unit in set(table("sdg_units")["unit"]) else "percent"]
    )
    last = settings()["reference_year"]
    years = np.arange(_FIRST, last + 1)
    start = rng.uniform(span["low"], span["high"])
    toward = {"higher_better": 1, "lower_better": -1}.get(row.direction, 0) * (
        1 if rng.random() < 0.78 else -0.5
    )
    pace = toward * span["rate"] * rng.uniform(0.4, 1.8)
    values = start * np.exp(pace * (years - _FIRST)) + 0.012 * start * rng.standard_normal(len(years))
    if row.series == BREAK:
        values = np.where(years >= BREAK_YEAR, values + BREAK_STEP, values)
    true = _true(row.series, found)
    values = values + (true - values[-1]) if true is not None else values
    values = np.clip(values, span["floor"], span["ceiling"])
    sparse = rng.random() < _SPARSE and row.series not in (*_TRUE, *REVISED, BREAK)
    kept = (rng.random(len(years)) < (0.3 if sparse else 0.95)) | (years == last) & (not sparse)
    kept[BREAK_YEAR - _FIRST] |= row.series == BREAK
    frame = pd.DataFrame({"year": years[kept], "value": np.round(values[kept], int(span["digits"]))})
    frame = frame.assign(
        country_iso3="XSY", goal=row.goal, target=row.target, indicator=row.indicator, series=row.series, label=row.label,
        sex="total", age="all", location="national", unit=row.unit, nature=rng.choice(["C", "E", "M"], p=[0.6, 0.25, 0.15]),
        publisher=OFFICE, dataset="Synthetic database of the goals", release=RELEASES[-1],
        url=f"https://example.org/xsy/goals/{row.series}",
    )  # fmt: skip
    flagged = (frame["year"] == BREAK_YEAR) & (row.series == BREAK)
    frame["obs_status"] = np.where(flagged, "B", "")
    return _by_sex(frame, rng) if row.series in _BY_SEX else frame


def _true(name: str, found: Mapping[str, Any]) -> float | None:
    names = {
        "EMP_NIFL_SEX_RT": "informality.rate.icls17_ilo",
        "SDG_0831_SEX_ECO_RT:NAG": "informality.rate.icls17_ilo.nonagriculture",
        "SDG_0852_SEX_AGE_RT": "labour.unemployment_rate",
    }
    return found[names[name]] if name in names else None


def _by_sex(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    gap = rng.uniform(0.03, 0.16) * rng.choice([-1, 1])
    sexes = {"female": 1 + gap, "male": 1 - gap}
    apart = [
        frame.assign(sex=sex, value=(frame["value"] * times).clip(0, 100).round(1))
        for sex, times in sexes.items()
    ]
    return pd.concat([frame, *apart], ignore_index=True)


def vintages(newest: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the older releases: without the last years, and with some series before their revision."""
    found = {}
    for place, release in enumerate(RELEASES[:-1]):
        last = settings()["reference_year"] - (len(RELEASES) - 1 - place)
        frame = newest[newest["year"] <= last].copy()
        for series, factors in REVISED.items():
            here = frame["series"] == series
            frame.loc[here, "value"] = (frame.loc[here, "value"] * factors[place]).clip(upper=99.5).round(1)
        found[release] = frame.assign(release=release)
    return found


def of_goals(newest: pd.DataFrame, older: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Return the true values on the series: what was revised, by how much, and where a series breaks."""
    key = ["series", "sex", "year"]
    revisions = []
    for release, frame in older.items():
        both = frame[frame["series"].isin(REVISED)].merge(newest, on=key, suffixes=("", "_newest"))
        changed = both[both["value"] != both["value_newest"]]
        revisions += [
            {
                "series": row.series,
                "year": row.year,
                "release": release,
                "value": row.value,
                "newest": row.value_newest,
            }
            for row in changed.itertuples()
        ]
    breaks = [{"series": BREAK, "year": BREAK_YEAR, "step": BREAK_STEP}]
    return {"sdg.revisions": revisions, "sdg.revised_series": sorted(REVISED), "sdg.breaks": breaks}


def write(folder: Path, found: Mapping[str, Any], rng: np.random.Generator) -> dict[str, Any]:
    """Write the series of the goals and their older releases; return their true values."""
    newest = goals(found, rng)
    older = vintages(newest)
    files.write_csv(folder / "sdg_series.csv", newest)
    for release, frame in older.items():
        files.write_csv(folder / "vintages" / f"sdg_series_{release}.csv", frame)
    bounds = invented_bounds()
    files.write_csv(folder / "invented" / "sdg_bounds.csv", bounds)
    return of_goals(newest, older) | _scores(newest, bounds.set_index("series"))


def invented_bounds() -> pd.DataFrame:
    """Return invented bounds of the scores: ``series, lower, upper, red, green``, for series with a direction.

    ``lower`` is the value with score 0. They follow from the unit alone, as nothing real does.
    """
    about = pd.read_csv(paths.data_file("common", "sdg_indicators.csv"), dtype="str", keep_default_na=False)
    about = about[about["direction"].isin(("higher_better", "lower_better"))].drop_duplicates("series")
    spans = table("sdg_units").set_index("unit")
    span = spans.loc[about["unit"].where(about["unit"].isin(spans.index), "percent")].reset_index(drop=True)
    low, high = 0.4 * span["low"], np.minimum(1.6 * span["high"], span["ceiling"])
    better = about["direction"].eq("higher_better").to_numpy()
    worst, best = np.where(better, low, high), np.where(better, high, low)
    ends = {
        "lower": worst,
        "upper": best,
        "red": worst + 0.4 * (best - worst),
        "green": worst + 0.75 * (best - worst),
    }
    return pd.DataFrame(
        {"series": about["series"].to_numpy(), **{name: np.round(ends[name], 4) for name in ends}}
    )


def _scores(newest: pd.DataFrame, bounds: pd.DataFrame) -> dict[str, float]:
    """Return the true score of the latest value of every national series: where it lies between the bounds, 0 to 100."""
    whole = newest[newest["sex"].eq("total")].sort_values("year").drop_duplicates("series", keep="last")
    found = {}
    for row in whole.itertuples():
        if row.series in bounds.index:
            worst, best = bounds.loc[row.series, ["lower", "upper"]]
            found[f"sdg.score.{row.series}"] = min(
                max(100 * (row.value - worst) / (best - worst), 0.0), 100.0
            )
    return found
