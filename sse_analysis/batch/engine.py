"""The papermill engine ``sse``: forked kernels, immediate shutdown, one save, no times in the notebook."""

from __future__ import annotations

from typing import Any

from nbclient.exceptions import CellExecutionComplete, CellExecutionError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines

from sse_analysis.batch.kernels import Manager
from sse_analysis.batch.session import Session
from sse_analysis.batch.streams import joined

INJECTED = "injected-parameters"
_OUTPUTS = {"stream", "display_data", "execute_result", "update_display_data", "error"}


class _Client(PapermillNotebookClient):
    """papermill's client with our kernel manager."""

    def __init__(self, manager: Any, session: Session, **options: Any):
        super().__init__(manager, **options)
        self.session = session

    def create_kernel_manager(self) -> Manager:
        self.km = Manager(self.session)
        return self.km

    def papermill_execute_cells(self) -> None:
        code = [index for index, cell in enumerate(self.nb.cells) if cell.cell_type == "code"]
        for index, cell in enumerate(self.nb.cells):
            if cell.cell_type != "code":
                continue
            self.session.cell = index + 1
            self.session.on_cell(code.index(index) + 1, len(code))
            try:
                self.nb_man.cell_start(cell, index)
                self.execute_cell(cell, index)
            except CellExecutionError as error:
                self.nb_man.cell_exception(self.nb.cells[index], cell_index=index, exception=error)
                break
            finally:
                self.nb.cells[index].outputs = joined(self.nb.cells[index].outputs)
                self.nb_man.cell_complete(self.nb.cells[index], cell_index=index)

    def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
        if msg["msg_type"] in _OUTPUTS and not self.session.showed(msg["content"]):
            raise CellExecutionComplete  # the rest will not come: a killed kernel never says that it is idle
        return super().process_message(msg, cell, cell_index)


class SSEEngine(Engine):
    """Execute in a kernel forked from a pre-imported parent, or in a stock kernel where none is given."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        """Execute and return the notebook without anything that differs from run to run."""
        session = options.get("session")
        if session is not None:
            session.notebook = nb
        options |= {"autosave_cell_every": 0, "progress_bar": options.get("progress_bar", False)}
        return clean(super().execute_notebook(nb, kernel_name, **options))

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        session = options.get("session")
        if session is None:
            return cls._alone(nb_man, kernel_name)
        client = _Client(
            nb_man,
            session,
            kernel_name=kernel_name,
            startup_timeout=int(options.get("start_timeout") or 60),
            timeout=None,
            iopub_timeout=session.seconds,
            shutdown_kernel="immediate",
            record_timing=False,
            coalesce_streams=False,
            store_widget_state=False,
        )
        client.execute(cwd=str(session.cwd), env=dict(session.env))
        return None

    @classmethod
    def _alone(cls, nb_man: Any, kernel_name: str) -> None:
        """``papermill --engine sse`` without our batch: a stock kernel here, with default limits."""
        from pathlib import Path

        from sse_analysis.batch.session import environment

        with Session(Path.cwd(), 86_400, 1_048_576, 1_024, environment()) as session:
            cls.execute_managed_notebook(nb_man, kernel_name, session=session)


def clean(notebook: Any) -> Any:
    """Remove run times, paths of this machine and random ids, so that the same input gives the same bytes."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        failed = (cell.metadata.get("papermill") or {}).get("exception") is True
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if failed:
            cell.metadata["papermill"] = {"exception": True}
        if not cell.metadata.get("tags", ["keep"]):
            del cell.metadata["tags"]
        if INJECTED in cell.metadata.get("tags", []):
            cell["id"] = INJECTED
    return notebook


papermill_engines.register("sse", SSEEngine)
