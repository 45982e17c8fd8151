"""Entities of the social and solidarity economy and formality: what the law alone settles.

A registered unit is formal under the criterion of registration, so members who work in a registered
cooperative as its members are formal by definition. Whether membership changes anything else is another
question, and published tables cannot answer it.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sse_analysis import perimeter
from sse_analysis.decimals import exact
from sse_analysis.formalization import constants
from sse_analysis.formalization.series import mentions
from sse_analysis.reference.codes import labels
from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.formalization import SSELink
from sse_analysis.sources.table import OBSERVED, SourcedTable, citations

NOTES = (
    "Mechanical link: the criterion of registration makes members who work in a registered unit as its "
    "members formal by definition. An effect of membership on formality must be shown with and without it.",
    "It settles nothing for a farmer or trader who only sells through a cooperative: the unit of production "
    "is then the farm or the stall, and its own registration counts.",
    "A form outside a register, or in an optional one, is shown with the numbers of entities that the ledger has of it, "
    "a licensed form with those refused or revoked. None is chosen and none is added; the mapping report has the others.",
)


@passes_absence_on
def sse_link(
    legal_forms: SourcedTable, ledger: SourcedTable | None = None, *, on: dt.date | None = None
) -> SSELink | Absence:
    """Return the legal forms with where they are entered and what registration settles.

    Parameters
    ----------
    legal_forms : SourcedTable
    ledger : SourcedTable, optional
        Published figures, for the entities of forms outside a register and for lost licences.
    on : date, optional
        Day of the class of a form, where the law changes it; default: the class of the table.

    Returns
    -------
    SSELink
        ``registration`` is read from the words on the registering authority; an empty cell there is *not
        stated*, never *no register*.
    """
    forms = legal_forms.frame
    words = constants.settings()
    state = registration(forms)
    frame = forms[
        ["id", "name_en", "form_type", "tier", "law_title", "law_year", "registering_authority"]
    ].assign(
        form_type=perimeter.kinds_on(forms, on),
        form_type_label=perimeter.kinds_on(forms, on).map(labels("form_type")),
        registration=state,
        registration_label=state.map(words["registration_labels"]),
        settles=state.map(words["registration_settles"]),
        figures=_figures(forms["id"], state, ledger),
    )
    order = list(words["registration_labels"])
    place = state.map(order.index).sort_values(kind="stable").index
    inputs = (*legal_forms.inputs, *(ledger.inputs if ledger is not None else ()))
    return SSELink(
        frame=frame.loc[place].reset_index(drop=True),
        country=legal_forms.country,
        sources=citations(forms),
        notes=(*NOTES, *perimeter.kinds_changed(forms, on)),
        provenance=Provenance((*inputs, *constants.inputs(), *perimeter.inputs())),
    )


def registration(forms: pd.DataFrame) -> pd.Series:
    """Return where each legal form is entered: a key of ``registration_labels``."""
    authority = forms["registering_authority"]
    state = pd.Series("registered", index=forms.index, dtype="str")
    for entry in reversed(constants.settings()["registration"]):
        state = state.mask(mentions(authority, entry["words"]), entry["state"])
    return state.mask(authority.isna(), "not_stated")


def _figures(ids: pd.Series, state: pd.Series, ledger: SourcedTable | None) -> pd.Series:
    """Return for each form every published count that tells about entities outside its register."""
    wanted = constants.settings()["ledger_measures"]
    empty = pd.Series(pd.NA, index=ids.index, dtype="str")
    if ledger is None:
        return empty
    rows = ledger.frame[
        ledger.frame["facet_count"].eq(0) & ledger.frame["kind"].isin([*OBSERVED, "estimate"])
    ]
    for place, form in ids.items():
        own = rows[rows["legal_form_id"].eq(form) & rows["measure"].isin(wanted.get(state[place], ()))]
        if len(own):
            empty[place] = "; ".join(_in_words(row) for row in own.sort_values("year").itertuples())
    return empty


def _in_words(row) -> str:
    """Return a figure with its year, grade and the words of its source on what was counted."""
    year = "undated" if pd.isna(row.year) else f"{row.year}{', year inferred' if row.year_inferred else ''}"
    kind = ", estimate" if row.kind == "estimate" else ""
    return f"{exact(row.amount):,.0f} {row.unit}, {row.legal_form} ({year}{kind}, grade {row.grade})"
