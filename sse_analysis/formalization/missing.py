"""What level 0 cannot answer: typed absences with the file and the layout that would fill them."""

from __future__ import annotations

from sse_analysis.errors import CodeError, one_of, suggestion
from sse_analysis.formalization import constants
from sse_analysis.results.absence import Absence


def absent(question: str, *, country: str) -> Absence:
    """Return the absence of one question of the formalization report.

    Parameters
    ----------
    question : str
        Key of ``formalization_absences.csv``, such as ``"transitions"``.
    country : str
        Lower-case ISO 3166-1 alpha-3 code.

    Raises
    ------
    CodeError
        If no such question is described.
    """
    known = constants.table("absences").fillna("").set_index("key")
    if question not in known.index:
        raise CodeError(
            f"'{question}' is not a question of the formalization report. Expected {one_of(known.index)}. "
            f"{suggestion(question, known.index)}".rstrip()
        )
    entry = known.loc[question]
    fields = {name: str(entry[name]) for name in ("reason", "what", "why", "file", "layout", "answers")}
    return Absence(id=f"formalization-{question.replace('_', '-')}", country=country, **fields)
