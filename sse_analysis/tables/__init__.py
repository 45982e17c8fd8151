"""A result in, a publication table out. Nothing here computes."""

from sse_analysis.tables.base import table_of

__all__ = ["table_of"]
