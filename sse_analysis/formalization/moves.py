"""Moves between formal work, informal work and no work: from one wave to the next, and how far errors could make them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.formalization.concepts import persons_with
from sse_analysis.formalization.constants import reading
from sse_analysis.formalization.determinants import (
    TRAITS,
    domain_of,
    groups_of,
    names_of,
    steps,
    traits_of,
    trimmed,
)
from sse_analysis.formalization.linearized import Linearized, evaluated, stacked, total
from sse_analysis.formalization.surveyed import asked, in_percent, result, scaled, shares, tidy
from sse_analysis.formalization.transitions import transition_matrix
from sse_analysis.formalization.withholding import (
    few_move,
    known,
    least_state,
    protected_flows,
    withheld_shares,
)
from sse_analysis.results.absence import Absence
from sse_analysis.results.disclosure import FEW
from sse_analysis.results.formalization_persons import Moves, Surveyed
from sse_analysis.sources.constants import threshold
from sse_analysis.survey.panel import FORMAL, INFORMAL, STATES, Panel
from sse_analysis.survey.presenting import tabulated

_ASSUMED = (
    "An assumed error, the same in both waves and independent: what it would do, not what it is. A share below 0 says that "
    "so large an error cannot be."
)
_PROTECTED = f"fewer than {FEW} persons of the sample could be known from a table"
_GROUPS = {
    "origin": "state in the first wave", "sex": "sex", "age_group": "age", "urban": "kind of area", "education": "education",
}  # fmt: skip


@asked("transitions", design=True)
def transitions(panel: Panel) -> Moves | Absence:
    """Estimate who moves between states from one wave to the next, in percent of the origin, and the flows in persons.

    Longitudinal weights where the panel has them; persons not found again are left out, see :func:`attrition`.
    """
    held = panel.persons
    if least_state(panel) < FEW:
        why = f"The panel has a state of few persons: {_PROTECTED}."
        return held.absent("formalization-transitions", what="Moves between states", why=why)
    found = transition_matrix(panel.sample, "origin", "destination", states=STATES, domain=known(panel))
    rows = found.frame[found.frame["quantity"].eq("transition")]
    frame = tidy(
        rows.drop(columns=["origin", "destination"]), group="", label=("to " + rows["destination"]).to_numpy()
    ).assign(group=("from " + rows["origin"]).to_numpy())
    flows = protected_flows(panel)
    status = flows["conf_status"].to_numpy()[: len(frame)]
    frame = withheld_shares(in_percent(frame), status)
    index = found.frame.set_index("quantity").loc["shorrocks", "estimate"]
    whole = f"The Shorrocks index of mobility is {exact(index):.2f} (0: nobody moves)."
    hidden = np.isin(status, ["C", "D"]).sum()
    fewer = f"{hidden} of {len(frame)} moves are not printed: {_PROTECTED}, or of others whose number would give it away."
    notes = (fewer if hidden else whole, "Errors in the coding of states count as moves.", panel.notes[0])
    return result(
        held, frame, kind=Moves, notes=notes, id="formalization-transitions",
        title=f"Where the persons of {panel.waves[0]} were in {panel.waves[1]}", unit="percent of those in the state before",
        flows=flows, states=STATES, waves=panel.waves,
    )  # fmt: skip


@asked("attrition", design=True)
def attrition(panel: Panel) -> Surveyed | Absence:
    """Estimate the share of persons of the first wave who were found again, by group, with the first wave's weights."""
    persons = replace(panel.persons, sample=panel.first)
    parts = [shares(persons, "found", group="all")]
    parts += [
        shares(persons, "found", by=column, group=words)
        for column, words in _GROUPS.items()
        if persons.asked(column)
    ]
    return result(
        persons, pd.concat(parts, ignore_index=True), id="formalization-attrition",
        title=f"Persons of {panel.waves[0]} found again in {panel.waves[1]}", unit="percent found again",
        notes=("Where the found differ from the lost in what they do next, moves are estimated wrongly, weights or not.",
               panel.notes[0]),
    )  # fmt: skip


@asked("miscoding", design=True)
def miscoding(
    panel: Panel, *, levels: tuple[float, ...] | None = None, matrix: np.ndarray | None = None
) -> Surveyed | Absence:
    """Estimate the moves between formal and informal work if a share of states were coded wrongly in either wave.

    The table of flows F becomes M^-1 F M^-1', M the chance of a code given the true state: formal and informal are
    taken for each other with the given chance, independently in both waves (Abowd and Zellner 1985; Poterba and Summers
    1986). Sensitivity, no estimate: the chance is assumed.

    Parameters
    ----------
    levels : tuple of float
        Chances of the error; by default those of ``data/common/formalization_readings.yml``.
    matrix : array, shape (3, 3), optional
        Chance of every code (columns) given the true state (rows), from a reinterview; then it stands beside no error.
    """
    if few_move(panel):
        what, why = "Moves if states were coded wrongly", f"They give the observed moves away: {_PROTECTED}."
        return panel.persons.absent("formalization-miscoding", what=what, why=why)
    levels = levels or reading()["miscoded"]
    chances = {f"{exact(100 * level):g} percent coded wrongly": _taken(level) for level in levels}
    if matrix is not None:
        chances = {"as coded": _taken(0.0), "corrected by the reinterview": np.asarray(matrix, "float64")}
    inside = known(panel)
    data = panel.sample.data.loc[inside]
    one, other = (
        np.stack([data[name].eq(state).to_numpy("float64") for state in STATES], 1)
        for name in ("origin", "destination")
    )
    moves = (one[:, :, None] * other[:, None, :]).reshape(len(one), -1)

    def estimate(weights: np.ndarray) -> Linearized:
        flows = total(moves, weights)
        return stacked(*(_corrected(flows, chance) for chance in chances.values()))

    value, covariance = evaluated(panel.sample, estimate, used=inside, rows=inside)
    rows = []
    for label in chances:
        rows += [(f"from {INFORMAL} to {FORMAL}", label), (f"from {FORMAL} to {INFORMAL}", label)]
    frame = tabulated(
        pd.DataFrame(rows, columns=["group", "label"]), value, covariance,
        df=panel.sample.binding.degrees_of_freedom(inside), n=int(inside.sum()), level=0.95,
    )  # fmt: skip
    frame = scaled(frame, 100.0).sort_values("group", kind="stable", ascending=False).reset_index(drop=True)
    return result(
        panel.persons, frame, id="formalization-miscoding", unit="percent of those in the state before", zero=0.0,
        title="Moves if formal and informal were taken for each other in some interviews",
        notes=(_ASSUMED, panel.notes[0]),
    )  # fmt: skip


def _taken(level: float) -> np.ndarray:
    """Return the chances of codes when formal and informal are taken for each other."""
    chance = np.eye(len(STATES))
    chance[:2, :2] = [[1 - level, level], [level, 1 - level]]
    return chance


def _corrected(flows: Linearized, chance: np.ndarray) -> Linearized:
    """Return the two shares of movers after the flows have been corrected for an error."""
    back = np.linalg.inv(chance.T)
    true = flows.along(np.kron(back, back).T)
    count = len(STATES)
    cell = {(i, j): true[i * count + j] for i in range(count) for j in range(count)}
    rows = [cell[i, 0] + cell[i, 1] + cell[i, 2] for i in (0, 1)]
    return stacked(cell[1, 0] / rows[1], cell[0, 1] / rows[0])


@asked("entry_to_formal", design=True)
def entry_to_formal(panel: Panel, *, traits: tuple[str, ...] = TRAITS) -> Surveyed | Absence:
    """Estimate which traits go with a move from informal to formal work, in points (logit among those informal before)."""
    data = panel.sample.data
    moved = (
        data["destination"]
        .eq(FORMAL)
        .astype("Int8")
        .where(data["origin"].eq(INFORMAL) & data["destination"].notna())
    )
    persons = persons_with(replace(panel.persons, sample=panel.sample), {"moved": moved})
    names = traits_of(persons, traits, moved.notna().to_numpy())
    rows = domain_of(persons, "moved", names)
    names = traits_of(persons, tuple(names), rows)
    least = threshold("formalization.least_informal"), threshold("formalization.least_entered")
    if rows.sum() < least[0] or moved[rows].sum() < least[1]:
        # How many there are is not said: a move of few persons is withheld in the table of moves.
        why = f"A model needs {least[0]} informal workers of whom {least[1]} became formal; the panel has fewer."
        return persons.absent(
            "formalization-entry-to-formal", what="Traits of those who become formal", why=why
        )
    held = trimmed(persons, rows, names)
    effects = steps(held, names, rows)
    found = held.sample.marginal_effects(f"moved ~ {' + '.join(names)}", effects, domain=rows)
    frame = tidy(scaled(found.frame, 100.0), group=groups_of(effects), label=names_of(effects))
    return result(
        panel.persons, frame, id="formalization-entry-to-formal", zero=0.0, unit="points of moves to formal work",
        title=f"Who of the informal of {panel.waves[0]} was formal in {panel.waves[1]}: average marginal effects",
        notes=("Conditional on the state before; traits as in the first wave.", panel.notes[0]),
    )  # fmt: skip
