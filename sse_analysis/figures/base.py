"""The register of charts, and the one way a drawing becomes an exhibit."""

from __future__ import annotations

import io
from functools import singledispatch
from typing import TYPE_CHECKING

from sse_analysis.figures.theme import canvas, style
from sse_analysis.results.base import Result
from sse_analysis.results.exhibit import Figure
from sse_analysis.tables.base import data_of, load_room

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

__all__ = ["build_chart", "canvas", "chart_of", "finish", "style"]


@singledispatch
def build_chart(result: Result) -> Figure:
    """Return the chart of a result; each room registers its own kinds."""
    raise TypeError(f"no chart is registered for {type(result).__name__}")


def chart_of(result: Result) -> Figure:
    load_room(result, "figures")
    return build_chart(result)


def finish(drawing: Drawing, result: Result, *, id: str, title: str, alt: str) -> Figure:
    """Return the drawing as an exhibit: same input, same bytes.

    Parameters
    ----------
    drawing : matplotlib Figure
        Drawn on :func:`canvas` inside ``with style():``.
    title : str
        Caption: what, where, when, in which unit.
    alt : str
        What the chart shows, in words made from its numbers.
    """
    with style():
        return Figure(
            id=id,
            country=result.country,
            title=title,
            alt=alt,
            sources=result.sources,
            notes=result.notes,
            svg=_svg(drawing, salt=id),
            **data_of(result),
        )


def _svg(drawing: Drawing, *, salt: str) -> str:
    """Draw once: ``savefig`` would draw twice, the first time only to lay the chart out.

    Text stays text: it can be selected, found and read aloud, and takes a fifth of the room of outlines.
    """
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    buffer = io.StringIO()
    _leave_out_empty_labels(drawing)
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": salt}):
        FigureCanvasSVG(drawing).print_svg(buffer, metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def _leave_out_empty_labels(drawing: Drawing) -> None:
    """Place the labels of axes that have none, or matplotlib measures every tick label again to find a place."""
    for axis in (axis for axes in drawing.axes for axis in (axes.xaxis, axes.yaxis)):
        if not axis.get_label_text():
            axis.set_label_coords(0, 0)
