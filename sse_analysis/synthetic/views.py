"""What organizations say of themselves: part of the SSE or not, what becomes of surplus and assets, which value chain."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sse_analysis.synthetic.settings import table

#: How alike the shares kept are: the two parameters of the beta distribution add up to this.
_ALIKE = 6.0
#: Shares of organizations that leave a question open.
_OPEN = {"self_identified": 0.07, "value_chain": 0.05, "surplus_kept": 0.10, "assets_by_capital": 0.09}


def views(entities: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the truth: ``self_identified, value_chain`` (empty: none), ``surplus_kept`` (percent), ``assets_by_capital``.

    A chain takes in several industries, from the field to the shop; an organization of another industry is in none.
    """
    groups = table("forms")["group"].to_numpy()[entities["form"] - 1]
    about = table("views").set_index("group").loc[groups]
    kept = about["kept"].to_numpy()
    chains = table("chains").set_index("isic")["chain"]
    frame = pd.DataFrame(index=entities.index)
    frame["self_identified"] = rng.random(len(frame)) < about["self_identified"].to_numpy()
    frame["value_chain"] = entities["isic"].map(chains).fillna("")
    frame["surplus_kept"] = 5 * np.round(20 * rng.beta(_ALIKE * kept, _ALIKE * (1 - kept))).astype(int)
    frame["assets_by_capital"] = rng.random(len(frame)) < about["capital"].to_numpy()
    return frame


def as_answered(truth: pd.DataFrame, surplus: pd.Series, rng: np.random.Generator) -> pd.DataFrame:
    """Return the answers of some organizations: some stay open, and what was kept is asked where there was a surplus."""
    frame = truth.loc[surplus.index].copy()
    for name in ("self_identified", "assets_by_capital"):
        frame[name] = np.where(frame[name], "yes", "no")
    frame["surplus_kept"] = frame["surplus_kept"].astype("Int64").where(surplus.eq("yes"))
    for name, share in _OPEN.items():
        frame[name] = frame[name].mask(rng.random(len(frame)) < share)
    return frame


def true_values(active: pd.DataFrame, truth: pd.DataFrame, scores: pd.DataFrame) -> dict[str, Any]:
    """Return what is true of the active organizations of the survey's frame.

    Parameters
    ----------
    active : DataFrame
        ``stratum`` of each.
    truth, scores : DataFrame
        See :func:`views` and :func:`~sse_analysis.synthetic.scores.dimensions`.
    """
    own, values = truth.loc[active.index], scores.loc[active.index]
    share = 100 * own["self_identified"].groupby(active["stratum"]).mean()
    count = own["self_identified"].groupby(active["stratum"]).sum()
    by_chain = values.groupby(own["value_chain"]).mean().drop(index="")
    return {
        "views.self_identified.all": 100 * float(own["self_identified"].mean()),
        "views.self_identified_count.all": int(own["self_identified"].sum()),
        **{f"views.self_identified.{group}": float(value) for group, value in share.items()},
        **{f"views.self_identified_count.{group}": int(value) for group, value in count.items()},
        "views.assets_by_capital": 100 * float(own["assets_by_capital"].mean()),
        "views.kept_less_than_half": 100 * float(own["surplus_kept"].lt(50).mean()),
        **{
            f"scores.by_chain.{chain}.{name}": float(row[name])
            for chain, row in by_chain.iterrows()
            for name in values
        },
        **{
            f"scores.chain_size.{chain}": int(size)
            for chain, size in own["value_chain"].value_counts().items()
            if chain
        },
    }
