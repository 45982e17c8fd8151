"""Charts of the SDG report: claims beside national figures."""

from __future__ import annotations

import textwrap

import pandas as pd

from sse_analysis import reference
from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.theme import MUTED, PALETTE, TONES, per_cent
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.sdg import ClaimedTargets, Contribution, UnsupportedClaims
from sse_analysis.tables.sdg_words import amount


@build_chart.register
def claimed_targets_chart(result: ClaimedTargets) -> Figure | Absence:
    """Draw value and target of the claimed targets whose figure is in per cent and has a target value."""
    frame = result.frame
    share = frame["unit"].fillna("").str.startswith("percent") & frame["unit"].ne("percent_per_year")
    frame = frame[frame["target_value"].notna() & share & frame["qualifier"].eq("")].reset_index(drop=True)
    if frame.empty:
        return _no_lollipop(result)
    frame["name"] = [
        textwrap.fill(f"{row.target} {row.label} ({row.year})", 52) for row in frame.itertuples()
    ]
    with style():
        figure, axes = canvas(0.36 * len(frame) + 1.0)
        _lollipops(axes, frame)
        # The first row stands low enough for its number to keep clear of the legend.
        axes.set(xlabel="per cent", ylabel="", ylim=(len(frame) - 0.5, -0.8))
        axes.set_xlim(per_cent(frame["value"].astype(float), frame["target_value"].astype(float)))
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    return finish(
        figure,
        result,
        id="sdg-claimed-targets-chart",
        title="How far the country is from targets the social and solidarity economy is said to serve "
        "(figures in per cent)",
        alt=_lollipop_words(frame),
    )


def _lollipops(axes, frame: pd.DataFrame) -> None:
    import seaborn as sns

    value, target, name = frame["value"].astype(float), frame["target_value"].astype(float), frame["name"]
    axes.hlines(name, value, target, color=MUTED, linewidth=1.4, zorder=1)
    sns.scatterplot(
        x=value, y=name, marker="o", s=52, color=PALETTE[0], label="latest value", zorder=2, ax=axes
    )
    sns.scatterplot(x=target, y=name, marker="D", s=34, color=PALETTE[2], label="target", zorder=3, ax=axes)
    above = {"textcoords": "offset points", "ha": "center", "fontsize": 7.5}
    for at, where in zip(value, name, strict=True):
        axes.annotate(amount(at), (at, where), (0, 6), **above)


def _no_lollipop(result: ClaimedTargets) -> Absence:
    return Absence(
        id="no-sdg-claimed-targets-chart",
        country=result.country,
        reason="no_data",
        what="Distance to the claimed targets",
        why="No claimed target has a figure in per cent with a target value.",
    )


def _lollipop_words(frame: pd.DataFrame) -> str:
    parts = [
        f"{row.target} {row.label}: {amount(row.value)} in {row.year}, target {exact(row.target_value):g}"
        for row in frame.itertuples()
    ]
    far = frame.loc[frame["distance"].astype(float).idxmax()]
    return f"{len(frame)} claimed targets. Farthest: {far['label']}, {amount(far['distance'])} points. {'. '.join(parts)}."


@build_chart.register
def unsupported_chart(result: UnsupportedClaims) -> Figure:
    """Draw how many claims lack what."""
    import seaborn as sns

    counts = result.frame["lacking"].value_counts().rename_axis("lacking").reset_index(name="claims")
    with style():
        figure, axes = canvas(0.4 * len(counts) + 0.8)
        sns.barplot(
            data=counts,
            x="claims",
            y="lacking",
            color=TONES["unknown"],
            edgecolor=MUTED,
            linewidth=0.6,
            ax=axes,
        )
        for place, count in enumerate(counts["claims"]):
            axes.annotate(
                f"{count}", (count, place), (3, 0), textcoords="offset points", va="center", fontsize=8
            )
        axes.set(xlabel="claims about this country or in general; no source read: proposals", ylabel="")
        axes.grid(axis="y", visible=False)
    parts = ", ".join(f"{row.lacking} {row.claims}" for row in counts.itertuples())
    alt = f"Bars for {int(counts['claims'].sum())} claims or proposals without data: {parts}."
    return finish(
        figure,
        result,
        id="sdg-claims-without-data-chart",
        title="Claims without data, by what they lack",
        alt=alt,
    )


@build_chart.register
def contribution_chart(result: Contribution) -> Figure | Absence:
    """Draw the shares that could be computed; none of them may be added to another."""
    import seaborn as sns

    frame = result.frame[result.frame["share"].notna()].reset_index(drop=True)
    if frame.empty:
        return _no_share(result)
    forms, measures = reference.labels("form"), reference.labels("measure")
    frame["name"] = [
        f"{called}: {measures.get(row.measure, row.measure).lower()} {row.year}"
        for called, row in zip(
            frame["counted"].fillna(frame["form"].map(forms)), frame.itertuples(), strict=True
        )
    ]
    with style():
        figure, axes = canvas(0.42 * len(frame) + 0.9)
        sns.barplot(
            data=frame, x="share", y="name", color=PALETTE[4], edgecolor=MUTED, linewidth=0.6, ax=axes
        )
        for place, share in enumerate(frame["share"]):
            axes.annotate(
                f"{exact(share):.2f}",
                (share, place),
                (3, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
        axes.set(xlabel="per cent of the national figure of the same unit", ylabel="")
        axes.grid(axis="y", visible=False)
    parts = ", ".join(
        f"{row.name} {exact(row.share):.2f} per cent of {row.national_label}" for row in frame.itertuples()
    )
    alt = f"{len(frame)} shares: {parts}."
    return finish(
        figure,
        result,
        id="sdg-contribution-chart",
        title="Shares that units allow; never to be added",
        alt=alt,
    )


def _no_share(result: Contribution) -> Absence:
    return Absence(
        id="no-sdg-contribution-chart",
        country=result.country,
        reason="not_computable",
        what="Shares of the social and solidarity economy in national figures",
        why="For no published figure do unit, concept and year match a national figure; the table gives "
        "each reason.",
        file=f"data/{result.country}/ledger.csv",
        layout="persons at work in the entities, or land in hectares, with year and source",
        answers="How large the social and solidarity economy is in work or land.",
    )
