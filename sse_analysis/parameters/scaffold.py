"""The JSON Schema of the parameter files, and the file of a new country."""

from __future__ import annotations

import datetime as dt
import json

from sse_analysis.parameters.records import CountryParameters, RegionalParameters

_TEMPLATE = """\
# yaml-language-server: $schema=schema/country.json
# {name}: what the reports use. The schema explains every key (sse schema); check with: sse check {code}

schema_version: 1
country: {code}            # ISO 3166-1 alpha-3, lower case, as in the name of this file
language: en
status: draft           # "validated" needs approved_by and approved_on
version: "0"
data_cutoff: {cutoff}   # no figure may refer to a later day, unless it is a target or a projection

mapping:
  headline:             # which of several published figures is printed first; the others stay beside it
    order: [grade, year, verified]
    lowest_grade: C
    max_age_years: null
  areas_valid_on: {cutoff}
  population_window_years: 5

sdg:
  baseline_year: 2015
  minimum_points: 3     # a trend from fewer observations is never printed
  focus_targets: []     # in quotes: ["8.3", "8.10"]

formalization:
  concept: informal_employment_share
  scope: total
  datasets: [ILOSTAT EMP_NIFL_SEX_RT, ILOSTAT SDG_0831_SEX_ECO_RT]
"""


def template(code: str, name: str, *, cutoff: dt.date) -> str:
    """Return the text of ``parameters/<code>.yml`` for a new country; it is valid as it stands."""
    return _TEMPLATE.format(code=code, name=name, cutoff=cutoff.isoformat())


def json_schemas() -> dict[str, str]:
    """Return file name and text of the JSON Schemas that editors use, ending in a line feed."""
    models = {"country.json": CountryParameters, "regional.json": RegionalParameters}
    return {
        name: json.dumps(model.model_json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        for name, model in models.items()
    }
