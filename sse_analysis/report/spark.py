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
    drawn = [
        (_joined(known, places), 1.2),
        # A line without length has round ends alone: a dot in a sixth of the letters of a circle.
        ("".join(f"M{place}h0" for place in places[:-1]), 2.4),
        ("".join(f"M{place}h0" for place in places[-1:]), 4.8),
    ]
    parts = [f'<path d="{steps}" stroke-width="{wide}"/>' for steps, wide in drawn if steps]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="spark" role="img" '
        f'aria-label="{escape(label)}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'width="{WIDTH:g}" height="{HEIGHT:g}"><g fill="none" stroke="{ink}" stroke-linecap="round">'
        f"{''.join(parts)}</g></svg>"
    )


def _joined(known: list[tuple[float, float]], places: list[str]) -> str:
    """Return the steps of a line through neighbouring years; a single year is no line."""
    lines: list[list[str]] = []
    last = float("-inf")
    for (year, _), place in zip(known, places, strict=True):
        if year - last > 1:
            lines.append([])
        lines[-1].append(place)
        last = year
    return "".join(f"M{' '.join(line)}" for line in lines if len(line) > 1)


def _places(known: list[tuple[float, float]]) -> list[str]:
    """Return ``"x y"`` of every observation inside the drawing."""
    years, values = [year for year, _ in known], [value for _, value in known]
    return [
        f"{round(_scale(year, years, WIDTH), 1):g} {round(HEIGHT - _scale(value, values, HEIGHT), 1):g}"
        for year, value in known
    ]


def _scale(value: float, values: list[float], size: float) -> float:
    low, high = min(values), max(values)
    share = (value - low) / (high - low) if high > low else 0.5
    return MARGIN + share * (size - 2 * MARGIN)
