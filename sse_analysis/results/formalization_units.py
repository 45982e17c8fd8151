"""What the formalization analysis of economic units returns."""

from __future__ import annotations

from dataclasses import dataclass

from sse_analysis.results.formalization_persons import Surveyed


@dataclass(frozen=True, kw_only=True, eq=False)
class InformalUnits(Surveyed):
    """Informal units, people working in them, and their share of all units: ``measure, group, label``, then estimates.

    ``measure`` is ``units`` (number), ``people`` (number, the owners included) or ``share`` (percent of all units of the
    group). ``n`` counts units of the sample: informal ones behind a number, all of the group behind a share.
    ``obs_status`` U marks a number to be used with care, Q one that is not printed.
    """

    def of(self, measure: str):
        """Return the rows of one measure, in the order of the cells."""
        return self.frame[self.frame["measure"].eq(measure)].reset_index(drop=True)
