"""The landscape: for each form how many, how active, with how many members, women and jobs, and how sure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from sse_analysis import reference
from sse_analysis.mapping import rules
from sse_analysis.mapping.beside import against
from sse_analysis.mapping.figure_words import qualifier
from sse_analysis.mapping.headlines import choose, eligible, rule_ranks, rule_words
from sse_analysis.mapping.leading import with_lead
from sse_analysis.mapping.lines import NEVER_COUNTS, SCOPES, SHOWN, figures
from sse_analysis.mapping.partitions import TABLE, with_computed
from sse_analysis.parameters.records import HeadlineRule
from sse_analysis.results.absence import ABSENCE_CODES, Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping import Landscape
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.table import OBSERVED, SourcedTable, citations

_STATUS, _CONFIDENTIAL, _ = ABSENCE_CODES["no_data"]


def landscape(
    ledger: SourcedTable | Absence,
    legal_forms: SourcedTable | Absence | None = None,
    *,
    rule: HeadlineRule | None = None,
    as_of: dt.date | None = None,
) -> Landscape | Absence:
    """Return for every line the headline of each quantity, with what speaks against it.

    Parameters
    ----------
    ledger : SourcedTable
        Published figures.
    legal_forms : SourcedTable, optional
        Names of legal forms, by which a wording is known to stand for the whole of one.
    rule : HeadlineRule, optional
        Default: best grade, then latest year, then found again at the source.
    as_of : date, optional
        Day from which an age limit in the rule counts.

    Returns
    -------
    Landscape
        Values of different units stand in rows of their own and are never added; there is no total over forms.
        Missing stays missing, with the reason in ``why_absent``.
    """
    if isinstance(ledger, Absence):
        return ledger
    chosen = rule or HeadlineRule()
    rows = _countable(figures(ledger, legal_forms))
    frame = pd.DataFrame(list(_cells(rows, chosen, as_of)))
    if frame.empty:
        return _nothing(ledger)
    frame = _typed(frame)
    ranks = rule_ranks(rows, chosen).set_axis(rows["id"])
    frame = frame.assign(rule_rank=frame["ledger_id"].map(ranks).astype("Int64"))
    used = rows[rows["id"].isin(frame["ledger_id"].dropna().str.split(" + ", regex=False).explode())]
    return Landscape(
        frame=_in_order(frame.assign(main=_is_main(frame), shown=_is_shown(frame))),
        country=ledger.country,
        sources=citations(used if len(used) else rows),
        notes=_notes(ledger.country),
        provenance=Provenance(inputs=(*ledger.inputs, *rules.inputs()), rules=(rule_words(chosen),)),
        quantities=tuple(rules.quantity_labels().items()),
        rule=rule_words(chosen),
    )


def _countable(rows: pd.DataFrame) -> pd.DataFrame:
    """Return observed, estimated and expected figures of SSE forms, and totals computed from proven parts."""
    keep = rows["kind"].isin(SHOWN) & ~rows["measure"].isin(NEVER_COUNTS)
    rows = rows[keep & ~rows["form"].isin(rules.rules()["context_forms"])]
    return with_computed(rows)


def _cells(rows: pd.DataFrame, rule: HeadlineRule, as_of: dt.date | None) -> Iterator[dict]:
    """Yield one record a line, quantity and unit; a quantity without any row has one record without unit."""
    for _, part in rows.groupby("line", sort=False):
        records = list(_of_line(part, rule, as_of))
        if any(record["unit"] is not None for record in records):
            yield from with_lead(records, part, rule, as_of)


def _of_line(part: pd.DataFrame, rule: HeadlineRule, as_of: dt.date | None) -> Iterator[dict]:
    first = part.iloc[0]
    about = {name: first[name] for name in ("form", "line", "line_label", "scope")}
    about |= {"tier": _tier(part), "legal_form": _legal_form(part)}
    said = set(zip(part["measure"], part["facets"].fillna(""), strict=True))
    for quantity, given in rules.quantities().items():
        facets = given.get("facets", "")
        if not any((measure, facets) in said for measure in given["measures"]):
            yield about | {"quantity": quantity} | _empty(None, "no figure")
            continue
        inside = part[part["measure"].isin(given["measures"]) & part["facets"].fillna("").eq(facets)]
        for unit, candidates in inside.groupby("unit", sort=True):
            best = choose(
                _preferred(candidates, given["measures"], rule=rule, as_of=as_of), rule, as_of=as_of
            )
            cell = _empty(unit, _why(candidates, rule, as_of)) if best is None else _headline(best)
            base = {"base_value": _base(part, best)}
            yield about | {"quantity": quantity} | cell | base | against(candidates, best)


def _tier(part: pd.DataFrame) -> str:
    known = part["tier"][part["tier"].ne("unknown")]
    return known.iloc[0] if len(known) else "unknown"


def _legal_form(part: pd.DataFrame) -> str | None:
    """Return the legal form a line names; a wording that only belongs to one names none."""
    ids = set(part["legal_form_id"].dropna())
    return ids.pop() if len(ids) == 1 and part["scope"].iloc[0] != SCOPES[2] else None


def _preferred(
    rows: pd.DataFrame, measures: list[str], *, rule: HeadlineRule, as_of: dt.date | None
) -> pd.DataFrame:
    """Keep the first measure that has a possible headline, unless the measures count one thing."""
    if set(measures) <= set(rules.one_count()):
        return rows
    for measure in measures:
        same = rows[rows["measure"].eq(measure)]
        if eligible(same, rule, as_of=as_of).any():
            return same
    return rows


def _base(part: pd.DataFrame, best: pd.Series | None) -> float:
    """Return the total of which a faceted headline is a part: same source, measure, unit and date."""
    if best is None or not best["facet_count"]:
        return float("nan")
    same = part["facet_count"].eq(0)
    for name in TABLE:
        same &= part[name].eq(best[name]) | (part[name].isna() & pd.isna(best[name]))
    return part.loc[same, "amount"].max()


def _headline(best: pd.Series) -> dict:
    source = f"{best['source_publisher']}, {best['source_title']} ({best['source_date']})"
    computed = " + " in best["id"]
    return {
        "measure": best["measure"],
        "unit": best["unit"],
        "value": best["amount"],
        "year": best["year"],
        "reference_date": best["reference_date"],
        "kind": "computed" if computed else best["kind"],
        "grade": best["grade"],
        "year_inferred": bool(best["year_inferred"]),
        "qualifier": qualifier(best["note"], best["amount"]),
        "ledger_id": best["id"],
        "source": source,
        "why_absent": None,
        "obs_status": "P" if best["kind"] == "provisional" else "A",
        "conf_status": "F",
    }


def _empty(unit: str | None, why: str) -> dict:
    blank = dict.fromkeys(("measure", "year", "reference_date", "kind", "grade", "ledger_id", "source"))
    status = {"why_absent": why, "obs_status": _STATUS, "conf_status": _CONFIDENTIAL}
    return blank | {"unit": unit, "value": float("nan"), "year_inferred": False, "qualifier": ""} | status


def _why(rows: pd.DataFrame, rule: HeadlineRule, as_of: dt.date | None) -> str:
    """Return why none of some rows may be a headline."""
    observed = rows[rows["kind"].isin(OBSERVED)]
    if observed.empty:
        return "estimate only" if rows["kind"].eq("estimate").any() else "expected only"
    if not observed["dated"].any():
        return "undated only"
    if observed["grade"].gt(rule.lowest_grade).all():
        return f"no figure of grade {rule.lowest_grade} or better"
    return f"no figure of the last {rule.max_age_years} years" if as_of else "no figure the rule allows"


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.assign(form_label=frame["form"].map(reference.labels("form")))
    counts = {
        name: frame[name].fillna(0).astype("int64") for name in ("others", "undated", "estimates", "expected")
    }
    years = {name: frame[name].astype("Int64") for name in ("year", "newer_year", "expected_year")}
    texts = [
        "measure",
        "unit",
        "reference_date",
        "kind",
        "grade",
        "ledger_id",
        "source",
        "why_absent",
        "legal_form",
    ]
    texts += [
        "newer_grade",
        "newer_id",
        "newer_kind",
        "expected_grade",
        "expected_id",
        "expected_kind",
        "form_label",
    ]
    words = {name: frame[name].astype("str") for name in texts}
    return frame.assign(**counts, **years, **words)


def _is_main(frame: pd.DataFrame) -> pd.Series:
    """Tell which lines stand in the main table: names of forms, or all wordings where no name has a headline."""
    named = frame["scope"].ne(SCOPES[2])
    has_headline = frame["value"].notna() & named
    return named | ~frame["form"].isin(frame.loc[has_headline, "form"])


def _is_shown(frame: pd.DataFrame) -> pd.Series:
    """Tell which figures stand in the cell of a table: of several units the newest, and those of the same time."""
    years = frame["year"].astype("Float64")
    newest = years.groupby([frame["line"], frame["quantity"]]).transform("max")
    return (
        (newest.isna() | years.ge(newest - threshold("mapping.same_time_years"))).fillna(False).astype(bool)
    )


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """First tier before second, wholes before parts, large before small, and of several units the newest first."""
    forms = {code: place for place, code in enumerate(reference.labels("form"))}
    entities = frame[frame["quantity"].isin(rules.bodies())].groupby("line")["value"].max()
    keys = pd.DataFrame(
        {
            "tier": frame["tier"].isin(["secondary", "tertiary"]),
            "form": frame["form"].map(forms),
            "scope": frame["scope"].map({scope: place for place, scope in enumerate(SCOPES)}),
            "size": -frame["line"].map(entities).fillna(0),
            "line": frame["line"],
            "quantity": frame["quantity"].map({name: place for place, name in enumerate(rules.quantities())}),
            "age": -frame["year"].astype("Float64").fillna(0),
            "unit": frame["unit"].ne("persons"),
        }
    )
    order = keys.sort_values(list(keys.columns), kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def _notes(country: str) -> tuple[str, ...]:
    labels = reference.labels("form")
    inside = [
        f"{labels[part].lower()} in {labels[whole].lower()}"
        for part, whole in rules.contained(country).items()
    ]
    overlap = f" Counted inside another form: {'; '.join(inside)}." if inside else ""
    return (
        "No total is given here over forms: units and reference years differ, and a form counted together with another "
        "one holds it." + overlap,
        "Members are memberships: a person in two organizations is counted twice. Persons, families and "
        "households are different units and are never added.",
    )


def _nothing(ledger: SourcedTable) -> Absence:
    return Absence(
        id="no-landscape",
        country=ledger.country,
        reason="no_data",
        what="How many organizations, members and jobs, by form",
        why="The ledger holds no count of organizations, members or jobs.",
        file=ledger.file,
        layout="form, legal_form, measure, value, unit, year, grade, source_title, source_date",
        answers="How large is the social and solidarity economy, and how sure is that?",
    )
