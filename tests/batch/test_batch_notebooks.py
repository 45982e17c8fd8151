"""A parameter the notebook does not know is an error before anything runs."""

import pytest
from projects import notebook

from sse_analysis.batch import notebooks
from sse_analysis.errors import ParameterError, SourceError


def _read(home, text, name="x"):
    return notebooks.read(home.write(f"notebooks/{name}.ipynb", text))


def test_parameters_are_read_where_papermill_stumbles(home):
    book = _read(
        home, notebook(parameters='name = "x=y"\nlimits = [1, 2]\nyear: int = 2024  # which\nnone = None')
    )
    assert notebooks.known(book) == {"name": "x=y", "limits": [1, 2], "year": 2024, "none": None}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"contry": "tha"},
            "notebooks/x.ipynb was not run: its parameters do not fit.\n"
            "  - notebooks/x.ipynb: found the parameter 'contry', expected a parameter of this notebook. Did you mean 'country'?",
        ),
        (
            {"country": "tha", "year": "abc", "share": 1, "zoom": 2},
            "notebooks/x.ipynb was not run: its parameters do not fit.\n"
            "  - notebooks/x.ipynb, column 'year': found 'abc', expected a whole number, such as 2020\n"
            "  - notebooks/x.ipynb: found the parameter 'zoom', expected a parameter of this notebook. It knows: country, year, share.",
        ),
        (
            {"year": True},
            "notebooks/x.ipynb was not run: its parameters do not fit.\n"
            "  - notebooks/x.ipynb, column 'year': found True, expected a whole number, such as 2020",
        ),
    ],
)
def test_what_does_not_fit_is_named(home, given, message):
    book = _read(home, notebook(parameters='country = "khm"\nyear = 2020\nshare = 0.5'))
    with pytest.raises(ParameterError) as caught:
        notebooks.check(book, given)
    assert str(caught.value) == message


def test_a_notebook_without_parameters_would_show_the_default_country(home):
    book = _read(home, notebook("1").replace('"parameters"', '"other"'))
    with pytest.raises(ParameterError) as caught:
        notebooks.check(book, {"country": "tha"})
    assert str(caught.value) == (
        "notebooks/x.ipynb was not run: its parameters do not fit.\n"
        "  - notebooks/x.ipynb: found no cell tagged 'parameters', expected one that sets 'country'. "
        "Tag its first code cell 'parameters', with the line: country = 'tha'"
    )


def test_a_parameters_cell_holds_plain_values_only(home):
    book = _read(home, notebook(parameters='country = "khm"\nstudy = load(country)\nfor a in b: pass'))
    with pytest.raises(ParameterError) as caught:
        notebooks.known(book)
    assert str(caught.value) == (
        "A parameters cell holds only names and plain values.\n"
        "  - notebooks/x.ipynb, cell 1, line 2: found 'study = load(country)', expected name = literal. Move everything else into the next cell.\n"
        "  - notebooks/x.ipynb, cell 1, line 3: found 'for a in b:', expected name = literal. Move everything else into the next cell."
    )


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "y",
            "{}",
            "notebooks/y.ipynb is not a Jupyter notebook. Expected the JSON of a .ipynb file with cells.",
        ),
        (
            "y",
            "PK",
            "notebooks/y.ipynb is not a Jupyter notebook. Expected the JSON of a .ipynb file with cells.",
        ),
        (
            "y",
            '{"nbformat": 3, "cells": []}',
            "notebooks/y.ipynb has notebook format 3, expected 4. Open and save it in JupyterLab.",
        ),
    ],
)
def test_a_file_that_is_no_notebook(home, name, text, message):
    with pytest.raises(SourceError) as caught:
        _read(home, text, name)
    assert str(caught.value) == message


def test_a_missing_notebook_names_the_nearest(home):
    with pytest.raises(SourceError) as caught:
        notebooks.read(home.home / "notebooks" / "maping.ipynb")
    assert str(caught.value) == "There is no notebook notebooks/maping.ipynb. Did you mean 'mapping.ipynb'?"
