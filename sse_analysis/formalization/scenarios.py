"""What the rate would be if a named group met a criterion: the rules applied again to the same persons. Arithmetic."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.errors import CodeError, suggestion
from sse_analysis.formalization import constants
from sse_analysis.formalization.concepts import persons_with
from sse_analysis.formalization.surveyed import asked, result, scaled, tidy
from sse_analysis.harmonize.informality import INFORMAL, classify
from sse_analysis.harmonize.rules import conditions, holds
from sse_analysis.results.absence import Absence
from sse_analysis.results.formalization_persons import Surveyed
from sse_analysis.survey.persons import Persons

_CAUTION = (
    "Arithmetic, no forecast: everybody keeps the job they have, nobody reacts, and nothing says what it would cost or how "
    "it could be done."
)


@asked("scenarios", design=True)
def scenarios(persons: Persons, *, keys: tuple[str, ...] = ()) -> Surveyed | Absence:
    """Estimate how the rate of informal employment would change if named groups met a criterion, in points.

    Parameters
    ----------
    keys : tuple of str
        Rows of ``data/common/formalization_scenarios.csv``; empty for all that the survey can tell.

    Raises
    ------
    CodeError
        If there is no such scenario.
    """
    table = constants.table("scenarios").fillna("").set_index("key")
    unknown = next((key for key in keys if key not in table.index), None)
    if unknown is not None:
        raise CodeError(f"'{unknown}' is not a scenario. {suggestion(unknown, table.index)}".strip())
    chosen = table.loc[list(keys)] if keys else table
    name = persons.headline
    before = persons.sample.data[f"informal_{name}"]
    parts, left = [], []
    for row in chosen.itertuples():
        found = _after(persons, row, name)
        if found is None:
            left.append(row.label)
            continue
        after, reached = found
        change = (after - before).astype("Int8")
        held = persons_with(persons, {"change": change, "after": after})
        part = scaled(held.sample.mean("change", domain=change.notna()).frame, 100.0)
        rate = 100 * float(held.sample.mean("after").frame["estimate"].iloc[0])
        parts.append(tidy(part, group="scenario", label=row.label).assign(rate=rate, reached=reached))
    if not parts:
        return persons.absent("formalization-scenarios", what="Scenarios", layout="member, agriculture, status",
                              why="The survey does not ask what the scenarios need.")  # fmt: skip
    frame = pd.concat(parts, ignore_index=True)
    notes = [_CAUTION, *([f"Not possible with these questions: {'; '.join(left)}."] if left else [])]
    return result(
        persons, frame, id="formalization-scenarios", zero=0.0, notes=notes, unit="points of informal employment",
        title=f"If the rules were met: informal employment under scenarios ({persons.label(name)})",
    )  # fmt: skip


def _after(persons: Persons, row, name: str) -> tuple[pd.Series, int] | None:
    """Return informal jobs after a scenario and how many persons it reaches; None when the survey cannot tell who."""
    data = persons.sample.data
    tests = conditions(row.who)
    if any(test.question not in data for test in tests):
        return None
    answers = {test.question: data[test.question].to_numpy("float32", na_value=np.nan) for test in tests}
    reached = data["status"].notna().to_numpy("bool").copy()
    for test in tests:
        reached &= holds(test, answers, {})
    changed = data.assign(**{
        part.split("=")[0].strip(): _with(data, part.split("=")[0].strip(), float(part.split("=")[1]), reached)
        for part in row.then.split(";")
    })  # fmt: skip
    concept = next(one for one in persons.given.concepts if one.name == name)
    job = classify(changed, edition=concept.edition, options=dict(concept.options)).frame["job"]
    before = data[f"informal_{name}"]
    return job.eq(INFORMAL).astype("Int8").where(job.notna() & before.notna()), int(reached.sum())


def _with(data: pd.DataFrame, name: str, value: float, rows: np.ndarray) -> pd.Series:
    base = (
        data[name].astype("Float32") if name in data else pd.Series(pd.NA, index=data.index, dtype="Float32")
    )
    return base.mask(rows, value)
