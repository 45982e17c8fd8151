"""The synthetic country: a whole country whose every quantity is known, made from one seed."""

from sse_analysis.synthetic.country import Country, build
from sse_analysis.synthetic.generating import ensure, generate, generated, problems
from sse_analysis.synthetic.population import Population, populate
from sse_analysis.synthetic.settings import SWITCHES, refuse_real

__all__ = [
    "SWITCHES",
    "Country",
    "Population",
    "build",
    "ensure",
    "generate",
    "generated",
    "populate",
    "problems",
    "refuse_real",
]
