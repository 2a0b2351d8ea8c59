"""A bound without a solver: what requests, seats and single rows cost at least."""

import numpy as np
from scipy import sparse

from allocator.matrix import Linear, Matrix, Tightened, of_portions
from allocator.matrix.sparse_rows import SparseRows
from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT

_ROUNDING = 1e-9  # by which floats may be off, and far more


def combinatorial_bound(matrix: Matrix, tightened: Tightened, cost: Linear) -> int:
    """A lower bound on a cost: the best start of each request, the best people of each seat, each alone, and
    what the dearest single row demands of columns that cost something.

    A request starts once at most, a seat is taken as often as it has places, and nobody sits twice: of these
    two, whichever says more of a request.
    """
    columns, problem = matrix.columns, matrix.columns.problem
    price = np.zeros(matrix.shape[1], dtype=np.int64)
    price[cost.column] = cost.coefficient
    price[tightened.upper == 0] = 0
    start = np.zeros(len(problem.requests), dtype=np.int64)
    np.minimum.at(start, problem.start_request, price[columns.y])
    people = _people(matrix, price[columns.z])
    rest = slice(len(columns.y) + len(columns.z), None)
    free = np.minimum(price[rest] * tightened.lower[rest], price[rest] * tightened.upper[rest])
    alone = int(start.sum() + people + free.sum())
    return alone + _dearest_row(matrix, tightened, price) + cost.constant


def _people(matrix: Matrix, price: Ints) -> int:
    """What all teams cost at least: per request the cheapest people of each seat, or everybody who costs less
    than nothing, once."""
    columns, problem = matrix.columns, matrix.columns.problem
    place = np.zeros(len(problem.seats), dtype=np.int64)
    np.minimum.at(place, columns.z_seat, price)
    by_seats = np.zeros(len(problem.requests), dtype=np.int64)
    np.add.at(by_seats, problem.seat_request, place * problem.seat_count)
    saving = np.flatnonzero(price < 0)
    person = columns.z_request[saving] * max(1, len(problem.experts)) + columns.z_expert[saving]
    who, own = np.unique(person, return_inverse=True)
    least = np.zeros(len(who), dtype=np.int64)
    np.minimum.at(least, own, price[saving])
    by_people = np.zeros(len(problem.requests), dtype=np.int64)
    np.add.at(by_people, who // max(1, len(problem.experts)), least)
    return int(np.maximum(by_seats, by_people).sum())


def _dearest_row(matrix: Matrix, tightened: Tightened, price: Ints) -> int:
    """What a single row costs at least beyond the lower bounds of its dear columns: all other columns help as
    much as they can, and what is missing comes at the best price per unit."""
    dear = (price > 0) & (tightened.upper > tightened.lower)
    if not dear.any():
        return 0
    lowest, highest = tightened.lower, np.where(dear, tightened.lower, tightened.upper)

    def dearest(chosen: Ints, rows: SparseRows) -> int:
        own = np.flatnonzero(dear[rows.indices])
        if not len(own):
            return 0
        up = sparse.csr_array((np.maximum(rows.data, 0), rows.indices, rows.indptr), shape=rows.shape)
        reach = up @ (highest - lowest)
        least, most = matrix.lower[chosen], matrix.upper[chosen]
        over = np.where(least > -NO_LIMIT, least - rows @ lowest - reach, 0)
        under = np.where(most < NO_LIMIT, rows @ highest - reach - most, 0)
        row = np.repeat(np.arange(len(chosen)), np.diff(rows.indptr))[own]
        size, cost = rows.data[own], price[rows.indices[own]]
        return max(_covered(row, size, over, cost), _covered(row, -size, under, cost))

    return max(of_portions(matrix.rows, np.arange(matrix.shape[0]), dearest))


def _covered(row: Ints, size: Ints, missing: Ints, price: Ints) -> int:
    """The most that any row's missing amount costs at the best price per unit, from the entries of its dear
    columns."""
    own = np.flatnonzero((size > 0) & (missing[row] > 0))
    best = np.full(len(missing), np.inf)
    np.minimum.at(best, row[own], price[own] / size[own])
    needed = missing[np.isfinite(best)] * best[np.isfinite(best)]
    return int(np.ceil(needed.max(initial=0.0) * (1 - _ROUNDING) - _ROUNDING))
