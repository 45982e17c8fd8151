"""Linear combinations and smooth expressions of estimates, by the delta method on their joint covariance."""

from __future__ import annotations

import ast
import operator

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError, suggestion
from sse_analysis.results.estimates import Estimates
from sse_analysis.survey.presenting import tabulated

_STEP = 1e-30
_BINARY = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow,
}  # fmt: skip
_FUNCTIONS = {"log": np.log, "exp": np.exp, "sqrt": np.sqrt}


def contrast_of(
    estimates: Estimates, *, coefficients, expression: str | None, names: list[str], df: float
) -> Estimates:
    """Return one contrast.

    Parameters
    ----------
    coefficients : list of (label, float), optional
        Label is a variable, or a level of ``by``.
    expression : str, optional
        Arithmetic in the names of the variables, with log, exp and sqrt; each name stands for its estimate.
    df : float
        Degrees of freedom of the whole domain, over which the cells lie.
    """
    if (coefficients is None) == (expression is None):
        raise EstimationError("A contrast needs either coefficients or an expression.")
    labels = _labels(estimates.frame)
    theta = estimates.frame["estimate"].to_numpy()
    if coefficients is not None:
        gradient = _row(labels, coefficients)
        value = gradient @ theta
    else:
        value, gradient = _smooth(expression, dict(zip(labels, theta, strict=True)))
    variance = gradient @ estimates.covariance @ gradient
    n = int(estimates.frame["n"].sum())
    name = pd.DataFrame({"variable": [expression or "contrast"]})
    covariance = np.array([[variance]])
    table = tabulated(name, np.array([value]), covariance, df=df, n=n, level=estimates.level)
    return Estimates(frame=table, country=estimates.country, covariance=covariance, level=estimates.level)


def _labels(frame: pd.DataFrame) -> list:
    """Return what a cell is called: its variable, or its group when there is one variable."""
    place = list(frame.columns).index("estimate")
    keys = [name for name in frame.columns[:place] if name != "variable"]
    if not keys or frame["variable"].nunique() > 1:
        return list(frame["variable"])
    return list(frame[keys[0]]) if len(keys) == 1 else list(frame[keys].itertuples(index=False, name=None))


def _row(labels: list, coefficients) -> np.ndarray:
    row = np.zeros(len(labels))
    for label, coefficient in coefficients:
        place = [number for number, name in enumerate(labels) if str(name) == str(label)]
        if len(place) != 1:
            raise EstimationError(
                f"there is no cell '{label}' to contrast. {suggestion(label, labels)}".strip()
            )
        row[place[0]] += coefficient
    return row


def _smooth(expression: str, values: dict[str, float]) -> tuple[float, np.ndarray]:
    """Return value and gradient; the complex step gives derivatives to machine precision."""
    tree = ast.parse(expression, mode="eval").body
    base = {name: complex(value) for name, value in values.items()}
    gradient = [_evaluate(tree, base | {name: base[name] + _STEP * 1j}).imag / _STEP for name in values]
    return float(_evaluate(tree, base).real), np.array(gradient)


def _evaluate(node: ast.expr, values: dict[str, complex]) -> complex:
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        return _BINARY[type(node.op)](_evaluate(node.left, values), _evaluate(node.right, values))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_evaluate(node.operand, values)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return complex(node.value)
    if isinstance(node, ast.Name) and node.id in values:
        return values[node.id]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS:
        return _FUNCTIONS[node.func.id](*(_evaluate(argument, values) for argument in node.args))
    raise EstimationError(
        f"'{ast.unparse(node)}' is not part of an expression: use names, numbers, + - * / **, log, exp, sqrt."
    )
