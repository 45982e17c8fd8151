"""Looks that the drawings of a page share, said once: a page has thousands of lines and words of few looks."""

from __future__ import annotations

import re
from collections import Counter

_DRAWING = re.compile(r'<svg class="drawing".*?</svg>', re.S)
#: A look that may become a rule: no bracket, backslash or comment that would end it and begin another.
_STYLE = re.compile(r' style="([\w\s:;.,#%()\'-]*)"')
_SHEET_END = "</style>"


def shared(page: str) -> str:
    """Return a page whose drawings name the looks that several of their parts have, instead of repeating them.

    The same page gives the same names: they are numbered as the looks appear.
    """
    counts = Counter(style for drawing in _DRAWING.findall(page) for style in _STYLE.findall(drawing))
    names = {
        style: f"l{number:x}" for number, style in enumerate(s for s, count in counts.items() if count > 1)
    }
    if not names:
        return page

    def named(found: re.Match[str]) -> str:
        return f' class="{names[found[1]]}"' if found[1] in names else found.group()

    page = _DRAWING.sub(lambda drawing: _STYLE.sub(named, drawing.group()), page)
    rules = "".join(f".drawing .{name}{{{style.strip('; ')}}}\n" for style, name in names.items())
    return page.replace(_SHEET_END, rules + _SHEET_END, 1)
