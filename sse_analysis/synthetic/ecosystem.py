"""Unions with the organizations that belong to them, apex bodies, support and finance: the network and its truth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sse_analysis.synthetic import files, names
from sse_analysis.synthetic.lifetimes import DISSOLVED
from sse_analysis.synthetic.settings import settings, table

COLUMNS = (
    "country_iso3", "body", "kind", "stands_for", "member_of", "supports", "finances", "ledger_id", "source_title",
    "source_publisher", "source_date", "source_url", "note",
)  # fmt: skip
_UNION, _MEMBERS = 10, (1, 2, 3)
_APEX, _BANK = "National Council of Cooperatives", "Cooperative Bank"
#: Shares of cooperatives in a union, of those in a second one, of unions in the apex body and with a loan of the bank.
_JOINS, _TWICE, _IN_APEX, _LOAN = 0.55, 0.08, 0.7, 0.4


def write(
    folder: Path, entities: pd.DataFrame, true_names: list[str], rng: np.random.Generator
) -> dict[str, Any]:
    """Write ``ecosystem.csv`` and ``truth/unions.csv``; return the true values.

    Parameters
    ----------
    entities : DataFrame
        See :mod:`~sse_analysis.synthetic.organizations`; a union lists organizations that are not dissolved.
    true_names : list of str
        One an organization; a union and its members stand under the names that the registers know.
    """
    unions = entities.index[(entities["form"] == _UNION) & (entities["state"] != DISSOLVED)]
    belongs = _belongs(entities, unions, rng)
    called = _called(entities, true_names)
    in_apex, loan = (pd.Series(rng.random(len(unions)) < share, unions) for share in (_IN_APEX, _LOAN))
    rows = [
        _row(body=called[one], kind="federation", member_of=_APEX if in_apex[one] else "") for one in unions
    ]
    rows += [_row(body=_BANK, kind="finance", finances=called[one]) for one in unions[loan]]
    rows += [
        _row(body=called[one], kind="organization", member_of=called[union])
        for one, union in belongs.to_numpy()
    ]
    year = settings()["reference_year"]
    rows += [
        _row(**row | {"ledger_id": row["ledger_id"].format(year=year)})
        for row in table("bodies").to_dict("records")
    ]
    frame = pd.DataFrame(rows)[list(COLUMNS)]
    files.write_csv(folder / "ecosystem.csv", frame)
    number = entities.index.map("X{:05d}".format)
    listed = pd.DataFrame({"union_id": number[belongs["union"]], "entity_id": number[belongs["entity"]]})
    files.write_csv(folder / "truth" / "unions.csv", listed)
    return _truth(frame, listed) | {
        "ecosystem.union_members": {str(number[one]): int(belongs["union"].eq(one).sum()) for one in unions},
        "ecosystem.unions_without_apex": int((~in_apex).sum()),
    }


def _belongs(entities: pd.DataFrame, unions: pd.Index, rng: np.random.Generator) -> pd.DataFrame:
    """Return one row a membership: ``entity, union``; most belong to a union of their own area, some to a second one."""
    lasting = entities.index[entities["form"].isin(_MEMBERS) & (entities["state"] != DISSOLVED)]
    joins = lasting[rng.random(len(lasting)) < _JOINS]
    area = entities.loc[unions, "area"].to_numpy()
    rows = []
    for one, chance, more, second in zip(joins, *rng.random((3, len(joins))), strict=True):
        near = unions[area == entities["area"].iat[one]]
        near = near if len(near) else unions
        rows.append((one, near[int(chance * len(near))]))
        others = unions[unions != rows[-1][1]]
        if more < _TWICE:
            rows.append((one, others[int(second * len(others))]))
    return pd.DataFrame(rows, columns=["entity", "union"])


def _called(entities: pd.DataFrame, true_names: list[str]) -> list[str]:
    """Return names that occur once: form, name and area, with a number where that still is not enough."""
    forms, areas = table("forms")["name_local"], table("areas")["name_en"]
    plain = pd.Series([
        f"{names.written(name, forms[form - 1], style=0, in_cyrillic=False)} ({areas[area - 1]})"
        for name, form, area in zip(true_names, entities["form"], entities["area"], strict=True)
    ])  # fmt: skip
    again = plain.groupby(plain).cumcount()
    return [name if not place else f"{name} {place + 1}" for name, place in zip(plain, again, strict=True)]


def _row(**given: str) -> dict[str, str]:
    year = settings()["reference_year"]
    return dict.fromkeys(COLUMNS, "") | {
        "country_iso3": "XSY", "stands_for": "one", "source_title": f"Directory of apex bodies and unions {year + 1}",
        "source_publisher": "Registrar of Cooperatives of the synthetic country", "source_date": str(year + 1),
        "source_url": f"https://example.org/xsy/directory/{year + 1}",
    } | given  # fmt: skip


def _truth(frame: pd.DataFrame, listed: pd.DataFrame) -> dict[str, Any]:
    pairs = [(row.body, row.member_of or row.supports or row.finances) for row in frame.itertuples()]
    tied = [pair for pair in pairs if pair[1]]
    degree = pd.Series([name for pair in tied for name in pair]).value_counts()
    members = frame["kind"].eq("organization") & frame["stands_for"].eq("one")
    bodies = frame.loc[~members, "body"]
    return {
        "ecosystem.bodies": bodies.nunique(), "ecosystem.relations": len(tied),
        "ecosystem.components": _parts(frame["body"], tied), "ecosystem.named": listed["entity_id"].nunique(),
        "ecosystem.memberships": len(listed), "ecosystem.most_connected": str(degree.index[0]),
        "ecosystem.most_relations": int(degree.iloc[0]),
    }  # fmt: skip


def _parts(bodies: pd.Series, tied: list[tuple[str, str]]) -> int:
    """Return how many parts no relation connects, by joining the two ends of each."""
    root = {name: name for name in bodies}

    def top(name: str) -> str:
        while root[name] != name:
            name = root[name]
        return name

    for one, other in tied:
        root[top(one)] = top(other)
    return len({top(name) for name in root})
