"""Many tests at once: p values that keep their meaning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sse_analysis.decimals import exact
from sse_analysis.errors import EstimationError, one_of, suggestion

#: Our names and those of statsmodels.
_METHODS = {"bonferroni": "bonferroni", "holm": "holm", "hommel": "hommel", "bh": "fdr_bh", "by": "fdr_by"}
METHODS = tuple(_METHODS)


def adjusted(p: Sequence[float], *, method: str = "holm") -> np.ndarray:
    """Adjust the p values of one family of tests.

    Parameters
    ----------
    p : sequence of float
        All tests of the family, those that showed nothing too. A missing p stays missing and counts as no test.
    method : {"bonferroni", "holm", "hommel", "bh", "by"}
        ``holm`` and ``hommel`` bound the chance of one false finding (tables that confirm); ``bh`` bounds the share
        of false ones among the findings (screening); ``by`` does so under any dependence.

    Returns
    -------
    float array, in the order given

    Raises
    ------
    EstimationError
        If a p value is outside 0 to 1, or the method is unknown.

    References
    ----------
    Holm 1979; Hommel 1988; Benjamini and Hochberg 1995; Benjamini and Yekutieli 2001.
    """
    from statsmodels.stats.multitest import multipletests

    if method not in _METHODS:
        raise EstimationError(
            f"there is no adjustment '{method}', expected {one_of(_METHODS)}. {suggestion(method, _METHODS)}".strip()
        )
    values = np.asarray(p, "float64")
    tested = ~np.isnan(values)
    outside = values[tested & ~((values >= 0) & (values <= 1))]
    if outside.size:
        raise EstimationError(f"a p value lies between 0 and 1: found {exact(outside[0]):g}.")
    if tested.any():
        values = values.copy()
        values[tested] = multipletests(values[tested], method=_METHODS[method])[1]
    return values
