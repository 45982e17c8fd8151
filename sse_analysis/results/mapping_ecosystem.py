"""What the network of apex bodies, unions, support and finance returns."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from sse_analysis.results.base import Result


@dataclass(frozen=True, kw_only=True, eq=False)
class Ecosystem(Result):
    """One row a place in the network: a body, a group that a source names as one, or bodies with the same relations.

    ``node, label, kind, kind_label, bodies`` (how many it stands for; missing where nobody counted), ``year`` of that
    figure (missing: undated, or no figure), ``counted`` (its kind: observed, estimate), ``counted_said`` (what its
    source says of it: “nearly”), ``ledger_id``,
    ``members_named`` (organizations named as its members, each once), ``member_of, supports, supported_by, finances,
    financed_by`` (labels joined by ``; ``), ``links, component, source, obs_status, conf_status``.

    Parameters
    ----------
    links : DataFrame
        ``origin, relation, target``: lines between places; organizations that only belong to a body are counted there.
    totals : dict of str to int
        ``bodies, relations, components, named`` (organizations named as members), ``memberships`` (their places in
        lists), ``several`` (named in more than one list), ``alone, no_apex, no_member, no_support, no_finance``.
    most : (str, int)
        The body with most relations, and how many; without a name where several have as many.
    """

    links: pd.DataFrame = field(repr=False)
    totals: dict[str, int] = field(default_factory=dict)
    most: tuple[str, int] = ("", 0)
