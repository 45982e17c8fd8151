"""Notebooks say what is asked and shown; everything else lives in the library."""

import ast
from pathlib import Path

import jupytext
import nbformat
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda file: file.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_is_one_for_every_analysis():
    assert {"mapping", "sdg", "formalization", "regional"} <= {file.stem for file in NOTEBOOKS}


def test_no_outputs_are_kept(notebook):
    assert [cell.source for cell in code(notebook) if cell.outputs or cell.execution_count] == []


def test_no_cell_is_longer_than_six_lines(notebook):
    assert [cell.source for cell in code(notebook) if len(cell.source.splitlines()) > 6] == []


def test_the_first_cell_of_code_holds_the_parameters(notebook):
    first = code(notebook)[0]
    assert "parameters" in first.metadata.get("tags", [])
    (statement,) = ast.parse(first.source).body
    assert isinstance(statement, ast.Assign) and statement.targets[0].id == "country"


def test_cells_hold_no_functions_loops_or_paths(notebook):
    forbidden = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda, ast.ListComp, ast.DictComp)
    words = ("open(", "Path(", "read_csv", "os.", "groupby", "dropna")
    for cell in code(notebook):
        nodes = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, forbidden)]
        assert not nodes, cell.source
        assert not [word for word in words if word in cell.source], cell.source


def test_the_text_twin_says_the_same(notebook, request):
    file = Path(request.node.callspec.params["notebook"])
    twin = jupytext.read(file.with_suffix(".py"))
    both = [
        [(cell.cell_type, cell.source, cell.metadata.get("tags", [])) for cell in nb.cells]
        for nb in (notebook, twin)
    ]
    assert both[0] == both[1]
