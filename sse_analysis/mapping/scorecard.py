"""The minimum set of statistics on cooperatives (20th ICLS): what is available, partly there, or absent."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sse_analysis.mapping import rules
from sse_analysis.mapping import wording as words
from sse_analysis.mapping.headlines import eligible, ranked
from sse_analysis.mapping.lines import EXPECTED, NEVER_COUNTS, SCOPES, SHOWN, figures
from sse_analysis.mapping.partitions import with_computed
from sse_analysis.parameters.records import HeadlineRule
from sse_analysis.results.absence import ABSENCE_CODES, Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping import MinimumSet
from sse_analysis.sources.table import SourcedTable, citations

#: Evidence listed for one item.
_LISTED = 4


def minimum_set_scorecard(
    ledger: SourcedTable | Absence,
    legal_forms: SourcedTable | Absence | None = None,
    *,
    rule: HeadlineRule | None = None,
    as_of: dt.date | None = None,
    recent_years: int = 10,
) -> MinimumSet | Absence:
    """Return for each item of the minimum set whether the ledger holds it for all cooperatives.

    Parameters
    ----------
    ledger : SourcedTable
    legal_forms : SourcedTable, optional
    rule : HeadlineRule, optional
    as_of : date, optional
        Day from which ``recent_years`` counts back; default: the newest year of the ledger.
    recent_years : int
        An older figure fills an item only partly.

    Returns
    -------
    MinimumSet
        ``block, item, status, reason, ledger_ids, years``. *available* is an observed, dated, recent national
        figure for all cooperatives; *partly* is a figure of one kind, of a programme, an estimate, an expected,
        an undated or an old one; *absent* is none.
    """
    if isinstance(ledger, Absence):
        return ledger
    about = rules.rules()["minimum_set"]
    rows = with_computed(figures(ledger, legal_forms))
    rows = rows[
        rows["form"].isin(about["forms"]) & rows["kind"].isin(SHOWN) & ~rows["measure"].isin(NEVER_COUNTS)
    ]
    newest = as_of.year if as_of else int(ledger.frame["year"].dropna().max()) if len(ledger.frame) else 0
    chosen = rule or HeadlineRule()
    frame = pd.DataFrame(
        [_item(item, rows, rule=chosen, oldest=newest - recent_years) for item in about["items"]]
    )
    used = rows[rows["id"].isin(frame["ledger_ids"].str.split(r";| \+ ", regex=True).explode())]
    standard = f"{about['source_publisher']}, {about['source_title']} ({about['source_date']})"
    return MinimumSet(
        frame=frame,
        country=ledger.country,
        sources=(standard, *citations(used)) if len(used) else (standard,),
        notes=(
            f"Available: an observed and dated figure for all cooperatives, of {newest - recent_years} or later. Partly: a "
            "kind, a programme, an estimate, or an expected, undated or older figure. " + rules.authorship(),
        ),
        provenance=Provenance(inputs=(*ledger.inputs, *rules.inputs())),
    )


def _item(item: dict, rows: pd.DataFrame, *, rule: HeadlineRule, oldest: int) -> dict:
    fits = rows["measure"].isin(item["measures"])
    if "facet" in item:
        fits &= rows["facets"].fillna("").str.startswith(f"{item['facet']}=")
    else:
        fits &= rows["facet_count"].eq(0)
    found = rows[fits]
    status, reason = _status(found, item, rule=rule, oldest=oldest)
    last = ~_is_kind(found) if "wording" in item else ~_whole(found)
    last |= found["kind"].eq(EXPECTED)
    best = ranked(found.assign(order=last), rule).sort_values("order", kind="stable").head(_LISTED)
    codes = ABSENCE_CODES["no_data"][:2] if status == "absent" else ("A", "F")
    return {
        "block": item["block"], "item": item["item"], "status": status, "reason": reason,
        "ledger_ids": ";".join(best["id"]), "rows": len(found),
        "years": ", ".join(sorted({str(int(year)) for year in best["year"].dropna()})),
        "obs_status": codes[0], "conf_status": codes[1],
    }  # fmt: skip


def _whole(rows: pd.DataFrame) -> pd.Series:
    """Tell which rows cover all cooperatives: the name of the whole form."""
    return rows["scope"].eq(SCOPES[0]) & rows["form"].eq("cooperative")


def _status(found: pd.DataFrame, item: dict, *, rule: HeadlineRule, oldest: int) -> tuple[str, str]:
    if "wording" in item:
        return _by_wording(found, item)
    if found.empty:
        return "absent", item.get("reason", "No figure in the ledger.")
    whole = found[_whole(found)]
    good = whole[eligible(whole, rule)]
    recent = good[good["year"].ge(oldest)]
    if len(recent) and item.get("at_most") != "partly":
        return "available", f"Newest figure of {int(recent['year'].max())}."
    return "partly", _why_partly(found, whole, good)


def _why_partly(found: pd.DataFrame, whole: pd.DataFrame, good: pd.DataFrame) -> str:
    if len(good):
        return f"Newest figure for all cooperatives of {int(good['year'].max())}."
    if len(whole):
        return "Figures for all cooperatives are undated, estimates, expected or of too low a grade."
    names = found["line_label"].drop_duplicates().head(3)
    expected = "expected, " if found["kind"].eq(EXPECTED).all() else ""
    return f"Only {expected}for: {'; '.join(names)}."


def _by_wording(found: pd.DataFrame, item: dict) -> tuple[str, str]:
    """Judge an item that asks for kinds by name: their words, or other kinds than those asked for."""
    kinds = found[_is_kind(found)]
    if kinds["line"].nunique() < 2:
        return "absent", "No figures of two kinds or more."
    asked = set(item["wording"])
    named = kinds[[bool(words.take_apart(text).main & asked) for text in kinds["base"]]]
    names = (named if len(named) else kinds)["line_label"].drop_duplicates().head(3)
    return item.get("at_most", "partly"), f"{item['reason']} Held, among others: {'; '.join(names)}."


def _is_kind(rows: pd.DataFrame) -> pd.Series:
    """Tell which rows count a kind: a legal form, or a wording that puts a kind before the noun."""
    before_noun = rows["base"].str.casefold().str.endswith("cooperatives") & rows["scope"].eq(SCOPES[2])
    return rows["scope"].eq(SCOPES[1]) | before_noun
