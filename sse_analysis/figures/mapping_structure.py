"""Charts of structure, growth and place: survival and entries, mix of forms, size classes, density map."""

from __future__ import annotations

import textwrap

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.cells import ink_cells, number_map
from sse_analysis.figures.theme import INK, MUTED, PALETTE, WIDTH
from sse_analysis.figures.tilegrid import draw_tiles
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.mapping_structure import DensityMap, Lifetimes, Sizes, Specialization

#: From light to dark; the last is that of a size nobody states.
_RAMP = ("#eaf1f8", "#c3d8ec", "#8fb4d9", "#4f87bd", "#0b5394")
_NOT_STATED = "#e6e9ed"
#: Curves drawn beside that of all; more could not be told apart.
_CURVES = 4


@build_chart.register
def lifetimes_chart(result: Lifetimes) -> Figure:
    """Survival on the left, entries and ends of every year on the right, laws as lines."""
    with style():
        figure, (left, right) = canvas(3.7, columns=2)
        shown = _survival(left, result.frame)
        _years(right, result)
    return finish(
        figure, result, id="lifetimes-chart", alt=_lifetimes_alt(result, shown),
        title="How long organizations stay on the register, and how many enter and end each year",
    )  # fmt: skip


def _survival(axes, frame: pd.DataFrame) -> list[str]:
    whole = frame[frame["group"].eq("all")]
    sizes = (
        frame[frame["group"].ne("all")]
        .groupby("group")["n_risk"]
        .max()
        .sort_values(ascending=False, kind="stable")
    )
    axes.fill_between(
        whole["time"],
        100 * whole["lowest"],
        100 * whole["survival"],
        step="post",
        color="#e6e9ed",
        label="between the ends, all",
    )
    lines = ("-", "--", ":", "-.")
    for place, group in enumerate(["all", *sizes.index[:_CURVES]]):
        own = frame[frame["group"].eq(group)].dropna(subset=["survival"])
        colour, line = (INK, "-") if group == "all" else (PALETTE[place - 1], lines[(place - 1) % 4])
        label = textwrap.shorten(own["label"].iloc[0], 34, placeholder=" …")
        axes.step(
            own["time"],
            100 * own["survival"],
            where="post",
            color=colour,
            linestyle=line,
            linewidth=1.5,
            label=label,
        )
    axes.set(xlabel="years since registration", ylabel="percent still on the register")
    axes.legend(loc="lower left", fontsize=7)
    return list(sizes.index[:_CURVES])


def _years(axes, result: Lifetimes) -> None:
    years = result.years
    axes.bar(years["year"], years["entered"], color=PALETTE[0], width=0.8, label="added")
    axes.bar(years["year"], -years["ended"], color=PALETTE[1], width=0.8, label="ended")
    axes.axhline(0, color=MUTED, linewidth=0.8)
    for place, law in enumerate(result.laws.itertuples()):
        axes.axvline(
            law.year,
            color=MUTED,
            linewidth=0.9,
            linestyle=":",
            label="a law came into force" if not place else None,
        )
    axes.set(xlabel="year", ylabel="organizations")
    axes.set_ylim(top=1.3 * max(years["entered"].max(), 1))
    axes.yaxis.set_major_formatter(lambda value, _: f"{exact(abs(value)):,.0f}")
    axes.legend(loc="upper left", fontsize=7, ncols=3, columnspacing=0.8, handlelength=1.2)
    axes.grid(False, axis="x")


def _lifetimes_alt(result: Lifetimes, shown: list[str]) -> str:
    whole = result.frame[result.frame["group"].eq("all")].set_index("time")
    told = [
        f"{exact(100 * whole['survival'][year]):.0f} percent after {year} years "
        f"({exact(100 * whole['ci_low'][year]):.0f} to "
        f"{exact(100 * whole['ci_high'][year]):.0f}, at least {exact(100 * whole['lowest'][year]):.0f})"
        for year in (5, 10, 20) if pd.notna(whole["survival"][year])
    ]  # fmt: skip
    years, last = result.years, result.years.iloc[-1]
    laws = ", ".join(str(year) for year in result.laws["year"])
    most = years.loc[years["entered"].idxmax()]
    return (
        f"Survival on the register, all and {len(shown)} legal forms; of all, {', '.join(told)}. Entries and ends by year, "
        f"{int(years['year'].iloc[0])} to {int(last['year'])}: most were added in {int(most['year'])} "
        f"({int(most['entered']):,}); in {int(last['year'])} {int(last['entered']):,} were added and {int(last['ended']):,} "
        f"ended.{f' Laws came into force in {laws}.' if laws else ''}"
    )


@build_chart.register
def specialization_chart(result: Specialization) -> Figure:
    """A grid of areas and forms; quotients whose interval leaves out 1 have a star, the others are grey."""

    frame = result.frame
    sure = (frame["ci_low"] > 1) | (frame["ci_high"] < 1)
    wide, strong = (
        frame.assign(shown=values).pivot(index="name", columns="form", values="shown")
        for values in (frame["estimate"], sure)
    )
    with style():
        figure, axes = canvas(1.7 + 0.28 * len(wide))
        number_map(axes, wide, most=3, decimals=1)
        for words, star in zip(axes.texts, strong.to_numpy()[wide.notna().to_numpy()], strict=True):
            words.set(text=f"{words.get_text()} *" if star else words.get_text())
        ink_cells(axes)
        axes.set_xlabel("* the 95% interval leaves out 1")
        heads = [textwrap.shorten(name, 22, placeholder=" …") for name in wide.columns]
        axes.set_xticklabels(heads, rotation=30, ha="right", fontsize=8)
    return finish(
        figure, result, id="specialization-chart", alt=_specialization_alt(result, sure),
        title="Legal forms by area against the mix of the country (location quotient; 1: as the country)",
    )  # fmt: skip


def _specialization_alt(result: Specialization, sure: pd.Series) -> str:
    frame = result.frame
    strong = (
        frame[sure & frame["estimate"].gt(1)].sort_values("estimate", ascending=False, kind="stable").head(3)
    )
    told = "; ".join(
        f"{row['form']} in {row['name']} {exact(row['estimate']):.1f}" for row in strong.to_dict("records")
    )
    forms, places = frame["legal_form"].nunique(), frame["area"].nunique()
    return (
        f"Location quotients of {forms} legal forms in {places} areas; the interval of {int(sure.sum())} of {len(frame)} "
        "leaves out 1." + (f" Highest of these: {told}." if told else "")
    )


@build_chart.register
def sizes_chart(result: Sizes) -> Figure:
    """One bar a legal form, cut into size classes, for members and for workers."""
    frame = result.frame
    measures = list(dict.fromkeys(frame["measure"]))
    names = list(dict.fromkeys(frame["name"]))
    with style():
        figure, panels = canvas(1.5 + 0.27 * len(names), columns=len(measures), sharey=True, squeeze=False)
        for axes, measure in zip(panels[0], measures, strict=True):
            _bands(axes, frame[frame["measure"].eq(measure)], names)
            axes.set_title(measure, fontsize=9)
        panels[0][0].set(
            yticks=range(len(names)),
            yticklabels=[textwrap.shorten(name, 30, placeholder=" …") for name in names],
        )
        panels[0][0].set_ylim(len(names) - 0.5, -0.5)
        figure.supxlabel("percent of the organizations of the form", fontsize=8.5)
    return finish(
        figure,
        result,
        id="sizes-chart",
        title="Organizations by size: members and workers",
        alt=_sizes_alt(result),
    )


def _bands(axes, rows: pd.DataFrame, names: list[str]) -> None:
    start = pd.Series(0.0, names)
    bands = list(dict.fromkeys(rows["band"]))
    for place, band in enumerate(bands):
        share = rows[rows["band"].eq(band)].set_index("name")["share"].reindex(names).fillna(0.0)
        colour = _NOT_STATED if band == "not stated" else _RAMP[place]
        axes.barh(
            range(len(names)),
            share,
            left=start,
            color=colour,
            edgecolor=MUTED,
            linewidth=0.4,
            height=0.7,
            label=band,
        )
        start = start + share
    axes.set(xlim=(0, 100))
    axes.tick_params(axis="y", length=0)
    axes.grid(False)
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, -0.1),
        fontsize=7,
        ncols=3,
        handlelength=1.0,
        columnspacing=0.9,
    )


def _sizes_alt(result: Sizes) -> str:
    parts = []
    whole = result.spread[result.spread["legal_form"].eq("all")].set_index("measure")
    for measure, rows in result.frame[result.frame["legal_form"].eq("all")].groupby("measure", sort=False):
        told = ", ".join(f"{row.band} {exact(row.share):.0f} percent" for row in rows.itertuples())
        row = whole.loc[measure]
        half = (
            f"; median {exact(row['median']):,.0f}, the largest tenth holds {exact(row['top']):.0f} percent"
        )
        parts.append(f"{measure}: {told}{half if pd.notna(row['top']) else ''}")
    forms = result.frame["legal_form"].nunique() - 1
    return f"Size classes of all organizations and of {forms} legal forms. All, {'. '.join(parts)}."


@build_chart.register
def density_chart(result: DensityMap) -> Figure:
    """A grid of tiles, always; under it the areas in their true shape where polygons are held."""
    frame = result.frame.rename(columns={"area": "unit_code"})
    frame = frame[frame["row"].notna() & frame["column"].notna()]
    shades = _shades(frame)
    labels = {row.unit_code: _label(row) for row in frame.itertuples() if pd.notna(row.value)}
    tall = 0.46 * (frame["row"].max() - frame["row"].min() + 1) + 0.2
    with style():
        if result.outlines:
            shape = _shape(result)
            figure, (top, below) = canvas(tall + shape, rows=2, height_ratios=(tall, shape))
            _outlines(below, result, shades)
        else:
            figure, top = canvas(tall)
        draw_tiles(top, frame, colours=shades, labels=labels)
    return finish(
        figure, result, id="density-chart", alt=_density_alt(result),
        title="Organizations per 100,000 people by area, smoothed; darker is denser, hatched: no rate",
    )  # fmt: skip


def _shades(frame: pd.DataFrame) -> dict[str, str]:
    known = frame.dropna(subset=["value"])
    least, most = known["value"].min(), known["value"].max()
    # Steps of equal width: areas that are alike are shaded alike, which ranks would hide.
    place = (known["value"] - least) / (most - least) * 4 if most > least else known["value"] * 0 + 1
    return {code: _RAMP[min(int(step), 3)] for code, step in zip(known["unit_code"], place, strict=True)}


def _label(row) -> str:
    return f"{exact(row.value):,.0f}" + (f", {row.cluster}" if isinstance(row.cluster, str) else "")


def _shape(result: DensityMap) -> float:
    """Return the height in inches that keeps the shape of the country over the width of the page."""
    x, y = zip(
        *(point for rings in result.outlines.values() for ring in rings for point in ring), strict=True
    )
    wide, high = max(x) - min(x), (max(y) - min(y)) * 1.25
    return float(min(max(WIDTH * high / max(wide, 1e-9), 2.0), 4.2))


def _outlines(axes, result: DensityMap, shades: dict[str, str]) -> None:
    from matplotlib.collections import PolyCollection

    places = result.frame.set_index("area")
    rings = [(code, ring) for code, own in result.outlines.items() for ring in own]
    colours = [shades.get(code, "#ffffff") for code, _ in rings]
    axes.add_collection(
        PolyCollection([ring for _, ring in rings], facecolors=colours, edgecolors=MUTED, linewidths=0.6)
    )
    for code, own in result.outlines.items():
        longest = max(own, key=len)
        x, y = (sum(point[side] for point in longest) / len(longest) for side in (0, 1))
        value = places["value"][code]
        words = f"{places['name'][code]}\n{exact(value):,.0f}" if pd.notna(value) else places["name"][code]
        axes.annotate(words, (x, y), ha="center", va="center", fontsize=6.5, color=INK)
    axes.autoscale_view()
    axes.set_aspect(1.25)
    axes.set_axis_off()


def _density_alt(result: DensityMap) -> str:
    frame = result.frame.dropna(subset=["value"]).sort_values("value", ascending=False, kind="stable")
    maps = "Tile map and map" if result.outlines else "Tile map"
    if frame.empty:
        return f"{maps} of {len(result.frame)} areas; no rate is known."
    named = result.frame.dropna(subset=["cluster"])
    alike = "" if result.moran is None else f" Moran's I {exact(result.moran):.2f}, p {exact(result.p):.3f}."
    clusters = "; ".join(f"{row['name']} {row['cluster']}" for row in named.to_dict("records"))
    said = (
        f" Named among neighbours: {clusters}." if clusters else " No area stands out among its neighbours."
    )
    first, last = frame.iloc[0], frame.iloc[-1]
    return (
        f"{maps} of {len(result.frame)} areas. Densest {first['name']} {exact(first['value']):,.0f} "
        f"organizations per 100,000 "
        f"people, least {last['name']} {exact(last['value']):,.0f}.{alike}{'' if result.moran is None else said}"
    )
