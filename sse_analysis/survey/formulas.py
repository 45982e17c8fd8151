"""Wilkinson formulas to numbers: formulaic parses, terms keep its names."""

from __future__ import annotations

import ast
import re

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError

#: Functions of formulaic that look at all rows; their arguments hold no formula of their own.
_CALL = re.compile(r"\b(?:center|scale|standardize|poly|bs|cs|cr|cc|lag)\([^()]*\)")


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
    """Return the columns a formula reads.

    formulaic leaves out what stands inside a function that looks at all rows, such as ``center(x)``: found here.
    """
    from formulaic import Formula

    named = {str(name) for name in Formula(formula).required_variables}
    return tuple(sorted(named.union(*(_inside(call) for call in _CALL.findall(formula)))))


def _inside(call: str) -> set[str]:
    """Return the names in the first argument of a call, ``center(x + y)``: x and y."""
    first = ast.parse(call, mode="eval").body.args[:1]
    found = [node for argument in first for node in ast.walk(argument)]
    called = {id(node.func) for node in found if isinstance(node, ast.Call)}
    called |= {id(node.value) for node in found if isinstance(node, ast.Attribute)}
    return {node.id for node in found if isinstance(node, ast.Name) and id(node) not in called}


def split(formula: str) -> tuple[str, str]:
    """Return outcome and right-hand side of a two-sided formula."""
    left, tilde, right = formula.partition("~")
    if not tilde or not left.strip():
        raise EstimationError(f"'{formula}' is not a model: expected 'outcome ~ terms'.")
    return left.strip(), right.strip()
