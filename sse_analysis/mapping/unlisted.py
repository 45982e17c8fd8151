"""How many organizations no list holds, with the error of the links carried into every interval."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd

from sse_analysis.harmonize.entities import Linked
from sse_analysis.mapping import coverage
from sse_analysis.mapping.registered import instead, made_of, names_of, sources_of
from sse_analysis.results.absence import Absence
from sse_analysis.results.mapping_registers import Coverage
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.registers import Records

_Z = 1.959963984540054


def not_on_any_list(
    linked: Linked | Absence,
    records: tuple[Records, ...] | Absence,
    *,
    country: str,
    names: object = None,
    forms: tuple[str, ...] = (),
) -> Coverage | Absence:
    """Estimate how many organizations there are, with those that no register holds.

    Parameters
    ----------
    linked : Linked
    records : tuple of Records
    names : SourcedTable or Absence, optional
        Legal forms, for their names.
    forms : tuple of str, optional
        Legal forms to count; by default those that every register lists, since others cannot be on all lists.
    """
    if isinstance(linked, Absence) or isinstance(records, Absence):
        return instead(linked, country, "coverage")
    lists = [one.name for one in records]
    chosen = forms or _on_every_list(linked, lists)
    found = linked.organizations[linked.organizations["legal_form"].isin(chosen)]
    on = pd.DataFrame(
        {name: found["registers"].str.split("+").map(lambda own, name=name: name in own) for name in lists}
    )
    shared = [int((on[a] & on[b]).sum()) for a, b in combinations(lists, 2)]
    if len(lists) < 2 or not shared or max(shared) < threshold("mapping.least_shared"):
        return _not_computable(country, lists)
    frame = _with_missed(on, linked, chosen).assign(
        scope=", ".join(names_of(names).get(form, form) for form in chosen),
        listed=len(on),
        obs_status="E",
        conf_status="F",
    )
    return Coverage(
        frame=frame, country=country, sources=sources_of(records), notes=_assumed(linked, len(lists)),
        provenance=made_of(records, linked),
    )  # fmt: skip


def _with_missed(on: pd.DataFrame, linked: Linked, forms: tuple[str, ...]) -> pd.DataFrame:
    """Return every model with the links that are missed put in; the interval takes few of them, and many, of them.

    Where nothing is known of missed links, the models stand as the lists are linked.
    """
    plain = _every_model(on).assign(as_linked=lambda rows: rows["estimate"])
    missed = linked.missed
    if missed is None or not missed.estimate:
        return plain
    made = _joined_between(linked, forms)
    odds = (1 - missed.recall) / missed.recall
    few, some, many = (
        _every_model(_put_in(on, made, odds * share / missed.estimate))
        for share in (missed.low, missed.estimate, missed.high)
    )
    low, high = np.minimum(many["ci_low"], some["ci_low"]), np.maximum(few["ci_high"], some["ci_high"])
    return some.assign(ci_low=low, ci_high=high, as_linked=plain["estimate"])


def _joined_between(linked: Linked, forms: tuple[str, ...]) -> dict[tuple[str, str], int]:
    """Return how many organizations names have joined between two lists, for some legal forms.

    A link by name inside what a number has joined already, or what other names have, joins nothing.
    """
    records = linked.entities.set_index("key")
    chosen = linked.pairs[linked.pairs["left"].map(records["legal_form"]).isin(forms)]
    by_name = chosen["decided_by"].eq("names")
    top: dict[str, str] = {}
    for left, right in zip(chosen.loc[~by_name, "left"], chosen.loc[~by_name, "right"], strict=True):
        top[_top(top, left)] = _top(top, right)
    found: dict[tuple[str, str], int] = {}
    for left, right in zip(chosen.loc[by_name, "left"], chosen.loc[by_name, "right"], strict=True):
        one, other = _top(top, left), _top(top, right)
        lists = tuple(sorted((left.partition(":")[0], right.partition(":")[0])))
        if one != other and lists[0] != lists[1]:
            found[lists] = found.get(lists, 0) + 1
        top[one] = other
    return found


def _top(top: dict[str, str], key: str) -> str:
    while top.get(key, key) != key:
        key = top[key]
    return key


def _put_in(on: pd.DataFrame, made: dict[tuple[str, str], int], odds: float) -> pd.DataFrame:
    """Return the lists after joining organizations that stand on one list only, ``odds`` for every link made."""
    changed, gone = on.reset_index(drop=True).copy(), []
    for (one, other), count in sorted(made.items()):
        alone = {name: changed.index[changed[name] & changed.sum(axis=1).eq(1)] for name in (one, other)}
        alone = {name: rows.difference(gone) for name, rows in alone.items()}
        size = min(round(count * odds), *(len(rows) for rows in alone.values()))
        changed.loc[alone[one][:size], other] = True
        gone += list(alone[other][:size])
    return changed.drop(index=gone)


def _every_model(on: pd.DataFrame) -> pd.DataFrame:
    lists = list(on.columns)
    rows = [_two_lists(on, a, b) for a, b in combinations(lists, 2)]
    return pd.DataFrame(rows + (_models(on, lists) if len(lists) > 2 else []))


def _on_every_list(linked: Linked, lists: list[str]) -> tuple[str, ...]:
    held = linked.entities.groupby("legal_form")["register"].nunique()
    return tuple(sorted(held[held == len(lists)].index))


def _two_lists(on: pd.DataFrame, one: str, other: str) -> dict[str, object]:
    made = coverage.two_list(int(on[one].sum()), int(on[other].sum()), int((on[one] & on[other]).sum()))
    low = max(made.ci_low, len(on))
    return {
        "model": f"Chapman: {one}, {other}",
        "estimate": made.chapman,
        "ci_low": low,
        "ci_high": made.ci_high,
    }


def _models(on: pd.DataFrame, lists: list[str]) -> list[dict[str, object]]:
    """Return log-linear models: independence, every single dependence, every two of them, and their average."""
    cells = pd.DataFrame(list(product((0, 1), repeat=len(lists))), columns=lists).iloc[1:]
    counts = on.astype(int).groupby(lists).size()
    counted = cells.assign(count=[int(counts.get(tuple(row), 0)) for row in cells.itertuples(index=False)])
    pairs = list(combinations(lists, 2))
    chosen = [some for size in range(min(len(pairs), 3)) for some in combinations(pairs, size)]
    words = [",".join([*lists, *("*".join(pair) for pair in some)]) for some in chosen]
    models = coverage.log_linear(counted, lists, count="count", models=words)
    rows = [
        {"model": _told(some), "estimate": row["estimate"], **_around(row["estimate"], row["se"], len(on))}
        for some, (_, row) in zip(chosen, models.iterrows(), strict=True)
    ]
    mean = coverage.averaged(models)
    interval = _around(mean["estimate"], mean["se"], len(on))
    ends = {"lowest": mean["lowest"], "highest": mean["highest"]}
    return [*rows, {"model": "log-linear: average by AIC", "estimate": mean["estimate"], **interval, **ends}]


def _told(dependent: tuple[tuple[str, str], ...]) -> str:
    words = " and ".join(" with ".join(pair) for pair in dependent)
    return f"log-linear: dependence of {words}" if words else "log-linear: independent lists"


def _around(estimate: float, se: float, listed: int) -> dict[str, float]:
    """Return an interval that keeps what was listed: the unseen are lognormal (Chao 1987)."""
    unseen = max(estimate - listed, 1e-9)
    factor = float(np.exp(_Z * np.sqrt(np.log1p((se / unseen) ** 2))))
    return {"ci_low": listed + unseen / factor, "ci_high": listed + unseen * factor}


def _assumed(linked: Linked, lists: int) -> tuple[str, ...]:
    told = "" if lists > 2 else " With two lists dependence between them cannot be seen at all."
    return (
        "Assumes that the population is closed, links are right, and organizations are alike in their chance to be "
        f"listed.{told}",
        "A missed link makes every estimate too large. The estimate therefore joins as many organizations of one list as "
        "records with a number say that names miss; the interval takes the fewest and the most of them."
        if linked.missed
        else "A missed link makes every estimate too large; how many are missed is not known.",
        f"{len(linked.review):,} pairs of records wait for a person; each that is one organization makes one less.",
        "Registers keep organizations that have ended, so this counts organizations that are or were there.",
    )


def _not_computable(country: str, lists: list[str]) -> Absence:
    return Absence(
        id="no-mapping-coverage",
        country=country,
        reason="not_computable",
        what="Organizations that no register holds",
        why=f"The registers {', '.join(lists)} share fewer than {threshold('mapping.least_shared')} organizations of the "
        "forms they all list.",
        answers="How many organizations do the lists miss?",
    )
