"""Lines of the regional tables that must be judged: SDG series and informality, country by country."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.formalization.breaks import steps_of
from sse_analysis.formalization.series import lines_of, newest
from sse_analysis.regional.side_by_side import as_result, judged_lines
from sse_analysis.results.absence import Absence
from sse_analysis.results.regional import RateLines, SideBySide
from sse_analysis.sdg.gaps import under_targets
from sse_analysis.sources.table import citations

#: A row whose note holds this is a probable break that the publisher did not flag.
_UNFLAGGED = "probable change of definition"
_CHANGED = "its definition probably changed, without a flag, and is not that of the others"


def claimed_targets(studies: Iterable) -> tuple[str, ...]:
    """Return the targets that a source itself names as served by the SSE; our assignments do not count."""
    named: set[str] = set()
    for study in studies:
        if not isinstance(study.sdg_claims, Absence):
            claims = study.sdg_claims.frame
            ours = claims["note"].fillna("").str.startswith("[mapped]")
            named |= set(claims.loc[~ours & claims["source_title"].notna(), "target"].dropna())
    return tuple(sorted(named, key=_target_order))


def _target_order(target: str) -> tuple[int, int, str]:
    goal, _, part = target.partition(".")
    return int(goal), int(part) if part.isdigit() else 99, part


def sdg_lines(
    studies: Iterable, not_comparable: pd.DataFrame, *, targets: Iterable[str], window: int
) -> SideBySide | Absence:
    """Set the latest national value of every series of some targets side by side.

    Only rows for both sexes together are taken where a series has them; series for women only stay. The
    concept of a cell is the series and its release: one concept, one vintage.

    Parameters
    ----------
    not_comparable : DataFrame
        ``series, reason`` of the series that two countries cannot share, such as a national poverty line.
    targets : iterable of str
    window : int
        Largest distance of reference years within a comparison.
    """
    studies, wanted = tuple(studies), set(targets)
    tables = [study.sdg_series for study in studies]
    rows = [cell for study in studies for cell in _latest(study, wanted)]
    if not rows:
        return nothing("sdg-side-by-side", "SDG series side by side")
    cells = completed(pd.DataFrame(rows), studies)
    order = sorted(cells["line"].unique(), key=lambda line: _line_order(cells, line))
    cells = cells.set_index("line").loc[order].reset_index()
    frames = pd.concat([table.frame for table in tables if not isinstance(table, Absence)])
    return as_result(
        _withdrawn(judged_lines(cells, window=window), not_comparable),
        studies,
        id="sdg-side-by-side",
        title="Latest value of the series of every target that a source names as served by the SSE",
        tables=tables,
        sources=citations(frames[frames["series"].isin(cells["line"])]),
        notes=(f"Values are set against each other when their years lie within {window} years.",),
    )


def _latest(study, targets: set[str]) -> Iterable[dict]:
    if isinstance(study.sdg_series, Absence):
        return
    frame = study.sdg_series.frame
    frame = under_targets(frame[frame["location"].eq("national")], targets)
    for series, group in frame.groupby("series", sort=False):
        both = group[group["sex"].eq("total")]
        chosen = both if len(both) else group
        last = chosen.sort_values("year").iloc[-1]
        # A definition that changed earlier in the series is that of every later value as well.
        changed = chosen["note"].fillna("").str.contains(_UNFLAGGED, regex=False).any()
        yield {
            "group": f"Target {last['target']}",
            "line": series,
            "label": last["label"],
            "country": study.country,
            "value": last["value"],
            "unit": last["unit"],
            "year": last["year"],
            "concept": f"release {last['release']}" + (f", {_UNFLAGGED}" if changed else ""),
            "why": _CHANGED if changed else None,
            "origin": f"{last['dataset']} {last['release']}",
        }


def completed(cells: pd.DataFrame, studies: tuple) -> pd.DataFrame:
    """Add a cell without a figure for every country that lacks a line; the order of the lines stays."""
    grid = pd.MultiIndex.from_product([cells["line"].unique(), [study.country for study in studies]])
    full = cells.set_index(["line", "country"]).reindex(grid).rename_axis(["line", "country"]).reset_index()
    heads = cells.drop_duplicates("line").set_index("line")[["group", "label"]]
    return full.drop(columns=["group", "label"]).join(heads, on="line").astype({"year": "Int64"})


def _withdrawn(cells: pd.DataFrame, not_comparable: pd.DataFrame) -> pd.DataFrame:
    """Take back the verdict *comparable* for series that countries do not share."""
    reasons = cells["line"].map(not_comparable.set_index("series")["reason"])
    alone = reasons.notna() & cells["value"].notna()
    return cells.assign(
        status=cells["status"].mask(alone, "other concept"), reason=cells["reason"].mask(alone, reasons)
    )


def _line_order(cells: pd.DataFrame, line: str) -> tuple:
    group = cells.loc[cells["line"].eq(line), "group"].iloc[0]
    return (*_target_order(group.removeprefix("Target ")), line)


def informality_lines(studies: Iterable, *, dataset: str) -> RateLines | Absence:
    """Return informal employment in total employment over time, from the newest release of one data set.

    Lines are cut where the formalization report cuts them: at breaks that any release flags, and at declared ones.
    """
    parts = [part for study in studies if (part := _rates(study, dataset)) is not None]
    if not parts:
        return nothing("informality-by-country", "Informal employment by country")
    frame = pd.concat(parts, ignore_index=True)
    release = ", ".join(sorted(frame["release_date"].unique()))
    return RateLines(
        frame=frame.drop(columns=["publisher", "dataset"]).rename(columns={"release_date": "release"}),
        country="regional",
        title="Informal employment in total employment, percent, both sexes, newest release by country, cut at breaks",
        unit="percent of employment",
        sources=citations(frame),
        notes=(
            f"Data set {dataset}, release {release}. A gap in a line is a break in the series; "
            "levels before and after it are not comparable. b: first year after a break.",
            *_warnings(frame),
        ),
    )


def _warnings(frame: pd.DataFrame) -> list[str]:
    """Return the breaks that the publisher did not flag and the large steps, in words."""
    declared = frame[frame["kind"].notna() & ~frame["kind"].isin(["flagged", "carried", "large_step"])]
    large = frame[frame["kind"].eq("large_step")]
    breaks = "; ".join(f"{_step(row)} ({row['cause']})" for row in declared.to_dict("records"))
    steps = "; ".join(_step(row) for row in large.to_dict("records"))
    said = []
    if breaks:
        said.append(f"Breaks that the publisher does not flag, proposals of this project: {breaks}.")
    if steps:
        said.append(
            f"s, a cross in the chart: large step that nobody flagged; ask before reading it: {steps}."
        )
    return said


def _step(row: dict) -> str:
    before, after = (f"{exact(row[name]):.1f}" for name in ("before", "value"))
    return f"{row['name']} {before} in {int(row['year_before'])}, {after} in {row['year']}"


def _rates(study, dataset: str) -> pd.DataFrame | None:
    if isinstance(study.informality, Absence):
        return None
    rows = lines_of(study.informality)
    wanted = {
        "dataset": dataset,
        "concept": "informal_employment_share",
        "scope": "total",
        "sex": "total",
        "location": "national",
    }
    for column, value in wanted.items():
        rows = rows[rows[column].eq(value)]
    rows = rows[rows["stretch"].notna()]
    if rows.empty:
        return None
    rows = rows[rows["release_date"].eq(newest(rows))].sort_values("year")
    kept = rows[["year", "value", "obs_status", "publisher", "dataset", "release_date"]].astype(
        {"year": "int64"}
    )
    steps = steps_of(rows)[["year_before", "before", "change", "kind", "reason"]]
    steps = steps.rename(columns={"reason": "cause"}).reindex(rows.index)
    return kept.join(steps).assign(
        after_break=rows["stretch"].diff().fillna(0).ne(0),
        country=study.country,
        name=study.name,
        segment=rows["stretch"].astype("int64"),
        line=[f"{study.country}-{stretch}" for stretch in rows["stretch"]],
    )


def nothing(id: str, what: str) -> Absence:
    return Absence(
        id=id,
        country="regional",
        reason="no_data",
        what=what,
        why="None of the countries holds a row of it.",
        file="data/<iso3>/",
        answers="How do the countries compare?",
    )
