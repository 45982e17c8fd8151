"""How a document is laid out in Word: which blocks stand on turned pages or stay together, and how wide columns are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sse_analysis.report import paged
from sse_analysis.report.fitting import COMPACT, Look, fit, needs, shares
from sse_analysis.report.model import Block, Code, Heading, Listing, Paragraph, Shown, kind_of
from sse_analysis.report.pagination import placed
from sse_analysis.results.exhibit import Table

#: Fills of the cells that a tone marks, as in the PDF.
_FILLS = {"good": "DCF0E4", "partly": "FBEEC6", "bad": "F8DDD6", "unknown": "E9ECEF"}
#: Letters of eight points in the widest font Word may choose instead of its own, and the space beside the words of a cell.
_LOOK = Look(10.0, 6.0)
#: Bits of a table's look: a first row of heads; no bold first column, no bands of rows or columns.
_PLAIN = "0620"


def laid_out(blocks: Sequence[Block]) -> list[tuple[Block, bool, bool]]:
    """Return the blocks without code; whether the page of each is turned and it stays with the next, as in the PDF."""
    printed = [block for block in blocks if not isinstance(block, Code)]
    marked = placed([_outline(block) for block in printed])
    flags = ((block.get("turned", False), block.get("sticky", False)) for block in marked)
    return [(block, *flag) for block, flag in zip(printed, flags, strict=True)]


def _outline(block: Block) -> dict:
    """Return what decides on the page of a block: its kind, how many letters it has, whether it is a wide table."""
    match block:
        case Heading():
            return {"is": "heading"}
        case Paragraph():
            return {"is": "paragraph", "text": [{"t": span.text} for span in block.spans]}
        case Listing():
            return {"is": "list"}
        case Shown(exhibit=Table() as table):
            return {"is": "table", "turned": _wide(table)}
        case Shown():
            return {"is": kind_of(block.exhibit)}
    return {"is": "other"}


def _wide(table: Table) -> bool:
    """Tell whether a table has no room on an upright page; Word sets all in letters of one size, the usual one."""
    setting = fit(table, paged.printed(table))
    return setting.turned or setting.look == COMPACT


def widths(table: Table, room: float) -> list[float]:
    """Return the width of each column in points, as the PDF shares them; all in proportion where words have no room."""
    found = needs(table, paged.printed(table), _LOOK)
    least = sum(need.least for need in found)
    return [*shares(found, room)] if least <= room else [need.least * room / least for need in found]


def plain(made: Any) -> None:
    """Take bold first cells and coloured bands from a table: only a tone colours a cell, as in the PDF."""
    from docx.oxml.ns import qn

    look = made._tbl.tblPr.find(qn("w:tblLook"))
    given = {"val": _PLAIN, "firstRow": "1", "firstColumn": "0", "noHBand": "1", "noVBand": "1"}
    for name, value in given.items():
        look.set(qn(f"w:{name}"), value)


def fill(place: Any, tone: str) -> None:
    """Colour a cell that a tone marks."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    if tone in _FILLS:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _FILLS[tone])):
            shade.set(qn(f"w:{name}"), value)
        place._tc.get_or_add_tcPr().append(shade)


def mark(line: Any, name: str) -> None:
    """Set a property of a row of a table, such as one that Word repeats on every page."""
    from docx.oxml import OxmlElement

    line._tr.get_or_add_trPr().append(OxmlElement(name))
