"""A result in, a chart out. Nothing here computes."""

from sse_analysis.figures.base import chart_of

__all__ = ["chart_of"]
