"""Charts of the perimeter: the tornado of decisions, and the totals of all answers together."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures import mapping_mosaic, mapping_self
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.mapping_parts import wrapped
from sse_analysis.figures.theme import INK, MUTED, PALETTE
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.mapping_perimeter import Sensitivity
from sse_analysis.tables.mapping_perimeter import one_way
from sse_analysis.tables.mapping_words import amount

__all__ = ["mapping_mosaic", "mapping_self"]

#: Panels and bars that are drawn; the table holds all.
_PANELS, _BARS = 3, 8
_COUNTED = {"published": "published figures", "registers": "organizations behind the registers"}
_ANSWERS = {"": "#ffffff", "out": "#d9dde2", "broad": "#8fb4d9", "in": "#0b5394"}


@build_chart.register
def sensitivity_chart(result: Sensitivity) -> Figure | Absence:
    return _curve(result) if result.part == "combinations" else _tornado(result)


def _tornado(result: Sensitivity) -> Figure | Absence:
    """Bars of what each decision would add to or take from the total, longest first, a panel a quantity."""
    frame = result.frame[result.frame["rule_set"].eq(result.base)]
    frame = frame.assign(swing=frame["high"] - frame["low"])
    panels = [
        part.sort_values("swing", ascending=False, kind="stable").head(_BARS)
        for _, part in frame[frame["swing"].gt(0)].groupby(["quantity", "unit"], sort=False)
    ][:_PANELS]
    if not panels:
        return _settled(result)
    sizes = [len(part) + 1.6 for part in panels]
    with style():
        drawing, grid = canvas(0.4 + 0.32 * sum(sizes), rows=len(panels), squeeze=False, height_ratios=sizes)
        for axes, part in zip(grid.flat, panels, strict=True):
            _bars(axes, part, frame, result)
    name = dict(result.rule_sets)[result.base]
    return finish(
        drawing, result, id=f"sensitivity-{result.counted}-chart",
        title=f"What the definition and each decision would change in the {name.lower()} perimeter: "
        f"{_COUNTED[result.counted]}",
        alt=" ".join(_panel_in_words(part, result) for part in panels),
    )  # fmt: skip


def _bars(axes, part: pd.DataFrame, frame: pd.DataFrame, result: Sensitivity) -> None:
    first = part.iloc[0]
    same = frame["quantity"].eq(first["quantity"]) & frame["unit"].eq(first["unit"])
    own = frame[same & frame["kind"].eq("rule set")].iloc[0]
    now = f"now {amount(own['total'])}" if pd.notna(own["total"]) else "no total as things stand"
    now += f", {own['years']}" if own["years"] and pd.notna(own["total"]) else ""
    places = range(len(part))
    axes.barh(places, part["low"], color=PALETTE[1], height=0.62)
    axes.barh(places, part["high"], color=PALETTE[0], height=0.62)
    axes.axvline(0, color=MUTED, linewidth=0.9)
    for place, row in zip(places, part.to_dict("records"), strict=True):
        for end, side in (("low", -1), ("high", 1)):
            if row[end]:
                axes.annotate(
                    f"{exact(row[end]):+,.0f}".replace("-", "−"), (row[end], place), xytext=(4 * side, 0), va="center",
                    textcoords="offset points", ha="left" if side > 0 else "right", fontsize=7.5, color=INK,
                )  # fmt: skip
    span = max(part["high"].max(), 0) - min(part["low"].min(), 0)
    axes.set_xlim(min(part["low"].min(), 0) - 0.2 * span, max(part["high"].max(), 0) + 0.2 * span)
    axes.set_yticks(
        places, wrapped([_bar_name(row, result) for row in part.to_dict("records")], 40), fontsize=8
    )
    axes.set_ylim(len(part) - 0.5, -0.5)
    axes.set_title(f"{first['label']}, {first['unit']} ({now})", loc="left", fontsize=9)
    axes.xaxis.set_major_formatter(lambda value, _: f"{exact(value):,.0f}".replace("-", "−"))
    axes.locator_params(axis="x", nbins=6)
    axes.grid(False, axis="y")


def _bar_name(row: dict, result: Sensitivity) -> str:
    if row["kind"] == "rule set":
        names = dict(result.rule_sets)
        ends = dict.fromkeys(names[row[f"{end}_answer"]] for end in ("low", "high"))
        return f"Choice of definition: {' to '.join(ends)}"
    return f"{row['question'] or 'not asked'}: {row['name']}"


def _panel_in_words(part: pd.DataFrame, result: Sensitivity) -> str:
    told = "; ".join(
        f"{_bar_name(row, result)}, {exact(row['low']):+,.0f} to {exact(row['high']):+,.0f}"
        for row in part.to_dict("records")
    )
    return f"{part['label'].iloc[0]} ({part['unit'].iloc[0]}), longest bar first: {told}."


def _settled(result: Sensitivity) -> Absence:
    return Absence(
        id=f"no-sensitivity-{result.counted}", country=result.country, reason="not_computable",
        what="What each decision would change", why="No decision that is open moves a counted total.",
    )  # fmt: skip


def _curve(result: Sensitivity) -> Figure | Absence:
    """Totals of every rule set and combination in rising order, and under them which answers make each."""
    first = result.combined.iloc[0]
    frame = result.combined[result.combined["quantity"].eq(first["quantity"])]
    frame = (
        frame[frame["unit"].eq(first["unit"])]
        .dropna(subset=["total"])
        .fillna(dict.fromkeys(result.questions, ""))
    )
    frame = frame.sort_values(["total", "upper"], kind="stable").reset_index(drop=True)
    asked = [name for name in result.questions if frame[name].fillna("").ne("").any()]
    if not asked or frame.empty:
        return one_way(result)
    sets = [(code, name) for code, name in result.rule_sets if frame["rule_set"].eq(code).any()]
    with style():
        drawing, (top, below) = canvas(
            2.6 + 0.24 * (len(sets) + len(asked)), rows=2, sharex=True,
            height_ratios=(2.2, 0.24 * (len(sets) + len(asked)) + 0.2),
        )  # fmt: skip
        _totals(top, frame)
        _strips(below, frame, sets, asked)
    return finish(
        drawing, result, id=f"combinations-{result.counted}-chart",
        title=f"{first['label']} under every rule set and all answers together ({_COUNTED[result.counted]}): each "
        "place along the axis is one combination",
        alt=_curve_in_words(frame, sets, asked),
    )  # fmt: skip


def _totals(axes, frame: pd.DataFrame) -> None:
    places = frame.index.to_numpy()
    axes.fill_between(
        places, frame["total"], frame["upper"].fillna(frame["total"]), step="mid", color=PALETTE[4], alpha=0.35,
        linewidth=0, label="with what stays undecided",
    )  # fmt: skip
    axes.step(places, frame["total"], where="mid", color=PALETTE[0], label="forms that are in")
    axes.set(ylim=(0, None), ylabel=str(frame["unit"].iloc[0]), xlim=(-0.5, len(frame) - 0.5))
    axes.yaxis.set_major_formatter(lambda value, _: f"{exact(value):,.0f}")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, fontsize=8)
    axes.grid(False, axis="x")


def _strips(axes, frame: pd.DataFrame, sets: list[tuple[str, str]], asked: list[str]) -> None:
    """Draw one image: dark where the rule set is the one of the row, and the answer to every question."""
    from matplotlib.colors import ListedColormap

    codes = list(_ANSWERS)
    rows = [frame["rule_set"].eq(code).map({True: codes.index("in"), False: 0}) for code, _ in sets]
    rows += [frame[name].map(codes.index) for name in asked]
    axes.imshow(
        [list(row) for row in rows], aspect="auto", interpolation="nearest", cmap=ListedColormap(list(_ANSWERS.values())),
        vmin=-0.5, vmax=len(codes) - 0.5,
    )  # fmt: skip
    axes.set_yticks(range(len(rows)), [name for _, name in sets] + asked, fontsize=7.5)
    axes.hlines(
        [place - 0.5 for place in range(1, len(rows))], -0.5, len(frame) - 0.5, color="white", linewidth=1.5
    )
    axes.set(xticks=[], xlabel="answers: dark in, middle broad only, light out, white no committee's answer")
    axes.grid(False)


def _curve_in_words(frame: pd.DataFrame, sets: list[tuple[str, str]], asked: list[str]) -> str:
    told = []
    for code, name in sets:
        own = frame.loc[frame["rule_set"].eq(code), "total"]
        ends = amount(own.min()) if own.min() == own.max() else f"{amount(own.min())} to {amount(own.max())}"
        told.append(f"{name} {ends} ({len(own):,})")
    return (
        f"{len(frame):,} totals from {amount(frame['total'].min())} to {amount(frame['total'].max())}, by rule set and "
        f"combinations of answers to {', '.join(asked)}: {'; '.join(told)}."
    )
