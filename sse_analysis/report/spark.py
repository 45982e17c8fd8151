"""Sparklines: a series small enough for a table cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import isfinite

WIDTH, HEIGHT, MARGIN = 96.0, 22.0, 3.0


def sparkline(points: Iterable[Sequence], *, label: str, ink: str = "currentColor") -> str:
    """Return an SVG drawing of a series.

    Years without a value are gaps: only neighbouring years are joined, every observation is a dot, the
    last one is larger.

    Parameters
    ----------
    points : iterable of (year, value or None)
    label : str
        What the drawing says, in words.
    """
    known = [(float(year), float(value)) for year, value in points if value is not None and isfinite(value)]
    known.sort()
    places = _places(known)
    parts = [
        f'<path d="M{a} L{b}" fill="none" stroke="{ink}" stroke-width="1.2" stroke-linecap="round"/>'
        for (a, b, left, right) in zip(places, places[1:], known, known[1:], strict=False)
        if right[0] - left[0] <= 1
    ]
    for number, place in enumerate(places, 1):
        x, y = place.split()
        radius = 2.4 if number == len(places) else 1.2
        parts.append(f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{ink}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="spark" role="img" '
        f'aria-label="{escape(label)}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'width="{WIDTH:g}" height="{HEIGHT:g}">{"".join(parts)}</svg>'
    )


def _places(known: list[tuple[float, float]]) -> list[str]:
    """Return ``"x y"`` of every observation inside the drawing."""
    years, values = [year for year, _ in known], [value for _, value in known]
    return [
        f"{_scale(year, years, WIDTH):.1f} {HEIGHT - _scale(value, values, HEIGHT):.1f}"
        for year, value in known
    ]


def _scale(value: float, values: list[float], size: float) -> float:
    low, high = min(values), max(values)
    share = (value - low) / (high - low) if high > low else 0.5
    return MARGIN + share * (size - 2 * MARGIN)
