"""Design-based inference from samples: everything the reports say about people and entities rests here."""

from sse_analysis.survey.design import Calibration, Replicates, SurveyDesign
from sse_analysis.survey.sample import SurveySample

__all__ = ["Calibration", "Replicates", "SurveyDesign", "SurveySample"]
