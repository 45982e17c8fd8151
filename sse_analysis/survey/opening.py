"""From the block ``microdata`` of a country to its persons: find, read, recode, classify, bind to the design."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import EstimationError, Failure, SourceError
from sse_analysis.harmonize import persons as shared
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.sources.microdata import Raw, columns_of, read
from sse_analysis.survey.panel import Panel, matched, with_state
from sse_analysis.survey.persons import Persons, persons

if TYPE_CHECKING:
    from sse_analysis.parameters.microdata import Microdata, Wave

_LAYOUT = (
    "weight, strata, psu, sex, age, education, area, labour_status, status and the questions on informality"
)


def open_persons(country: str, given: Microdata | None) -> Persons | Absence:
    """Return the persons of a country's survey, or the absence of one.

    Raises
    ------
    SourceError, SchemaError, DesignError
        If the file, its codes or its design are not as the parameters say.
    """
    if given is None:
        what = "Persons of a labour force survey"
        return _absent(country, "no-persons", what, answers="Who works informally, under each concept.")
    raw, reading = _read(country, given, given.wave)
    harmonized = shared.harmonize(raw.frame, given, reading, labels=raw.labels)
    return persons(harmonized, given, country=country, about=_about(given, raw))


def open_panel(country: str, given: Microdata | None) -> Panel | Absence:
    """Return the persons of two waves, or the absence of a panel."""
    if given is None or given.panel is None:
        what = "The same persons in two waves of a survey"
        return _absent(country, "no-panel", what, answers="Who becomes formal, who falls back.")
    panel = given.panel
    ends, keys = [], []
    for wave, also in ((panel.first, ()), (panel.second, (panel.weights,) if panel.weights else ())):
        raw, reading = _read(country, given, wave, also=(*panel.person, *also))
        ends.append(
            persons(
                shared.harmonize(raw.frame, given, reading, labels=raw.labels),
                given,
                country=country,
                about=_about(given, raw),
            )
        )
        keys.append(_keys(raw, panel.person, wave))
    weights = shared.numbers_of(raw.frame, panel.weights) if panel.weights else None
    if not ends[0].headline:
        return ends[0].unanswered("no-panel-states", "Moves between formal and informal work")
    whole = _total(country, given) if panel.to_survey else None
    return matched(ends[0], ends[1], keys=(keys[0], keys[1]), weights=weights, total=whole)


def _total(country: str, given: Microdata) -> float:
    """Return the persons with a labour force status that the weights of the whole survey stand for."""
    found = open_persons(country, given)
    return float(found.sample.weights[with_state(found)].sum())


def _read(country: str, given: Microdata, wave: Wave | None, *, also: tuple[str, ...] = ()):
    folder = paths.data_folder(country)
    path = paths.data_file(country, wave.file if wave and wave.file else given.file)
    reading = shared.described(given, columns_of(path, given, folder=folder))
    raw = read(path, shared.columns(given, reading, also=also), given, folder=folder)
    if wave is None or wave.value is None:
        return raw, reading
    column = given.wave_column
    inside = raw.frame[column].astype("str").eq(str(wave.value))
    if not inside.any():
        problem = Failure(
            raw.file, f"no row with '{wave.value}'", f"rows of the wave '{wave.name}'", column=column
        )
        raise SourceError("The survey has no such wave.", [problem])
    return Raw(raw.frame[inside].reset_index(drop=True), raw.labels, raw.file, raw.digest), reading


def _keys(raw: Raw, names: tuple[str, ...], wave: Wave) -> pd.Series:
    key = raw.frame[names[0]].astype("str")
    for name in names[1:]:
        key = key + "\x1f" + raw.frame[name].astype("str")
    twice = int(key.duplicated().sum())
    if twice:
        raise EstimationError(
            f"{twice:,} records of the wave '{wave.name}' have the same {', '.join(names)}: these columns do not name a "
            "person. Add one to 'microdata.panel.person'."
        )
    return key


def _about(given: Microdata, raw: Raw) -> dict[str, object]:
    rules = (f"microdata: {given.format}, recoded by the parameters of the country",)
    return {
        "sources": (f"{given.publisher}, {given.title} ({given.year})",),
        "provenance": Provenance(((raw.file, raw.digest),), rules),
    }


def _absent(country: str, id: str, what: str, *, answers: str) -> Absence:
    return Absence(
        id=id, country=country, reason="no_data", what=what, why="The project holds no microdata of the country.",
        file=f"data/{country}/ and the block 'microdata' of parameters/{country}.yml", layout=_LAYOUT, answers=answers,
    )  # fmt: skip
