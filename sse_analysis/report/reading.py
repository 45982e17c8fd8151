"""From an executed notebook to a document: the one place that knows what a notebook looks like."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from sse_analysis.errors import Failure, ReportError
from sse_analysis.report import markdown
from sse_analysis.report.arranging import arrange
from sse_analysis.report.exhibits import revive
from sse_analysis.report.model import Block, Code, Document, Heading, Picture, Preformatted, Shown
from sse_analysis.results.exhibit import EXHIBIT_MIME, FrontMatter

#: Cells that are not printed.
UNPRINTED = {"parameters", "injected-parameters", "remove"}
_IMAGES = ("image/svg+xml", "image/png", "image/jpeg")
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
#: What the title block says about a document.
_TITLE = ("title", "subtitle", "language", "country", "country_name", "analysis")
_TITLE += ("data_as_of", "banner", "facts")
Piece = Block | FrontMatter


def read(notebook: Any) -> Document:
    """Return the document of an executed notebook.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Version 4, with outputs.

    Returns
    -------
    Document
        Tables and figures are numbered, anchors unique, levels of headings without gaps.

    Raises
    ------
    ReportError
        If a cell ended in an error, an exhibit cannot be read, or there are two title blocks.
    """
    refuse_errors(notebook)
    pieces = [piece for number, cell in enumerate(notebook.cells, 1) for piece in _cell(cell, number)]
    fronts = [piece for piece in pieces if isinstance(piece, FrontMatter)]
    if len(fronts) > 1:
        found = f"{len(fronts)} title blocks"
        fix = "Keep one study.front_matter(...) in the notebook."
        raise ReportError("A report has one title block.", [Failure("notebook", found, "one", fix)])
    blocks = [piece for piece in pieces if not isinstance(piece, FrontMatter)]
    front = fronts[0] if fronts else None
    about = _about(notebook, front, blocks)
    return arrange(Document(**about, blocks=tuple(blocks)), printed_title=front is None)


def refuse_errors(notebook: Any) -> None:
    """Raise with every cell that ended in an error; a report is never made from such a notebook."""
    failures = [
        Failure(
            f"notebook cell {number}",
            f"{output.get('ename', 'error')}: {_ANSI.sub('', str(output.get('evalue', '')))}",
            "a cell that runs",
            "Run the notebook in JupyterLab to see the cell and its error.",
        )
        for number, cell in enumerate(notebook.cells, 1)
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]
    if failures:
        raise ReportError("The notebook did not run to its end, so there is no report.", failures)


def _about(notebook: Any, front: FrontMatter | None, blocks: list[Block]) -> dict[str, Any]:
    parameters = read_parameters(notebook)
    # Twelve digits tell runs apart and leave the foot of a page on one line; the record has all of them.
    run = str(notebook.metadata.get("sse", {}).get("run", ""))[:12]
    if front is None:
        title = next((b.text for b in blocks if isinstance(b, Heading) and b.level == 1), "Notebook")
        country = dict(parameters).get("country", "").lower()
        return {"title": title, "country": country, "parameters": parameters, "run": run}
    names = [
        "title",
        "subtitle",
        "language",
        "country",
        "country_name",
        "analysis",
        "data_as_of",
        "banner",
        "facts",
    ]
    return {name: getattr(front, name) for name in names} | {"parameters": parameters, "run": run}


def _tags(cell: Any) -> set[str]:
    return set(cell.get("metadata", {}).get("tags", []))


def _cell(cell: Any, number: int) -> Iterator[Piece]:
    if _tags(cell) & UNPRINTED:
        return
    if cell.cell_type == "markdown":
        yield from markdown.blocks(cell.source)
    elif cell.cell_type == "code" and cell.source.strip():
        for output in cell.get("outputs", []):
            yield from _output(output, number)
        yield Code(cell.source.strip("\n"), number)


def _output(output: Any, cell: int) -> Iterator[Piece]:
    if output.output_type == "stream":
        text = _ANSI.sub("", output.text).strip("\n")
        if output.name == "stdout" and text.strip():
            yield Preformatted(text, cell)
        return
    data = output.data
    image = next((mime for mime in _IMAGES if mime in data), None)
    if EXHIBIT_MIME in data:
        yield _exhibit(data, cell)
    elif image:
        alt = output.get("metadata", {}).get("alt", "")
        yield Picture(image, str(data[image]), str(alt), cell)
    elif "text/markdown" in data:
        yield from markdown.blocks(data["text/markdown"])
    elif str(data.get("text/plain", "")).strip():
        yield Preformatted(_ANSI.sub("", data["text/plain"]), cell)


def _exhibit(data: Any, cell: int) -> Piece:
    exhibit = revive(data[EXHIBIT_MIME], svg=data.get("image/svg+xml", ""), cell=cell)
    return exhibit if isinstance(exhibit, FrontMatter) else Shown(exhibit, exhibit.id, cell)


def read_parameters(notebook: Any) -> tuple[tuple[str, str], ...]:
    """Return the parameters a notebook ran with: its defaults, overlaid by the injected ones."""
    known, given = injected(notebook)
    return tuple((known | given).items())


def injected(notebook: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Return the parameters of a notebook with their defaults, and those that papermill set."""
    known, given = {}, {}
    for tag, values in (("parameters", known), ("injected-parameters", given)):
        for cell in notebook.cells:
            if tag in _tags(cell) and cell.cell_type == "code":
                values |= _assignments(cell.source)
    return known, given


def _assignments(source: str) -> dict[str, str]:
    """Return ``name = value`` lines, a value that is no literal as it is written; other lines are no parameters."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return {}
    found = {}
    for line in statements:
        target = line.targets[0] if isinstance(line, ast.Assign) else getattr(line, "target", None)
        if isinstance(line, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) and line.value:
            try:
                found[target.id] = str(ast.literal_eval(line.value))
            except ValueError:
                found[target.id] = ast.unparse(line.value)
    return found
