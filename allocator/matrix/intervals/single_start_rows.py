"""Rows over one mission at a single start, and the slack columns that no other rows use."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from allocator.matrix import Linear
from allocator.matrix.intervals.variables import Space
from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT
from allocator.problem.start_ranges import entries_at


@dataclass(frozen=True)
class MatrixRows:
    """Rows in order, open columns only: entry k puts `coefficient[k]` in `row[k]`, `column[k]`."""

    row: Ints
    column: Ints
    coefficient: Ints
    lower: Ints
    upper: Ints

    def __len__(self) -> int:
        return len(self.lower)

    @cached_property
    def _first(self) -> Ints:
        """Where the entries of each row begin, with an end."""
        return np.searchsorted(self.row, np.arange(len(self) + 1))

    def entries(self, chosen: Ints) -> tuple[Ints, Ints]:
        """The entries of some rows: of which of them each is, and its position."""
        position, own = entries_at(self._first, chosen)
        return own, position

    def of(self, keep: Bools) -> "MatrixRows":
        """Some of the rows, numbered anew."""
        number = np.cumsum(keep) - 1
        own = keep[self.row]
        return MatrixRows(
            number[self.row[own]], self.column[own], self.coefficient[own], self.lower[keep], self.upper[keep]
        )


@dataclass(frozen=True)
class SingleStart:
    """`start[i]` is the one start in row i, -1 where there are others or other columns.

    `stands_for[j]` is the column that stands for column j at whatever start: slacks that have the same part
    at different starts are one, because a request begins once and a slack at another start is zero.
    """

    start: Ints
    stands_for: Ints


def find_single_start(space: Space, rows: MatrixRows, forms: tuple[Linear, ...]) -> SingleStart:
    """Rows of one start and their slacks. `forms` are the cost and the tiers already decided."""
    columns = space.matrix.columns
    start = space.start_of_column[rows.column]
    count = len(rows)
    first, last = np.full(count, np.iinfo(np.int64).max), np.full(count, -1, dtype=np.int64)
    timed = start >= 0
    np.minimum.at(first, rows.row[timed], start[timed])
    np.maximum.at(last, rows.row[timed], start[timed])
    auxiliary = rows.column >= columns.base_count
    slacks = np.bincount(rows.row[auxiliary], minlength=count)
    others = np.bincount(rows.row[~timed & ~auxiliary], minlength=count)
    people = np.bincount(rows.row[rows.column >= len(columns.y)], minlength=count)
    single = (first == last) & (others == 0) & (slacks <= 1) & (people > 0)
    single &= (rows.lower <= 0) & (rows.upper >= 0)
    own = np.where(single, last, -1)
    slack = _local_slacks(space, rows, own, forms)
    lost = auxiliary & ~slack[rows.column]
    own[rows.row[lost]] = -1
    stands_for = np.arange(space.width, dtype=np.int64)
    found = np.flatnonzero(slack)
    stands_for[found] = _stand_ins(space, rows, own, found, forms)
    return SingleStart(own, stands_for)


def _local_slacks(space: Space, rows: MatrixRows, start: Ints, forms: tuple[Linear, ...]) -> Bools:
    """Auxiliary columns that only rows of one start use, that no form rewards, and that are wide enough for
    whatever that start may bring."""
    base = space.matrix.columns.base_count
    fits = np.zeros(space.width, dtype=bool)
    first = base
    for _, completion, count in space.matrix.columns.auxiliary:
        fits[first : first + count] = completion == "least"
        first += count
    fits &= space.tightened.lower == 0
    for form in forms:
        fits[form.column[form.coefficient < 0]] = False
    entry = np.flatnonzero(rows.column >= base)
    column, row = rows.column[entry], rows.row[entry]
    lowest, highest = np.full(space.width, np.iinfo(np.int64).max), np.full(space.width, -1, dtype=np.int64)
    np.minimum.at(lowest, column, start[row])
    np.maximum.at(highest, column, start[row])
    fits &= (lowest == highest) & (highest >= 0)
    fits[column[~_wide_enough(space, rows, entry)]] = False
    return fits


def _wide_enough(space: Space, rows: MatrixRows, entry: Ints) -> Bools:
    """Per entry of a slack: whether the rest of its row never asks for more than the slack's upper bound,
    and the row for no less of it."""
    upper = space.tightened.upper
    reach = np.where(rows.column >= space.matrix.columns.base_count, 0, rows.coefficient * upper[rows.column])
    most, least = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    np.add.at(most, rows.row, np.maximum(reach, 0))
    np.add.at(least, rows.row, np.minimum(reach, 0))
    row, size = rows.row[entry], np.abs(rows.coefficient[entry]) * upper[rows.column[entry]]
    capped, floored = rows.upper[row] < NO_LIMIT, rows.lower[row] > -NO_LIMIT
    down = (rows.coefficient[entry] < 0) & ~floored & (most[row] - rows.upper[row] <= size)
    up = (rows.coefficient[entry] > 0) & ~capped & (rows.lower[row] - least[row] <= size)
    return down | up


def _stand_ins(space: Space, rows: MatrixRows, start: Ints, slack: Ints, forms: tuple[Linear, ...]) -> Ints:
    """Per local slack, the first column of those that count alike and have the same rank at their start."""
    if not len(slack):
        return slack
    problem = space.matrix.columns.problem
    own_start = np.full(space.width, -1, dtype=np.int64)
    own_start[rows.column] = start[rows.row]
    price = np.zeros((len(forms), space.width), dtype=np.int64)
    for position, form in enumerate(forms):
        price[position, form.column] = form.coefficient
    _, kind = np.unique(price[:, slack], axis=1, return_inverse=True)
    kind = kind.reshape(-1)
    order = np.lexsort((slack, kind, own_start[slack]))
    group = np.stack([own_start[slack], kind])[:, order]
    begins = np.concatenate([[True], (group[:, 1:] != group[:, :-1]).any(axis=0)])
    begin = np.flatnonzero(begins)
    rank = np.empty(len(slack), dtype=np.int64)
    rank[order] = np.arange(len(slack)) - begin[np.cumsum(begins) - 1]
    request = problem.start_request[own_start[slack]]
    _, chosen, place = np.unique(
        np.stack([request, kind, rank]), axis=1, return_index=True, return_inverse=True
    )
    return slack[chosen[place.reshape(-1)]]
