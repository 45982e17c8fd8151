"""Notebooks say what is asked and shown; everything else lives in the library."""

import ast
import re
from pathlib import Path

import jupytext
import nbformat
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
FORBIDDEN = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.Try),
    *(ast.With, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp),
)
CLEANING = ("open(", "Path(", "read_csv", "groupby", "dropna", "fillna", "merge(", "print(")


@pytest.fixture(params=NOTEBOOKS, ids=lambda file: file.stem)
def file(request):
    return request.param


@pytest.fixture
def notebook(file):
    return nbformat.read(file, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def words(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def test_there_is_one_for_every_analysis():
    assert {"mapping", "sdg", "formalization", "regional"} <= {file.stem for file in NOTEBOOKS}


def test_no_outputs_are_kept(notebook):
    assert [cell.source for cell in code(notebook) if cell.outputs or cell.execution_count] == []


def test_no_cell_is_longer_than_six_lines(notebook):
    assert [cell.source for cell in code(notebook) if len(cell.source.splitlines()) > 6] == []


def test_the_first_cell_of_code_holds_the_parameters(notebook):
    first = code(notebook)[0]
    assert "parameters" in first.metadata.get("tags", [])
    names = [statement.targets[0].id for statement in ast.parse(first.source).body]
    assert names == ["country"]


def test_the_kernel_is_the_one_every_jupyter_has(notebook):
    assert notebook.metadata.kernelspec.name == "python3"


def test_cells_hold_no_functions_loops_or_cleaning(notebook):
    for cell in code(notebook):
        nodes = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, FORBIDDEN)]
        assert not nodes, cell.source
        assert not [word for word in CLEANING if word in cell.source], cell.source


def test_cells_import_nothing_but_the_library(notebook):
    for cell in code(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Import):
                assert [alias.name for alias in node.names if alias.name != "sse_analysis"] == [], cell.source
            elif isinstance(node, ast.ImportFrom):
                assert node.module.split(".")[0] == "sse_analysis", cell.source


def test_numbers_in_prose_come_from_results(notebook):
    """A figure typed into the text would be the same in every country."""
    typed = re.compile(r"\d[\d,.]*\s*(%|per cent|percent|cooperatives|members|people|entities)")
    assert [text for text in words(notebook) if typed.search(text)] == []


def test_text_is_plain(notebook):
    """The report writers read headings, paragraphs, lists, emphasis and links; an image or HTML would be lost."""
    assert [text for text in words(notebook) if re.search(r"!\[|</?[a-z]+[ >]|^\|", text, re.M)] == []


def test_the_text_twin_says_the_same(file, notebook):
    twin = jupytext.read(file.with_suffix(".py"))
    both = [
        [(cell.cell_type, cell.source, cell.metadata.get("tags", [])) for cell in nb.cells]
        for nb in (notebook, twin)
    ]
    assert both[0] == both[1]
