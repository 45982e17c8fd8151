"""What the analysis of activity across forms and countries returns."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from sse_analysis.results.base import Result


@dataclass(frozen=True, kw_only=True, eq=False)
class BorrowedActivity(Result):
    """Share of active organizations of every counted form and every group of a survey.

    One row a form or group: ``line_label, listed, year, ledger_id, basis`` (own, borrowed, survey, none), ``observed``
    (known to be active, own pair), ``ci_low, ci_high`` (95 percent; none where a pair counts), ``worst_low, worst_high``
    (ends without a model), all in percent, ``count_low, count_high`` (organizations), ``usable`` (no where the interval is
    too wide for any use), ``obs_status`` (U where it is), ``conf_status``.

    Parameters
    ----------
    pool : DataFrame
        Pairs that were borrowed from: ``country, form, label, registered, active, share, year``.
    spread : float
        Standard deviation of the true shares between pairs, on the scale of log odds; missing where there are too few.
    """

    pool: pd.DataFrame = field(repr=False)
    spread: float = float("nan")
