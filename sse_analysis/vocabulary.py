"""Closed vocabularies that several floors share, each stated once.

A ``Literal`` is at once the type, the check and the list in the error message.
"""

from typing import Literal

AbsenceKind = Literal["does_not_exist", "no_data", "not_released", "suppressed", "not_computable"]
Analysis = Literal["mapping", "sdg", "formalization"]
