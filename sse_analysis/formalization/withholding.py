"""Moves of few persons: which flows, and which shares with them, are not printed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.formalization.transitions import gross_flows
from sse_analysis.results.disclosure import FEW, printable
from sse_analysis.survey.panel import STATES, Panel

_NUMBERS = ["estimate", "se", "ci_low", "ci_high", "cv", "n_eff"]


def known(panel: Panel) -> np.ndarray:
    """Return the rows whose state is known in both waves."""
    data = panel.sample.data
    return (data["origin"].notna() & data["destination"].notna()).to_numpy()


def least_state(panel: Panel) -> int:
    """Return the persons of the sample in the smallest state of either wave; a state of nobody does not count."""
    counts = _counts(panel)
    sides = pd.concat([counts.groupby(level=place).sum() for place in (0, 1)])
    return int(sides[sides > 0].min())


def few_move(panel: Panel) -> bool:
    """Say whether a move, or staying in a state, was made by so few persons that it is withheld."""
    return bool(_counts(panel).between(1, FEW - 1).any())


def protected_flows(panel: Panel) -> pd.DataFrame:
    """Return the flows between states as they may be printed, and the persons of every state.

    Flows add up to the persons of a state in either wave, which are printed too: with a flow of fewer than ten persons
    of the sample others of its origin and of its destination are withheld, so that none is a difference.

    Returns
    -------
    DataFrame
        ``quantity`` (``flow``; ``before`` and ``after`` for the persons of a state), ``origin``, ``destination``, then
        the columns of estimates; ``n`` counts persons of the sample. Nine flows first, by origin.
    """
    flows = gross_flows(panel.sample, "origin", "destination", states=STATES, domain=known(panel)).frame
    cells = flows[flows["quantity"].eq("flow")].drop(columns="quantity").reset_index(drop=True)
    totals = [
        cells.groupby(side, sort=False)[["estimate"]].sum().reset_index().assign(quantity=when)
        for when, side in (("before", "origin"), ("after", "destination"))
    ]
    printed = printable(cells.assign(n=_counts(panel).to_numpy()), additive=True)
    return pd.concat([printed.assign(quantity="flow"), *totals], ignore_index=True)


def withheld_shares(shares: pd.DataFrame, status: np.ndarray) -> pd.DataFrame:
    """Return shares without those whose flow is withheld: with the persons of the origin they are the same number.

    Parameters
    ----------
    status : array of str
        ``conf_status`` of the flow behind every share.
    """
    hidden = np.isin(status, ["C", "D"])
    shares = shares.assign(
        conf_status=np.where(hidden, "D", shares["conf_status"]),
        obs_status=shares["obs_status"].mask(hidden, "Q"),
    )
    shares.loc[hidden, [name for name in _NUMBERS if name in shares]] = np.nan
    return shares


def _counts(panel: Panel) -> pd.Series:
    """Return the persons of the sample by origin and destination, all pairs of states in their order."""
    pairs = pd.MultiIndex.from_product([STATES, STATES])
    data = panel.sample.data.loc[known(panel), ["origin", "destination"]].astype("str")
    return data.value_counts().reindex(pairs, fill_value=0)
