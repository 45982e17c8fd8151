"""A move of few persons is in no table, chart, note or data file, and no subtraction gives it back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sse_analysis import figures, formalization, tables
from sse_analysis.results.absence import Absence
from sse_analysis.study import load_study
from sse_analysis.survey.panel import FORMAL, INFORMAL, NO_JOB, STATES


@pytest.fixture(scope="module")
def panel(project):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSE_HOME", str(project))
        return load_study("xsy").panel


def _with(panel, **kept):
    """Return the panel with only so many persons of a move, named ``origin__destination``; of others all."""
    data = panel.sample.data.copy()
    for name, count in kept.items():
        pair = dict(zip(("origin", "destination"), (_STATE[word] for word in name.split("__")), strict=True))
        rows = data.index[(data[list(pair)] == pd.Series(pair)).all(axis=1)]
        data.loc[rows[count:], "destination"] = None
    return replace(panel, sample=replace(panel.sample, data=data))


_STATE = {"formal": FORMAL, "informal": INFORMAL, "neither": NO_JOB}
FEW = {"informal__formal": 4}


def _flows(result):
    flows = result.flows[result.flows["quantity"].eq("flow")]
    return flows.set_index(["origin", "destination"])["estimate"].unstack().loc[list(STATES), list(STATES)]


def test_a_panel_of_many_persons_is_printed_whole(panel):
    found = formalization.transitions(panel)
    assert _flows(found).notna().all(axis=None) and found.frame["estimate"].notna().all()
    assert not isinstance(formalization.miscoding(panel), Absence)
    assert any("Shorrocks" in note for note in found.notes)


def test_few_movers_and_what_gives_them_away_are_not_printed(panel):
    thin = _with(panel, **FEW)
    found = formalization.transitions(thin)
    hidden = _flows(found).isna()
    assert hidden.loc[INFORMAL, FORMAL]
    assert hidden.sum(axis=1).isin([0, 2, 3]).all() and hidden.sum().isin([0, 2, 3]).all(), (
        "one alone is a difference"
    )
    assert hidden.sum().sum() < 9
    shares = found.frame["estimate"].to_numpy().reshape(3, 3)
    assert (np.isnan(shares) == hidden.to_numpy()).all()
    assert isinstance(formalization.miscoding(thin), Absence)
    assert not any("Shorrocks" in note for note in found.notes)


def test_their_numbers_stand_in_no_exhibit(panel):
    thin, whole = formalization.transitions(_with(panel, **FEW)), formalization.transitions(panel)
    true = formalization.gross_flows(
        _with(panel, **FEW).sample, "origin", "destination", states=STATES,
        domain=_with(panel, **FEW).sample.data["destination"].notna().to_numpy(),
    ).frame.set_index(["quantity", "origin", "destination"])["estimate"]  # fmt: skip
    gone = [
        true["flow", one, other] for (one, other), hidden in _flows(thin).isna().stack().items() if hidden
    ]
    table, chart = tables.table_of(thin), figures.chart_of(thin)
    printed = repr(table) + chart.alt + chart.svg
    assert gone and not [value for value in gone if f"{value:,.0f}" in printed]
    assert "not printed" in chart.alt and "percent of persons are in the same state" not in chart.alt
    kept = _flows(thin).stack()
    assert [value for value in kept if f"{value:,.0f}" in printed], "what is printed would be found"
    assert "percent of persons are in the same state" in figures.chart_of(whole).alt


def test_a_state_of_few_persons_gives_no_table_at_all(panel):
    found = formalization.transitions(
        _with(panel, informal__formal=3, informal__informal=2, informal__neither=1)
    )
    assert isinstance(found, Absence) and found.why.startswith(
        "The panel has a state of few persons: fewer than 10"
    )
    assert "6" not in found.why


def test_what_is_missing_does_not_say_how_many_moved(panel):
    found = formalization.entry_to_formal(_with(panel, **FEW))
    assert isinstance(found, Absence)
    assert found.why == "A model needs 100 informal workers of whom 20 became formal; the panel has fewer."
