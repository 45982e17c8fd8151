"""The first hour of a researcher runs from end to end, errors included."""

import shutil

import nbformat
import pytest
from nbclient import NotebookClient


@pytest.fixture(scope="module")
def executed(written, project, tmp_path_factory):
    """The tutorial, executed on a small synthetic country in a project of its own."""
    home = tmp_path_factory.mktemp("tutorial")
    shutil.copytree(written, home / "data" / "xsy")
    for name in ("parameters", "data/common", "notebooks"):
        shutil.copytree(project / name, home / name, ignore=shutil.ignore_patterns("my"))
    notebook = nbformat.read(project / "notebooks" / "tutorial.ipynb", as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSE_HOME", str(home))
        patch.setenv("SSE_OUTPUTS", str(home / "outputs"))
        NotebookClient(
            notebook,
            timeout=300,
            kernel_name="python3",
            resources={"metadata": {"path": str(home / "notebooks")}},
        ).execute()
    return notebook, home


def cell_of(notebook, words):
    return next(cell for cell in notebook.cells if cell.cell_type == "code" and words in cell.source)


def errors(cell):
    return [output for output in cell.outputs if output.output_type == "error"]


def test_only_the_cells_that_are_wrong_on_purpose_fail(executed):
    notebook, _ = executed
    failing = [cell.source for cell in notebook.cells if cell.cell_type == "code" and errors(cell)]
    assert failing == ['load_study("xsi")', 'people.sample.mean("wages")']


def test_the_errors_say_what_to_do(executed):
    notebook, _ = executed
    country, column = (errors(cell_of(notebook, words))[0] for words in ('load_study("xsi")', '"wages"'))
    assert country.ename == "ParameterError"
    assert "There is no country 'xsi' here" in country.evalue and "Did you mean 'xsy'?" in country.evalue
    assert column.ename == "SchemaError"
    assert column.evalue.startswith("the sample has no column 'wages'.")


def test_every_cell_that_shows_something_shows_it(executed):
    notebook, _ = executed
    silent = [cell.source for cell in notebook.cells if cell.cell_type == "code" and not cell.outputs]
    assert silent == ['country = "xsy"']


def test_the_report_is_written_and_says_that_it_is_synthetic(executed):
    notebook, home = executed
    run = cell_of(notebook, 'main(["run"')
    assert run.outputs[-1].data["text/plain"] == "0", run.outputs
    page = (home / "outputs" / "xsy" / "mapping.html").read_text(encoding="utf-8")
    assert (
        "Synthetic country: generated data with known truth. No figure here describes a real country." in page
    )


def test_the_spreadsheet_is_inspected_and_read(executed):
    notebook, _ = executed
    draft = "".join(
        output.text for output in cell_of(notebook, '"inspect"').outputs if output.output_type == "stream"
    )
    assert "header_row: 5" in draft and "years of the Buddhist era" in draft
    (shown,) = cell_of(notebook, "registers.load").outputs
    assert "XSY-cooperative-producer" in shown.data["text/plain"]
