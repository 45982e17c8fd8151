"""The two writers as nbconvert exporters, for ``jupyter nbconvert`` and the export menu of JupyterLab."""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import Exporter
from traitlets import default

from sse_analysis import report


class _ReportExporter(Exporter):
    """Common part: an executed notebook in, one file out."""

    format = ""

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Return the report and its resources, of the notebook as nbconvert prepared it (``--execute``).

        Organizations at risk are named no more than in the reports of ``sse run``.

        Raises
        ------
        ReportError
            Like :func:`sse_analysis.report.render`, and where the outputs are not one run for one country.
        """
        from sse_analysis.report import one_run, protection

        ready, resources = super().from_notebook_node(nb, resources, **kwargs)
        resources["output_extension"] = f".{self.format}"
        ready.metadata.pop("sse", None)  # the key of a batch: what is on a screen may be another run
        document = report.document(ready)
        one_run.refuse_mixtures(ready, document)
        safe = protection.protected(ready, document.country)
        return self._written(report.render(safe, [self.format])[self.format]), resources

    def _written(self, data: bytes) -> Any:
        return data


class SSEHTMLExporter(_ReportExporter):
    """``jupyter nbconvert --to sse_html``: one accessible page that loads nothing from the network."""

    format = "html"
    export_from_notebook = "SSE report (HTML)"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def _written(self, data: bytes) -> str:
        return data.decode("utf-8")


class SSEPDFExporter(_ReportExporter):
    """``jupyter nbconvert --to sse_pdf``: tagged PDF with its fonts."""

    format = "pdf"
    export_from_notebook = "SSE report (PDF)"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"
