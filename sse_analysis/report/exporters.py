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
        """Return the report and its resources; raises ReportError like :func:`sse_analysis.report.render`.

        Organizations at risk are named no more than in the reports of ``sse run``.
        """
        from sse_analysis.report import protection

        _, resources = super().from_notebook_node(nb, resources, **kwargs)
        resources["output_extension"] = f".{self.format}"
        safe = protection.protected(nb, report.document(nb).country)
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
