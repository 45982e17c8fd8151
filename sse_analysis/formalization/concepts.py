"""The same persons under every concept: rates, the rule that decided each job, and who changes class."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.formalization.surveyed import FEW, asked, result, shares
from sse_analysis.harmonize.concepts import changes
from sse_analysis.harmonize.informality import Informality, bounds
from sse_analysis.results.absence import Absence
from sse_analysis.results.disclosure import printable
from sse_analysis.results.formalization_persons import Concepts, RuleAudit, Surveyed
from sse_analysis.survey.persons import Persons

_KINDS = {
    "informal": "informal jobs in informal units",
    "formal": "informal jobs in formal units",
    "household": "informal jobs in households",
}


@asked("concepts")
def concepts(persons: Persons, *, with_bounds: bool = True) -> Concepts | Absence:
    """Estimate the rate of informal employment under every concept of the parameters, on the same persons.

    Parameters
    ----------
    with_bounds : bool
        Also the lowest and highest rate that unanswered questions allow; each classifies everybody once more.

    Returns
    -------
    Concepts
        ``lowest`` and ``highest`` in percent; ``moves`` the persons who change class against the first concept.
    """
    working = persons.sample.data["status"].notna()
    parts = []
    for name in persons.classes:
        row = shares(persons, f"informal_{name}", group="all concepts", all_as=persons.label(name))
        concept = next(one for one in persons.given.concepts if one.name == name)
        limits = _bounds(persons, concept, working) if with_bounds else (float("nan"),) * 2
        parts.append(row.assign(concept=name, lowest=limits[0], highest=limits[1]))
    frame = pd.concat(parts, ignore_index=True)
    notes = [
        "Rates of two concepts differ because the questions they ask differ; they are never joined or averaged."
    ]
    notes += unclassed(persons, *persons.classes)
    notes += [f"Not answerable here: {name}: {why}." for name, why in persons.refused.items()]
    return result(
        persons, frame, kind=Concepts, moves=_moves(persons), notes=notes, id="formalization-concepts",
        title="Informal employment under every concept, the same persons", unit="percent of the employed",
    )  # fmt: skip


def unclassed(persons: Persons, *names: str) -> list[str]:
    """Say how many of the employed have no class under some concepts, and so are in no rate of theirs."""
    data, notes = persons.sample.data, []
    working = data["status"].notna()
    for name in names:
        concept = next(one for one in persons.given.concepts if one.name == name)
        mine = working & data["status"].isin(concept.status).fillna(False) if concept.status else working
        none = mine & data[f"informal_{name}"].isna()
        if none.any():
            share = 100 * persons.weights[none].sum() / persons.weights[mine].sum()
            many = f"{int(none.sum()):,} of the employed ({exact(share):.1f} percent)"
            held = many if none.sum() >= FEW else f"fewer than {FEW} of the employed"
            notes.append(
                f"{persons.label(name)}: no rule gives a class to {held}; its rates are shares of the others."
            )
    return notes


def _bounds(persons: Persons, concept, working: pd.Series) -> tuple[float, float]:
    if concept.status:
        working = working & persons.sample.data["status"].isin(concept.status)
    rows = persons.sample.data[working.to_numpy("bool")]
    given = {"edition": concept.edition, "options": dict(concept.options)}
    if concept.rules:
        from sse_analysis import paths

        given["rule_file"] = paths.data_file(persons.country, concept.rules)
    return bounds(rows, persons.weights[rows.index], **given)


def _moves(persons: Persons) -> pd.DataFrame:
    """Return who changes class between the first concept and each other, by deciding rules."""
    first, *others = persons.classes
    working = persons.sample.data["status"].notna().to_numpy("bool")
    parts = []
    for name in others:
        one, other = (_of(persons.classes[key], working) for key in (first, name))
        found = changes(one, other, weights=persons.weights[working])
        parts.append(found.assign(concept=name, label=persons.label(name)))
    names = ["concept", "label", "from_rule", "to_rule", "becomes", "n", "weight"]
    if not parts:
        return pd.DataFrame(columns=names)
    table = pd.concat(parts, ignore_index=True)[names]
    few = table["n"] < FEW
    table["weight"], table["n"] = table["weight"].where(~few), table["n"].astype("Int64").where(~few)
    return table.sort_values(["concept", "weight"], ascending=[True, False]).reset_index(drop=True)


def _of(found: Informality, rows) -> Informality:
    return Informality(found.frame[rows], found.rules, found.options, found.not_asked)


@asked("rule_audit")
def rule_audit(persons: Persons, concept: str | None = None) -> RuleAudit | Absence:
    """Return the share of jobs that every rule of a concept decided; the headline concept by default."""
    name = concept or persons.headline
    working = persons.sample.data["status"].notna().to_numpy("bool")
    found = _of(persons.classes[name], working)
    frame = found.audit(persons.weights[working])
    status = pd.concat([_given_away(part) for _, part in frame.groupby("part", sort=False)])
    hidden = status.ne("F")
    frame = frame.assign(
        n=frame["n"].astype("Int64").mask(hidden), share=frame["share"].mask(hidden), weight=frame["weight"].mask(hidden),
        obs_status=np.where(hidden, "Q", "A"), conf_status=status,
    )  # fmt: skip
    not_asked = (
        f"Not asked, so unknown for everybody: {', '.join(found.not_asked)}." if found.not_asked else ""
    )
    about = persons.about()
    options = "; ".join(f"{key} = {value}" for key, value in found.options.items())
    notes = (*([not_asked] if not_asked else []), f"Options: {options}.", *about["notes"])
    return RuleAudit(frame=frame, **(about | {"notes": notes}), concept=persons.label(name))


def _given_away(part: pd.DataFrame) -> pd.Series:
    """Return which rules are withheld: C for few persons, D because all the jobs less the others would tell them."""
    cells = part[["rule"]].assign(estimate=part["weight"], n=part["n"], obs_status="A", conf_status="F")
    return printable(cells, additive=True, few=FEW)["conf_status"]


@asked("components")
def components(persons: Persons) -> Surveyed | Absence:
    """Estimate informal jobs in informal units, in formal units and in households, as shares of the employed."""
    name = persons.headline
    data = persons.sample.data
    unit, informal = data[f"unit_{name}"], data[f"informal_{name}"]
    columns = {}
    for kind in _KINDS:
        if unit.eq(kind).any():
            columns[kind] = (informal.eq(1) & unit.eq(kind)).astype("Int8").where(informal.notna())
    held = persons_with(persons, {f"part_{kind}": column for kind, column in columns.items()})
    parts = [
        shares(held, f"part_{kind}", group="informal employment", all_as=_KINDS[kind]) for kind in columns
    ]
    parts.append(shares(persons, f"informal_{name}", group="total", all_as="all informal jobs"))
    return result(
        persons, pd.concat(parts, ignore_index=True), id="formalization-components",
        title=f"Where informal jobs are: {persons.label(name)}", unit="percent of the employed",
        notes=unclassed(persons, name),
    )  # fmt: skip


def persons_with(persons: Persons, columns: dict[str, pd.Series]) -> Persons:
    """Return the same persons with further columns."""
    from dataclasses import replace

    sample = persons.sample
    again = replace(sample, data=sample.data.assign(**columns))
    return replace(persons, sample=again)
