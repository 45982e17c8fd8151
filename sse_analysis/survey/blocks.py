"""A model matrix that is never whole: built once in blocks of rows, each column as small as its values allow.

Numbers that stand in the file as they are stay there; indicators take one byte a row. A block is put together when it
is asked for, so a model of a million rows needs the memory of a few blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sse_analysis.survey import formulas

ROWS = 65_536
_LEVELS_OF_NUMBERS = r"C\([^)]*\b{}\b"


@dataclass(frozen=True, eq=False)
class Blocks:
    """A model matrix in blocks.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns.
    columns : tuple of lists of arrays
        For every block its columns: views of the file, bytes, or numbers.
    """

    shape: tuple[int, int]
    columns: tuple[list[np.ndarray], ...]

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[tuple[slice, np.ndarray]]:
        """Yield which rows, and the matrix of those rows, float array of shape (n_block, p)."""
        for number, columns in enumerate(self.columns):
            block = np.empty((len(columns[0]), self.shape[1]))
            for place, column in enumerate(columns):
                block[:, place] = column
            yield slice(number * ROWS, number * ROWS + len(block)), block


def parts(matrix: np.ndarray | Blocks) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield the blocks of a matrix, whole or not."""
    if isinstance(matrix, Blocks):
        yield from matrix
        return
    for start in range(0, len(matrix), ROWS):
        part = slice(start, start + ROWS)
        yield part, matrix[part]


def build(right: str, data: pd.DataFrame):
    """Return the blocks of the right-hand side of a formula, and its specification.

    None in place of the blocks when a term looks at all rows at once, such as ``center(x)``.

    Parameters
    ----------
    data : DataFrame
        Without missing values in the columns of the formula.
    """
    _, spec = formulas.matrix_and_spec(right, _with_every_level(right, data))
    if spec.transform_state:
        return None, spec
    names = [str(name) for name in spec.column_names]
    columns = tuple(
        _columns(formulas.rebuilt(spec, data.iloc[start : start + ROWS]), names, data, start)
        for start in range(0, len(data), ROWS)
    )
    return Blocks((len(data), len(names)), columns), spec


def _with_every_level(right: str, data: pd.DataFrame) -> pd.DataFrame:
    """Return few rows in which every level of every categorical column occurs."""
    first = [data.index[:1]]
    for name in data.columns:
        counted = re.search(_LEVELS_OF_NUMBERS.format(re.escape(name)), right)
        if counted or not pd.api.types.is_numeric_dtype(data[name]):
            first.append(data.index[~data[name].duplicated().to_numpy()])
    return data.loc[first[0].append(first[1:]).unique()]


def _columns(matrix: np.ndarray, names: list[str], data: pd.DataFrame, start: int) -> list[np.ndarray]:
    return [
        _small(matrix[:, place], data[name].to_numpy()[start : start + ROWS] if name in data else None)
        for place, name in enumerate(names)
    ]


def _small(column: np.ndarray, own: np.ndarray | None) -> np.ndarray:
    if own is not None and own.dtype.kind in "fiub":
        return own
    short = column.astype("int8")
    return short if np.array_equal(short, column) else column.copy()
