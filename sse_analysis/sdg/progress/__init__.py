"""Progress by published methods: one file a method, one interface.

Each method takes a :class:`Panel` and its constants by name, and returns one row an indicator with
``category`` (the words of the method), ``value`` (the number that was graded) and ``why`` (why there is no
category).
"""

from sse_analysis.sdg.progress.panel import Panel

__all__ = ["Panel"]
