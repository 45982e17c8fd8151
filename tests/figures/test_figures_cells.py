"""Heat maps label every row and column."""

import pandas as pd
import pytest

from sse_analysis.figures.base import canvas, finish, style
from sse_analysis.figures.cells import count_map
from sse_analysis.results.base import Result

FRAME = pd.DataFrame({"year": [2020, 2021], "number": [3.0, 4.0]})


def drawn(draw) -> str:
    with style():
        figure, axes = canvas(2.0)
        draw(axes)
    return finish(figure, Result(frame=FRAME, country="khm"), id="chart", title="T", alt="A").svg


@pytest.mark.parametrize("rows", [2, 40])
def test_a_heat_map_labels_every_row_and_column_and_leaves_zero_white(rows):
    counts = pd.DataFrame({"yes": [7] * rows, "no": [0] * rows}, index=[f"row {n}" for n in range(rows)])
    shown = {}

    def draw(axes):
        count_map(axes, counts)
        shown.update(
            rows=[label.get_text() for label in axes.get_yticklabels()],
            columns=[label.get_text() for label in axes.get_xticklabels()],
            words=[words.get_text() for words in axes.texts if words.get_text()],
        )

    drawn(draw)
    assert shown == {"rows": list(counts.index), "columns": ["yes", "no"], "words": ["7"] * rows}
