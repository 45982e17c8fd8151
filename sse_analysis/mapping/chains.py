"""The scorecard by value chain: organizations that work on one product or service, from input to sale, as the unit.

The framework of the mapping looks at a chain in a community, not at single enterprises. A chain has no answer of its own:
its score is that of the organizations in it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.mapping.absences import not_from_published_figures
from sse_analysis.mapping.dimensions import (
    WHOLE,
    drawn,
    estimate,
    organization_scores,
    sample_of,
    turned_answers,
)
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping_dimensions import DimensionScores
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.entity_survey import EntitySurvey

COLUMN = "value_chain"
_FEW, _NONE = "few", "none"


def chain_scores(
    survey: EntitySurvey | Absence, *, country: str, level: float = 0.95
) -> DimensionScores | Absence:
    """Return the scores of every dimension for all organizations and for those in each value chain.

    Parameters
    ----------
    survey : EntitySurvey
        With ``value_chain``, the chain each organization works in, in its own words; blank is none or not answered.
        Spaces and capitals make no other chain, another spelling does.
    country : str
        Lower-case ISO 3166-1 alpha-3 code, for the absence.
    level : float
        Of the intervals.

    Returns
    -------
    DimensionScores or Absence
        ``by`` is chain. A chain is a domain of the sample of organizations: its members carry their weights, and the
        whole design stays in the interval. Chains of fewer than five sampled organizations are counted together and not
        scored. Organizations of an open link are left out.
    """
    if isinstance(survey, Absence) or survey.items is None or COLUMN not in survey.frame:
        return not_from_published_figures(country, "chains")
    sampled = drawn(survey.frame)
    chains = chain_of(sampled[COLUMN])
    if chains["group"].eq(_NONE).all():
        return not_from_published_figures(country, "chains")
    turned, asked = turned_answers(sampled, survey.items)
    rows = []
    for dimension, items in survey.items.groupby("dimension", sort=False):
        scores = organization_scores(turned[items["item"]], asked[items["item"]], items.set_index("item"))
        rows += _chains(sampled.join(scores), chains, str(dimension), level)
    scale = float(survey.items["low"].min()), float(survey.items["high"].max())
    return DimensionScores(
        frame=pd.DataFrame(rows), country=survey.country, sources=(f"Survey of organizations ({survey.file})",),
        notes=_notes(sampled, chains), provenance=Provenance(inputs=survey.inputs), items=pd.DataFrame(),
        response=pd.DataFrame(), scale=scale, by="chain",
    )  # fmt: skip


def chain_of(named: pd.Series) -> pd.DataFrame:
    """Return ``group, label`` of the chain of each organization; small ones stand together, and so do those in none."""
    words = named.fillna("").str.split().str.join(" ")
    key = words.str.casefold()
    size = key[key.ne("")].value_counts()
    least = threshold("mapping.least_scored")
    small = size.index[size < least]
    labels = words.groupby(key).first()
    told = f"{len(small)} chain{'s' if len(small) > 1 else ''} of fewer than {least} organizations"
    frame = pd.DataFrame({"group": "chain: " + key, "label": key.map(labels)})
    frame.loc[key.isin(small)] = [_FEW, told]
    frame.loc[key.eq("")] = [_NONE, "No chain named"]
    return frame


def _chains(
    data: pd.DataFrame, chains: pd.DataFrame, dimension: str, level: float
) -> list[dict[str, object]]:
    sample = sample_of(data)
    sizes = (
        chains.value_counts(["group", "label"])
        .reset_index()
        .sort_values(["count", "label"], ascending=[False, True])
    )
    last = sizes["group"].map({_FEW: 1, _NONE: 2}).fillna(0)
    ordered = sizes.assign(last=last).sort_values("last", kind="stable")
    rows = [_row(dimension, WHOLE, "All organizations") | estimate(sample, np.ones(len(data), bool), level)]
    for one in ordered.itertuples():
        inside = chains["group"].eq(one.group).to_numpy()
        found = estimate(sample, inside, level)
        if one.group == _FEW:
            values = dict.fromkeys(("estimate", "se", "ci_low", "ci_high", "lowest", "highest"))
            found |= values | {"obs_status": "Q"}
        rows.append(_row(dimension, one.group, one.label) | found)
    return rows


def _row(dimension: str, group: str, label: str) -> dict[str, object]:
    return {"dimension": dimension, "group": group, "label": label}


def _notes(sampled: pd.DataFrame, chains: pd.DataFrame) -> tuple[str, ...]:
    named = int(chains["group"].ne(_NONE).sum())
    return (
        f"{named:,} of {len(sampled):,} organizations drawn from the frame name a value chain. The score of a chain is the "
        "weighted mean over its organizations; nobody answered for a chain as a whole.",
        f"A chain of fewer than {threshold('mapping.least_scored')} organizations is counted and not scored; few "
        "organizations carry wide intervals. A chain is what organizations call it: another spelling is another chain.",
        "Bounds: the score if every unanswered question had the lowest, or the highest, answer.",
    )
