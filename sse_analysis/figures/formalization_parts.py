"""Parts that several charts of the formalization report share."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.theme import INK, MARKERS, MUTED, PALETTE
from sse_analysis.formalization import constants

#: What tells two lines of a chart apart inside one panel.
VINTAGE = ["short", "release_date"]


def vintages(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Return data sets and releases in order of release, the newest last and drawn on top."""
    from sse_analysis.formalization.series import when

    found = set(rows[VINTAGE].itertuples(index=False, name=None))
    return sorted(found, key=lambda key: (when(key[1]), key[0]))


def vintage_style(place: int, count: int) -> dict[str, object]:
    """Return the look of a release: the newest filled and blue, older ones hollow, larger and behind."""
    newest = place == count - 1
    colours = [PALETTE[0], PALETTE[5], PALETTE[2], PALETTE[3], PALETTE[7], PALETTE[1]]
    colour = colours[(count - 1 - place) % len(colours)]
    return {
        "color": colour,
        "marker": MARKERS[(count - 1 - place) % len(MARKERS)],
        "markersize": 3.6 if newest else 4.4 + 0.9 * (count - 1 - place),
        "markerfacecolor": colour if newest else "none",
        "markeredgecolor": colour,
        "markeredgewidth": 0.9,
        "linewidth": 1.8 if newest else 0.9,
        "zorder": 3 + place,
    }


def in_stretches(rows: pd.DataFrame, cut: str) -> str:
    """Return first and last value of every stretch of a series in words: none is set beside one across a break.

    Parameters
    ----------
    rows : DataFrame
        ``year, value`` in order of years, and in ``cut`` what tells the stretches apart.
    """
    stretches = [own for _, own in rows.groupby(cut, sort=False)]
    ends = [[f"{exact(row.value):.1f} in {row.year}" for row in own.itertuples()] for own in stretches]
    return ", break, ".join(own[0] if len(own) == 1 else f"{own[0]} to {own[-1]}" for own in ends)


def draw_stretches(axes, rows: pd.DataFrame, *, value: str, look: dict[str, object]) -> None:
    """Draw the rows of one series, a line within each stretch and never across a break."""
    import seaborn as sns

    known = rows[rows["stretch"].notna()].sort_values(["stretch", "year"])
    if known.empty:
        return
    known = known.astype({"year": int, "stretch": int})
    sns.lineplot(
        data=known, x="year", y=value, units="stretch", estimator=None, legend=False, ax=axes, **look
    )


def mark_breaks(axes, rows: pd.DataFrame, names: list[tuple[str, str]]) -> None:
    """Draw a dotted line before every break: grey where the newest series of the panel breaks, else in the
    colour of the series that does.
    """
    own = [name for name in names if name in set(rows[VINTAGE].itertuples(index=False, name=None))]
    drawn: set[int] = set()
    for name in reversed(own):
        series = rows[rows["short"].eq(name[0]) & rows["release_date"].eq(name[1])]
        years = {
            int(year) for year in series.loc[series["stretch"].gt(0) & series["break_kind"].notna(), "year"]
        }
        colour = MUTED if name == own[-1] else vintage_style(names.index(name), len(names))["color"]
        for year in sorted(years - drawn):
            axes.axvline(year - 0.5, color=colour, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)
        drawn |= years


def legend_of(figure, names: list[tuple[str, str]], *, extra: list | None = None) -> None:
    """Write the releases under the panels, newest first, with the look they are drawn in."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], **vintage_style(place, len(names)), label=f"{short}, {release}")
        for place, (short, release) in reversed(list(enumerate(names)))
    ]
    columns = min(3, len(handles) + len(extra or []))
    figure.legend(handles=[*handles, *(extra or [])], loc="outside lower center", ncols=columns, fontsize=7.5)


def scope_title(scope: str) -> str:
    label = constants.scope_label(scope)
    return label[0].upper() + label[1:]


def plain_years(axes) -> None:
    axes.set(xlabel="")
    axes.locator_params(axis="x", nbins=5, integer=True)


def name_value(axes, year: int, value: float, *, text: str, below: bool = False) -> None:
    """Write a value beside its point."""
    axes.annotate(
        text,
        (year, value),
        xytext=(0, -11 if below else 7),
        textcoords="offset points",
        ha="center",
        fontsize=8,
        color=INK,
    )
