"""The legal forms: law, authority, rules, and what the law says on the four principles."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sse_analysis import perimeter, reference
from sse_analysis.mapping import rules
from sse_analysis.mapping.law_dates import with_law_dates
from sse_analysis.mapping.lines import own_country
from sse_analysis.results.absence import passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping import LegalFormMatrix
from sse_analysis.sources.table import SourcedTable, citations

#: The four principles of the ILC 2022 definition, as columns of the table of legal forms.
PRINCIPLES = ("voluntary_membership", "democratic_governance", "autonomy", "people_over_capital")
VERDICTS = ("yes", "partly", "no", "unknown")
_KEPT = ["id", "name_en", "name_local", "tier", "law_title", "law_year", "valid_from", "valid_to"]
_KEPT += ["registering_authority", "profit_rule", "governance_rule", "min_members", *PRINCIPLES]
_KEPT += ["evidence", "source_title", "source_publisher", "source_date", "source_url", "note"]


@passes_absence_on
def legal_form_matrix(legal_forms: SourcedTable, *, on: dt.date | None = None) -> LegalFormMatrix:
    """Return every legal form with its law and a verdict on each principle.

    Parameters
    ----------
    legal_forms : SourcedTable
    on : date, optional
        Day of the class: a form whose kind the law changes stands under its kind on that day. Default: the kind of the
        table.

    Returns
    -------
    LegalFormMatrix
        Besides the columns of the table: ``kind`` (label), ``law_dated``, ``in_force_from`` and ``act``
        (:func:`with_law_dates`), and ``yes, partly, no, unknown``, how many of the four
        principles have that verdict. An unknown is not a no.
    """
    own_country(legal_forms)
    frame = legal_forms.frame[["form_type", *_KEPT]].reset_index(drop=True)
    frame = with_law_dates(frame.assign(form_type=perimeter.kinds_on(frame, on)))
    counts = {word: frame[list(PRINCIPLES)].eq(word).sum(axis=1).astype("int64") for word in VERDICTS}
    kinds = reference.labels("form_type")
    frame = frame.assign(kind=frame["form_type"].map(kinds), **counts)
    order = frame["form_type"].map({code: place for place, code in enumerate(kinds)})
    tiers = frame["tier"].map({"primary": 0, "na": 1, "secondary": 2, "tertiary": 3})
    frame = frame.loc[
        pd.DataFrame({"kind": order, "tier": tiers}).sort_values(["kind", "tier"], kind="stable").index
    ]
    return LegalFormMatrix(
        frame=frame.reset_index(drop=True),
        country=legal_forms.country,
        sources=citations(legal_forms.frame),
        notes=(
            "What the law asks for, not what is practised. Unknown: the articles were not read; it is not a no. "
            "Verdicts are readings of this project.",
            *perimeter.kinds_changed(legal_forms.frame, on),
        ),
        provenance=Provenance(inputs=(*legal_forms.inputs, *perimeter.inputs(), *rules.inputs())),
    )
