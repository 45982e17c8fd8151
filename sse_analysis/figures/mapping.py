"""Charts of the mapping report: legal forms, landscape, competing figures, activity."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures import mapping_checks, mapping_funnel, mapping_places
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.mapping_parts import GRADES, beside, grade_legend, word_grid, wrapped
from sse_analysis.figures.theme import INK, MUTED, PLATE, TONES
from sse_analysis.mapping import rules
from sse_analysis.mapping.figure_words import about, kind_words, newer_of
from sse_analysis.mapping.leading import leads
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.mapping import CompetingFigures, Landscape, LegalFormMatrix
from sse_analysis.tables.mapping_words import amount, money

__all__ = ["mapping_checks", "mapping_funnel", "mapping_places"]

_PRINCIPLES = {
    "voluntary_membership": "Voluntary,\nmutual aid",
    "democratic_governance": "Democratic or\nparticipatory",
    "autonomy": "Autonomy",
    "people_over_capital": "People\nover capital",
}


@build_chart.register
def principles_chart(result: LegalFormMatrix) -> Figure:
    """Draw the verdict on each principle as a coloured cell with its word."""
    frame = result.frame
    grid = frame[list(_PRINCIPLES)].set_axis(wrapped(frame["name_en"], 46), axis=0)
    with style():
        figure, axes = canvas(0.27 * len(grid) + 0.8)
        word_grid(axes, grid, TONES, heads=list(_PRINCIPLES.values()))
    return finish(
        figure,
        result,
        id="legal-forms-principles-chart",
        title="The four principles in the law of each legal form",
        alt=_principles_in_words(frame),
    )


def _principles_in_words(frame: pd.DataFrame) -> str:
    parts = []
    for name, label in _PRINCIPLES.items():
        counts = frame[name].value_counts()
        told = ", ".join(f"{word} {int(counts.get(word, 0))}" for word in TONES)
        parts.append(f"{label.replace(chr(10), ' ')}: {told}")
    known = frame[frame["unknown"].eq(0)]
    full = f" All four are known for {len(known)}: {', '.join(known['name_en'])}." if len(known) else ""
    return f"Grid of {len(frame)} legal forms by four principles. {'. '.join(parts)}.{full}"


@build_chart.register
def landscape_chart(result: Landscape) -> Figure | Absence:
    """Draw the headline count of organizations of each main line, on a scale of powers of ten."""
    import seaborn as sns

    frame = leads(result, rules.bodies()).sort_values("value", ascending=False, kind="stable")
    if frame.empty:
        return _no_counts(result)
    frame = frame.assign(name=wrapped(frame["line_label"], 44), Grade=frame["grade"])
    with style():
        figure, axes = canvas(max(2.0, 0.34 * len(frame) + 0.9))
        sns.scatterplot(
            data=frame, x="value", y="name", hue="Grade", style="Grade", hue_order=list(GRADES), s=55,
            style_order=list(GRADES), palette=[colour for colour, _ in GRADES.values()],
            markers=[marker for _, marker in GRADES.values()], ax=axes, zorder=3,
        )  # fmt: skip
        _label_counts(axes, frame)
        axes.set_xscale("log")
        axes.set(xlabel="organizations (each step ten times more)", ylabel="")
        axes.set_xlim(frame["value"].min() / 3, _right_end(frame))
        axes.xaxis.set_major_formatter(lambda value, _: f"{exact(value):,.0f}")
        _finish_dots(axes, len(frame))
    return finish(
        figure,
        result,
        id="landscape-chart",
        title="Headline counts of organizations by form, with year; hollow: newer figure of lower rank",
        alt=_landscape_in_words(frame),
    )


def _finish_dots(axes, rows: int) -> None:
    axes.set_ylim(rows - 0.4, -0.6)
    axes.tick_params(axis="y", labelsize=8, length=0)
    grade_legend(axes)


def _label_counts(axes, frame: pd.DataFrame) -> None:
    for row in frame.itertuples():
        last = row.value
        if pd.notna(row.newer_value):
            axes.plot([row.newer_value], [row.name], marker="o", mfc="white", mec=INK, ms=6, ls="", zorder=4)
            last = max(row.value, row.newer_value)
        beside(axes, _label(row), (last, row.name))


def _label(row) -> str:
    words = f"{amount(row.value)} ({int(row.year)}{kind_words(row.kind)})"
    if pd.isna(row.newer_value):
        return words
    return f"{words};\n{amount(row.newer_value)} ({int(row.newer_year)}{kind_words(row.newer_kind)})"


def _right_end(frame: pd.DataFrame) -> float:
    """Return where the logarithmic axis ends, so that the words behind the last dots are within the drawing.

    A letter takes about 1.4 percent of the axis; three tenths of it are for the dots in any case.
    """
    start = frame["value"].min() / 3
    decades = np.log10(frame[["value", "newer_value"]].max(axis=1) / start)
    longest = [max(map(len, _label(row).split("\n"))) for row in frame.itertuples()]
    free = [max(1 - 0.014 * (letters + 3), 0.3) for letters in longest]
    return start * 10 ** float((decades / free).max())


def _landscape_in_words(frame: pd.DataFrame) -> str:
    told = "; ".join(_in_words(row) for row in frame.to_dict("records"))
    return f"Dots on a logarithmic scale for {len(frame)} lines, largest first: {told}."


def _in_words(row: dict) -> str:
    newer = newer_of(row)
    beside = f", newer {amount(newer['value'])} ({about(newer, grade='grade ')})" if newer else ""
    return f"{row['line_label']} {amount(row['value'])} ({about(row, grade='grade ')}){beside}"


def _no_counts(result: Landscape) -> Absence:
    return Absence(
        id="no-landscape-chart",
        country=result.country,
        reason="no_data",
        what="Headline counts of organizations by form",
        why="No count of organizations may be a headline: all are undated, estimates or of other wordings.",
    )


@build_chart.register
def competing_chart(result: CompetingFigures) -> Figure:
    """Draw each value as a dot at its distance from the headline of its group."""
    import seaborn as sns

    frame = result.frame.assign(Grade=result.frame["grade"], name=_group_names(result.frame))
    frame = frame.assign(gap=_gaps(frame))
    groups = frame["name"].drop_duplicates()
    with style():
        figure, axes = canvas(max(1.8, 0.36 * len(groups) + 1.1))
        axes.axvline(0, color=MUTED, linewidth=0.8)
        sns.scatterplot(
            data=frame, x="gap", y="name", hue="Grade", style="Grade", hue_order=list(GRADES), s=50,
            style_order=list(GRADES), palette=[colour for colour, _ in GRADES.values()],
            markers=[marker for _, marker in GRADES.values()], ax=axes, zorder=3,
        )  # fmt: skip
        _label_extremes(axes, frame)
        axes.set(xlabel="distance from the first value of the group, percent (0: headline)", ylabel="")
        span = max(frame["gap"].max() - frame["gap"].min(), 4)
        axes.set_xlim(frame["gap"].min() - 0.22 * span, frame["gap"].max() + 0.22 * span)
        _finish_dots(axes, len(groups))
    return finish(
        figure,
        result,
        id="competing-figures-chart",
        title="Different values for the same thing and year",
        alt=_competing_in_words(frame),
    )


def _group_names(frame: pd.DataFrame) -> list[str]:
    from sse_analysis import reference

    labels = reference.labels("measure")
    names = [
        f"{row.line_label}: {labels[row.measure].lower()}, {row.year}"
        for row in frame.drop_duplicates("group").itertuples()
    ]
    short = dict(zip(frame["group"].drop_duplicates(), wrapped(names, 48), strict=True))
    return [short[group] for group in frame["group"]]


def _gaps(frame: pd.DataFrame) -> pd.Series:
    """Return the distance from the first value where a group has no headline."""
    first = frame.groupby("group")["value"].transform("first")
    return frame["gap_percent"].where(frame["gap_percent"].notna(), (frame["value"] / first - 1) * 100)


def _label_extremes(axes, frame: pd.DataFrame) -> None:
    for name, part in frame.groupby("name", sort=False):
        low, high = part.loc[part["gap"].idxmin()], part.loc[part["gap"].idxmax()]
        for row, side, place in ((low, -7, "right"), (high, 7, "left")):
            axes.annotate(
                _value(row), (row["gap"], name), (side, 0), textcoords="offset points", ha=place, va="center",
                fontsize=7.5, color=INK, bbox=PLATE,
            )  # fmt: skip


def _value(row: pd.Series | dict) -> str:
    """Return a value with its unit and, where it was not observed, the word for that."""
    return f"{money(row['value'], row['unit'])}{kind_words(row['kind'])}"


def _competing_in_words(frame: pd.DataFrame) -> str:
    parts = []
    for _, part in frame.groupby("group", sort=False):
        row = part.iloc[0]
        values = "; ".join(_value(one) for one in part.to_dict("records"))
        parts.append(f"{row['name'].replace(chr(10), ' ')}: {values}")
    return f"Dots for {len(frame)} values in {len(parts)} groups. {'; '.join(parts)}."
