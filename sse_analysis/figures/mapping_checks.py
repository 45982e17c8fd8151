"""Charts of the mapping report: audit, time, minimum set, perimeter."""

from __future__ import annotations

import math

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.mapping_parts import word_grid, wrapped
from sse_analysis.figures.theme import INK, MARKERS, MUTED, PALETTE, TONES
from sse_analysis.mapping.growth import of_one_source
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.mapping import Audit, Growth, MinimumSet, PerimeterCounts, PerimeterScreening
from sse_analysis.tables.mapping_words import amount, money

#: Most panels of series over time on one page.
_PANELS = 9
_VERDICTS = {"in": TONES["yes"], "undecided": TONES["unknown"], "out": TONES["no"]}
_STATUS = {"available": TONES["yes"], "partly": TONES["partly"], "absent": TONES["no"]}


@build_chart.register
def audit_chart(result: Audit) -> Figure:
    """Draw how many findings there are of each kind, open ones and identities that hold."""
    import seaborn as sns

    counts = result.frame.groupby(["result", "fault"], sort=False).size().reset_index(name="count")
    with style():
        figure, axes = canvas(0.3 * len(counts) + 0.8)
        sns.barplot(
            data=counts, x="count", y="result", hue="fault", palette={True: PALETTE[1], False: PALETTE[2]},
            hue_order=[True, False], dodge=False, width=0.65, legend=False, ax=axes,
        )  # fmt: skip
        for row in counts.itertuples():
            axes.annotate(
                f"{row.count}", (row.count, row.result), (4, 0), textcoords="offset points", va="center",
                fontsize=8, color=INK,
            )  # fmt: skip
        axes.set(xlabel="findings (orange: open; green: holds)", ylabel="")
        axes.grid(axis="y", visible=False)
    told = ", ".join(f"{row.result} {row.count}" for row in counts.itertuples())
    return finish(
        figure,
        result,
        id="audit-chart",
        title="Arithmetic audit: findings by result",
        alt=f"Bars for {int(counts['count'].sum())} findings: {told}.",
    )


@build_chart.register
def growth_chart(result: Growth) -> Figure | Absence:
    """Draw one panel a series of three years or more; lines join figures of one source only."""
    measure = result.measure or _fullest(result.frame)
    frame = result.frame[result.frame["measure"].eq(measure)]
    years = frame.groupby(["line", "unit"])["year"].transform("nunique")
    frame = frame[years.ge(3)]
    if frame.empty:
        return _no_series(result)
    keys = (
        frame.groupby(["line", "unit"], sort=False).size().sort_values(ascending=False, kind="stable").index
    )
    drawn = [frame[frame["line"].eq(line) & frame["unit"].eq(unit)] for line, unit in keys[:_PANELS]]
    columns = min(3, len(drawn))
    rows = math.ceil(len(drawn) / columns)
    with style():
        figure, grid = canvas(1.9 * rows + 0.3, columns=columns, rows=rows, squeeze=False)
        for place, axes in enumerate(grid.flat):
            if place < len(drawn):
                _panel(axes, drawn[place], result.laws)
            else:
                axes.set_axis_off()
    label = str(frame["measure_label"].iloc[0])
    left = _left_out(frame.groupby(["line", "unit"]).size().reindex(keys), len(drawn))
    return finish(
        figure,
        result,
        id=f"growth-{measure.replace('_', '-')}",
        title=f"{label} over time: each colour is one source, only its years are joined; hollow: undated source; "
        f"dashes: a law comes into force{left}",
        alt=_series_in_words(drawn, label),
    )


def _left_out(figures: pd.Series, drawn: int) -> str:
    """Say how many series have no panel; they are shorter only where each has fewer figures than every one drawn."""
    rest = figures.iloc[drawn:]
    if rest.empty:
        return ""
    word = "shorter" if rest.max() < figures.iloc[:drawn].min() else "further"
    return f"; {len(rest)} {word} series stand in the table only"


def _fullest(frame: pd.DataFrame) -> str:
    counts = frame.groupby("measure")["year"].size()
    return str(counts.sort_values(ascending=False, kind="stable").index[0])


def _panel(axes, part: pd.DataFrame, laws: pd.DataFrame) -> None:
    undated = part[part["segment"].isna()]
    for place, (_, source) in enumerate(part.groupby("segment")):
        ordered = source.sort_values(["year", "value"])
        axes.plot(
            ordered["year"].astype(float), ordered["value"], color=PALETTE[place % len(PALETTE)],
            marker=MARKERS[place % len(MARKERS)], markersize=4, markeredgewidth=0, linewidth=1.2,
        )  # fmt: skip
    if len(undated):
        years, values = undated["year"].astype(float), undated["value"]
        axes.plot(years, values, ls="", marker="o", mfc="none", mec=MUTED, ms=4.5)
    for law in laws[laws["line"].eq(part["line"].iloc[0])].itertuples():
        axes.axvline(law.year, color=MUTED, linestyle=(0, (3, 2)), linewidth=0.9)
    axes.set_title("\n".join(wrapped([part["line_label"].iloc[0]], 32)), fontsize=8, loc="left")
    axes.set(xlabel="", ylabel="", ylim=(0, part["value"].max() * 1.15))
    first, last = int(part["year"].min()), int(part["year"].max())
    axes.set_xlim(first - 0.6, last + 0.6)
    axes.set_xticks(sorted({first, (first + last) // 2, last}))
    axes.yaxis.set_major_formatter(lambda value, _: _short(value))
    axes.tick_params(labelsize=7.5)


def _short(value: float) -> str:
    for size, mark in ((1e12, " trn"), (1e9, " bn"), (1e6, " M"), (1e3, " k")):
        if abs(value) >= size:
            return f"{exact(value / size):g}{mark}"
    return f"{exact(value):g}"


def _series_in_words(drawn: list[pd.DataFrame], label: str) -> str:
    return f"{len(drawn)} panels of {label.lower()} over time. {'; '.join(map(_one_series, drawn))}."


def _one_series(part: pd.DataFrame) -> str:
    """Return a panel in words; first and last are of one source, as in the table, or not said."""
    own, sources = of_one_source(part), part["segment"].nunique()
    held = f"{len(part)} figures of {part['year'].min()} to {part['year'].max()}, {sources} dated sources"
    if own.empty:
        return f"{part['line_label'].iloc[0]}: {held}, none with two years"
    first, last = (
        f"{money(row['value'], row['unit'])} in {row['year']}" for row in own.iloc[[0, -1]].to_dict("records")
    )
    return f"{part['line_label'].iloc[0]}: {first} and {last} by one source; {held}"


def _no_series(result: Growth) -> Absence:
    return Absence(
        id="no-growth-chart",
        country=result.country,
        reason="not_computable",
        what="Figures over time",
        why="No series of this measure has three years; two points are no course.",
    )


@build_chart.register
def minimum_set_chart(result: MinimumSet) -> Figure:
    """Draw the status of each item as a coloured cell with its word."""
    frame = result.frame
    grid = frame[["status"]].set_axis(wrapped(frame["item"], 60), axis=0)
    with style():
        figure, axes = canvas(0.3 * len(grid) + 0.7)
        word_grid(axes, grid, _STATUS, heads=["Held"])
    counts = frame["status"].value_counts()
    told = ", ".join(f"{word} {int(counts.get(word, 0))}" for word in _STATUS)
    items = "; ".join(f"{row.item} {row.status}" for row in frame.itertuples())
    return finish(
        figure,
        result,
        id="minimum-set-chart",
        title="Minimum set of statistics on cooperatives: what is held",
        alt=f"List of {len(frame)} items: {told}. {items}.",
    )


@build_chart.register
def perimeter_chart(result: PerimeterScreening) -> Figure:
    """Draw the verdict of each rule set on each legal form as a coloured cell with its word."""
    frame = result.frame
    codes = [code for code, _, _ in result.rule_sets]
    wide = frame.pivot(index="id", columns="rule_set", values="verdict").reindex(
        frame["id"].drop_duplicates()
    )
    names = frame.drop_duplicates("id")["name"]
    grid = wide[codes].set_axis(wrapped(names, 46), axis=0).replace("counted elsewhere", "elsewhere")
    with style():
        figure, axes = canvas(0.27 * len(grid) + 0.8)
        word_grid(axes, grid, _VERDICTS, heads=[name for _, name, _ in result.rule_sets])
        axes.tick_params(axis="x", labelsize=8.5)
        for words in axes.texts:
            words.set_fontsize(7)
    return finish(
        figure,
        result,
        id="perimeter-chart",
        title="Proposed perimeter: legal forms by rule set (elsewhere: counted under another form)",
        alt=_verdicts_in_words(frame, result),
    )


def _verdicts_in_words(frame: pd.DataFrame, result: PerimeterScreening) -> str:
    parts = []
    for code, name, _ in result.rule_sets:
        counts = frame.loc[frame["rule_set"].eq(code), "verdict"].value_counts()
        parts.append(f"{name}: " + ", ".join(f"{word} {int(counts.get(word, 0))}" for word in _VERDICTS))
    forms = frame["id"].nunique()
    return f"Grid of {forms} legal forms by {len(result.rule_sets)} rule sets. {'; '.join(parts)}."


@build_chart.register
def perimeter_counts_chart(result: PerimeterCounts) -> Figure:
    """Draw the verdict of each rule set beside each counted line; sums stand in the table, where they are allowed."""
    lines = result.frame[result.frame["level"].eq("line")]
    codes = [code for code, _, _ in result.rule_sets]
    first = lines.drop_duplicates("line_label").set_index("line_label")
    wide = lines.pivot(index="line_label", columns="rule_set", values="verdict").reindex(first.index)
    names = [f"{row.Index}: {amount(row.value)} ({row.year})" for row in first.itertuples()]
    with style():
        figure, axes = canvas(0.3 * len(wide) + 0.8)
        word_grid(axes, wide[codes].set_axis(wrapped(names, 46), axis=0), _VERDICTS,
                  heads=[name for _, name, _ in result.rule_sets])  # fmt: skip
    told = "; ".join(
        f"{name}: {_by_set(lines, label, result)}" for name, label in zip(names, wide.index, strict=True)
    )
    return finish(
        figure,
        result,
        id="perimeter-counts-chart",
        title="Counted organizations and the proposed rule sets that take them in",
        alt=f"Grid of {len(wide)} counted lines by {len(codes)} rule sets. {told}.",
    )


def _by_set(lines: pd.DataFrame, label: str, result: PerimeterCounts) -> str:
    verdicts = lines[lines["line_label"].eq(label)].set_index("rule_set")["verdict"]
    return ", ".join(f"{name} {verdicts[code]}" for code, name, _ in result.rule_sets)
