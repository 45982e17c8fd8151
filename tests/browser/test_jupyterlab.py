"""The notebook as a researcher uses it: JupyterLab of the project in Chromium, Run All Cells, both exporters."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from report_samples import HOSTILE, hostile_table

from sse_analysis.report.exporters import SSEHTMLExporter, SSEPDFExporter
from sse_analysis.results.exhibit import EXHIBIT_MIME, Statement

pytestmark = pytest.mark.browser

#: Seconds that starting the server, and running the notebook, may take on a busy machine of two cores.
START, RUN = 120, 150
EXPORTERS = {"sse_html": SSEHTMLExporter, "sse_pdf": SSEPDFExporter}


@dataclass(frozen=True)
class Server:
    address: str
    token: str

    def ask(self, path: str, method: str = "GET") -> bytes:
        request = urllib.request.Request(f"{self.address}{path}", method=method)
        request.add_header("Authorization", f"token {self.token}")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as answer:
            return answer.read()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment whose settings of Jupyter are nobody's, and that never asks for news."""
    settings = folder / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet), encoding="utf-8")
    names = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "IPYTHONDIR": "ipython",
    }  # fmt: skip
    return os.environ | {name: str(folder / place) for name, place in names.items()}


@pytest.fixture(scope="module")
def lab(project, tmp_path_factory):
    """JupyterLab as ``make lab`` starts it, on a port and with a token of its own."""
    folder = tmp_path_factory.mktemp("jupyter")
    port, token = _free_port(), secrets.token_hex(16)
    words = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    words += [f"--IdentityProvider.token={token}", "--LabApp.extension_manager=readonly"]
    words += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    server = Server(f"http://127.0.0.1:{port}", token)
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "bootstrap.py", "lab", *words],
            cwd=project, env=_environment(folder), stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            _wait(server, process, folder / "log")
            yield server
        finally:
            _stop(server, process)


def _wait(server: Server, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        try:
            server.ask("/api/status")
            return
        except (URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"JupyterLab did not start: {log.read_text()[-3000:]}")


def _stop(server: Server, process: subprocess.Popen) -> None:
    """Ask the server to end with its kernels; end the processes we started if it does not."""
    try:
        server.ask("/api/shutdown", "POST")
        process.wait(20)
    except (URLError, OSError, subprocess.TimeoutExpired):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


@pytest.fixture(scope="module")
def copied(project):
    """A copy of the notebook, since running and saving it changes the file."""
    folder = project / "notebooks" / "my" / f"browser-test-{os.getpid()}"
    folder.mkdir()
    try:
        yield Path(shutil.copy(project / "notebooks" / "mapping.ipynb", folder))
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def typed(copied) -> Path:
    """A notebook that shows names as somebody typed them in a table and in a sentence, and a formula of its own."""
    exhibits = (hostile_table(), Statement(id="s", country="khm", paragraphs=HOSTILE))
    cells = [new_code_cell("from sse_analysis.results.exhibit import *")]
    cells += [new_code_cell(repr(one)) for one in exhibits]
    cells += [new_code_cell("from IPython.display import HTML; HTML('<p>$x_1^2$</p>')")]
    file = copied.with_name("hostile.ipynb")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), file)
    return file


@pytest.fixture(scope="module")
def session(lab, copied, typed, node, project, tmp_path_factory) -> dict:
    """What was seen in the browser, with the notebook as it was saved there."""
    folder = tmp_path_factory.mktemp("exported")
    original = (project / "notebooks" / "mapping.ipynb").read_bytes()
    places = [file.relative_to(project / "notebooks").as_posix() for file in (copied, typed)]
    wanted = [f"{name}={kind.export_from_notebook}" for name, kind in EXPORTERS.items()]
    seen = node("lab.mjs", lab.address, lab.token, *places, RUN, folder, *wanted, timeout=RUN + 150)
    assert (project / "notebooks" / "mapping.ipynb").read_bytes() == original
    return seen | {"notebook": nbformat.read(copied, as_version=4)}


def test_run_all_ends_without_an_error(session):
    cells = [cell for cell in session["notebook"].cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == [*range(1, len(cells) + 1)]
    kinds = {output.output_type for cell in cells for output in cell.outputs}
    assert "error" not in kinds and "execute_result" in kinds
    complaints = [output.text for cell in cells for output in cell.outputs if output.get("name") == "stderr"]
    assert complaints == [] and session["shown"]["errors"] == 0


def test_tables_and_figures_are_on_the_screen(session):
    """As many as the results left in the saved notebook, and at least what a mapping report holds."""
    records = [
        output.data[EXHIBIT_MIME]
        for cell in session["notebook"].cells
        for output in cell.get("outputs", [])
        if EXHIBIT_MIME in output.get("data", {})
    ]
    kinds = [record["kind"] for record in records]
    assert {record["country"] for record in records} == {"khm"}
    shown = session["shown"]
    assert (shown["tables"], shown["figures"]) == (kinds.count("table"), kinds.count("figure"))
    assert shown["tables"] >= 10 and shown["figures"] >= 5


def test_nothing_outside_is_asked_for_and_nothing_complains(session):
    assert session["outside"] == []
    assert session["complaints"] == []


def test_the_menu_offers_both_exporters_by_name(session):
    names = [kind.export_from_notebook for kind in EXPORTERS.values()]
    assert [label for label in session["offered"] if label in names] == names
    assert not [label for label in session["offered"] if label.lower() in EXPORTERS]


def test_what_is_exported_is_the_report(session):
    page, pdf = (Path(file) for file in session["files"])
    assert (page.suffix, pdf.suffix) == (".html", ".pdf")
    text = page.read_text(encoding="utf-8")
    assert "<title>Cambodia: mapping of the social and solidarity economy</title>" in text
    assert text.count('<figure class="exhibit') >= session["shown"]["figures"]
    assert pdf.read_bytes().startswith(b"%PDF-") and b"<pdfuaid:part>1</pdfuaid:part>" in pdf.read_bytes()


def test_names_as_somebody_typed_them_are_text_on_the_screen(session):
    table, statement, own = session["names"]
    for output in (table, statement):
        assert (output["formulas"], output["scripts"]) == (0, 0)
        assert all(" ".join(name.split()) in " ".join(output["text"].split()) for name in HOSTILE)
    assert own["formulas"] == 1
