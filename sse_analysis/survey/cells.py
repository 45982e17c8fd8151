"""The cells of a table of estimates: which rows each covers, and what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sse_analysis.errors import SchemaError, suggestion

if TYPE_CHECKING:
    from sse_analysis.survey.sample import SurveySample


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells of a table.

    Parameters
    ----------
    names : DataFrame, shape (n_cells, ...)
        ``variable``, then one column for each ``by``; for shares also ``level``.
    y : float array, shape (n_rows, n_cells)
        Missing answers are 0 and outside.
    inside : float array, shape (n_rows, n_cells)
        1 for the rows of the cell that answered.
    rows : boolean array, shape (n_rows,)
        The domain, before missing answers are dropped.
    group : int array, shape (n_rows,)
        Group of every row; -1 for none.
    groups : int
        Number of groups; the cells of one variable or level stand in their order.
    """

    names: pd.DataFrame
    y: np.ndarray
    inside: np.ndarray
    rows: np.ndarray
    group: np.ndarray
    groups: int

    def degrees_of_freedom(self, binding) -> np.ndarray:
        """Return the degrees of freedom of every cell: PSUs minus strata among those that hold somebody of its group."""
        by_group = binding.degrees_of_groups(self.rows, self.group, self.groups)
        return np.tile(by_group, len(self.names) // self.groups)


def cells_of(
    sample: SurveySample,
    y: tuple[str, ...],
    *,
    by,
    domain,
    also: tuple[str, ...] = (),
    levels: str | None = None,
) -> Cells:
    """Return the cells for some variables, or for the levels of one categorical, by groups."""
    rows = sample.domain_rows(domain)
    groups, labels = group_codes(sample.data, [by] if isinstance(by, str) else list(by), rows)
    names, values, answered = _variables(sample, y, also=also, levels=levels, rows=rows)
    tables, blocks, insides = [], [], []
    for number in range(len(names)):
        for group in range(len(labels)):
            member = (groups == group) & rows & answered[number]
            tables.append({**names[number], **labels.iloc[group].to_dict()})
            blocks.append(np.where(member, values[number], 0.0))
            insides.append(member.astype("float64"))
    cells = (pd.DataFrame(tables), np.stack(blocks, axis=1), np.stack(insides, axis=1))
    return Cells(*cells, rows, groups, len(labels))


def _variables(sample, y, *, also, levels, rows):
    if levels is not None:
        codes, found = pd.factorize(_column(sample.data, levels), sort=True)
        names = [{"variable": levels, "level": level} for level in _present(codes, found, rows)]
        values = [(codes == list(found).index(name["level"])).astype("float64") for name in names]
        return names, values, [codes >= 0] * len(names)
    if not y:
        everyone = np.ones(len(sample.data))
        return [{"variable": "count"}], [everyone], [everyone > 0]
    columns = [sample.column(name) for name in y]
    others = [sample.column(name) for name in also]
    answered = [~np.isnan(column) for column in columns]
    for other in others:
        answered = [given & ~np.isnan(other) for given in answered]
    return [{"variable": name} for name in y], [np.nan_to_num(column) for column in columns], answered


def _present(codes: np.ndarray, found: pd.Index, rows: np.ndarray) -> list:
    held = np.unique(codes[rows & (codes >= 0)])
    return [found[code] for code in held]


def _column(data: pd.DataFrame, name: str) -> pd.Series:
    if name not in data.columns:
        raise SchemaError(f"the sample has no column '{name}'. {suggestion(name, data.columns)}".strip())
    return data[name]


def group_codes(data: pd.DataFrame, by: Sequence[str], rows: np.ndarray) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the group of every row (-1 for none) and the combinations, the first column varying fastest.

    Every combination of the levels that occur in the file is kept, also one without people.
    """
    if not by:
        return np.zeros(len(data), "int64"), pd.DataFrame(index=[0])
    group = np.zeros(len(data), "int64")
    missing = np.zeros(len(data), bool)
    levels: list[pd.Index] = []
    step = 1
    for name in by:
        codes, found = pd.factorize(_column(data, name), sort=True)
        missing |= codes < 0
        group += np.maximum(codes, 0) * step
        step *= max(len(found), 1)
        levels.append(pd.Index(found))
    grid = pd.MultiIndex.from_product(levels[::-1], names=list(by)[::-1]).to_frame(index=False)[list(by)]
    return np.where(missing, -1, group), grid
