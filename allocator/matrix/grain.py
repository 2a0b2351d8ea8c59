"""Divisibility of auxiliary columns: amounts of money need only be multiples of the common divisor of the
prices that they follow."""

import numpy as np

from allocator.matrix.matrix import Matrix
from allocator.matrix.portions import touching
from allocator.matrix.relevant import part_of
from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT


def grains(matrix: Matrix) -> Ints:
    """Per column j a whole number g[j]: every point is as good with column j rounded down to a multiple of
    it.

    That holds for an auxiliary column that no tier rewards, if every row that presses it upwards has it alone
    (of the columns beyond 0 and 1), once, beside multiples of g[j]: where x[j] reaches such a row, the next
    multiple below x[j] does. All other rows are only eased. `implied` rows need no look: they follow from
    these. 1 where nothing is known.
    """
    found = np.ones(matrix.shape[1], dtype=np.int64)
    wide = _free_to_fall(matrix)
    if not wide.any():
        return found
    touched = touching(matrix.rows, wide)
    rows = part_of(matrix, touched[~_implied(matrix)[touched]])
    entries = rows.rows.tocoo()
    row, column, size = entries.row, entries.col, entries.data
    alone = np.bincount(row[_wide(matrix)[column]], minlength=rows.shape[0]) == 1
    own = wide[column]
    floor = np.where(rows.lower > -NO_LIMIT, rows.lower, 0)
    ceiling = np.where(rows.upper < NO_LIMIT, rows.upper, 0)
    unit = np.gcd(floor, ceiling)
    np.gcd.at(unit, row[~own], np.abs(size[~own]))
    unit[~alone] = 1
    up = ((size > 0) & (rows.lower[row] > -NO_LIMIT)) | ((size < 0) & (rows.upper[row] < NO_LIMIT))
    presses = own & up
    common = np.zeros(matrix.shape[1], dtype=np.int64)
    np.gcd.at(common, column[presses], np.where(np.abs(size) == 1, unit[row], 1)[presses])
    return np.maximum(found, np.where(wide, common, 1))


def _wide(matrix: Matrix) -> Bools:
    """Columns with more values than two."""
    wide: Bools = matrix.column_upper - matrix.column_lower > 1
    return wide


def _free_to_fall(matrix: Matrix) -> Bools:
    """Wide auxiliary columns from zero on, of which less is never worse for a tier."""
    free: Bools = _wide(matrix) & ~matrix.greatest & (matrix.column_lower == 0)
    free[: matrix.columns.base_count] = False
    for tier in matrix.tiers:
        free[tier.cost.column[tier.cost.coefficient < 0]] = False
    return free


def _implied(matrix: Matrix) -> Bools:
    """The rows that follow from others."""
    implied: Bools = np.zeros(matrix.shape[0], dtype=bool)
    for block in matrix.blocks:
        if block.implied:
            implied[block.first : block.first + len(block.subject)] = True
    return implied
