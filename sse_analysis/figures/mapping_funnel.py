"""From the register to activity: what is registered, and the part of it that is known to be active, form by form."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.mapping_parts import wrapped
from sse_analysis.figures.theme import INK, MUTED, PALETTE, TONES, ink_on
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.mapping import ActivityFunnel
from sse_analysis.tables.mapping_words import amount

_REGISTERED, _ACTIVE = "#e6e9ed", PALETTE[4]
_MEANS = {
    "entities_reporting": "reported", "entities_filing_financial_report": "filed accounts",
    "entities_active_with_results": "with results", "entities": "with public accounts",
}  # fmt: skip
#: A bar holds its count from this share on; on a shorter one the count stands to its right.
_ROOM = 14.0


@build_chart.register
def activity_chart(result: ActivityFunnel) -> Figure:
    """Draw each registered count as a whole bar, the active part of it dark, and print both counts.

    Bars are shares, because one axis of counts from tens to ten thousands would leave most forms without a bar.
    """
    import seaborn as sns

    frame = result.frame.assign(name=_pair_names(result.frame), whole=100.0)
    with style():
        figure, axes = canvas(max(1.9, 0.42 * len(frame) + 1.1))
        looks = (
            ("whole", _REGISTERED, "registered or existing"),
            ("share", _ACTIVE, "of these known to be active"),
        )
        for column, colour, label in looks:
            sns.barplot(
                data=frame, x=column, y="name", color=colour, saturation=1, width=0.66, ax=axes, label=label
            )
        for patch, row in zip(axes.patches[len(frame) :], frame.itertuples(), strict=False):
            if not row.usable:
                patch.set(facecolor=TONES["unknown"], hatch="///", edgecolor=MUTED)
            _counts(axes, row)
        axes.set(xlabel="percent of registered or existing", ylabel="", xlim=(0, 100))
        axes.grid(visible=False)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return finish(
        figure, result, id="registered-to-active-chart", alt=_in_words(frame),
        title="From the register to activity, by form: registered and active counts; hatched: estimate or rule of thumb",
    )  # fmt: skip


def _counts(axes, row) -> None:
    """Write the active count into its bar, and the registered one with the share behind the whole."""
    beside = {"textcoords": "offset points", "va": "center", "fontsize": 8}
    if pd.isna(row.registered):
        axes.annotate(f"{exact(row.share):.1f} %, no counts", (100, row.name), (5, 0), color=INK, **beside)
        return
    inside = row.share >= _ROOM
    plate = {"boxstyle": "round,pad=0.15", "facecolor": _REGISTERED, "edgecolor": "none"}
    look = {"color": ink_on(_ACTIVE), "ha": "right"} if inside and row.usable else {"color": INK}
    if not row.usable:
        # Words on hatching are hard to read: they get a plate.
        look |= {"ha": "right" if inside else "left", "bbox": plate}
    axes.annotate(amount(row.active), (row.share, row.name), (-5 if inside else 5, 0), **beside, **look)
    axes.annotate(
        f"of {amount(row.registered)}: {exact(row.share):.1f} %", (100, row.name), (5, 0), color=INK, **beside
    )


def _pair_names(frame: pd.DataFrame) -> list[str]:
    names = [
        f"{row.registered_label}, {row.year} ({_MEANS.get(row.active_measure, 'active')})"
        for row in frame.itertuples()
    ]
    return wrapped(names, 40)


def _in_words(frame: pd.DataFrame) -> str:
    told = "; ".join(
        f"{row.name.replace(chr(10), ' ')} {_words(row)}" + ("" if row.usable else " (not usable)")
        for row in frame.itertuples()
    )
    return f"Bars for {len(frame)} pairs of counts: {told}."


def _words(row) -> str:
    share = f"{exact(row.share):.1f} percent"
    return share if pd.isna(row.registered) else f"{amount(row.active)} of {amount(row.registered)}, {share}"
