"""Sparse rows in chunks, several at once on threads, so that arrays over their entries stay small."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
from scipy import sparse

from allocator.matrix.sparse_rows import SparseRows
from allocator.problem import Bools, Ints

_PORTION = 1 << 20  # entries looked at together: a dozen arrays over them, on every thread
_AT_ONCE = min(4, os.cpu_count() or 1)  # portions: more would wait for memory

_Found = TypeVar("_Found")


def portions(rows: SparseRows, chosen: Ints) -> Iterator[tuple[Ints, SparseRows]]:
    """Some rows of a sparse array, their numbers rising, in portions, one at least: numbers and rows."""
    for portion in _numbers(rows, chosen):
        yield portion, _rows(rows, portion)


def of_portions(rows: SparseRows, chosen: Ints, work: Callable[[Ints, SparseRows], _Found]) -> list[_Found]:
    """What `work` makes of each portion of some rows, their numbers rising, in order; several are worked on
    at once, on threads."""
    numbers = _numbers(rows, chosen)
    if len(numbers) == 1:
        return [work(numbers[0], _rows(rows, numbers[0]))]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        return list(threads.map(lambda portion: work(portion, _rows(rows, portion)), numbers))


def touching(rows: SparseRows, marked: Bools) -> Ints:
    """The rows with an entry at a marked column, in order."""

    def touched(portion: Ints, part: SparseRows) -> Ints:
        filled = np.flatnonzero(np.diff(part.indptr))
        if not len(filled):
            return filled
        hit = np.logical_or.reduceat(marked[part.indices], part.indptr[filled])
        found: Ints = portion[filled[hit]]
        return found

    return np.concatenate(of_portions(rows, np.arange(rows.shape[0]), touched))


def activity_bounds(
    rows: SparseRows, lower: Ints, upper: Ints, chosen: Ints | None = None
) -> tuple[Ints, Ints]:
    """Least and greatest value of every row, or of chosen ones, when columns lie between `lower` and `upper`:
    the activity at the middle, less and more what half the width can move it; both doubled, to stay whole."""
    total, width = lower + upper, upper - lower

    def between(_: Ints, part: SparseRows) -> tuple[Ints, Ints]:
        middle, reach = part @ total, _sizes_of(part) @ width
        return (middle - reach) // 2, (middle + reach) // 2

    numbers = np.arange(rows.shape[0]) if chosen is None else chosen
    least, most = zip(*of_portions(rows, numbers, between), strict=True)
    return np.concatenate(least), np.concatenate(most)


def furthest(rows: SparseRows, width: Ints) -> Ints:
    """How far the activity of each row can move by one of its columns, at most, when each can move by its
    `width`; zero for an empty row."""

    def moved(portion: Ints, part: SparseRows) -> Ints:
        found = np.zeros(len(portion), dtype=np.int64)
        filled = np.flatnonzero(np.diff(part.indptr))
        if len(filled):
            moves = np.abs(part.data) * width[part.indices]
            found[filled] = np.maximum.reduceat(moves, part.indptr[filled])
        return found

    return np.concatenate(of_portions(rows, np.arange(rows.shape[0]), moved))


def _sizes_of(rows: SparseRows) -> SparseRows:
    """The rows with the sizes of their coefficients, on the same places: one array is new."""
    return _like(rows, np.abs(rows.data), rows.indices, rows.indptr, rows.shape[0])


def _numbers(rows: SparseRows, chosen: Ints) -> list[Ints]:
    """The numbers of chosen rows in portions; a row is never divided, however long it is."""
    length = rows.indptr[chosen + 1] - rows.indptr[chosen]
    ends = np.cumsum(length, dtype=np.int64)
    cuts = np.searchsorted(ends, np.arange(_PORTION, ends[-1] if len(ends) else 0, _PORTION))
    return np.split(chosen, np.unique(cuts))


def _rows(rows: SparseRows, portion: Ints) -> SparseRows:
    """Some rows of a sparse array; consecutive ones are not copied."""
    if not len(portion) or portion[-1] - portion[0] + 1 != len(portion):
        return rows[portion]
    first, last = portion[0], portion[-1] + 1
    start, end = rows.indptr[first], rows.indptr[last]
    parts = rows.data[start:end], rows.indices[start:end], rows.indptr[first : last + 1] - start
    return _like(rows, *parts, len(portion))


def _like(rows: SparseRows, data: Ints, indices: Any, pointer: Any, count: int) -> SparseRows:
    """A sparse array on these arrays themselves: its constructor would copy what is less than half of one."""
    made = sparse.csr_array((count, rows.shape[1]), dtype=rows.dtype)
    made.data, made.indices, made.indptr = data, indices, pointer
    return made
