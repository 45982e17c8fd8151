"""What the analyses of double counting return."""

from __future__ import annotations

from dataclasses import dataclass

from sse_analysis.results.base import Result


@dataclass(frozen=True, kw_only=True, eq=False)
class NetLedger(Result):
    """From a gross count to a net one, step by step.

    One row a line: ``part`` (counted, gross, taken out, net), ``label, value`` (of what is taken out the amount, never
    negative), ``low, high`` (of a net count whose links are not all found), ``years`` in words (a sum may span
    several), ``year`` where that is one, ``because, ledger_id, why_absent, obs_status, conf_status``. A sum is
    missing, with the reason, where years lie too far apart.

    Parameters
    ----------
    counted : {"published", "registers"}
    """

    counted: str = "published"


@dataclass(frozen=True, kw_only=True, eq=False)
class PersonsBehind(Result):
    """From memberships to the persons behind them.

    One row a form, sum, bound or estimate: ``part`` (form, memberships, bound, survey), ``label, value, ci_low, ci_high,
    unit, year, years, because, ledger_id, obs_status, conf_status``.
    """
