"""Read the text layer of a PDF back: glyph codes through ToUnicode, spans with ActualText as they say."""

from __future__ import annotations

import io
import re

import pikepdf


def pages_of(data: bytes) -> list[str]:
    """Return the text of every page, spaces collapsed."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [" ".join(_page(page).split()) for page in pdf.pages]


def text_of(data: bytes) -> str:
    return " ".join(pages_of(data))


def fonts_of(data: bytes) -> dict[str, bool]:
    """Return the fonts of the document and whether each is embedded."""
    found = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            for font in page.Resources.get("/Font", {}).values():
                descriptor = font.DescendantFonts[0].FontDescriptor
                found[str(font.BaseFont).split("+")[-1]] = any(
                    f"/FontFile{n}" in descriptor for n in ("", "2", "3")
                )
    return found


def _page(page: pikepdf.Page) -> str:
    maps = {
        name: _codes(font.ToUnicode.read_bytes()) for name, font in page.Resources.get("/Font", {}).items()
    }
    parts: list[str] = []
    codes: dict[int, str] = {}
    said: list[str | None] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                codes = maps[str(operands[0])]
            case "BDC":
                given = (
                    operands[1].get("/ActualText") if isinstance(operands[1], pikepdf.Dictionary) else None
                )
                said.append(None if given is None else str(given))
                parts.append(said[-1] or "")
            case "BMC":
                said.append(None)
            case "EMC":
                said.pop()
            case "Tj" | "TJ" if not any(said):
                parts += [
                    _decoded(one, codes) for one in (operands if str(operator) == "Tj" else operands[0])
                ]
            case "ET":
                parts.append(" ")
    return "".join(parts)


def _decoded(value: object, codes: dict[int, str]) -> str:
    if not isinstance(value, pikepdf.String):
        return ""
    data = bytes(value)
    return "".join(codes.get(int.from_bytes(data[k : k + 2], "big"), "") for k in range(0, len(data), 2))


def _codes(cmap: bytes) -> dict[int, str]:
    text = cmap.decode("ascii", "ignore")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S):
        for code, letters in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.S):
        for start, end, letters in re.findall(
            r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block
        ):
            first = ord(bytes.fromhex(letters).decode("utf-16-be"))
            for k in range(int(end, 16) - int(start, 16) + 1):
                found[int(start, 16) + k] = chr(first + k)
    return found
