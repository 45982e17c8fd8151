"""A sample: data and a frozen design, and what can be estimated from them.

``by`` gives groups and ``domain`` a part of the population; both keep the whole design. Filtering rows is not offered,
because it would change the design and with it every standard error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
import pandas as pd

from sse_analysis.errors import SchemaError, suggestion
from sse_analysis.results.estimates import Estimates
from sse_analysis.results.model import Model, Test
from sse_analysis.survey import estimators, grouped, intervals, outcomes, regression, testing
from sse_analysis.survey.binding import Binding, bound
from sse_analysis.survey.cells import Cells, cells_of
from sse_analysis.survey.contrasts import contrast_of
from sse_analysis.survey.design import SurveyDesign
from sse_analysis.survey.effects import marginal_effects
from sse_analysis.survey.presenting import as_estimates
from sse_analysis.survey.woodruff import quantile_of

Names = str | Sequence[str]
Domain = str | pd.Series | np.ndarray | None


@dataclass(frozen=True, eq=False)
class SurveySample:
    """Data with the design they were drawn by.

    Parameters
    ----------
    data : DataFrame
        One row a respondent. Nullable types and categoricals are accepted.
    design : SurveyDesign
    country : str
        Lower-case ISO 3166-1 alpha-3 code, for the results.
    """

    data: pd.DataFrame
    design: SurveyDesign
    country: str = ""

    @cached_property
    def binding(self) -> Binding:
        return bound(self.data, self.design)

    @cached_property
    def layouts(self) -> dict:
        """Groupings that were asked for, so that a second table by the same columns is cheap."""
        return {}

    @property
    def weights(self) -> np.ndarray:
        """Analysis weights, shape (n_rows,): after calibration."""
        return self.binding.weights

    def total(self, y: Names, *, by: Names = (), domain: Domain = None, level: float = 0.95) -> Estimates:
        """Estimate the population total of ``y``; a missing answer leaves the domain, not the design."""
        return self._linear(estimators.total, y, by=by, domain=domain, level=level)

    def mean(
        self, y: Names, *, by: Names = (), domain: Domain = None, level: float = 0.95, joint: bool = True,
        effects: bool = True,
    ) -> Estimates:  # fmt: skip
        """Estimate the population mean of ``y``; the frame also has the design effects.

        Parameters
        ----------
        joint : bool
            False leaves the covariance between different variables out, which is the square of the number of
            cells: ``covariance`` then has shape (n_variables, n_groups, n_groups). For a wide table of indicators.
        """
        return self._linear(
            estimators.mean, y, by=by, domain=domain, level=level, effects=effects, joint=joint
        )

    def variance(self, y: Names, *, by: Names = (), domain: Domain = None, level: float = 0.95) -> Estimates:
        """Estimate the population variance of ``y``."""
        return self._linear(estimators.variance, y, by=by, domain=domain, level=level)

    def ratio(
        self, y: str, x: str, *, by: Names = (), domain: Domain = None, level: float = 0.95
    ) -> Estimates:
        """Estimate the ratio of two totals, sum(w y) / sum(w x)."""
        cells = self._cells([y], by=by, domain=domain, also=[x])
        below = self.column(x)
        filled = np.where(np.isnan(below), 0.0, below)[:, None]
        return self._estimates(partial(estimators.ratio, x=filled), cells, level=level)

    def count(self, *, by: Names = (), domain: Domain = None, level: float = 0.95) -> Estimates:
        """Estimate how many units of the population there are; a combination of nobody counts 0."""
        if by and grouped.applies(self):
            return grouped.grouped(self, None, by=_names(by), domain=domain, kind="total", level=level)
        cells = cells_of(self, (), by=by, domain=domain)
        return self._estimates(estimators.total, cells, level=level)

    def share(self, y: str, *, by: Names = (), domain: Domain = None, level: float = 0.95) -> Estimates:
        """Estimate the share of every level of a categorical column.

        ``n`` counts who answered in the group, ``n_level`` those of them who have the level.
        """
        cells = cells_of(self, (), by=by, domain=domain, levels=y)
        found = self._estimates(estimators.mean, cells, level=level)
        return replace(found, frame=found.frame.assign(n_level=cells.y.sum(axis=0).astype("int64")))

    def proportion(
        self, y: str, *, by: Names = (), domain: Domain = None, level: float = 0.95,
        method: intervals.Method = "logit", cap: bool = True,
    ) -> Estimates:  # fmt: skip
        """Estimate the share of a domain for which ``y`` (yes/no) is true.

        Parameters
        ----------
        method, cap
            How the interval is made: see :func:`sse_analysis.survey.intervals.proportion`.
        """
        cells = self._cells([y], by=by, domain=domain)
        return self._estimates(estimators.mean, cells, level=level, interval=(method, cap), effects=True)

    def quantile(
        self, y: str, p: float | Sequence[float] = 0.5, *, by: Names = (), domain: Domain = None,
        rule: str = "math", interval: str = "mean", level: float = 0.95,
    ) -> Estimates:  # fmt: skip
        """Estimate quantiles; the interval is Woodruff's, or from the replicates."""
        return quantile_of(self, y, p=p, by=by, domain=domain, rule=rule, interval=interval, level=level)

    def contrast(
        self, y: Names, *, by: Names = (), domain: Domain = None, coefficients=None, expression: str | None = None,
        level: float = 0.95,
    ) -> Estimates:  # fmt: skip
        """Estimate a linear combination, or a smooth expression, of means, with their joint covariance."""
        means = self.mean(y, by=by, domain=domain, level=level)
        df = self.binding.degrees_of_freedom(self.domain_rows(domain))
        return contrast_of(means, coefficients=coefficients, expression=expression, names=_names(y), df=df)

    def glm(
        self, formula: str, *, family: str = "gaussian", link: str | None = None, domain: Domain = None,
        level: float = 0.95,
    ) -> Model:  # fmt: skip
        """Fit a weighted generalized linear model with the design covariance of its coefficients.

        Parameters
        ----------
        formula : str
            Wilkinson formula, such as ``"informal ~ sex + age + I(age ** 2)"``.
        family : {"gaussian", "binomial", "poisson"}
        link : {"identity", "logit", "probit", "cloglog", "log"}, optional
            None for the family's own.
        """
        return regression.glm(self, formula, family=family, link=link, domain=domain, level=level)

    def multinomial(
        self, formula: str, levels: Sequence, *, domain: Domain = None, level: float = 0.95
    ) -> Model:
        """Fit a multinomial logit; the first of ``levels`` is the base."""
        return outcomes.multinomial(self, formula, levels=levels, domain=domain, level=level)

    def ordered(self, formula: str, levels: Sequence, *, domain: Domain = None, level: float = 0.95) -> Model:
        """Fit proportional odds; ``levels`` run from low to high."""
        return outcomes.ordered(self, formula, levels=levels, domain=domain, level=level)

    def marginal_effects(
        self, formula: str, effects: Sequence, *, family: str = "binomial", link: str | None = None,
        domain: Domain = None, level: float = 0.95,
    ) -> Estimates:  # fmt: skip
        """Estimate average marginal effects; see :mod:`sse_analysis.survey.effects`."""
        return marginal_effects(self, formula, effects, family=family, link=link, domain=domain, level=level)

    def independence(
        self, rows: str, columns: str, *, statistic="second_order_F", domain: Domain = None
    ) -> Test:
        """Test that two categorical columns are independent; see :mod:`sse_analysis.survey.testing`."""
        return testing.independence(self, rows, columns, statistic=statistic, domain=domain)

    def two_groups(self, y: str, by: str, *, domain: Domain = None, ranks: bool = False) -> Test:
        """Test the difference of two groups: means, or population ranks."""
        return testing.two_groups(self, y, by, domain=domain, ranks=ranks)

    def column(self, name: str) -> np.ndarray:
        """Return a column as floats, missing as NaN.

        Raises
        ------
        SchemaError
            If the column is absent or is not numeric; the message names the nearest.
        """
        if name not in self.data.columns:
            hint = suggestion(name, self.data.columns)
            raise SchemaError(f"the sample has no column '{name}'. {hint}".strip())
        try:
            return self.data[name].to_numpy("float64", na_value=np.nan)
        except (TypeError, ValueError):
            raise SchemaError(f"'{name}' is not numeric; use share() for a categorical column.") from None

    def domain_rows(self, domain: Domain) -> np.ndarray:
        """Return a domain as a boolean array, shape (n_rows,); missing is outside."""
        if domain is None:
            return np.ones(len(self.data), bool)
        if isinstance(domain, str):
            return np.nan_to_num(self.column(domain)) != 0
        rows = (
            domain.to_numpy("bool", na_value=False)
            if isinstance(domain, pd.Series)
            else np.asarray(domain, bool)
        )
        if rows.shape != (len(self.data),):
            raise SchemaError(f"the domain has {rows.shape} values for {len(self.data):,} rows.")
        return rows

    def _cells(self, y: Sequence[str], *, by: Names, domain: Domain, also: Sequence[str] = ()) -> Cells:
        return cells_of(self, tuple(y), by=by, domain=domain, also=tuple(also))

    def _linear(self, function, y: Names, *, by, domain, level, effects=False, joint=True) -> Estimates:
        kind = {estimators.mean: "mean", estimators.total: "total"}.get(function)
        if kind and by and grouped.applies(self):
            given = {"by": _names(by), "domain": domain, "level": level, "joint": joint}
            return grouped.grouped(self, _names(y), kind=kind, effects=effects, **given)
        return self._estimates(
            function, self._cells(_names(y), by=by, domain=domain), level=level, effects=effects
        )

    def _estimates(self, function, cells: Cells, **given) -> Estimates:
        return as_estimates(self, function, cells, **given)


def _names(names: Names) -> list[str]:
    return [names] if isinstance(names, str) else list(names)
