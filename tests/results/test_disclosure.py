"""Which cells would reveal a contributor."""

from __future__ import annotations

import pytest

from sse_analysis.results.disclosure import primary_suppression

_RULES = {"min_n": 3, "dominance": [(1, 0.75), (2, 0.85)], "p_percent": 0.1}


@pytest.mark.parametrize(
    "contributions, withheld",
    [
        ([40, 38, 22], False),
        ([40, 38], True),
        ([300, 25, 5], True),
        ([50, 45, 4], True),
        ([], True),
    ],
)
def test_one_cell(contributions, withheld):
    table = primary_suppression({"cell": contributions}, **_RULES)
    assert bool(table.loc["cell", "suppress"]) is withheld


def test_the_order_of_contributions_does_not_matter():
    there = primary_suppression({"cell": [5, 300, 25]}, **_RULES)
    back = primary_suppression({"cell": [300, 25, 5]}, **_RULES)
    assert there.equals(back)
