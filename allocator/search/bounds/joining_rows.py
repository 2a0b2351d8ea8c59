"""The rows that join missions, in floats: what the Lagrangian dual relaxes.

Of a plan of ten thousand requests they have seventy million entries. None is copied before it is known to be
needed, what is asked of all of them is asked in portions, and coefficients take half the digits there, which
small whole numbers need no more than.
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from scipy import sparse

from allocator.matrix import System, of_portions
from allocator.matrix.matrix import stacked
from allocator.matrix.sparse_rows import SparseRows
from allocator.outside.memory import give_back
from allocator.problem import Bools, Doubles, Ints
from allocator.problem.rows import NO_LIMIT
from allocator.search.local.mission_rows import of_one_mission
from allocator.search.local.row_entries import Entries, Positions, entries_of

FloatRows: TypeAlias = (
    Any  # scipy.sparse.csr_array of float64, or of float32 where there are very many entries
)

_HALVED_FROM = 1 << 24  # entries of all rows beyond which those that join take half the digits
_HALF_EXACT = 1 << 24  # whole numbers below are exact in half the digits
_PORTION = 1 << 23  # entries looked at together


def joining_rows(
    parts: Sequence[tuple[System, Ints]], positions: Positions, lower: Ints, upper: Ints
) -> tuple[FloatRows, Doubles]:
    """Chosen rows of systems that join missions, and that items between these bounds can break, over items,
    each as at most a limit; and the limits."""
    entries = sum(system.rows.nnz for system, _ in parts)
    most = max((_greatest(system.rows) for system, _ in parts), default=0)
    kind = np.float32 if entries > _HALVED_FROM and most < _HALF_EXACT else np.float64
    found: list[tuple[Any, Doubles]] = []
    for system, numbers in parts:

        def joining(portion: Ints, part: SparseRows, own: System = system) -> tuple[Any, Doubles]:
            known = entries_of(part, own.lower[portion], own.upper[portion], positions)
            return _joining(known, lower, upper, kind)

        found += of_portions(system.rows, numbers, joining)
    limits, rows = [limit for _, limit in found], [part for part, _ in found]
    found.clear()
    give_back(entries)
    return stacked(rows, len(positions.items.column)), np.concatenate(limits)


def charged(rows: FloatRows, multipliers: Doubles) -> Doubles:
    """What multipliers of the rows charge for each item, in all digits."""
    if rows.dtype == np.float64:
        return np.asarray(rows.T @ multipliers)
    total = np.zeros(rows.shape[1])
    for first, last, start, end in _portions(rows):
        shape = last - first, rows.shape[1]
        pointer = rows.indptr[first : last + 1] - start
        own = rows.data[start:end].astype(np.float64), rows.indices[start:end], pointer
        total += sparse.csr_array(own, shape=shape).T @ multipliers[first:last]
    return total


def root_mean_squares(rows: FloatRows, width: Doubles) -> Doubles:
    """Of the entries of each row, each times the width of its item."""
    found = np.empty(rows.shape[0])
    for first, last, start, end in _portions(rows):
        share = rows.data[start:end] * width[rows.indices[start:end]]
        square = np.add.reduceat(share * share, rows.indptr[first:last] - start)
        found[first:last] = np.sqrt(square / np.diff(rows.indptr[first : last + 1]))
    return found


def largest(rows: FloatRows) -> Doubles:
    """Of each row: the size of its largest entry."""
    found = np.empty(rows.shape[0])
    for first, last, start, end in _portions(rows):
        size = np.abs(rows.data[start:end])
        found[first:last] = np.maximum.reduceat(size, rows.indptr[first:last] - start)
    return found


def most_in_a_column(rows: FloatRows) -> int:
    """How many rows an item stands in, at most."""
    found = np.zeros(rows.shape[1], dtype=np.int64)
    for _, _, start, end in _portions(rows):
        found += np.bincount(rows.indices[start:end], minlength=len(found))
    return int(found.max(initial=0))


def _portions(rows: FloatRows) -> Iterator[tuple[int, int, int, int]]:
    """First row and last, first entry and last of portions of the rows, none of which is empty."""
    count, first = rows.shape[0], 0
    while first < count:
        end = int(rows.indptr[first]) + _PORTION
        last = max(first + 1, int(np.searchsorted(rows.indptr, end, side="right")) - 1)
        yield first, last, int(rows.indptr[first]), int(rows.indptr[last])
        first = last


def _greatest(rows: SparseRows) -> int:
    """The size of the largest coefficient."""
    return int(max(rows.data.max(), -rows.data.min())) if rows.nnz else 0


def _joining(known: Entries, lower: Ints, upper: Ints, kind: Any) -> tuple[Any, Doubles]:
    """The rows that join missions and that items between these bounds can break, each as at most a limit."""
    least, most = known.activity_bounds(lower, upper)
    joins = ~of_one_mission(known) & ~_of_one_person(known)
    joins &= known.count() > 0
    above, below = np.flatnonzero(joins & (most > known.upper)), np.flatnonzero(joins & (least < known.lower))
    shape = len(known.lower), len(lower)
    rows = sparse.csr_array((known.size.astype(kind), (known.row, known.item)), shape=shape)
    limit = np.concatenate([known.upper[above], -known.lower[below]]).astype(np.float64)
    return sparse.vstack([rows[above], -rows[below]], format="csr"), limit


def _of_one_person(known: Entries) -> Bools:
    """z <= y: a person goes only where the mission starts."""
    person = known.item < known.positions.items.first_start
    start = ~person & (known.item < known.positions.items.first_payer) & (known.size == -1)
    both: Bools = (known.count() == 2) & (known.total(person) == 1) & (known.total(start) == 1)
    both &= (known.upper == 0) & (known.lower <= -NO_LIMIT)
    return both
