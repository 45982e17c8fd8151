"""Informality under every concept, scope, source and release."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.formalization import constants
from sse_analysis.formalization.series import SERIES, breaks_in_words, lines_of, when
from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.formalization import Rates
from sse_analysis.sources.table import SourcedTable, citations

#: Shares of people that look like the rate and are none.
_OTHER_BASE = ("informal_sector_share_of_labour_force",)
#: Defaults of ``parameters/<iso3>.yml``, key ``formalization``.
DATASETS = ("ILOSTAT EMP_NIFL_SEX_RT", "ILOSTAT SDG_0831_SEX_ECO_RT")
_TABLES = ("concepts", "datasets", "breaks")
_KEPT = [
    "concept", "scope", "location", "unit", "year", "value", "obs_status", "unreliable", "break_kind",
    "break_reason", "kind", "grade", "short", "dataset", "release_date", "publisher", "source_survey", "url",
    "note", "concept_note", "family",
]  # fmt: skip
NOTES = (
    "Figures that differ in country, year, concept, population, activities, source or release are different "
    "figures, and so are figures before and after a break.",
    "Informal employment counts jobs; the informal sector counts people in informal units. Their levels are "
    "never compared.",
)


@passes_absence_on
def rates(
    informality: SourcedTable,
    *,
    concept: str = "informal_employment_share",
    scope: str = "total",
    datasets: Iterable[str] = DATASETS,
) -> Rates | Absence:
    """Return the latest published figure of every concept, scope, data set and release, both sexes.

    Parameters
    ----------
    concept, scope : str
        Concept and activity scope of the headline rate.
    datasets : iterable of str
        Data sets the headline may come from. The newest release is taken, whichever data set it belongs
        to; of two with the same date the one named first.

    Returns
    -------
    Rates
        A figure without a year keeps its place with ``year`` missing and is never the headline; so is one
        that is flagged unreliable. Rows that a note says not to use stay in ``history`` only.
    """
    lines = lines_of(informality)
    both = lines[lines["sex"] == "total"]
    latest = _latest(both)
    if latest.empty:
        return no_figures(informality.country, "Informality under every concept, source and release")
    rule = _rule(concept, scope, datasets)
    chosen = _headline(latest, concept, scope, datasets=tuple(datasets))
    frame = latest.assign(headline=latest.index == chosen)
    return Rates(
        frame=_ordered(frame).reset_index(drop=True),
        country=informality.country,
        sources=citations(both),
        notes=(*NOTES, *_definitions(frame), *_elsewhere(latest)),
        provenance=Provenance((*informality.inputs, *constants.inputs(*_TABLES)), (rule,)),
        history=both.reset_index(drop=True),
        rule=rule,
    )


def by_another_definition(frame: pd.DataFrame) -> pd.Series:
    """Say which figures bear the name of the headline's concept and follow another definition, or one that is not stated."""
    head = frame[frame["headline"]]
    return frame["concept"].isin(head["concept"]) & ~frame["family"].isin(head["family"])


def _definitions(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return which data sets bear the name of the headline's concept by another definition, and by which."""
    other = frame[by_another_definition(frame) & frame["concept_note"].notna()]
    told = [
        f"{', '.join(part['short'].unique())} ({note})"
        for note, part in other.groupby("concept_note", sort=False)
    ]
    return (
        (f"Not by the definition of the headline, or by one not stated: {'; '.join(told)}.",) if told else ()
    )


def _elsewhere(latest: pd.DataFrame) -> tuple[str, ...]:
    """Return which shares are on another base than employment and so in no chart of rates."""
    other = latest[
        latest["concept"].isin(_OTHER_BASE) & latest["unit"].eq("percent") & latest["year"].notna()
    ]
    words = "; ".join(
        f"{row.concept_label[0].lower()}{row.concept_label[1:]}, {exact(row.value):.1f} in {row.year}"
        for row in other.itertuples()
    )
    return (f"Of another concept and base, in the table only: {words}.",) if words else ()


def no_figures(country: str, what: str) -> Absence:
    """Return the absence of a table without a row that could be shown."""
    return Absence(
        id="no-informality-" + what.split()[0].lower(),
        country=country,
        reason="no_data",
        what=what,
        why="The table of informality figures has no row of this kind for the country.",
        file=f"data/{country}/informality_series.csv",
        layout="concept, scope, sex, location, year, value, unit, source_survey, obs_status, publisher, "
        "dataset, release_date, url, note",
        answers="How much work is informal, under which concept, and who says so?",
    )


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the last dated row of each series, and every row without a year."""
    usable = rows[rows["usable"]]
    series = [usable[key] for key in SERIES]
    dated = usable["dated"].groupby(series)
    words = {key: breaks_in_words(part) for key, part in usable.groupby(SERIES)}
    about = usable.assign(
        n_years=dated.transform("sum"), first_year=usable.groupby(SERIES)["year"].transform("min")
    )
    last = about["year"].eq(about.groupby(SERIES)["year"].transform("max")).fillna(False)
    kept = about[last | ~about["dated"]]
    kept = kept.assign(breaks=[words[key] for key in kept[SERIES].itertuples(index=False, name=None)])
    return kept[[*_KEPT, "n_years", "first_year", "breaks"]].assign(
        concept_label=kept["concept"].map(constants.concept_label),
        scope_label=kept["scope"].map(constants.scope_label),
    )


def _headline(latest: pd.DataFrame, concept: str, scope: str, *, datasets: tuple[str, ...]) -> object:
    """Return the index of the headline figure, or None."""
    fits = latest["concept"].eq(concept) & latest["scope"].eq(scope) & latest["location"].eq("national")
    fits &= latest["dataset"].isin(datasets) & latest["year"].notna() & ~latest["unreliable"]
    found = latest[fits & latest["unit"].eq("percent")]
    if found.empty:
        return None
    place = found["dataset"].map(datasets.index)
    age = found["release_date"].map(when)
    return pd.DataFrame({"age": age, "place": -place}).sort_values(["age", "place"]).index[-1]


def _rule(concept: str, scope: str, datasets: Iterable[str]) -> str:
    names = " or ".join(datasets)
    return (
        f"Headline: {constants.concept_label(concept).lower()}, {constants.scope_label(scope)}, both sexes, "
        f"the whole country, latest year of the newest release of {names}. Figures without a year and "
        "figures flagged unreliable are never the headline."
    )


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Put concepts and scopes in their order, series before single figures, newest release first."""
    keys = pd.DataFrame(
        {
            "concept": frame["concept"].map(constants.concept_order),
            "scope": frame["scope"].map(constants.scope_order),
            "cited": frame["kind"].ne("series"),
            "age": -frame["release_date"].map(lambda text: when(text).value),
            "row": range(len(frame)),
        }
    )
    order = keys.sort_values(["concept", "scope", "cited", "age", "row"]).index
    front = ["concept", "concept_label", "scope", "scope_label"]
    return frame.loc[order, [*front, *(name for name in frame.columns if name not in front)]]
