"""Fitted models and tests on samples, with the design covariance of their coefficients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from sse_analysis.results.base import Result


@dataclass(frozen=True, kw_only=True, eq=False)
class Model(Result):
    """Coefficients of a weighted model.

    Parameters
    ----------
    frame : DataFrame
        ``term`` (and ``outcome`` for several outcomes), ``estimate, se, ci_low, ci_high, t, p, df``.
    covariance : float array, shape (p, p)
        Design covariance of the coefficients.
    formula, family, link : str
    df_design, df_residual : int
        Design degrees of freedom, and those of tests: df_design + 1 - p.
    warnings : tuple of str
        Separation, rank deficiency: reported, never hidden.
    """

    country: str = ""
    covariance: np.ndarray = field(repr=False)
    formula: str
    family: str
    link: str
    df_design: int
    df_residual: int
    n: int
    warnings: tuple[str, ...] = ()
    refit: Callable | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class Test(Result):
    """A test: ``statistic``, its degrees of freedom and p value.

    Parameters
    ----------
    frame : DataFrame
        One row: ``test, statistic, df1, df2, p``; ``df2`` missing for a chi-square.
    difference : float
        Of two groups; missing for other tests.
    scale : float
        What the statistic is divided by before it is judged.
    """

    __test__ = False  # a result, not a test case

    country: str = ""
    statistic: float
    df: tuple[float, ...]
    p: float
    difference: float = float("nan")
    scale: float = 1.0

    @property
    def reference(self) -> tuple:
        """Name of the distribution without a difference, as SciPy calls it, and its degrees of freedom."""
        if np.isfinite(self.difference):
            return ("t", *self.df)
        return ("chi2" if len(self.df) == 1 else "f", *self.df)
