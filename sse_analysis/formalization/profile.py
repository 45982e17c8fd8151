"""Women and men, activities, and the informal sector: who works informally, as far as tables tell."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact, rounded
from sse_analysis.formalization import constants
from sse_analysis.formalization.rates import no_figures
from sse_analysis.formalization.series import SERIES, lines_of, newest, when
from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.formalization import GenderGap, Profile, SectorCounts
from sse_analysis.sources.table import SourcedTable, citations

_PAIR = [key for key in SERIES if key != "sex"]
_SHARE = "informal_employment_share"
_SECTOR = "informal_sector_employment"
_ROUNDING = 0.05


@passes_absence_on
def gender_gap(informality: SourcedTable) -> GenderGap | Absence:
    """Return women's rate minus men's, in points, wherever one series has both in the same year.

    Returns
    -------
    GenderGap
        ``latest`` marks the last year of each series, ``newest`` the newest release of each scope. A pair
        with a figure flagged unreliable is kept and marked. A pair without a year cannot exist. ``stretch`` counts the
        breaks of either sex, so that no line joins gaps across one; ``broken``: a break stands before this year and
        earlier gaps are not comparable.
    """
    lines = lines_of(informality)
    rows = lines[lines["concept"].eq(_SHARE) & lines["unit"].eq("percent") & lines["usable"] & lines["dated"]]
    pairs = _pairs(rows)
    if pairs.empty:
        return no_figures(informality.country, "Women's and men's rates of informal employment")
    return GenderGap(
        frame=_marked(pairs),
        country=informality.country,
        sources=citations(rows[rows["sex"].ne("total") & rows["dataset"].isin(pairs["dataset"])]),
        notes=(
            "A gap in rates is not a gap in numbers: where fewer women are employed, fewer women may be in "
            "informal jobs at a higher rate.",
        ),
        provenance=Provenance((*informality.inputs, *constants.inputs("datasets", "breaks"))),
    )


def _pairs(rows: pd.DataFrame) -> pd.DataFrame:
    keys = [*_PAIR, "year"]
    about = ["short", "kind", "grade", "break_kind", "stretch"]
    women, men = (rows[rows["sex"].eq(sex)].set_index(keys) for sex in ("female", "male"))
    pairs = women[[*about, "value", "unreliable"]].join(
        men[["value", "unreliable", "stretch", "break_kind"]].add_prefix("male_"), how="inner"
    )
    pairs = pairs.assign(
        stretch=pairs["stretch"] + pairs["male_stretch"],
        break_kind=pairs["break_kind"].fillna(pairs["male_break_kind"]),
    )
    names = {"value": "female", "male_value": "male"}
    return pairs.rename(columns=names).drop(columns=["male_stretch", "male_break_kind"]).reset_index()


def _marked(pairs: pd.DataFrame) -> pd.DataFrame:
    series = pairs.groupby(_PAIR)["year"]
    age = pairs["release_date"].map(when)
    frame = pairs.assign(
        gap=rounded(pairs["female"] - pairs["male"], 6),
        unreliable=pairs["unreliable"] | pairs["male_unreliable"],
        latest=pairs["year"].eq(series.transform("max")),
        broken=pairs["break_kind"].notna() & pairs["year"].gt(series.transform("min")),
        newest=age.eq(age.where(pairs["kind"].eq("series")).groupby(pairs["scope"]).transform("max")),
        scope_label=pairs["scope"].map(constants.scope_label),
        place=pairs["scope"].map(constants.scope_order),
        age=age,
    ).drop(columns="male_unreliable")
    frame = frame.sort_values(["place", "age", "dataset", "year"], kind="stable")
    return frame.drop(columns=["place", "age"]).reset_index(drop=True)


@passes_absence_on
def profile(informality: SourcedTable) -> Profile | Absence:
    """Return rates by activity in the latest year of the newest release that has activities.

    Returns
    -------
    Profile
        One row a scope with ``female``, ``male``, ``total``. Scopes of two classifications overlap and are
        never added; agriculture stands once.
    """
    lines = lines_of(informality)
    rows = lines[lines["concept"].eq(_SHARE) & lines["unit"].eq("percent") & lines["usable"] & lines["dated"]]
    rows = rows[rows["kind"].eq("series") & rows["location"].eq("national")]
    scopes = rows.groupby(["dataset", "release_date"])["scope"].transform("nunique")
    rich = rows[scopes > 3]
    if rich.empty:
        return no_figures(informality.country, "Activities and their rates of informal employment")
    release = rich[rich["release_date"].eq(newest(rich))]
    last = release[release["year"].eq(release["year"].max())]
    return Profile(
        frame=_by_scope(last),
        country=informality.country,
        sources=citations(last),
        notes=(
            "Three classifications stand side by side and overlap: their rates are never added or averaged. "
            "Agriculture belongs to each of them and stands once.",
        ),
        provenance=Provenance((*informality.inputs, *constants.inputs("datasets", "breaks"))),
        year=int(last["year"].iloc[0]),
    )


def _by_scope(rows: pd.DataFrame) -> pd.DataFrame:
    wide = rows.pivot(index="scope", columns="sex", values="value").reindex(
        columns=["total", "female", "male"]
    )
    doubtful = rows[rows["unreliable"]].groupby("scope")["sex"].agg(lambda sexes: ", ".join(sorted(sexes)))
    first = rows.drop_duplicates("scope").set_index("scope")[["year", "dataset", "release_date"]]
    frame = wide.join(first).assign(unreliable=doubtful.reindex(wide.index).fillna("")).reset_index()
    frame = frame.assign(
        scope_label=frame["scope"].map(constants.scope_label),
        classification=frame["scope"].map(constants.classification),
    )
    return frame.loc[frame["scope"].map(constants.scope_order).sort_values(kind="stable").index].reset_index(
        drop=True
    )


@passes_absence_on
def sector_counts(informality: SourcedTable) -> SectorCounts | Absence:
    """Return persons employed in the informal sector by sex, area, activity and age, latest year.

    Returns
    -------
    SectorCounts
        ``value`` in thousand persons, ``share`` in percent of the total, ``part`` the breakdown it belongs
        to. Breakdowns overlap: each adds up to the total on its own.
    """
    lines = lines_of(informality)
    rows = lines[
        lines["concept"].eq(_SECTOR) & lines["unit"].eq("thousand_persons") & lines["stretch"].notna()
    ]
    if rows.empty:
        return no_figures(
            informality.country, "Persons employed in the informal sector, by sex, area and age"
        )
    rows = _parts(rows[rows["release_date"].eq(newest(rows))])
    last = rows[rows["year"].eq(rows["year"].max())]
    whole = float(last.loc[last["part"].eq("total"), "value"].iloc[0])
    return SectorCounts(
        frame=last.assign(share=100 * last["value"] / whole).reset_index(drop=True),
        country=informality.country,
        sources=citations(last),
        notes=_sector_notes(last),
        provenance=Provenance((*informality.inputs, *constants.inputs("datasets", "breaks"))),
        history=rows[rows["part"].isin(["total", "sex", "area"])].reset_index(drop=True),
        year=int(last["year"].iloc[0]),
    )


def _parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Name the breakdown each row belongs to and what it is called."""
    activity = rows["scope"].map(constants.classification).replace({"agriculture or not": "activity"})
    part = activity.where(activity.isin(["total", "activity", "age"]), "activity")
    part = part.mask(rows["location"].ne("national"), "area").mask(rows["sex"].ne("total"), "sex")
    label = rows["scope"].map(constants.scope_label).mask(rows["location"].ne("national"), rows["location"])
    label = label.mask(rows["sex"].ne("total"), rows["sex"].map({"female": "women", "male": "men"}))
    label = label.mask(part.eq("total"), "all")
    order = part.map({"total": 0, "sex": 1, "area": 2, "activity": 3, "age": 4})
    kept = rows.assign(part=part, label=label, order=order, place=rows["scope"].map(constants.scope_order))
    kept = kept.sort_values(["order", "place", "sex", "location", "year"], kind="stable")
    names = ["part", "label", "year", "value", "unit", "stretch", "dataset", "release_date", "publisher"]
    return kept[[*names, "scope", "sex", "location", "obs_status", "note"]]


def _sector_notes(last: pd.DataFrame) -> tuple[str, ...]:
    whole = float(last.loc[last["part"].eq("total"), "value"].iloc[0])
    sums = last[last["part"].ne("total")].groupby("part", sort=False)["value"].agg(["sum", "size"])
    apart = (sums["sum"] - whole).abs()
    # Figures are rounded to a tenth of a thousand: each row, and the total, may be half of it away.
    adds = apart.le(_ROUNDING * (sums["size"] + 1))
    notes = [
        "National concept: employment in the informal sector, agriculture included. It counts people in "
        "informal units and must not be set beside informal employment, which counts jobs."
    ]
    if adds.all():
        notes.append(
            f"Each breakdown adds up to the total; the largest difference is {exact(apart.max()):.1f} thousand."
        )
    else:
        notes += [
            f"Rows by {part} do not add up to the total ({exact(sums.at[part, 'sum']):,.1f} against "
            f"{exact(whole):,.1f} thousand): some lie inside others, or some are not published. They are never added."
            for part in sums.index[~adds]
        ]
    return tuple(notes)
