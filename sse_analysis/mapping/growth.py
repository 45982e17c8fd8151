"""Values over time, with breaks that are never joined and the laws that changed in between."""

from __future__ import annotations

import pandas as pd

from sse_analysis import reference
from sse_analysis.mapping import rules
from sse_analysis.mapping.law_dates import moment_words, with_law_dates
from sse_analysis.mapping.lines import SCOPES, figures
from sse_analysis.reference.codes import check
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping import Growth
from sse_analysis.sources.table import OBSERVED, SourcedTable, citations, publications

#: What has no course over time: printed means, shares, claims of one moment.
_LEFT_OUT = (
    "entities_new",
    "entities_dissolved",
    "decline_factor",
    "share_with_attribute",
    "share_of_entities",
)
_SERIES = ["line", "measure", "unit"]
_COLUMNS = ["form", "form_label", "line", "line_label", "scope", "measure", "measure_label", "unit", "year"]
_COLUMNS += [
    "reference_date",
    "value",
    "segment",
    "points",
    "dated",
    "grade",
    "ledger_id",
    "publication",
    "source",
]


def growth(
    ledger: SourcedTable | Absence,
    legal_forms: SourcedTable | Absence | None = None,
    *,
    minimum_points: int = 3,
    measure: str = "",
) -> Growth | Absence:
    """Return every series of at least two observed years, cut into stretches of one source.

    Parameters
    ----------
    ledger : SourcedTable
    legal_forms : SourcedTable, optional
        Their dates mark the law changes.
    minimum_points : int
        Fewest points of one stretch that are called a trend.
    measure : str, optional
        Measure that the chart draws, such as ``"entities"``; default: the one with most figures.

    Returns
    -------
    Growth
        ``publication`` is the source of a row without its edition. ``segment`` numbers the stretches of a series:
        neighbouring years of one source, concept and unit. Another source starts another stretch, because its count may
        differ. Figures of an undated source have
        ``segment`` missing: they are shown and belong to no stretch. ``trends`` has the mean yearly change
        (geometric) of each stretch long enough; two points are never a trend.
    """
    if isinstance(ledger, Absence):
        return ledger
    rows = figures(ledger, legal_forms)
    rows = rows[rows["kind"].isin(OBSERVED) & rows["facet_count"].eq(0) & rows["year"].notna()]
    rows = rows[~rows["form"].isin(rules.rules()["context_forms"]) & ~rows["measure"].isin(_LEFT_OUT)]
    frame = _series(rows)
    if frame.empty:
        return _nothing(ledger)
    used = rows[rows["id"].isin(frame["ledger_id"])]
    return Growth(
        frame=frame,
        country=ledger.country,
        sources=citations(used),
        notes=(
            "A line joins figures of one source only; another source starts anew. Hollow points come from an undated "
            f"source and belong to no line. A trend needs {minimum_points} points of one source, and first and last "
            "are printed where one source has both: two sources may count differently.",
        ),
        provenance=Provenance(inputs=(*ledger.inputs, *rules.inputs())),
        laws=_laws(rows, frame, legal_forms),
        trends=_trends(frame, minimum_points),
        measure=check(measure, "measure") if measure else "",
    )


def _series(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the observations of series with two years or more; of one source and year the latest day."""
    ordered = rows.sort_values([*_SERIES, "year", "reference_date", "id"], na_position="first", kind="stable")
    ordered = ordered.assign(publication=publications(ordered))
    once = ordered.drop_duplicates([*_SERIES, "publication", "year"], keep="last")
    several = once.groupby(_SERIES)["year"].transform("nunique").ge(2)
    kept = once[several].reset_index(drop=True)
    if kept.empty:
        return pd.DataFrame(columns=_COLUMNS)
    kept = kept.assign(
        form_label=kept["form"].map(reference.labels("form")),
        measure_label=kept["measure"].map(reference.labels("measure")),
        ledger_id=kept["id"],
        value=kept["amount"],
        source=kept["source_publisher"] + ", " + kept["source_title"] + " (" + kept["source_date"] + ")",
        segment=_segments(kept),
        points=kept.groupby(_SERIES)["id"].transform("size"),
    )
    return kept[_COLUMNS]


def _segments(rows: pd.DataFrame) -> pd.Series:
    """Number the sources of each series in order of their first year; undated sources have no number."""
    dated = rows[rows["dated"]]
    keys = [*_SERIES, "publication"]
    first = dated.groupby(keys, sort=False)["year"].min().rename("first").reset_index()
    first = first.sort_values([*_SERIES, "first", "publication"], kind="stable")
    first["segment"] = first.groupby(_SERIES).cumcount() + 1
    joined = rows.merge(first, on=keys, how="left")
    return joined["segment"].where(rows["dated"].to_numpy()).astype("Int64")


def of_one_source(part: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a series that are of its dated source with the longest span, in order; none without two years.

    Values of two sources are never set side by side as first and last.
    """
    dated = part.dropna(subset=["segment"]).sort_values(
        ["year", "reference_date", "ledger_id"], na_position="first"
    )
    spans = dated.groupby("segment")["year"].agg(lambda years: years.max() - years.min())
    return dated.iloc[:0] if spans.empty or not spans.max() else dated[dated["segment"].eq(spans.idxmax())]


def _trends(frame: pd.DataFrame, minimum_points: int) -> pd.DataFrame:
    rows = []
    for key, part in frame.dropna(subset=["segment"]).groupby([*_SERIES, "segment"], sort=True):
        if part["year"].nunique() < minimum_points:
            continue
        first, last = part.iloc[0], part.iloc[-1]
        years = int(last["year"] - first["year"])
        rate = (last["value"] / first["value"]) ** (1 / years) - 1 if first["value"] > 0 else float("nan")
        rows.append(
            dict(zip([*_SERIES, "segment"], key, strict=True))
            | {
                "form": first["form"],
                "line_label": first["line_label"],
                "measure_label": first["measure_label"],
            }
            | {"first_year": first["year"], "last_year": last["year"], "points": len(part)}
            | {
                "first_value": first["value"],
                "last_value": last["value"],
                "yearly_percent": 100 * rate,
            }
            | {"first_id": first["ledger_id"], "last_id": last["ledger_id"], "source": first["source"]}
        )
    names = [*_SERIES, "segment", "form", "line_label", "measure_label", "first_year", "last_year", "points"]
    names += ["first_value", "last_value", "yearly_percent", "first_id", "last_id", "source"]
    return pd.DataFrame(rows, columns=names)


def _laws(
    rows: pd.DataFrame, frame: pd.DataFrame, legal_forms: SourcedTable | Absence | None
) -> pd.DataFrame:
    """Return the date of the law of each line's legal forms where it begins within the years of the series."""
    columns = ["line", "label", "year"]
    if legal_forms is None or isinstance(legal_forms, Absence):
        return pd.DataFrame(columns=columns)
    known = with_law_dates(legal_forms.frame).set_index("id")
    named = rows[rows["legal_form_id"].notna() & rows["scope"].ne(SCOPES[2])]
    spans = frame.groupby("line")["year"].agg(["min", "max"])
    found = []
    for line, part in named[named["line"].isin(spans.index)].groupby("line", sort=True):
        for form in sorted(set(part["legal_form_id"]) & set(known.index)):
            year = _moment(known.loc[form, "valid_from"])
            if year is not None and spans.loc[line, "min"] <= year <= spans.loc[line, "max"] + 1:
                found.append((line, moment_words(known.loc[form]), year))
    return pd.DataFrame(found, columns=columns).drop_duplicates()


def _moment(date: object) -> float | None:
    """Return a day, month or year as a point on the axis of years."""
    if pd.isna(date):
        return None
    parts = [int(part) for part in str(date).split("-")]
    month = parts[1] if len(parts) > 1 else 1
    return parts[0] + (month - 1) / 12


def _nothing(ledger: SourcedTable) -> Absence:
    return Absence(
        id="no-growth",
        country=ledger.country,
        reason="no_data",
        what="Figures over time",
        why="No line of the ledger has observed figures of two years.",
        file=ledger.file,
        layout="form, legal_form, measure, value, unit, year, source_title, source_date",
        answers="Does the social and solidarity economy grow?",
    )
