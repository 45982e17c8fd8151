"""Figures as lines: what is counted, whether it stands for the whole form, on which tier."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pandas as pd

from sse_analysis import reference
from sse_analysis.errors import Failure, SchemaError
from sse_analysis.mapping import wording as words
from sse_analysis.mapping.rules import rules
from sse_analysis.results.absence import Absence
from sse_analysis.sources.table import OBSERVED, SourcedTable

#: What a line stands for, best first.
SCOPES = ("whole form", "legal form", "other wording")
#: Kinds that say what was; targets and what a source expects never count.
COUNTED = (*OBSERVED, "estimate")
#: What a source expects for a day that had not come: shown beside what was counted, with this word, and never before it.
EXPECTED = "projection"
SHOWN = (*COUNTED, EXPECTED)
#: Measures that are never counts.
NEVER_COUNTS = ("target_entities", "target_share", "jobs_claimed", "survey_respondents")


def figures(ledger: SourcedTable, legal_forms: SourcedTable | Absence | None = None) -> pd.DataFrame:
    """Return the rows of a ledger with the line each belongs to.

    Parameters
    ----------
    ledger : SourcedTable
    legal_forms : SourcedTable, optional
        Names of the legal forms. Without them only the words of the form codes are known.

    Returns
    -------
    DataFrame
        The rows, with ``line`` (key), ``line_label``, ``scope`` (one of :data:`SCOPES`), ``tier``
        (primary, secondary, tertiary, na, mixed, unknown), ``dated`` (reference year and date of the source
        are both known) and ``base`` (the wording without words that only repeat the measure).

    Raises
    ------
    SchemaError
        If a row belongs to another country.
    """
    own_country(ledger)
    known = _known_forms(legal_forms)
    frame = ledger.frame.reset_index(drop=True)
    read = [_read(row, known) for row in frame.itertuples(index=False)]
    added = pd.DataFrame(read, columns=["line", "scope", "tier", "base"])
    dated = frame["year"].notna() & frame["source_date"].ne("undated")
    frame = pd.concat([frame, added], axis=1).assign(dated=dated)
    return _light(frame.assign(line_label=frame["line"].map(_labels(frame)).astype("str")))


def _light(frame: pd.DataFrame) -> pd.DataFrame:
    """Hold all texts in one block: the rules slice the ledger thousands of times, and each text column costs."""
    texts = frame.select_dtypes("str").columns
    return frame.astype(dict.fromkeys(texts, "object")).copy()


def own_country(table: SourcedTable) -> None:
    """Refuse a table that holds rows of another country."""
    foreign = sorted(set(table.frame["country_iso3"].str.lower()) - {table.country})
    if foreign:
        found, expected = f"rows of {', '.join(foreign)}", f"rows of {table.country} only"
        problem = Failure(table.file, found, expected, column="country_iso3")
        raise SchemaError("A table of one country holds rows of another.", [problem])


def _known_forms(legal_forms: SourcedTable | Absence | None) -> dict[str, dict]:
    if legal_forms is None or isinstance(legal_forms, Absence):
        return {}
    own_country(legal_forms)
    return {
        row["id"]: {
            "names": words.names_of(row["name_en"], _text(row["name_local"])),
            "english": words.names_of(row["name_en"]),
            "tier": row["tier"],
            # A credit union is of the first tier by its law, however a source spells it.
            "first_tier_union": row["tier"] == "primary" and words.has_tier_head(row["name_en"]),
        }
        for row in legal_forms.frame.to_dict("records")
    }


def _text(value: object) -> str | None:
    return None if pd.isna(value) else str(value)


def _read(row, known: dict[str, dict]) -> tuple:
    """Return line, scope, tier and base of one row."""
    text = words.take_apart(row.legal_form, row.measure)
    label = form_names(row.form)
    form = known.get(_text(row.legal_form_id) or "")
    named = form is not None and words.is_named(text, form["names"])
    stands_for_all = words.is_named(text, label) or words.is_all_of(text, label)
    if stands_for_all or (named and set(form["english"]) & set(label)):
        line, scope = f"{row.form}|", SCOPES[0]
    elif named:
        line, scope = f"{row.form}|{row.legal_form_id}", SCOPES[1]
    else:
        line, scope = f"{row.form}|{text.base}", SCOPES[2]
    return line, scope, _tier(row, form), text.base


@lru_cache(maxsize=512)
def form_names(form: str) -> tuple[frozenset[str], ...]:
    """Return the names in the label of a form: "Foundation or fund" has two."""
    label = reference.labels("form").get(form, form)
    joined = words.tokens(label.removesuffix(" together"))
    parts = [words.tokens(part) for part in label.removesuffix(" together").split(" or ")]
    return tuple(dict.fromkeys([joined, *parts]))


def _tier(row, form: dict | None) -> str:
    if row.form in rules()["second_tier_forms"]:
        return form["tier"] if form else "secondary"
    if words.joins_tiers(row.legal_form):
        return "mixed"
    if words.is_second_tier(row.legal_form) and not (form and form["first_tier_union"]):
        return "secondary"
    return form["tier"] if form else "unknown"


def _labels(frame: pd.DataFrame) -> dict[str, str]:
    """Return the printed name of each line: its wordings, most used first."""
    said: dict[str, dict[str, list[str]]] = {}
    for line, base, wording in zip(frame["line"], frame["base"], frame["legal_form"], strict=True):
        said.setdefault(line, {}).setdefault(base, []).append(wording)
    return {line: _label(bases) for line, bases in said.items()}


def _label(bases: dict[str, list[str]]) -> str:
    kept = _without_repetition(sorted(bases, key=lambda base: (-len(bases[base]), base)))
    return " / ".join(bases[base][0] if len(set(bases[base])) == 1 else base for base in kept)


def _without_repetition(bases: Iterable[str]) -> list[str]:
    kept: dict[frozenset, str] = {}
    for base in bases:
        kept.setdefault(words.tokens(base) - {"all"}, base)
    return list(kept.values())[:2]
