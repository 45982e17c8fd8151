"""Which traits go with informal work: effects in points from weighted models, and how far they hang on the model."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError
from sse_analysis.formalization.multinomial import outcome_effects
from sse_analysis.formalization.surveyed import asked, result, scaled, tidy
from sse_analysis.results.absence import Absence
from sse_analysis.results.formalization_persons import Specifications, Surveyed
from sse_analysis.sources.constants import threshold
from sse_analysis.survey.multiplicity import adjusted
from sse_analysis.survey.persons import Persons

#: Traits of a model, in order; those that a survey does not ask, or that do not vary, are left out.
TRAITS = ("sex", "age_group", "education", "urban", "activity", "member")
_SCREEN = ("age_group", "education", "activity", "region")
#: What a trait is called where its column is called otherwise.
_NAMES = {"age_group": "age", "member": "membership", "urban": "kind of area"}
_OUTCOMES = {"formal": "formal work", "informal": "informal work", "not employed": "no work"}


def traits_of(persons: Persons, wanted: tuple[str, ...], rows: np.ndarray) -> list[str]:
    """Return the traits that vary among some rows."""
    data = persons.sample.data
    return [name for name in wanted if name in data and data.loc[rows, name].nunique() > 1]


def domain_of(persons: Persons, y: str, traits: list[str]) -> np.ndarray:
    """Return the rows of a model: an outcome, every trait, and no level that hardly anybody has."""
    data = persons.sample.data
    rows = data[[y, *traits]].notna().all(axis=1).to_numpy().copy()
    for name in traits:
        if isinstance(data[name].dtype, pd.CategoricalDtype):
            counts = data.loc[rows, name].value_counts()
            rows &= (
                ~data[name].isin(counts.index[counts < threshold("formalization.least_of_level")]).to_numpy()
            )
    return rows


def steps(persons: Persons, traits: list[str], rows: np.ndarray) -> list[dict]:
    """Return the effects to estimate: every level of a trait against its first."""
    found = []
    for name in traits:
        column = persons.sample.data.loc[rows, name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            levels = [level for level in column.cat.categories if column.eq(level).any()]
        else:
            levels = sorted(column.dropna().unique())
        found += [
            {"variable": name, "kind": "discrete", "from": levels[0], "to": level} for level in levels[1:]
        ]
    return found


def trimmed(persons: Persons, rows: np.ndarray, traits: list[str]) -> Persons:
    """Return the persons with levels outside the model taken out of its categories."""
    from sse_analysis.formalization.concepts import persons_with

    columns = {}
    for name in traits:
        column = persons.sample.data[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            columns[name] = column.where(rows).cat.remove_unused_categories()
    return persons_with(persons, columns)


@asked("determinants", design=True)
def determinants(
    persons: Persons, *, traits: tuple[str, ...] = TRAITS, link: str = "logit"
) -> Surveyed | Absence:
    """Estimate average marginal effects on the chance that a job is informal, in points.

    A weighted logit (or probit) with the design covariance; unconditional standard errors. Descriptive.

    Parameters
    ----------
    traits : tuple of str
        Variables of the model.
    link : {"logit", "probit"}
    """
    y = f"informal_{persons.headline}"
    names = traits_of(persons, traits, persons.sample.data[y].notna().to_numpy())
    rows = domain_of(persons, y, names)
    names = traits_of(persons, tuple(names), rows)
    held = trimmed(persons, rows, names)
    effects = steps(held, names, rows)
    if not effects:
        raise EstimationError("no trait varies among the employed: there is nothing to model.")
    found = held.sample.marginal_effects(f"{y} ~ {' + '.join(names)}", effects, domain=rows, link=link)
    frame = tidy(scaled(found.frame, 100.0), group=groups_of(effects), label=names_of(effects))
    frame, family = corrected(frame)
    return result(
        persons, frame, id="formalization-determinants", zero=0.0, unit="points of informal employment",
        title=f"Average marginal effects on informal employment ({link}, {persons.label(persons.headline)})",
        notes=("Each effect holds the other traits of the model fixed. What was not asked is not held fixed.", family),
    )  # fmt: skip


def corrected(frame: pd.DataFrame, *, method: str = "holm") -> tuple[pd.DataFrame, str]:
    """Return effects with p values corrected for the family they belong to, and the sentence that names it."""
    from scipy.stats import t as student

    p = 2 * student.sf(np.abs(frame["estimate"] / frame["se"]), frame["df"])
    frame = frame.assign(p=p, p_adjusted=adjusted(p, method=method))
    held = int((frame["p_adjusted"] < 0.05).sum())
    words = (
        f"Family of tests: all {len(frame)} effects of this table, corrected together by the method of Holm; {held} hold "
        "at 5 percent."
    )
    return frame, words


def names_of(effects: list[dict]) -> list[str]:
    """Return every effect in words, such as ``women against men``."""
    return [
        f"{word(one['variable'], one['to'])} against {word(one['variable'], one['from'])}" for one in effects
    ]


def groups_of(effects: list[dict]) -> list[str]:
    """Return the trait of every effect in words."""
    return [_NAMES.get(one["variable"], one["variable"]) for one in effects]


def word(name: str, level: object) -> str:
    if name == "member":
        return "members" if level == 1 else "others"
    return str(level)


@asked("work_outcomes", design=True)
def work_outcomes(persons: Persons, *, traits: tuple[str, ...] = TRAITS) -> Surveyed | Absence:
    """Estimate effects of traits on formal work, informal work and no work together, in points.

    A weighted multinomial logit of all of 15 and over; effects of a trait add up to 0 over the three outcomes.
    """
    from sse_analysis.formalization.concepts import persons_with
    from sse_analysis.survey.panel import states_of

    wanted = tuple(name for name in traits if name != "activity")
    states = states_of(persons)
    held = persons_with(
        persons, {"state": states, "has_state": states.notna().astype("int8").where(states.notna())}
    )
    adult = (
        held.sample.data["age"].ge(15).fillna(False).to_numpy("bool") if "age" in held.sample.data else True
    )
    names = traits_of(held, wanted, states.notna().to_numpy() & adult)
    rows = domain_of(held, "has_state", names) & adult
    names = traits_of(held, tuple(names), rows)
    held = trimmed(held, rows, names)
    effects = steps(held, names, rows)
    found = outcome_effects(held.sample, f"state ~ {' + '.join(names)}", levels=("not employed", "formal", "informal"),
                            effects=effects, domain=rows)  # fmt: skip
    frame = scaled(found.frame, 100.0).sort_values("outcome", kind="stable", ascending=False)
    label = [names_of(effects)[place] for place in frame["effect"]]
    frame = tidy(
        frame.drop(columns=["outcome", "effect"]),
        group=frame["outcome"].map(_OUTCOMES).to_list(),
        label=label,
    )
    return result(
        persons, frame, id="formalization-work-outcomes", zero=0.0, unit="points of the population of 15 and over",
        title="Average marginal effects on formal, informal and no work (multinomial logit)",
        notes=("Standard errors hold the traits of the sample fixed (delta method).",),
    )  # fmt: skip


@asked("specifications", design=True)
def specifications(
    persons: Persons, *, treatment: str = "", screen: tuple[str, ...] = _SCREEN
) -> Specifications | Absence:
    """Estimate one difference in every defensible model: each set of controls under each concept.

    Parameters
    ----------
    treatment : str
        0/1 column or ``sex``; default: membership where it is asked, else sex.
    screen : tuple of str
        Controls that may be in or out.

    Returns
    -------
    Specifications
        Differences in points (linear probability, design covariance), in order of size. The p values of such a family
        are not corrected: read the spread, not the stars.
    """
    name = treatment or ("member" if persons.asked("member") else "woman")
    name = "woman" if name == "sex" else name
    rows = [row for concept in persons.classes for row in _models(persons, concept, name, screen=screen)]
    frame = scaled(pd.DataFrame(rows), 100.0).sort_values(["estimate", "concept"], kind="stable")
    frame = frame.reset_index(drop=True).assign(cv=np.nan, n_eff=np.nan, obs_status="A", conf_status="F")
    frame = frame.assign(group=frame["concept"].map(persons.label), label=frame["controls"])
    words = {"member": "members and others", "woman": "women and men"}.get(name, name)
    return result(
        persons, frame, kind=Specifications, id="formalization-specifications", zero=0.0,
        unit="points of informal employment",
        family=f"{len(frame)} models: {len(persons.classes)} concepts and every set of "
        f"{', '.join(_NAMES.get(trait, trait) for trait in screen)}",
        title=f"Difference between {words} in informal employment, in every model",
    )  # fmt: skip


def _models(persons: Persons, concept: str, name: str, *, screen: tuple[str, ...]) -> Iterator[dict]:
    """Return the difference in every model of one concept, in shares."""
    y = f"informal_{concept}"
    controls = traits_of(persons, screen, persons.sample.data[y].notna().to_numpy())
    rows = domain_of(persons, y, [name, *controls])
    held = trimmed(persons, rows, controls)
    for size in range(len(controls) + 1):
        for chosen in combinations(controls, size):
            model = held.sample.glm(f"{y} ~ {' + '.join((name, *chosen))}", domain=rows)
            own = model.frame[model.frame["term"].eq(name)].iloc[0]
            numbers = own[["estimate", "se", "ci_low", "ci_high", "p", "df", "n"]]
            yield {"concept": concept, "controls": ", ".join(chosen) or "none", **numbers}
