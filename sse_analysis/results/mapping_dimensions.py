"""What the scorecard of dimensions returns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from sse_analysis.results.base import Result


@dataclass(frozen=True, kw_only=True, eq=False)
class DimensionScores(Result):
    """Scores: ``dimension, group, label, n, estimate, se, ci_low, ci_high, lowest, highest, obs_status, conf_status``.

    Parameters
    ----------
    items : DataFrame
        One row a dimension: ``dimension, items, complete, alpha, alpha_low, alpha_high, weakest, weakest_item_rest,
        unanswered, not_applicable, at_top`` (the last three in percent of the questions).
    response : DataFrame
        One row a group: ``group, label, complete, partial, refused, not_found, defunct, invited, answered, rate,
        rate_upper``; empty without a list of contacts.
    overall : DataFrame
        One row a legal form: ``group, label, arithmetic, ci_low, ci_high, geometric, minimum, weakest, first_rank,
        rank_low, rank_high``; empty when no form has a score in every dimension.
    scale : (float, float)
        Lowest and highest answer.
    by : {"form", "chain"}
        What the groups are: legal forms, or value chains.
    part : {"scores", "items", "response", "overall"}
        Which table is printed.
    """

    items: pd.DataFrame = field(repr=False)
    response: pd.DataFrame = field(repr=False)
    overall: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    scale: tuple[float, float] = (1.0, 5.0)
    by: str = "form"
    part: str = "scores"

    @property
    def questions(self) -> DimensionScores:
        """How well the questions of a dimension go together."""
        return replace(self, part="items")

    @property
    def response_rates(self) -> DimensionScores:
        """What came of the invitations."""
        return replace(self, part="response")

    @property
    def joint(self) -> DimensionScores:
        """One number from all dimensions, and the chances of its rank."""
        return replace(self, part="overall")

    def to_frame(self) -> pd.DataFrame:
        """Return a copy of the table of the part."""
        parts = {
            "scores": self.frame,
            "items": self.items,
            "response": self.response,
            "overall": self.overall,
        }
        return parts[self.part].copy()
