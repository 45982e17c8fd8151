"""The same chart gives the same bytes, also where the last digits of its layout differ between two runs."""

from __future__ import annotations

import re

import pytest
from matplotlib.layout_engine import ConstrainedLayoutEngine

from sse_analysis.figures import base, theme


@pytest.fixture
def noise(monkeypatch):
    """Return a function that moves every place of later layouts by so much, as the solver of the layout does."""
    before, moved = ConstrainedLayoutEngine.execute, [0.0]

    def execute(self, fig):
        before(self, fig)
        for axes in fig.axes:
            place = axes.get_position(original=True).bounds
            axes._set_position([side + moved[0] for side in place])

    monkeypatch.setattr(ConstrainedLayoutEngine, "execute", execute)
    return lambda size: moved.__setitem__(0, size)


def _drawn(layout=None) -> str:
    with theme.style():
        drawing, panels = theme.canvas(3, rows=2)
        if layout:
            drawing.set_layout_engine(layout)
        for number, axes in enumerate(panels, 1):
            axes.plot([0, 1], [0, 17 * number], marker="o")
            axes.barh([0, 1], [3, 1234.5])
        panels[0].set_ylabel("persons")
    return base._svg(drawing, salt="chart")


def test_the_last_digits_of_the_layout_do_not_show(noise):
    still = _drawn()
    noise(3e-16)
    assert _drawn() == still
    noise(0.01)
    assert _drawn() != still


def test_without_the_rounding_they_would(noise):
    still = _drawn("constrained")
    noise(3e-16)
    assert set(re.findall(r"url\(#(p\w+)", _drawn("constrained"))) != set(re.findall(r"url\(#(p\w+)", still))


def test_the_rounding_moves_nothing_that_can_be_seen():
    names = re.compile(r"p[0-9a-f]{10}")
    rounded, plain = (names.sub("", _drawn(layout)) for layout in (None, "constrained"))
    numbers = [[float(one) for one in re.findall(r"-?\d+\.\d+", text)] for text in (rounded, plain)]
    assert numbers[0] == pytest.approx(numbers[1], abs=1e-5)
