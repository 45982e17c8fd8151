"""Is a notebook that somebody ran by hand one run, for one country?

``sse run`` executes a whole notebook in a new kernel. In JupyterLab cells are run twice, in any order, or not at all,
and the outputs of another country stay on the screen when ``country`` is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from sse_analysis.errors import Failure, ReportError, suggestion
from sse_analysis.report.checks import identity
from sse_analysis.report.model import Document
from sse_analysis.report.reading import injected

#: What nbconvert and papermill leave out when they run a notebook.
_SKIPPED = "skip-execution"
_AGAIN = "Run it again from top to bottom (in JupyterLab: Kernel, Restart Kernel and Run All Cells)."


def refuse_mixtures(notebook: Any, document: Document) -> None:
    """Raise unless every cell was run once, from top to bottom, and all shown is of the country it names.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        With outputs.
    document : Document
        The document of that notebook; one that names no country may show several.

    Raises
    ------
    ReportError
        With all that does not fit.
    """
    about = identity(document, document.country, None) if document.country else ()
    found = [*_misspelt(notebook), *about, *_order(notebook)]
    if found:
        raise ReportError("What the notebook shows is not one run, so there is no report.", found)


def _misspelt(notebook: Any) -> Iterator[Failure]:
    """Yield parameters that papermill injected though the notebook has none of this name: its default was run."""
    known, given = injected(notebook)
    for name in given if known else ():
        if name not in known:
            fix = suggestion(name, known) or f"It knows: {', '.join(known)}."
            yield Failure("notebook parameters", f"'{name}', which no cell reads", "one of the notebook", fix)


def _order(notebook: Any) -> Iterator[Failure]:
    cells = [
        (number, cell.get("execution_count"))
        for number, cell in enumerate(notebook.cells, 1)
        if cell.cell_type == "code" and cell.source.strip() and _SKIPPED not in cell.metadata.get("tags", [])
    ]
    waiting = [number for number, count in cells if count is None]
    if waiting:
        more = f" and {len(waiting) - 1} more" if waiting[1:] else ""
        yield Failure(f"notebook cell {waiting[0]}", f"a cell that was not run{more}", "all run", _AGAIN)
    ran = [(number, count) for number, count in cells if count is not None]
    for (above, earlier), (number, count) in pairwise(ran):
        if count <= earlier:
            found = f"run {count}, though cell {above} above it is run {earlier}"
            yield Failure(f"notebook cell {number}", found, "cells run from top to bottom", _AGAIN)
            return
