"""Formulas of the methods: one line of text, set as a formula in HTML (MathML) and in PDF.

The line is what CSV, DOCX and screen readers get: ``(last / first) ^ (1 / years) − 1``. Fractions are ``/``,
powers ``^``, sums ``sum``; ``n_rf`` and ``n1`` are letters with an index, other words are words.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

#: ``{"row": [...]}``, ``{"over": [up, down]}``, ``{"power": [of, to]}``, ``{"index": [letter, index]}``,
#: ``{"bracket": [inside]}``, or ``{"word" | "letter" | "number" | "sign": text}``.
Node = dict[str, Any]

_TOKEN = re.compile(r"\s*([()/^+−×]|[^()/^+−×\s]+(?: [^()/^+−×\s]+)*)\s*")
_INDEX = re.compile(r"([A-Za-z])_?(\d+|(?<=_)\w+)")
_TAGS = {"word": "mtext", "letter": "mi", "number": "mn", "sign": "mo"}


def read(line: str) -> Node:
    """Return a formula as a tree.

    Raises
    ------
    ValueError
        If a bracket is open at the end, or a sign has nothing to stand between.
    """
    given = [*reversed(_TOKEN.findall(line))]
    made = _sum(given)
    if given:
        raise ValueError(f"formula '{line}': nothing expected before '{given[-1]}'")
    return made


def _sum(given: list[str]) -> Node:
    parts = [_product(given)]
    while given and given[-1] in "+−":
        parts += [{"sign": given.pop()}, _product(given)]
    return _row(parts)


def _product(given: list[str]) -> Node:
    parts = [_power(given)]
    while given and given[-1] not in "+−)":
        if given[-1] == "/":
            given.pop()
            parts = [{"over": [_bare(_row(parts)), _bare(_power(given))]}]
        elif given[-1] == "×":
            parts += [{"sign": given.pop()}, _power(given)]
        else:
            parts.append(_power(given))
    return _row(parts)


def _power(given: list[str]) -> Node:
    base = _base(given)
    if given and given[-1] == "^":
        given.pop()
        return {"power": [base, _flat(_bare(_base(given)))]}
    return base


def _base(given: list[str]) -> Node:
    if not given or given[-1] in ")/^+−×":
        raise ValueError(
            f"a formula ends or goes on with '{given[-1] if given else ''}' where a value is expected"
        )
    token = given.pop()
    if token != "(":
        return _row([_word(word) for word in _words(token)])
    inside = _sum(given)
    if not given:
        raise ValueError("a formula has an open bracket")
    given.pop()
    return {"bracket": [inside]}


def _words(token: str) -> list[str]:
    """Return letters one by one, and words that belong together as one."""
    parts = token.split(" ")
    short = all(len(part) == 1 or part == "sum" or _INDEX.fullmatch(part) for part in parts)
    return parts if short else [token]


def _word(text: str) -> Node:
    if text == "sum":
        return {"sign": "∑"}
    if re.fullmatch(r"[\d,.]+", text):
        return {"number": text}
    index = _INDEX.fullmatch(text)
    if index:
        return {"index": [{"letter": index[1]}, _word(index[2])]}
    return {"letter": text} if len(text) == 1 else {"word": text}


def _flat(node: Node) -> Node:
    """Return a fraction on one line: above a line of text it would be too small to read."""
    if "over" not in node:
        return node
    up, down = node["over"]
    return {"row": [up, {"sign": "/"}, down]}


def _row(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else {"row": parts}


def _bare(node: Node) -> Node:
    return node["bracket"][0] if "bracket" in node else node


def mathml(line: str) -> str:
    """Return a formula as MathML; its words are escaped."""
    return f'<math displaystyle="true" alttext="{escape(line)}">{_element(read(line))}</math>'


def _element(node: Node) -> str:
    ((kind, inner),) = node.items()
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>{escape(inner)}</{_TAGS[kind]}>"
    parts = "".join(map(_element, inner))
    match kind:
        case "bracket":
            return f"<mrow><mo>(</mo>{parts}<mo>)</mo></mrow>"
        case "over":
            return f"<mfrac>{parts}</mfrac>"
        case "power":
            return f"<msup>{parts}</msup>"
        case "index":
            return f"<msub>{parts}</msub>"
    return f"<mrow>{parts}</mrow>"
