"""How far published methods agree, country by country."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from sse_analysis import load_study, regional, sdg
from sse_analysis.results.absence import Absence


def _own(country: str) -> pd.Series:
    study = load_study(country)
    given = study.parameters.sdg
    span = {"baseline_year": given.baseline_year, "minimum_points": given.minimum_points}
    return sdg.agreement(sdg.measure_progress(study.sdg_series, study.sdg_indicators, **span)).frame[
        "verdict"
    ]


def test_the_counts_are_those_of_the_reports_of_the_countries():
    found = regional.method_agreement([load_study("khm"), load_study("mng")])
    wide = found.frame.pivot(index="line", columns="country", values="value")
    for country in ("khm", "mng"):
        verdicts = _own(country)
        assert wide[country].to_dict() == {name: (verdicts == name).sum() for name in wide.index}
        assert wide[country].sum() == len(verdicts) > 30
    assert set(found.frame["unit"]) == {"lines"}


def test_a_country_without_series_has_no_cell_and_never_zero():
    study = load_study("khm")
    absent = Absence(id="no-sdg", country="xaa", reason="no_data", what="Series", why="There is none.")
    other = SimpleNamespace(
        country="xaa",
        name="Nowhere",
        sdg_series=absent,
        sdg_indicators=study.sdg_indicators,
        parameters=study.parameters,
    )
    cells = regional.method_agreement([study, other]).frame
    cells = cells[cells["country"].eq("xaa")]
    assert cells["value"].isna().all() and set(cells["reason"]) == {"no series that a method can grade"}
