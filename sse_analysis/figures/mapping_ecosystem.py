"""Chart of the network of bodies: one column a kind, every box labelled, every kind of tie with its own line."""

from __future__ import annotations

import textwrap

import pandas as pd

from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.theme import INK, MUTED, PALETTE
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.mapping_ecosystem import Ecosystem
from sse_analysis.tables.mapping_ecosystem import gaps, how_many

#: Columns from left to right, each with its head.
_COLUMNS = (
    (("apex",), "apex bodies"), (("federation",), "unions, federations,\nnetworks"),
    (("organization",), "organizations"), (("support", "finance"), "support and finance"),
)  # fmt: skip
_TONES = {
    "apex": "#d5dae0",
    "federation": "#e6e9ed",
    "organization": "#ffffff",
    "support": "#f1f3f5",
    "finance": "#e6e9ed",
}
#: Colour, line, words and shift (so that two ties of one pair stay apart) of every kind of tie.
_LINES = {
    "member_of": (MUTED, "-", "belongs to", 0.0), "supports": (PALETTE[2], "--", "supports", -0.06),
    "finances": (PALETTE[5], ":", "finances", 0.06),
}  # fmt: skip
_WIDTH, _LINE, _GAP, _OUT = 0.78, 0.145, 0.1, 0.05


@build_chart.register
def ecosystem_chart(result: Ecosystem) -> Figure:
    """Draw boxes in columns by kind, in an order that keeps the ties short, and an arrow for every tie."""
    frame = result.frame
    used = [(kinds, head) for kinds, head in _COLUMNS if frame["kind"].isin(kinds).any()]
    boxes, lanes = _placed(frame, result.links, [kinds for kinds, _ in used])
    deep = max(box["bottom"] for box in boxes.values())
    with style():
        figure, axes = canvas(deep + 0.75)
        for link in result.links.itertuples():
            _tie(
                axes,
                (boxes[link.origin], boxes[link.target]),
                lanes.get(link.Index, []),
                _LINES[link.relation],
            )
        for box in boxes.values():
            _box(axes, box)
        for place, (_, head) in enumerate(used):
            axes.annotate(head, (place, -0.12), ha="center", va="bottom", fontsize=8.5, color=MUTED)
        _key(figure, result.links)
        axes.set(xlim=(-0.5, len(used) - 0.5), ylim=(deep + 0.1, -0.5))
        axes.set_axis_off()
    title = "Who belongs to whom, who supports and who finances, as sources name it"
    return finish(figure, result, id="ecosystem-chart", title=title, alt=_alt(result))


def _placed(frame: pd.DataFrame, links: pd.DataFrame, columns: list[tuple[str, ...]]) -> tuple[dict, dict]:
    """Return every box by its body, and the lanes that ties across a column pass through, by the place of the tie.

    A column is ordered by the mean height of what its boxes are tied to in the columns before (Sugiyama, Tagawa and
    Toda 1981); a tie that crosses a column has a lane of its own there, so that no line runs behind a box.
    """
    at = {
        row.node: next(x for x, kinds in enumerate(columns) if row.kind in kinds)
        for row in frame.itertuples()
    }
    boxes, lanes, heights = {}, {}, []
    for x in range(len(columns)):
        items = [_sized(row, x) for _, row in frame.iterrows() if at[row["node"]] == x]
        items += [
            {"link": tie.Index, "x": x, "deep": 0.05} for tie in links.itertuples() if _crosses(tie, at, x)
        ]
        pulls = [_pull(item, links, boxes, lanes) for item in items]
        below = 0.0
        for place in sorted(range(len(items)), key=lambda one: (pulls[one], one)):
            item = items[place]
            item |= {"top": below, "bottom": below + item["deep"]}
            below = item["bottom"] + _GAP
            if "node" in item:
                boxes[item["node"]] = item
            else:
                lanes.setdefault(item["link"], []).append(item)
        heights.append(below - _GAP)
    for item in (*boxes.values(), *(lane for own in lanes.values() for lane in own)):
        spare = (max(heights) - heights[item["x"]]) / 2
        item |= {"top": item["top"] + spare, "bottom": item["bottom"] + spare}
    return boxes, lanes


def _sized(row: pd.Series, x: int) -> dict:
    words = _words(row)
    deep = _LINE * (words.count("\n") + 1) + 0.1
    return {"node": row["node"], "kind": row["kind"], "words": words, "x": x, "deep": deep}


def _crosses(tie, at: dict[str, int], x: int) -> bool:
    low, high = sorted((at[tie.origin], at[tie.target]))
    return low < x < high


def _pull(item: dict, links: pd.DataFrame, boxes: dict, lanes: dict) -> float:
    """Return the mean height of what an item is tied to among the columns placed so far; last where there is nothing."""
    if "link" in item:
        tie = links.loc[item["link"]]
        known = [lane["top"] for lane in lanes.get(item["link"], [])[-1:]]
        known = known or [boxes[end]["top"] for end in (tie["origin"], tie["target"]) if end in boxes]
    else:
        own = links[links["origin"].eq(item["node"]) | links["target"].eq(item["node"])]
        known = [lanes[tie][-1]["top"] for tie in own.index if tie in lanes]
        ends = [
            end for tie in own.index if tie not in lanes for end in (own["origin"][tie], own["target"][tie])
        ]
        known += [boxes[end]["top"] for end in ends if end in boxes]
    return sum(known) / len(known) if known else 1e6


def _words(row: pd.Series) -> str:
    lines = textwrap.wrap(str(row["label"]), 26)
    more = []
    if pd.notna(row["ledger_id"]):
        more.append(how_many(row))
    if row["members_named"]:
        more.append(f"{row['members_named']:,} member{'s' if row['members_named'] > 1 else ''} named")
    return "\n".join([*lines, *more])


def _box(axes, box: dict) -> None:
    from matplotlib.patches import Rectangle

    size = (_WIDTH, box["bottom"] - box["top"])
    look = {"facecolor": _TONES[box["kind"]], "edgecolor": MUTED, "linewidth": 0.6, "zorder": 3}
    axes.add_patch(Rectangle((box["x"] - _WIDTH / 2, box["top"]), *size, **look))
    middle = (box["x"], (box["top"] + box["bottom"]) / 2)
    axes.annotate(
        box["words"], middle, ha="center", va="center", fontsize=6.8, color=INK, zorder=4, linespacing=1.1
    )


def _tie(axes, ends: tuple[dict, dict], lanes: list[dict], tie: tuple[str, str, str, float]) -> None:
    """Draw a line from box to box through its lanes, with an arrow at the end."""
    colour, line, _, shift = tie
    one, other = ends
    if one["x"] == other["x"]:
        out = one["x"] + _WIDTH / 2 + _OUT
        middle = [(out, _middle(one)), (out, _middle(other))]
        start, end = ((box["x"] + _WIDTH / 2, _middle(box)) for box in ends)
    else:
        way = 1 if other["x"] > one["x"] else -1
        through = sorted(lanes, key=lambda lane: way * lane["x"])
        middle = [
            (lane["x"] + side * way * _WIDTH / 2, _middle(lane)) for lane in through for side in (-1, 1)
        ]
        start, end = (
            (one["x"] + way * _WIDTH / 2, _middle(one)),
            (other["x"] - way * _WIDTH / 2, _middle(other)),
        )
    path = [(x, y + shift) for x, y in (start, *middle, end)]
    axes.plot(*zip(*path, strict=True), color=colour, linestyle=line, linewidth=1.1, zorder=2)
    arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.1, "shrinkA": 0, "shrinkB": 0}
    (x, y), (before, high) = path[-1], path[-2]
    near = (
        x + 0.02 * (before - x) / max(abs(before - x), 1e-9),
        y + 0.02 * (high - y) / max(abs(before - x), 1e-9),
    )
    axes.annotate("", (x, y), near, arrowprops=arrow, zorder=2)


def _middle(box: dict) -> float:
    return (box["top"] + box["bottom"]) / 2


def _key(figure, links: pd.DataFrame) -> None:
    from matplotlib.lines import Line2D

    shown = [tie for kind, tie in _LINES.items() if links["relation"].eq(kind).any()]
    handles = [Line2D([], [], color=colour, linestyle=line, linewidth=1.3) for colour, line, *_ in shown]
    if handles:
        words = [f"{words} (arrow)" for _, _, words, _ in shown]
        figure.legend(handles, words, loc="outside lower center", ncols=len(handles))


def _alt(result: Ecosystem) -> str:
    told, frame = result.totals, result.frame
    kinds = "; ".join(
        f"{head.replace(chr(10), ' ')}: {', '.join(frame.loc[frame['kind'].isin(kinds), 'label'])}"
        for kinds, head in _COLUMNS if frame["kind"].isin(kinds).any()
    )  # fmt: skip
    name, links = result.most
    most = f"Most connected: {name}, {links:,} relations." if name else f"No body has more than {links:,}."
    named = f" Further organizations that are named as members: {told['named']:,}." if told["named"] else ""
    parts = (
        "one connected part"
        if told["components"] == 1
        else f"{told['components']} parts that no tie connects"
    )
    return (
        f"Network of {told['bodies']} bodies and {told['relations']:,} relations, in {parts}. {kinds}.{named} "
        f"{most} {gaps(result)}"
    )
