"""What is true in every country: code lists, countries, units. Every list names its source."""

from sse_analysis.reference.codes import labels
from sse_analysis.reference.countries import Country, country, exists, hint

__all__ = ["Country", "country", "exists", "hint", "labels"]
