"""Bound propagation (feasibility-based bound tightening): column bounds by what the activity of every row
leaves, with the row that shut each column."""

from dataclasses import dataclass, replace

import numpy as np

from allocator.matrix.matrix import Linear, System
from allocator.matrix.portions import activity_bounds, furthest, portions, touching
from allocator.matrix.sparse_rows import SparseRows
from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT
from allocator.problem.start_ranges import Smalls

_Bounds = tuple[Ints, Ints]
_Entries = tuple[Ints, Ints | Smalls, Ints]  # rows, columns, coefficients

_ROUNDS = 20  # chains of implications this long end well before; stopping early is safe


@dataclass(frozen=True, slots=True)
class Tightened:
    """Bounds that every feasible point keeps.

    `shut_by[j]` is the row that first brought column j to zero, -1 where none did. `broken` is a row that
    no point within the bounds satisfies, -1 where none was found.
    """

    lower: Ints
    upper: Ints
    shut_by: Ints
    broken: int


def tighten(system: System) -> Tightened:
    """Propagates rows onto bounds, all rows at a time, until nothing changes or a row breaks. After the first
    round only rows of which a column has changed can say anything new. No lower bound of the system may be
    above its upper one."""
    lower, upper = system.column_lower.copy(), system.column_upper.copy()
    shut_by = np.full(len(upper), -1, dtype=np.int64)
    rows = np.arange(system.shape[0])  # of which a column has changed
    least, most = np.zeros((2, len(rows)), dtype=np.int64)
    # a row with that much room on both sides says nothing about any of its columns
    reach = furthest(system.rows, upper - lower)
    broken = -1
    for _ in range(_ROUNDS):
        least[rows], most[rows] = activity_bounds(system.rows, lower, upper, rows)
        bad = rows[(least[rows] > system.upper[rows]) | (most[rows] < system.lower[rows])]
        if len(bad):
            broken = int(bad[0])
            break
        room = np.minimum(system.upper[rows] - least[rows], most[rows] - system.lower[rows])
        telling = rows[room < reach[rows]]
        left = _left(system, telling, (least, most), (lower, upper), shut_by)
        if (left[0] > left[1]).any():
            broken = _crossing(system, telling, (least, most), (lower, upper), left)
            break
        changed = (left[0] != lower) | (left[1] != upper)
        if not changed.any():
            break
        lower, upper = left
        rows = touching(system.rows, changed)
    return Tightened(lower, upper, shut_by, broken)


def _left(system: System, rows: Ints, activity: _Bounds, bounds: _Bounds, shut_by: Ints) -> _Bounds:
    """The bounds that rows leave; `shut_by` learns which row was the first to shut a column."""
    lower, upper = bounds[0].copy(), bounds[1].copy()
    for portion, part in portions(system.rows, rows):
        entries = _entries(portion, part)
        row, column, _ = entries
        low, high = _implied(system, entries, activity, bounds)
        np.maximum.at(lower, column, low)
        np.minimum.at(upper, column, high)
        shuts = (high <= 0) & (bounds[1][column] > 0) & (shut_by[column] < 0)
        shut_by[column[shuts][::-1]] = row[shuts][::-1]
    return lower, upper


def _crossing(system: System, rows: Ints, activity: _Bounds, bounds: _Bounds, left: _Bounds) -> int:
    """The first row that leaves a column nothing between the bounds that all leave, which cross."""
    for portion, part in portions(system.rows, rows):
        entries = _entries(portion, part)
        row, column, _ = entries
        low, high = _implied(system, entries, activity, bounds)
        crossing = np.flatnonzero((low > left[1][column]) | (high < left[0][column]))
        if len(crossing):
            return int(row[crossing[0]])
    raise AssertionError("no row crosses")


def _entries(numbers: Ints, rows: SparseRows) -> _Entries:
    """The entries of rows, which have these numbers."""
    return np.repeat(numbers, np.diff(rows.indptr)), rows.indices, rows.data


def tightened_by(tightened: Tightened, form: Linear, limit: int) -> Tightened:
    """The bounds that are left where a form over the columns may not exceed a limit that it can keep."""
    column, size = form.column, form.coefficient
    lower, upper = tightened.lower[column], tightened.upper[column]
    least = int(np.minimum(size * lower, size * upper).sum()) + form.constant
    moves = max(0, limit - least) // np.maximum(1, np.abs(size))
    new_lower, new_upper = tightened.lower.copy(), tightened.upper.copy()
    new_lower[column] = np.where(size < 0, np.maximum(lower, upper - moves), lower)
    new_upper[column] = np.where(size > 0, np.minimum(upper, lower + moves), upper)
    return replace(tightened, lower=new_lower, upper=new_upper)


def _implied(system: System, entries: _Entries, activity: _Bounds, bounds: _Bounds) -> _Bounds:
    """Per entry, the least and greatest value its row leaves to its column."""
    row, column, coefficient = entries
    (least, most), (lower, upper) = activity, bounds
    positive = coefficient > 0
    at_least = np.where(positive, coefficient * lower[column], coefficient * upper[column])
    at_most = np.where(positive, coefficient * upper[column], coefficient * lower[column])
    capped, floored = system.upper[row] < NO_LIMIT, system.lower[row] > -NO_LIMIT
    room = np.where(capped, system.upper[row], 0) - least[row] + at_least
    need = np.where(floored, system.lower[row], 0) - most[row] + at_most
    size = np.abs(coefficient)
    high_up, low_down = room // size, -(room // size)
    low_up, high_down = -(-need // size), need // -size
    low = np.where(
        positive, np.where(floored, low_up, lower[column]), np.where(capped, low_down, lower[column])
    )
    high = np.where(
        positive, np.where(capped, high_up, upper[column]), np.where(floored, high_down, upper[column])
    )
    return low, high
