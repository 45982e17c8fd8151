"""Wilkinson formulas to numbers: formulaic parses, terms keep its names."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError


def model_matrix(formula: str, data: pd.DataFrame) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return the model matrix of a one-sided formula and the names of its columns.

    Treatment coding, first sorted level as base: ``Intercept``, ``x``, ``I(x ** 2)``, ``v[T.level]``.
    A missing value is an error: drop the row from the domain first.
    """
    matrix, spec = matrix_and_spec(formula.split("~", 1)[-1], data)
    return matrix, tuple(str(name) for name in spec.column_names)


def matrix_and_spec(right: str, data: pd.DataFrame):
    """Return the matrix, and the specification that builds it again from other data."""
    from formulaic import Formula

    built = Formula(right.strip()).get_model_matrix(data, na_action="raise")
    return np.asarray(built, dtype="float64"), built.model_spec


def rebuilt(spec, data: pd.DataFrame) -> np.ndarray:
    return np.asarray(spec.get_model_matrix(data, na_action="raise"), dtype="float64")


def outcome(left: str, data: pd.DataFrame) -> np.ndarray:
    """Return the outcome as numbers: a column, or an expression such as ``I(x > 1)``."""
    if left in data.columns:
        try:
            return data[left].to_numpy("float64")
        except (TypeError, ValueError):
            raise EstimationError(f"the outcome '{left}' is not numeric; code it 0 and 1.") from None
    matrix, _ = matrix_and_spec(f"{left} - 1", data)
    return matrix[:, -1]


def variables(formula: str) -> tuple[str, ...]:
    """Return the columns a formula reads."""
    from formulaic import Formula

    return tuple(sorted(str(name) for name in Formula(formula).required_variables))


def split(formula: str) -> tuple[str, str]:
    """Return outcome and right-hand side of a two-sided formula."""
    left, tilde, right = formula.partition("~")
    if not tilde or not left.strip():
        raise EstimationError(f"'{formula}' is not a model: expected 'outcome ~ terms'.")
    return left.strip(), right.strip()
