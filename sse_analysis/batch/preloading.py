"""What the parent of kernels does once, so that no kernel has to: import, read, and settle how tables hold words."""

from __future__ import annotations

import gc
import importlib
import sys
from contextlib import suppress

#: Imported before the first fork. ``matplotlib_inline.backend_inline`` must not be among them: imported
#: before the fork it loses every figure without an error.
MODULES = (
    "ipykernel.ipkernel",
    "ipykernel.compiler",
    "IPython.core.completer",
    "numpy",
    "pandas",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "PIL.PngImagePlugin",
    "scipy.stats",
    "pycountry",
    "seaborn",
    "sse_analysis.study",
    "sse_analysis.mapping",
    "sse_analysis.sdg",
    "sse_analysis.formalization",
    "sse_analysis.regional",
    "sse_analysis.tables.mapping",
    "sse_analysis.tables.sdg",
    "sse_analysis.tables.formalization",
    "sse_analysis.tables.regional",
    "sse_analysis.figures.mapping",
    "sse_analysis.figures.sdg",
    "sse_analysis.figures.formalization",
    "sse_analysis.figures.regional",
    "sse_analysis.batch.rendering",
    "nbformat",
    "sse_analysis.report.reading",
    "sse_analysis.report.html",
    "sse_analysis.report.pdf",
    "sse_analysis.report.checks",
    "sse_analysis.report.data",
)


def preload() -> None:
    """Import what kernels need; a module that fails is left for the notebook that asks for it to report."""
    sys.modules.setdefault("rfc3987_syntax", None)  # an IRI grammar that costs a second and is never used
    gc.disable()  # nothing that is imported here becomes garbage, and looking for it takes a tenth of the time
    for name in MODULES:
        with suppress(Exception):
            importlib.import_module(name)
    _warm()
    gc.collect()
    gc.freeze()
    gc.enable()


def _warm() -> None:
    """Do once what every kernel would do again: read the fonts of drawings and cut their letters.

    Words of tables are held by Python and not by Arrow, which takes a sixth off every report: tables of
    reports are short, and reading one word at a time is what Arrow is slow at. Numbers and pages stay the same.
    """
    with suppress(Exception):
        import pandas

        pandas.set_option("mode.string_storage", "python")
    with suppress(Exception):
        from sse_analysis.figures.theme import style
        from sse_analysis.results.lettering import font_faces

        list(font_faces(""))
        with style():
            pass
