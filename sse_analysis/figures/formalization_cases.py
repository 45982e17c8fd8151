"""Charts of the formalization report: timeline of cases, diagnosis, legal forms."""

from __future__ import annotations

import textwrap

import pandas as pd

from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.cells import count_map
from sse_analysis.figures.theme import INK, MARKERS, MUTED, PALETTE, RULE, TONES
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.formalization import Diagnosis, Pathways, SSELink


@build_chart.register
def timeline(result: Pathways) -> Figure:
    """Draw one row a case: from the start of the entity to the event; cases without a year stand apart."""
    frame = result.frame
    areas = list(dict.fromkeys(frame["area_label"]))
    edge = _no_year(frame)
    with style():
        figure, axes = canvas(1.5 + 0.32 * len(frame))
        for place, row in enumerate(frame.to_dict("records")):
            _case(axes, row, place=place, look=_area_look(areas, row["area_label"]), edge=edge)
        axes.set_yticks(range(len(frame)), [_short(name) for name in frame["entity"]], fontsize=7.5)
        axes.set_ylim(len(frame) - 0.4, -0.6)
        _years(axes, frame, edge)
        figure.legend(handles=_area_keys(areas, frame), loc="outside lower center", ncols=2, fontsize=7.5)
    return finish(
        figure,
        result,
        id="formalization-pathways-chart",
        title="Documented paths from informal to formal: from the start of the entity (short bar) to the event",
        alt=_timeline_words(frame),
    )


def _no_year(frame: pd.DataFrame) -> int:
    """Return the place right of the last year where cases without a year are drawn."""
    years = pd.concat([frame["start_year"], frame["event_year"]]).dropna()
    return int(years.max()) + 3 if len(years) else 1


def _area_look(areas: list[str], area: str) -> dict[str, str]:
    place = areas.index(area)
    return {"color": PALETTE[place % len(PALETTE)], "marker": MARKERS[place % len(MARKERS)]}


def _case(axes, row: dict, *, place: int, look: dict[str, str], edge: int) -> None:
    event = edge if pd.isna(row["event_year"]) else int(row["event_year"])
    face = "white" if pd.notna(row["outcome"]) else look["color"]
    if pd.notna(row["start_year"]):
        start = int(row["start_year"])
        axes.plot([start], [place], marker="|", color=look["color"], markersize=9, markeredgewidth=1.6)
        style_ = (0, (1, 2)) if pd.isna(row["event_year"]) else "-"
        axes.plot([start, event], [place, place], color=look["color"], linewidth=1.4, linestyle=style_)
    axes.plot([event], [place], **look, markersize=7, markerfacecolor=face, linestyle="none", zorder=4)


def _years(axes, frame: pd.DataFrame, edge: int) -> None:
    years = pd.concat([frame["start_year"], frame["event_year"]]).dropna()
    first = int(years.min()) - 1 if len(years) else 0
    axes.set(xlim=(first, edge + 1.2), xlabel="")
    ticks = list(range(first - first % 5 + 5, edge - 1, 5))
    labels = [str(year) for year in ticks]
    if frame["event_year"].isna().any():
        axes.axvspan(edge - 1, edge + 1.2, color=RULE, alpha=0.5, zorder=0)
        ticks, labels = [*ticks, edge], [*labels, "no\nyear"]
    axes.set_xticks(ticks, labels)


def _short(name: str) -> str:
    lines = textwrap.wrap(name, 40)
    return "\n".join(lines if len(lines) < 3 else [lines[0], f"{lines[1]} ..."])


def _area_keys(areas: list[str], frame: pd.DataFrame) -> list:
    from matplotlib.lines import Line2D

    keys = [Line2D([], [], **_area_look(areas, area), linestyle="none", label=area) for area in areas]
    if frame["outcome"].notna().any():
        keys.append(
            Line2D(
                [], [], marker="o", color=MUTED, mfc="white", linestyle="none", label="hollow: no result yet"
            )
        )
    return keys


def _timeline_words(frame: pd.DataFrame) -> str:
    dated = frame.dropna(subset=["event_year"]).sort_values("event_year")
    words = "; ".join(
        f"{row.event_year}: {row.entity} ({row.area_label.lower()})" for row in dated.itertuples()
    )
    undated = len(frame) - len(dated)
    return f"{len(frame)} rows, one a case; {undated} without a year. {words}."


@build_chart.register
def diagnosis_chart(result: Diagnosis) -> Figure:
    """Draw one tile a question, by step; the word stands in the tile."""
    frame = result.frame
    steps = list(dict.fromkeys(frame["step"]))
    titles = dict(zip(frame["step"], frame["step_title"], strict=True))
    widest = int(frame.groupby("step").size().max())
    with style():
        figure, axes = canvas(0.8 + 0.75 * len(steps))
        for row, step in enumerate(steps):
            for column, entry in enumerate(frame[frame["step"].eq(step)].to_dict("records")):
                _tile(axes, column, row, status=entry["status"])
        axes.set_yticks(range(len(steps)), [textwrap.fill(f"{step}. {titles[step]}", 26) for step in steps])
        axes.set(xlim=(-0.5, widest - 0.5), ylim=(len(steps) - 0.5, -0.5))
        axes.set_xticks(range(widest), [f"question {number + 1}" for number in range(widest)], fontsize=7.5)
        axes.grid(visible=False)
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
    return finish(
        figure,
        result,
        id="formalization-diagnosis-chart",
        title="Steps 4 to 7 of a diagnosis of informality: questions answered by published tables, in the order of "
        "the table",
        alt=_diagnosis_words(frame),
    )


def _tile(axes, column: int, row: int, *, status: str) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(
        Rectangle((column - 0.46, row - 0.4), 0.92, 0.8, facecolor=TONES[status], edgecolor=MUTED, lw=0.6)
    )
    axes.text(column, row, status, ha="center", va="center", color=INK)


def _diagnosis_words(frame: pd.DataFrame) -> str:
    counts = frame["status"].value_counts()
    words = "; ".join(f"step {row.step}, {row.question} {row.status}" for row in frame.itertuples())
    head = ", ".join(f"{int(counts.get(word, 0))} {word}" for word in ("yes", "partly", "no"))
    return f"{len(frame)} tiles in {frame['step'].nunique()} rows: {head}. {words}."


@build_chart.register
def register_chart(result: SSELink) -> Figure:
    """Draw the number of legal forms by kind and by where they are entered."""

    frame = result.frame
    states = list(dict.fromkeys(frame["registration_label"]))
    kinds = list(dict.fromkeys(frame.sort_values("form_type_label")["form_type_label"]))
    counts = pd.crosstab(frame["form_type_label"], frame["registration_label"]).reindex(kinds)[states]
    with style():
        figure, axes = canvas(1.5 + 0.42 * len(kinds))
        count_map(axes, counts, size=9)
        axes.set_xticklabels([textwrap.fill(state, 16) for state in states], rotation=0, fontsize=8)
    return finish(
        figure,
        result,
        id="formalization-registers-chart",
        title="Where legal forms are entered: number of legal forms by kind. An empty tile is none recorded",
        alt=_register_words(counts),
    )


def _register_words(counts: pd.DataFrame) -> str:
    parts = [
        f"{kind}: " + ", ".join(f"{count} {state}" for state, count in row.items() if count)
        for kind, row in counts.iterrows()
    ]
    return f"{int(counts.to_numpy().sum())} legal forms in a grid of {len(counts)} kinds. {'; '.join(parts)}."
