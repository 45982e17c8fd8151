"""Notebooks as they lie in the project: their cells, and the parameters they know.

papermill only warns about a parameter the notebook does not know, and then publishes the default
country. Here the parameters cell is read first, and what does not fit it is an error before a kernel starts.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sse_analysis import paths
from sse_analysis.errors import Failure, ParameterError, SourceError, suggestion

_TYPE_WORDS = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "True or False",
    "list": "a list",
    "dict": "a mapping",
}


@dataclass(frozen=True)
class Notebook:
    """A notebook file.

    Parameters
    ----------
    name : str
        Path relative to the project, as messages print it.
    text : str
        Content of the file, exactly what is executed and what the digest was taken of.
    cells : tuple of dict
    """

    file: Path
    name: str
    text: str
    cells: tuple[dict[str, Any], ...]

    @property
    def digest(self) -> str:
        """SHA-256 over type, source and tags of every cell; outputs, ids and counts do not matter."""
        essence = [[cell["cell_type"], _source(cell), sorted(_tags(cell))] for cell in self.cells]
        return hashlib.sha256(json.dumps(essence, ensure_ascii=False).encode()).hexdigest()


def read(file: Path) -> Notebook:
    """Return a notebook.

    Raises
    ------
    SourceError
        If the file is missing, or is not a notebook of format 4.
    """
    name = str(paths.relative(file))
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        near = suggestion(file.name, [other.name for other in file.parent.glob("*.ipynb")])
        raise SourceError(f"There is no notebook {name}. {near}".strip()) from None
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise SourceError(f"{name} cannot be read: {why}.") from None
    try:
        content = json.loads(text)
        major, cells = content["nbformat"], tuple(content["cells"])
    except (ValueError, KeyError, TypeError):
        raise SourceError(
            f"{name} is not a Jupyter notebook. Expected the JSON of a .ipynb file with cells."
        ) from None
    if major != 4:
        raise SourceError(f"{name} has notebook format {major}, expected 4. Open and save it in JupyterLab.")
    return Notebook(file, name, text, cells)


def _source(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _tags(cell: Mapping[str, Any]) -> list[str]:
    return list(cell.get("metadata", {}).get("tags", []))


def known(notebook: Notebook) -> dict[str, Any]:
    """Return the parameters of a notebook with their defaults, from its cell tagged ``parameters``.

    Raises
    ------
    ParameterError
        If there are several such cells, or a line is anything but ``name = literal``.
    """
    places = [
        (number, cell)
        for number, cell in enumerate(notebook.cells, 1)
        if cell["cell_type"] == "code" and "parameters" in _tags(cell)
    ]
    if len(places) > 1:
        listed = " and ".join(str(number) for number, _ in places)
        failure = Failure(notebook.name, f"cells {listed} tagged 'parameters'", "one such cell")
        raise ParameterError(f"{notebook.name} has more than one parameters cell.", [failure])
    if not places:
        return {}
    number, cell = places[0]
    return _literals(f"{notebook.name}, cell {number}", _source(cell))


def _literals(place: str, source: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    failures: list[Failure] = []
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        failures.append(Failure(place, f"'{(error.text or '').strip()}'", "Python", row=error.lineno))
        statements = []
    for statement in statements:
        pair = _assignment(statement)
        if pair is None:
            words = ast.unparse(statement).splitlines()[0]
            fix = "Move everything else into the next cell."
            failures.append(Failure(place, f"'{words}'", "name = literal", fix, row=statement.lineno))
        else:
            values[pair[0]] = pair[1]
    if failures:
        raise ParameterError("A parameters cell holds only names and plain values.", failures)
    return values


def _assignment(statement: ast.stmt) -> tuple[str, Any] | None:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target, value = statement.target, statement.value
    else:
        return None
    try:
        return (target.id, ast.literal_eval(value)) if isinstance(target, ast.Name) else None
    except ValueError:
        return None


def check(notebook: Notebook, given: Mapping[str, Any]) -> None:
    """Raise when a notebook does not know a parameter, or knows it with another type.

    Raises
    ------
    ParameterError
        With every parameter that does not fit.
    """
    failures = list(_misfits(notebook, known(notebook), given))
    if failures:
        raise ParameterError(f"{notebook.name} was not run: its parameters do not fit.", failures)


def _misfits(notebook: Notebook, have: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Failure]:
    for name, value in given.items():
        if not have:
            fix = f"Tag its first code cell 'parameters', with the line: {name} = {value!r}"
            yield Failure(notebook.name, "no cell tagged 'parameters'", f"one that sets '{name}'", fix)
        elif name not in have:
            fix = suggestion(name, have) or f"It knows: {', '.join(have)}."
            yield Failure(notebook.name, f"the parameter '{name}'", "a parameter of this notebook", fix)
        elif not _fits(value, have[name]):
            kind = type(have[name]).__name__
            expected = f"{_TYPE_WORDS.get(kind, kind)}, such as {have[name]!r}"
            yield Failure(notebook.name, f"{value!r}", expected, column=name)


def _fits(value: Any, default: Any) -> bool:
    if default is None:
        return True
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(default, tuple | list):
        return isinstance(value, tuple | list)
    return type(value) is type(default)
