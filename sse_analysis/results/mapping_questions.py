"""What the log of a committee returns."""

from __future__ import annotations

from dataclasses import dataclass

from sse_analysis.results.base import Result


@dataclass(frozen=True, kw_only=True, eq=False)
class CommitteeLog(Result):
    """One row a question to the committee.

    ``id, question, form, form_name, paragraph, options, evidence, status, option, reason, decided_by, counts_from``;
    ``status``: open, decided, later (decided, and counts from a day after that of the report), replaced.
    """
