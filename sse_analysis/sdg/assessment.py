"""Progress of one country by published methods, side by side on the same lines."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.sdg import IndexScores, Progress, counted
from sse_analysis.sdg import constants
from sse_analysis.sdg.bounds import FOLDER, WARNING, Bounds, bounds_of
from sse_analysis.sdg.lines import LINE, described, last_stretch, lines_of
from sse_analysis.sdg.progress import Panel, escap, eurostat, oecd, open_sdg, sdsn, unsd
from sse_analysis.sources.table import SourcedTable, citations

_SIGN = {"higher_better": 1.0, "lower_better": -1.0}
#: Tables of constants that the result depends on.
_TABLES = ("readings", "standings", "reference_sd")
_BOUNDS = ["lower", "upper", "red", "green"]
_ABOUT = ["goal", "target", "indicator", "series", "label", "sex", "unit"]
#: Constants that only describe a method.
_WORDS = {"name", "edition", "edition_note", "source_title", "source_publisher", "source_date", "source_url"}


@passes_absence_on
def progress(
    sdg_series: SourcedTable,
    sdg_indicators: SourcedTable,
    *,
    baseline_year: int = 2015,
    minimum_points: int = 3,
) -> Progress | Absence:
    """Measure progress since the baseline year by every published method whose constants are at hand.

    The span starts in ``baseline_year`` and needs ``minimum_points`` usable values of an unbroken stretch.

    Returns
    -------
    Progress
        One row a line and method: its words in ``category``, the number it graded in ``value``, the
        ``standing`` from 0 to 3 that this project reads into the words, ``why`` where there is no category.
        Lines that cannot be measured are counted in ``left_out``.
    """
    rows = lines_of(sdg_series)
    about = described(sdg_indicators)
    lines, left_out = _measurable(rows, about, baseline_year=baseline_year, minimum_points=minimum_points)
    if lines.empty:
        return _nothing(sdg_series.country, baseline_year, minimum_points)
    bounds = bounds_of(sdg_series.country)
    panel = _panel(lines, rows, bounds, baseline_year=baseline_year)
    measured = {name: run(panel) for name, run in _runs(bounds).items()}
    used = rows[_line_names(rows).isin(panel.meta.index)]
    inputs = (*sdg_series.inputs, *sdg_indicators.inputs, *constants.inputs(*_TABLES))
    inputs = (*inputs, (bounds.file, bounds.digest)) if bounds else inputs
    return Progress(
        frame=_side_by_side(lines, panel, measured),
        country=sdg_series.country,
        sources=(*citations(used, limit=4), *(constants.citation(name) for name in measured)),
        notes=(*_notes(baseline_year, minimum_points), *((WARNING,) if bounds and bounds.invented else ())),
        provenance=Provenance(inputs, tuple(f"{name}: {_settings(name)}" for name in measured)),
        methods=tuple((name, constants.method(name)["name"]) for name in measured),
        left_out=left_out,
        baseline_year=baseline_year,
        target_year=max(constants.method(name).get("target_year", 0) for name in measured),
    )


def _side_by_side(lines: pd.DataFrame, panel: Panel, measured: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the measures of all methods, the methods of one line under each other."""
    parts = [_rows(lines, panel, name=name, table=table) for name, table in measured.items()]
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)


def _notes(baseline_year: int, minimum_points: int) -> tuple[str, ...]:
    return (
        f"Measured between the first and the latest usable value since {baseline_year} of an unbroken "
        f"stretch with at least {minimum_points} values; ESCAP projects from the whole stretch since "
        f"{constants.method('escap')['regression_from']}.",
        "The scale from moving away to on track is this project's reading of each method's own words, which "
        "stand in the data file beside this table.",
        "Targets that are not numbers of the 2030 Agenda (parity, full coverage) are read into it by this "
        "project.",
        *(
            f"{constants.method(name)['name']}: {constants.method(name)['edition_note']}"
            for name in ("escap", "oecd")
        ),
    )


def _measurable(
    rows: pd.DataFrame, about: pd.DataFrame, *, baseline_year: int, minimum_points: int
) -> tuple[pd.DataFrame, tuple[tuple[str, int], ...]]:
    """Return one row a line that can be measured, and how many cannot, by reason."""
    recent = last_stretch(rows)
    recent = recent[recent["year"] >= baseline_year]
    points = recent.groupby(LINE)["value"].agg(n="size", highest="max", lowest="min")
    latest = rows.drop_duplicates(LINE, keep="last")
    lines = latest.join(about[["direction", "target_value_2030", "target_basis"]], on="series").join(
        points, on=LINE
    )
    lines = lines.assign(sign=lines["direction"].map(_SIGN), n=lines["n"].fillna(0))
    few = f"fewer than {minimum_points} usable values since {baseline_year} in an unbroken stretch"
    why = pd.Series(pd.NA, index=lines.index, dtype="str")
    why = why.mask(lines["n"] < minimum_points, few)
    why = why.mask(_past_both_sides(lines), "a target that counts on both sides, and a value beyond it")
    why = why.mask(
        lines["series"].isin(constants.series_with("no_trend")), "a series without a meaningful trend"
    )
    why = why.mask(lines["sign"].isna(), "no agreed direction")
    lines = lines.assign(place=constants.agenda_place(lines["target"]))[why.isna()]
    return lines.sort_values(["place", "indicator"], kind="stable").reset_index(drop=True), counted(
        why.dropna()
    )


def _past_both_sides(lines: pd.DataFrame) -> pd.Series:
    both = lines["series"].isin(constants.series_with("two_sided"))
    target = lines["target_value_2030"]
    return both & (
        (lines["sign"] > 0) & (lines["highest"] > target) | (lines["sign"] < 0) & (lines["lowest"] < target)
    )


def _panel(lines: pd.DataFrame, rows: pd.DataFrame, bounds: Bounds | None, *, baseline_year: int) -> Panel:
    names = _line_names(lines)
    limits = (
        bounds.frame.reindex(lines["series"])
        if bounds
        else pd.DataFrame(index=lines["series"], columns=_BOUNDS)
    )
    meta = pd.DataFrame(
        {
            "goal": lines["goal"].to_numpy(int),
            "direction": lines["sign"].to_numpy(float),
            "target": lines["target_value_2030"].to_numpy(float),
            **{name: limits[name].to_numpy(float) for name in _BOUNDS},
        },
        index=names,
    )
    usable = last_stretch(rows)
    usable = usable.assign(indicator=_line_names(usable))
    past = usable.loc[usable["indicator"].isin(names), ["indicator", "year", "value"]]
    past = past.astype({"year": int, "value": float})
    start = constants.method("escap")["regression_from"]
    return Panel(meta, past[past["year"] >= baseline_year], past[past["year"] >= start])


def _line_names(rows: pd.DataFrame) -> pd.Index:
    return pd.Index(rows[LINE].agg("|".join, axis=1), name="indicator")


def _runs(bounds: Bounds | None) -> dict[str, Callable[[Panel], pd.DataFrame]]:
    """Return what to call for each method; SDSN only with bounds."""
    runs = {
        "unsd": lambda panel: unsd.measure(panel, **_settings("unsd")),
        "eurostat": lambda panel: eurostat.measure(panel, **_settings("eurostat")),
        "open_sdg": lambda panel: open_sdg.measure(panel, **_settings("open_sdg")),
        "escap": lambda panel: escap.measure(panel, **_settings("escap")),
        "oecd": lambda panel: oecd.measure(panel, sd=_spread(panel)),
    }
    if bounds is not None:
        runs["sdsn"] = lambda panel: sdsn.measure(panel, **_settings("sdsn"))
    return runs


def _settings(name: str) -> dict:
    unused = {
        "escap": {"regression_from"},
        "sdsn": {"rating", "colours", "index_check"},
        "oecd": {"reference_from", "minimum_countries"},
    }
    skip = _WORDS | unused.get(name, set())
    return {key: value for key, value in constants.method(name).items() if key not in skip}


def _spread(panel: Panel) -> pd.Series:
    table = constants.table("reference_sd").set_index(["series", "sex"])["sd"]
    keys = [tuple(name.split("|")[:2]) for name in panel.meta.index]
    return pd.Series([table.get(key) for key in keys], index=panel.meta.index, dtype=float)


def _rows(lines: pd.DataFrame, panel: Panel, *, name: str, table: pd.DataFrame) -> pd.DataFrame:
    standing = constants.table("standings").query("method == @name").set_index("category")["standing"]
    ends = panel.ends.reset_index(drop=True)
    table = table.reset_index(drop=True)
    frame = (
        lines[_ABOUT]
        .reset_index(drop=True)
        .assign(
            target_value=panel.meta["target"].to_numpy(),
            target_basis=lines["target_basis"].to_numpy(),
            target_met=panel.met(panel.ends["last"]).to_numpy(),
            **{key: ends[key] for key in ("first_year", "first", "last_year", "last", "n")},
            method=name,
            category=table["category"].astype("str"),
            value=table["value"],
            standing=table["category"].map(standing).astype(float),
            projected=table.get("projected", pd.Series(float("nan"), index=table.index)),
            score=table.get("score", pd.Series(float("nan"), index=table.index)),
            why=table["why"].astype("str"),
        )
    )
    absent = frame["value"].isna() & frame["category"].isna()
    status = absent.map({True: "O", False: "A"})
    return frame.assign(obs_status=status, conf_status="F")


def _nothing(country: str, baseline_year: int, minimum_points: int) -> Absence:
    return Absence(
        id="no-sdg-progress",
        country=country,
        reason="not_computable",
        what="Progress by published methods",
        why=f"No series has {minimum_points} usable values since {baseline_year} in an unbroken stretch.",
        file=f"data/{country}/sdg_series.csv",
        layout="series, unit, year, value, obs_status, release",
        answers="Which targets the country is on track to meet, and where the methods disagree.",
    )


@passes_absence_on
def sdsn_scores(measured: Progress) -> IndexScores | Absence:
    """Return scores and arrows of SDSN by line, or what would fill it: its bounds may not travel with the project."""
    rows = measured.frame[measured.frame["method"] == "sdsn"]
    if len(rows):
        invented = WARNING in measured.notes
        return IndexScores(
            frame=rows,
            country=measured.country,
            sources=(constants.citation("sdsn"), *measured.sources[:2]),
            notes=(
                *measured.notes[:1],
                constants.method("sdsn")["edition_note"],
                *((WARNING,) if invented else ()),
            ),
            invented=invented,
            provenance=measured.provenance,
        )
    return Absence(
        id="no-sdg-sdsn",
        country=measured.country,
        reason="not_released",
        what="Scores and arrows of the SDG Index",
        why="The bounds of the scores are published under a licence that does not let them travel with "
        "this project.",
        file=f"{FOLDER}/ (a workbook of the SDG Index, or sdg_bounds.csv)",
        layout="sheet Codebook of the workbook; or the columns series, lower, upper, red, green",
        answers="How far each figure is between the worst and the best, and whether its pace suffices for "
        "2030.",
    )
