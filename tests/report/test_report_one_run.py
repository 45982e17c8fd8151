"""Notebooks run by hand: what the exporters refuse, because cells are not of one run for one country."""

from __future__ import annotations

import nbformat
import pytest
from report_samples import executed, front, landscape, notebook, numbered, stream

from sse_analysis import report
from sse_analysis.errors import ReportError
from sse_analysis.report.exporters import SSEHTMLExporter


def exported(made) -> str:
    return SSEHTMLExporter().from_notebook_node(made)[0]


def refused(made) -> str:
    with pytest.raises(ReportError) as caught:
        exported(made)
    return str(caught.value)


def of(*cells):
    return nbformat.from_dict(nbformat.v4.new_notebook(cells=numbered(list(cells))))


def test_a_title_of_one_country_over_tables_of_another_is_refused():
    """``country`` was changed, and only the first cells were run again."""
    made = notebook("khm")
    made.cells[1:4] = notebook("tha").cells[1:4]
    said = refused(made)
    assert "exhibit 'landscape': found country 'khm', expected 'tha'" in said
    assert "exhibit 'in-short': found country 'khm', expected 'tha'" in said


def test_a_parameter_that_was_changed_and_not_run_is_refused():
    made = notebook("khm")
    made.cells[2].source = 'country: str = "THA "'
    assert "notebook parameters: found country 'tha', expected 'khm'. Run the notebook again." in refused(
        made
    )


def test_an_output_of_another_country_that_was_pasted_is_refused():
    said = refused(of(executed("a", front("khm")), executed("b", landscape("vnm"))))
    assert "notebook cell 2, exhibit 'landscape': found country 'vnm', expected 'khm'" in said


def test_half_a_notebook_is_refused():
    made = notebook()
    for cell in made.cells[-4:]:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
    assert "notebook cell 18: found a cell that was not run and 2 more, expected all run." in refused(made)


def test_cells_out_of_order_are_refused():
    """Text that a cell printed names no country: the counts alone tell that it is of an earlier run."""
    made = of(executed('country = "tha"', tags=("parameters",)), executed("rows", stream("1289")))
    assert "1289" in exported(made)
    made.cells[0].execution_count = 7
    assert (
        "notebook cell 2: found run 2, though cell 1 above it is run 7, expected cells run from top to bottom. "
        "Run it again from top to bottom (in JupyterLab: Kernel, Restart Kernel and Run All Cells)."
    ) in refused(made)


def test_empty_and_skipped_cells_need_no_run():
    skipped = executed("print(2)", tags=("skip-execution",))
    made = of(executed("a", front()), executed(" "), executed("b", landscape()), skipped)
    made.cells[1].execution_count = made.cells[3].execution_count = None
    assert "Cambodia" in exported(made)


def test_a_parameter_that_papermill_could_only_warn_of_is_refused():
    """``papermill -p contry tha`` runs the country that stands in the notebook."""
    made = notebook("khm")
    made.cells[2].source = '# Parameters\ncontry = "tha"\n'
    said = refused(made)
    assert "'contry', which no cell reads, expected one of the notebook. Did you mean 'country'?" in said


def test_all_problems_are_told_at_once():
    made = notebook("khm")
    made.cells[2].source = 'country = "tha"'
    made.cells[3].execution_count, made.cells[4].execution_count = None, 1
    assert refused(made).count("\n  - ") == 3


def test_a_notebook_that_names_no_country_may_show_several():
    made = of(executed("a", landscape("khm")), executed("b", landscape("tha")))
    assert "Thailand" in exported(made)


def test_nbconvert_exports_what_it_executed(tmp_path):
    """``--execute`` runs a copy: the outputs of before, or none, were exported."""
    made = of(
        executed('country = "khm"', tags=("parameters",)), executed("print(country * 2)", stream("old"))
    )
    made.cells[0].source = 'country = "tha"'
    exporter = SSEHTMLExporter()
    exporter.register_preprocessor("nbconvert.preprocessors.ExecutePreprocessor", enabled=True)
    page, _ = exporter.from_notebook_node(made, {"metadata": {"path": str(tmp_path)}})
    assert "thatha" in page and "<pre>old" not in page and "khmkhm" not in page


def test_a_page_made_by_hand_bears_no_key_of_a_batch():
    made = notebook()
    made.metadata["sse"] = {"run": "0123456789abcdef"}
    assert "0123456789ab" in report.render(made, ["html"])["html"].decode()
    assert "0123456789ab" not in exported(made)
