"""Charts of the formalization analyses of persons: estimates, moves, waiting."""

from sse_analysis.figures import formalization_moves, formalization_points

__all__ = ["formalization_moves", "formalization_points"]
