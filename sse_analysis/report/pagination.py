"""What keeps together on paper, what turns with a turned table, and what stands before the contents."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import Any

#: The blocks of a summary.
_WORDS = {"paragraph", "statement", "list"}
#: Fewer letters than these fill less than half a page.
_FEW = 1500


def lead(blocks: list[dict[str, Any]]) -> int:
    """Return how many blocks come before the contents: a first section of words alone, which is the summary.

    A notice before it, such as that of a translation in draft, stays with it.
    """
    kinds = [block["is"] for block in blocks]
    heads = [place for place, kind in enumerate(kinds) if kind == "heading"]
    if len(heads) < 2:
        return 0
    return heads[1] if set(kinds[: heads[0]] + kinds[heads[0] + 1 : heads[1]]) <= _WORDS else 0


def placed(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mark the words that lead to a turned table, to turn with it, and those that stay with an exhibit."""
    for place, block in enumerate(blocks):
        before = blocks[max(place - 6, 0) : place]
        if block["is"] in ("table", "figure", "absence") and before and _short(before[-1]):
            before[-1]["sticky"] = True
        if block.get("sheet") and before and before[-1]["is"] == "table":
            block["fresh"] = True
        if block["is"] == "table" and block["turned"]:
            while before and before[-1]["is"] in _WORDS:
                before.pop()["turned"] = True
            while before and before[-1]["is"] == "heading":
                before.pop()["turned"] = True
    _bridge(blocks[lead(blocks) :])
    return blocks


def _bridge(blocks: list[dict[str, Any]]) -> None:
    """Turn a few words between two turns of the page: alone they would leave a page nearly empty."""
    runs = [(turned, [*run]) for turned, run in groupby(blocks, lambda block: block.get("turned", False))]
    for (turned, run), (after, _) in pairwise([*runs, (False, [])]):
        kinds = {block["is"] for block in run}
        if after and not turned and kinds <= {*_WORDS, "heading"} and _letters(run) < _FEW:
            for block in run:
                block["turned"] = True


def _short(block: dict[str, Any]) -> bool:
    return block["is"] == "paragraph" and _letters(block) < 500


def _letters(part: Any) -> int:
    """Return how many letters the runs of words in a block have."""
    if isinstance(part, dict):
        return len(part["t"]) if "t" in part else sum(map(_letters, part.values()))
    return sum(map(_letters, part)) if isinstance(part, list) else 0
