"""Parameters of a country and of the regional report: strict records read from YAML."""

from sse_analysis.parameters.reading import load, load_regional, of_run, problems
from sse_analysis.parameters.records import CountryParameters, RegionalParameters
from sse_analysis.parameters.scaffold import json_schemas, template

__all__ = [
    "CountryParameters",
    "RegionalParameters",
    "json_schemas",
    "load",
    "load_regional",
    "of_run",
    "problems",
    "template",
]
