"""What the conditions of work in organizations return."""

from __future__ import annotations

from dataclasses import dataclass

from sse_analysis.results.base import Result


@dataclass(frozen=True, kw_only=True, eq=False)
class WorkConditions(Result):
    """One row an indicator and group: ``indicator, label, unit, group, group_label``.

    ``organizations`` (with workers and an answer) and ``workers`` in the sample, ``estimate, se, ci_low, ci_high``,
    ``lowest, highest`` (open answers as no worker, as every worker; missing for amounts), ``largest`` (percent of the
    weighted workers in one organization), ``obs_status, conf_status``.

    Parameters
    ----------
    level : float
        Of the intervals.
    """

    level: float = 0.95
