"""The exporters that nbconvert and JupyterLab offer, and the front door of the room."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.resources import files

import pytest
from nbconvert.exporters import get_exporter
from report_samples import notebook

from sse_analysis import report
from sse_analysis.errors import ReportError
from sse_analysis.report.exporters import SSEHTMLExporter, SSEPDFExporter


@pytest.mark.parametrize(("name", "kind"), [("sse_html", SSEHTMLExporter), ("sse_pdf", SSEPDFExporter)])
def test_nbconvert_knows_them(name, kind):
    assert get_exporter(name) is kind


def test_they_write_the_report():
    made = notebook()
    html, resources = SSEHTMLExporter().from_notebook_node(made)
    assert (html.encode(), resources["output_extension"]) == (report.render(made, ["html"])["html"], ".html")
    pdf, resources = SSEPDFExporter().from_notebook_node(made)
    assert (pdf, resources["output_extension"]) == (report.render(made, ["pdf"])["pdf"], ".pdf")


def test_the_menu_of_jupyterlab_names_them():
    assert (SSEHTMLExporter.export_from_notebook, SSEPDFExporter.export_from_notebook) == (
        "SSE report (HTML)",
        "SSE report (PDF)",
    )


def test_the_extension_that_puts_the_names_there_says_the_same():
    script = files("sse_analysis.report").joinpath("lab", "names.js").read_text(encoding="utf-8")
    names = dict(re.findall(r'(sse_\w+): "([^"]+)"', script))
    assert names == {name: get_exporter(name).export_from_notebook for name in ("sse_html", "sse_pdf")}


def test_an_unknown_format_is_an_error():
    with pytest.raises(ReportError) as caught:
        report.render(notebook(), ["pfd"])
    assert (
        str(caught.value) == "Found format 'pfd', expected one of 'html', 'pdf', 'docx'. Did you mean 'pdf'?"
    )


def test_the_door_is_light():
    code = "import sys, sse_analysis.report; print([m for m in ('typst', 'jinja2', 'nbconvert', 'pandas', 'markdown_it') if m in sys.modules])"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )
