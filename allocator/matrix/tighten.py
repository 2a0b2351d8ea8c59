"""Tightening column bounds by what every row implies, and remembering which row shut which column."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from allocator.matrix.matrix import Linear, System, absolute, activity_between
from allocator.problem import Ints
from allocator.problem.ranges import spread
from allocator.rows import NO_LIMIT

_PORTION = 1 << 22  # entries looked at together
_Bounds = tuple[Ints, Ints]
_Entries = tuple[Ints, Ints, Ints]  # rows, columns, coefficients

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
    sizes = absolute(system.rows)
    reach = _reach(system)
    speaks = np.ones(system.shape[0], dtype=bool)
    broken = -1
    for _ in range(_ROUNDS):
        least, most = activity_between(system.rows, sizes, lower, upper)
        bad = np.flatnonzero((least > system.upper) | (most < system.lower))
        if len(bad):
            broken = int(bad[0])
            break
        near = (system.upper - least < reach) | (most - system.lower < reach)
        telling = np.flatnonzero(speaks & near)
        new_lower, new_upper = _told(system, telling, (least, most), (lower, upper), shut_by)
        if (new_lower > new_upper).any():
            broken = _crossing(system, telling, (least, most), (lower, upper), (new_lower, new_upper))
            break
        changed = (new_lower != lower) | (new_upper != upper)
        if not changed.any():
            break
        lower, upper = new_lower, new_upper
        speaks = sizes @ changed > 0
    return Tightened(lower, upper, shut_by, broken)


def _told(system: System, rows: Ints, activity: _Bounds, bounds: _Bounds, shut_by: Ints) -> _Bounds:
    """The bounds that rows leave; `shut_by` learns which row was the first to shut a column."""
    lower, upper = bounds[0].copy(), bounds[1].copy()
    for entries in _portions(system, rows):
        row, column, _ = entries
        low, high = _implied(system, entries, activity, bounds)
        np.maximum.at(lower, column, low)
        np.minimum.at(upper, column, high)
        shuts = (high <= 0) & (bounds[1][column] > 0) & (shut_by[column] < 0)
        shut_by[column[shuts][::-1]] = row[shuts][::-1]
    return lower, upper


def _crossing(system: System, rows: Ints, activity: _Bounds, bounds: _Bounds, new: _Bounds) -> int:
    """The first row that leaves a column nothing between the new bounds, which cross."""
    entries = _entries(system, rows)
    row, column, _ = entries
    low, high = _implied(system, entries, activity, bounds)
    return int(row[np.argmax((low > new[1][column]) | (high < new[0][column]))])


def _portions(system: System, chosen: Ints) -> Iterator[_Entries]:
    """The entries of some rows, so many at a time that arrays over them stay small."""
    length = system.rows.indptr[chosen + 1] - system.rows.indptr[chosen]
    ends = np.cumsum(length, dtype=np.int64)
    cuts = np.searchsorted(ends, np.arange(_PORTION, ends[-1] if len(ends) else 0, _PORTION))
    for part in np.split(chosen, np.unique(cuts)):
        yield _entries(system, part)


def _entries(system: System, chosen: Ints) -> _Entries:
    """The entries of some rows, row by row."""
    first, last = system.rows.indptr[chosen], system.rows.indptr[chosen + 1]
    own, offset = spread((last - first).astype(np.int64))
    entry = first[own] + offset
    return chosen[own], system.rows.indices[entry], system.rows.data[entry]


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


def _reach(system: System) -> Ints:
    """How far each row's activity can move by one of its columns, at most. A row with that much room on both
    sides says nothing about any of them."""
    width = system.column_upper - system.column_lower
    moves = np.abs(system.rows.data) * width[system.rows.indices]
    reach = np.zeros(system.shape[0], dtype=np.int64)
    filled = np.flatnonzero(np.diff(system.rows.indptr))
    reach[filled] = np.maximum.reduceat(moves, system.rows.indptr[filled]) if len(filled) else 0
    return reach


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
