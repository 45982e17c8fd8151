"""Chart of economic units."""

from __future__ import annotations

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.formalization_points import draw_points, rows_of, write_groups
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.formalization_units import InformalUnits


@build_chart.register
def units_chart(result: InformalUnits) -> Figure:
    """Draw the number of units of every cell, and beside it the people working in them, with their intervals."""
    measures = {"units": "units, thousand", "people": "people working in them, thousand"}
    frames = [_in_thousands(result.of(measure)) for measure in measures]
    places = rows_of(frames[0])
    with style():
        figure, both = canvas(0.9 + 0.24 * (places[-1] + 1), columns=2, sharey=True)
        for axes, frame, words in zip(both, frames, measures.values(), strict=True):
            draw_points(axes, frame, places, start=0.0)
            axes.set(xlabel=words, ylim=(places[-1] + 0.7, -0.9))
        both[1].tick_params(labelleft=False)
        write_groups(both[0], frames[0], places)
    return finish(
        figure,
        result,
        id=f"{result.id}-chart",
        title=f"{result.title} (line: 95 percent interval)",
        alt=_alt(frames),
    )


def _in_thousands(frame):
    return frame.assign(**{name: frame[name] / 1000 for name in ("estimate", "ci_low", "ci_high")})


def _alt(frames) -> str:
    units, people = frames
    told = [
        f"{one.group}, {one.label}: {exact(one.estimate):,.1f} thousand units and {exact(other.estimate):,.1f} "
        f"thousand people"
        for one, other in zip(units.itertuples(), people.itertuples(), strict=True)
        if one.estimate == one.estimate and other.estimate == other.estimate
    ]
    withheld = len(units) - len(told)
    return f"{len(told)} groups of units{f', {withheld} withheld' if withheld else ''}. {'; '.join(told)}."
