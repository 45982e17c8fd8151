"""Map the social and solidarity economy, its contribution to the SDGs and its role in formalization.

>>> from sse_analysis import load_study, mapping
>>> study = load_study("khm")
>>> mapping.landscape(study.ledger, study.legal_forms).country
'khm'
"""

import importlib

__version__ = "0.1.0"

#: Name at the front door, and the module it stands in. Nothing is imported before it is asked for.
_DOORS = {
    "load_study": "sse_analysis.study",
    "load_region": "sse_analysis.study",
    "Study": "sse_analysis.study",
    "Region": "sse_analysis.study",
    "explore": "sse_analysis.report.explorer",
    "SurveySample": "sse_analysis.survey",
    "SurveyDesign": "sse_analysis.survey",
    "Result": "sse_analysis.results.base",
    "Absence": "sse_analysis.results.absence",
    "SSEAnalysisError": "sse_analysis.errors",
}
_ROOMS = ("mapping", "sdg", "formalization", "regional")

__all__ = [*_DOORS, *_ROOMS, "__version__"]


def __getattr__(name: str):
    if name in _DOORS:
        return getattr(importlib.import_module(_DOORS[name]), name)
    if name in _ROOMS:
        return importlib.import_module(f"sse_analysis.{name}")
    raise AttributeError(f"module 'sse_analysis' has no attribute '{name}'")


def __dir__():
    return sorted(__all__)
