"""Columns for sums that many rows have in common: who takes a seat at any date, whether a mission is served.

The matrix is time-indexed, and most rows do not ask when. With a column s = Σ z of its own, such a row has
one entry instead of one per start. On typical years a fifth of all entries go, and HiGHS refuted a target in
8 to 29 s that took it 8 to 31 s without; once of eight pairs it took longer (T, seeds 5, 21, 22; bundled).
"""

from dataclasses import replace

import numpy as np
from scipy import sparse

from allocator.matrix.sparse_rows import SparseRows
from allocator.solvers.program import Program, frozen_as_rows


def with_sums(program: Program) -> Program:
    """The same program with a column behind its own for each sum of two free columns or more; the tiers
    before are rows of it. The first columns of a point are those of the original."""
    groups = _groups(program)
    if groups is None:
        return program
    rows, lower, upper = frozen_as_rows(program)
    entries = _in_sums(rows, groups)
    count = groups.shape[0]
    left = rows - entries @ groups
    left.eliminate_zeros()
    whole = sparse.vstack(
        [sparse.hstack([left, entries]), sparse.hstack([groups, -sparse.eye_array(count, dtype=np.int64)])],
        format="csr",
    )
    whole.sort_indices()
    zeros, ones = np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.int64)
    return replace(
        program,
        rows=whole,
        lower=np.concatenate([lower, zeros]),
        upper=np.concatenate([upper, zeros]),
        column_lower=np.concatenate([program.column_lower, zeros]),
        column_upper=np.concatenate([program.column_upper, ones]),
        frozen=(),
        grain=None if program.grain is None else np.concatenate([program.grain, ones]),
        sums=None,
    )


def _groups(program: Program) -> "SparseRows | None":
    """A row for each sum, with ones at its free columns; None where there are none."""
    if program.sums is None:
        return None
    column = np.flatnonzero((program.sums >= 0) & (program.column_upper > program.column_lower))
    _, own, size = np.unique(program.sums[column], return_inverse=True, return_counts=True)
    several = size > 1
    if not several.any():
        return None
    column, own = column[several[own]], (np.cumsum(several) - 1)[own[several[own]]]
    ones = np.ones(len(column), dtype=np.int64)
    return sparse.csr_array((ones, (own, column)), shape=(int(several.sum()), program.shape[1]))


def _in_sums(rows: SparseRows, groups: SparseRows) -> SparseRows:
    """Where all columns of a sum stand in a row with one coefficient, that coefficient, by row and sum."""
    count, size = groups.shape[0], np.diff(groups.indptr)
    of = np.full(rows.shape[1], -1, dtype=np.int64)
    of[groups.indices] = np.repeat(np.arange(count), size)
    entries = rows.tocoo()
    own = of[entries.col] >= 0
    key = entries.row[own].astype(np.int64) * count + of[entries.col[own]]
    order = np.argsort(key, kind="stable")
    key, value = key[order], entries.data[own][order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    row, number = np.divmod(key[first], count)
    there = np.diff(first, append=len(key)) == size[number]
    if len(first):
        there &= np.minimum.reduceat(value, first) == np.maximum.reduceat(value, first)
    shape = (rows.shape[0], count)
    return sparse.csr_array((value[first[there]], (row[there], number[there])), shape=shape)
