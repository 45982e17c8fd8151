"""Tables of the sample methods print the numbers of their result, its checks, and the word for what is not defined."""

import pandas as pd
import pytest

from sse_analysis.formalization.decomposition import oaxaca
from sse_analysis.formalization.distribution import quantile_effects
from sse_analysis.formalization.inequality import inequality
from sse_analysis.formalization.membership import ipw
from sse_analysis.formalization.overlap import Support, balance
from sse_analysis.formalization.staggered import group_time_effects
from sse_analysis.formalization.transitions import gross_flows, transition_matrix
from sse_analysis.survey import SurveyDesign, SurveySample

DATA = pd.DataFrame(
    {"old": [0, 0, 0, 0, 1, 1, 1, 1], "member": [1, 0, 0, 0, 1, 1, 1, 0], "y": [1.0, 0, 0, 1, 1, 1, 0, 0],
     "wage": [0.0, 2, 4, 3, 6, 5, 9, 7], "next": [1, 0, 1, 0, 1, 1, 0, 0]}
)  # fmt: skip
DATA = pd.concat([DATA] * 3, ignore_index=True)  # 24 persons: of fewer than 10 nothing is printed
SMALL = SurveySample(DATA, SurveyDesign(), country="syn")
PANEL = SurveySample(
    pd.DataFrame(
        [(u, t, g, float(t + u + (g > 0) * (t >= 2))) for u, g in enumerate([0, 0, 2, 2]) for t in (1, 2)],
        columns=["u", "t", "g", "y"],
    ),
    SurveyDesign(psu=("u",)),
    country="syn",
)
RESULTS = {
    "decomposition": lambda: oaxaca(
        SMALL, "wage ~ old", group_a=DATA["member"] == 1, group_b=DATA["member"] == 0
    ),
    "effect": lambda: ipw(SMALL, "y", "member ~ old", limits=Support(effective_n=0)),
    "balance": lambda: balance(SMALL, "member ~ old"),
    "inequality": lambda: inequality(SMALL, "wage"),
    "transitions": lambda: transition_matrix(SMALL, "member", "next", states=[0, 1]),
    "gross-flows": lambda: gross_flows(SMALL, "member", "next", states=[0, 1]),
    "quantile-effects": lambda: quantile_effects(SMALL, "wage ~ old", tau=0.5),
    "staggered-change": lambda: group_time_effects(PANEL, "y", unit="u", time="t", cohort="g"),
    "model": lambda: SMALL.glm("wage ~ old"),
    "test": lambda: SMALL.independence("old", "member"),
    "estimates": lambda: SMALL.mean("wage"),
}


@pytest.mark.parametrize("id", RESULTS)
def test_every_result_has_its_table(id):
    table = RESULTS[id]().summary()
    assert (table.id, table.country) == (id, "syn")
    assert len(table.rows) == len(table.data_rows) > 0
    assert table.title and table.markup()


def test_an_effect_prints_what_it_rests_on():
    table = RESULTS["effect"]().summary()
    assert [row[0] for row in table.rows] == ["mean of members", "mean of the others", "difference"]
    assert [row[1] for row in table.rows] == ["0.8333", "0.1667", "0.6667"]
    assert table.notes[-1] == (
        "Propensities from 0.250 to 0.750; the weighted groups count as much as 9 members and 9 others; the largest "
        "standardised difference after weighting is 0.000."
    )


def test_what_is_not_defined_is_a_word_and_never_a_number():
    row = RESULTS["inequality"]().summary().rows[2]
    assert row[0] == "mean log deviation"
    assert [cell["text"] for cell in row[1:5]] == ["not defined"] * 4
