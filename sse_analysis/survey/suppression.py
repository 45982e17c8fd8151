"""Secondary suppression: cells withheld so that nobody gets a withheld one back by subtraction.

Primary cells come from :func:`sse_analysis.results.disclosure.primary_suppression` or a minimum count. Whoever prints
margins prints equations; further cells are withheld until every withheld cell stays uncertain by a stated width.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.errors import EstimationError

TOTAL = "total"
#: Deviations are followed up to so many times the widest protection; more cannot be needed to reach it.
_REACH = 4.0
#: Continuous variables of one problem stay below this.
_SIZE = 6_000
_SLACK = 1e-6


@dataclass(frozen=True, eq=False)
class Published:
    """A table as it is printed.

    Parameters
    ----------
    cells : Series, index cell
        Values, margins among them; not negative, no blanks.
    sums : tuple of (cell, tuple of cells)
        Every total and its parts.
    """

    cells: pd.Series
    sums: tuple[tuple[Hashable, tuple[Hashable, ...]], ...]

    def __post_init__(self) -> None:
        names = {name for whole, parts in self.sums for name in (whole, *parts)}
        problems = [
            f"'{name}' stands in a sum but not in the table" for name in names - set(self.cells.index)
        ]
        if self.cells.isna().any() or (self.cells < 0).any() or not self.cells.index.is_unique:
            problems.append("a cell is blank, negative or given twice")
        if not problems:
            problems = [
                f"the parts of '{whole}' add up to {exact(self.cells[list(parts)].sum()):g}, not "
                f"{exact(self.cells[whole]):g}"
                for whole, parts in self.sums
                if not np.isclose(self.cells[list(parts)].sum(), self.cells[whole], rtol=1e-9, atol=1e-9)
            ]
        if problems:
            raise EstimationError(f"the table cannot be protected: {'; '.join(sorted(problems))}.")

    @property
    def equations(self) -> np.ndarray:
        """Return one row a sum: 1 for its parts, -1 for the total."""
        place = {name: number for number, name in enumerate(self.cells.index)}
        rows = np.zeros((len(self.sums), len(place)))
        for row, (whole, parts) in zip(rows, self.sums, strict=True):
            row[[place[name] for name in parts]] = 1
            row[place[whole]] = -1
        return rows


def with_margins(inside: pd.DataFrame) -> Published:
    """Return a table of rows and columns with its margins; cells are named (row, column), margins by ``"total"``.

    Raises
    ------
    EstimationError
        If a row or column is itself called ``"total"``, or a cell is blank or negative.
    """
    if TOTAL in inside.index or TOTAL in inside.columns:
        raise EstimationError(f"a row or column is called '{TOTAL}': give the table without its margins.")
    whole = inside.astype("float64")
    whole[TOTAL] = whole.sum(axis=1, skipna=False)
    whole.loc[TOTAL] = whole.sum(axis=0, skipna=False)
    rows, columns = list(inside.index), list(inside.columns)
    cells = pd.Series(
        {(row, column): whole.loc[row, column] for row in whole.index for column in whole.columns}
    )
    across = [((row, TOTAL), tuple((row, column) for column in columns)) for row in [*rows, TOTAL]]
    down = [((TOTAL, column), tuple((row, column) for row in rows)) for column in [*columns, TOTAL]]
    return Published(cells, (*across, *down))


def secondary_suppression(
    table: Published,
    primary: Collection[Hashable],
    *,
    width: float,
    least: float,
    cost: pd.Series | None = None,
) -> pd.DataFrame:
    """Choose the cells to withhold besides the primary ones.

    A reader knows the printed cells, all sums, and that nothing is negative. For every withheld cell, primary or not, the
    values that remain possible span at least max(width x value, least). Cells are chosen by mixed-integer programming
    (Fischetti and Salazar 2000, sliding protection) and the result is checked by linear programming.

    Parameters
    ----------
    table : Published
    primary : collection of cells
    width : float
        Share of a cell's value, such as 0.1.
    least : float
        In the unit of the table. For counts take the smallest count that may be printed: a width of 0.4 around
        a count of 2 hides nothing. For money it may be 0.
    cost : Series, index cell, optional
        What withholding a cell loses, above 0; default its value + 1, so that small cells go before margins.

    Returns
    -------
    DataFrame, index cell
        ``value`` (missing where withheld), ``state`` (published, primary, secondary), ``low, high`` (what a reader can
        infer; infinite where nothing bounds it).

    Raises
    ------
    EstimationError
        If a primary cell is not in the table, a width is negative, or no choice protects it: print less detail.

    Notes
    -----
    Empty cells are taken as known to be empty and are never chosen. A contributor who knows its own value learns more
    than a reader: primary rules must leave room for that. Tables that share cells must be protected as one.

    References
    ----------
    Hundepool et al. 2012, chapter 4; Fischetti and Salazar 2000.
    """
    needed, price = _wanted(table, primary, width=width, least=least, cost=cost)
    first = np.array([name in set(primary) for name in table.cells.index])
    withheld, treated = first.copy(), np.zeros(len(first), bool)
    while True:
        low, high = inferred(table, withheld)
        narrow = withheld & (high - low < needed * (1 - _SLACK))
        if not narrow.any():
            break
        if (narrow & treated).any():
            raise _unprotected(table, narrow)
        for targets in _batches(np.flatnonzero(narrow), len(first)):
            withheld |= _chosen(table, targets, withheld, needed=needed, price=price)
        treated |= narrow
    state = np.select([first, withheld], ["primary", "secondary"], "published")
    frame = pd.DataFrame({"value": table.cells.where(~withheld), "state": state}, index=table.cells.index)
    return frame.assign(low=low, high=high)


def inferred(table: Published, withheld: Sequence[bool]) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the largest value of every cell that the printed cells leave possible.

    Parameters
    ----------
    withheld : sequence of bool, in the order of ``table.cells``
    """
    from scipy.optimize import linprog

    hidden = np.asarray(withheld, bool)
    values, equations = table.cells.to_numpy("float64"), table.equations
    low, high = values.copy(), values.copy()
    places, right = np.flatnonzero(hidden), -(equations[:, ~hidden] @ values[~hidden])
    for number, place in enumerate(places):
        for sign, limit in ((1.0, low), (-1.0, high)):
            goal = np.zeros(len(places))
            goal[number] = sign
            done = linprog(goal, A_eq=equations[:, hidden], b_eq=right, bounds=(0, None), method="highs")
            if done.status not in (0, 3):
                raise EstimationError(f"what a reader can infer could not be found: {done.message}")
            limit[place] = done.fun * sign if done.status == 0 else np.inf
    return low, high


def _wanted(table: Published, primary, *, width, least, cost) -> tuple[np.ndarray, np.ndarray]:
    """Return the width each cell needs if it is withheld, and what withholding it costs."""
    unknown = [name for name in primary if name not in table.cells.index]
    if unknown:
        raise EstimationError(f"no such cell in the table: {', '.join(map(repr, unknown))}.")
    if not (width >= 0 and least >= 0):
        raise EstimationError(
            f"a width is not negative: found {exact(width):g} of the value and {exact(least):g} at least."
        )
    price = (table.cells + 1 if cost is None else cost.reindex(table.cells.index)).to_numpy("float64")
    if not (price > 0).all():
        raise EstimationError("every cell needs a cost above 0.")
    return np.maximum(width * table.cells.to_numpy("float64"), least), price


def _batches(targets: np.ndarray, cells: int) -> Iterator[np.ndarray]:
    size = max(1, _SIZE // (2 * cells))
    return (targets[start : start + size] for start in range(0, len(targets), size))


def _chosen(table: Published, targets: np.ndarray, withheld: np.ndarray, *, needed, price) -> np.ndarray:
    """Return the cheapest cells to withhold so that every target can move up and down by its width together.

    Variables: one binary a cell, then for each target two deviations of the whole table that keep every sum.
    """
    from scipy.optimize import Bounds, milp

    values, size, copies = table.cells.to_numpy("float64"), len(table.cells), 2 * len(targets)
    free = size * copies
    bounds = Bounds(
        np.concatenate([withheld.astype("float64"), np.full(free, -np.inf)]),
        np.concatenate([withheld | (values > 0), np.full(free, np.inf)]),
    )
    goal = np.concatenate([np.where(withheld, 0.0, price), np.zeros(free)])
    kinds = np.concatenate([np.ones(size), np.zeros(free)])
    rules = _constraints(table, targets, needed[targets])
    done = milp(goal, constraints=rules, bounds=bounds, integrality=kinds)
    if done.x is None:
        raise _unprotected(table, np.isin(np.arange(size), targets))
    return done.x[:size] > 0.5


def _constraints(table: Published, targets: np.ndarray, widths: np.ndarray) -> list:
    from scipy import sparse
    from scipy.optimize import LinearConstraint

    values, size, copies = table.cells.to_numpy("float64"), len(table.cells), 2 * len(targets)
    reach = _REACH * widths.max()
    every, each = np.ones((copies, 1)), sparse.eye_array(size * copies)
    up = sparse.kron(every, sparse.diags_array(np.full(size, reach)))
    down = sparse.kron(every, sparse.diags_array(np.minimum(values, reach)))
    sums = sparse.kron(sparse.eye_array(copies), table.equations)
    none = sparse.csr_array((sums.shape[0], size))
    number = np.arange(len(targets))
    above, below = (size * (1 + 2 * number + copy) + targets for copy in (0, 1))
    signs = np.concatenate([np.ones(len(targets)), -np.ones(len(targets))])
    places = (np.tile(number, 2), np.concatenate([above, below]))
    apart = sparse.csr_array((signs, places), shape=(len(targets), size * (1 + copies)))
    return [
        LinearConstraint(sparse.hstack([none, sums]), 0, 0),
        LinearConstraint(sparse.hstack([-up, each]), -np.inf, 0),
        LinearConstraint(sparse.hstack([down, each]), 0, np.inf),
        LinearConstraint(apart, widths, np.inf),
    ]


def _unprotected(table: Published, cells: np.ndarray) -> EstimationError:
    names = ", ".join(map(repr, table.cells.index[cells]))
    return EstimationError(
        f"no choice of further cells protects {names}: the rest of the table gives it away. Print fewer rows or columns."
    )
