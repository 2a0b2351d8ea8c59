"""A matrix as flat arrays: all that the compiled search over missions looks at."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.matrix import Matrix, System, Tightened
from allocator.problem import Bools, Ints
from allocator.rows import NO_LIMIT

Floats = NDArray[np.float64]

#: What the pool holds, one array after the other; `at[NAME]` is where an array begins.
(
    ROW_START, ROW_COLUMN, ROW_SIZE, COLUMN_START, COLUMN_ROW, COLUMN_SIZE, ROW_LOWER, ROW_UPPER, PACKS,
    LOWER, UPPER, OWNER, SEAT, GREATEST, DEFINED_START, DEFINED, DEFINER_START, DEFINER, DEFINER_SIZE,
    REQUEST_START, SEATED_START, SEATED, PLACES, PAYER_START, PAYER, RIVAL_START, RIVAL,
) = range(27)  # fmt: skip

_RIVALS = 40  # of one request, at most


class Arrays(NamedTuple):
    """Rows and columns both ways, and what belongs to which request, in one pool; nothing in it changes.
    (A compiled function takes seconds for every array that it is given.)

    By row: ROW_START of its entries ROW_COLUMN, ROW_SIZE; ROW_LOWER, ROW_UPPER; PACKS: what it counts can
    only be too much; DEFINED_START of the auxiliary columns DEFINED that it keeps from their free end. By
    column: COLUMN_START of its entries COLUMN_ROW, COLUMN_SIZE; LOWER, UPPER; OWNER: its request, also of an
    auxiliary column that follows from one request alone, else -1; SEAT of a person; GREATEST: completed by
    its greatest value; DEFINER_START of the rows DEFINER, DEFINER_SIZE that define it. By request:
    REQUEST_START of its starts, PAYER_START of PAYER, RIVAL_START of RIVAL. By start: SEATED_START of the
    columns SEATED of its people, by seat. By seat: PLACES. `cost[j, t]` is what one unit of column j costs in
    tier t.
    """

    pool: Ints
    at: Ints
    cost: Ints


def arrays_of(matrix: Matrix, system: System, tightened: Tightened, tiers: int) -> Arrays:
    """The arrays of some rows of a matrix within tightened bounds, for its first so many tiers."""
    known, problem = matrix.columns, matrix.columns.problem
    count, width = system.shape
    greatest = _greatest(matrix)
    row, column, size = _keeping(system, known.base_count, greatest)
    defined_start, defined = _grouped(row, column, count)
    definer_start, order = _grouped(column, np.arange(len(column)), width)
    seat = np.full(width, -1, dtype=np.int64)
    seat[known.z] = known.z_seat
    open_z = np.flatnonzero(tightened.upper[known.z] > 0)
    by_seat = open_z[np.argsort(known.z_seat[open_z], kind="stable")]
    seated_start, seated = _grouped(known.z_start[by_seat], known.z[by_seat], len(problem.start_day))
    able = tightened.upper[known.f] > 0
    payer_start, payer = _grouped(known.payer_request[able], known.f[able], len(problem.requests))
    rival_start, rival = _rivals(matrix, tightened)
    packs = (system.rows.minimum(0).sum(axis=1) == 0) & (system.lower == -NO_LIMIT)
    rows, by_column = system.rows, system.by_column
    parts = {
        ROW_START: rows.indptr, ROW_COLUMN: rows.indices, ROW_SIZE: rows.data,
        COLUMN_START: by_column.indptr, COLUMN_ROW: by_column.indices, COLUMN_SIZE: by_column.data,
        ROW_LOWER: system.lower, ROW_UPPER: system.upper, PACKS: packs,
        LOWER: tightened.lower, UPPER: tightened.upper,
        OWNER: _owners(matrix, system, row, column), SEAT: seat, GREATEST: greatest,
        DEFINED_START: defined_start, DEFINED: defined,
        DEFINER_START: definer_start, DEFINER: row[order], DEFINER_SIZE: size[order],
        REQUEST_START: problem.start_offset, SEATED_START: seated_start, SEATED: seated,
        PLACES: problem.seat_count, PAYER_START: payer_start, PAYER: payer,
        RIVAL_START: rival_start, RIVAL: rival,
    }  # fmt: skip
    lengths = [len(parts[name]) for name in range(len(parts))]
    return Arrays(
        pool=np.concatenate([np.asarray(parts[name], dtype=np.int64) for name in range(len(parts))]),
        at=np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64),
        cost=_costs(matrix, tiers),
    )


def _grouped(owner: Ints, item: Ints, count: int) -> tuple[Ints, Ints]:
    """Where the items of each owner begin, with an end, and the items in that order."""
    order = np.argsort(owner, kind="stable")
    return np.searchsorted(owner[order], np.arange(count + 1)), item[order].astype(np.int64)


def _greatest(matrix: Matrix) -> Bools:
    """Which auxiliary columns are completed by their greatest value."""
    found = np.zeros(matrix.shape[1], dtype=bool)
    first = matrix.columns.base_count
    for _, completion, count in matrix.columns.auxiliary:
        found[first : first + count] = completion == "greatest"
        first += count
    return found


def _keeping(system: System, base: int, greatest: Bools) -> tuple[Ints, Ints, Ints]:
    """(row, column, size) of the entries by which a row keeps an auxiliary column from its free end."""
    entries = system.rows.tocoo()
    row, column, size = (a.astype(np.int64) for a in (entries.row, entries.col, entries.data))
    floored, capped = system.lower[row] > -NO_LIMIT, system.upper[row] < NO_LIMIT
    floors = floored & (size > 0) | capped & (size < 0)
    ceils = floored & (size < 0) | capped & (size > 0)
    keep = np.flatnonzero((column >= base) & np.where(greatest[column], ceils, floors))
    return row[keep], column[keep], size[keep]


def _owners(matrix: Matrix, system: System, row: Ints, column: Ints) -> Ints:
    """The request of each column, -1 where there is none or more than one. An auxiliary column belongs to the
    request of all base columns in the rows (row, column) that define it."""
    columns, problem = matrix.columns, matrix.columns.problem
    owner = np.full(matrix.shape[1], -1, dtype=np.int64)
    owner[: columns.base_count] = np.concatenate(
        [problem.start_request, columns.z_request, columns.payer_request]
    )
    entries = system.rows.tocoo()
    base = np.flatnonzero(entries.col < columns.base_count)
    nobody = len(problem.requests)
    first, last = np.full(len(system.lower), nobody), np.full(len(system.lower), -1)
    np.minimum.at(first, entries.row[base], owner[entries.col[base]])
    np.maximum.at(last, entries.row[base], owner[entries.col[base]])
    least, most = np.full(matrix.shape[1], nobody), np.full(matrix.shape[1], -1)
    np.minimum.at(least, column, first[row])
    np.maximum.at(most, column, last[row])
    sole = np.flatnonzero((least == most) & (np.arange(len(most)) >= columns.base_count))
    owner[sole] = most[sole]
    return owner


def _costs(matrix: Matrix, tiers: int) -> Ints:
    cost = np.zeros((matrix.shape[1], tiers), dtype=np.int64)
    for t, tier in enumerate(matrix.tiers[:tiers]):
        cost[tier.cost.column, t] = tier.cost.coefficient
    return cost


def _rivals(matrix: Matrix, tightened: Tightened) -> tuple[Ints, Ints]:
    """Per request those that compete with it for most people."""
    columns, problem = matrix.columns, matrix.columns.problem
    open_z = tightened.upper[columns.z] > 0
    reach = np.zeros((len(problem.requests), len(problem.experts)), dtype=np.float32)
    reach[columns.z_request[open_z], columns.z_expert[open_z]] = 1
    shared = reach @ reach.T
    np.fill_diagonal(shared, 0)
    order = np.argsort(-shared, axis=1, kind="stable")[:, :_RIVALS]
    owner, position = np.nonzero(np.take_along_axis(shared, order, axis=1))
    return _grouped(owner, order[owner, position], len(shared))
