"""The entries of rows over items, row by row, and what can be asked of each row."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from allocator.matrix import Matrix
from allocator.matrix.sparse_rows import SparseRows
from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT
from allocator.problem.start_ranges import Smalls
from allocator.search.local.items import Items


@dataclass(frozen=True)
class Positions:
    """Where columns stand among items: `item[j]` of column j (-1: nowhere). By item its `owner`, the request
    of a base item, else -1; and its `start`, the open start of a person or a start, else -1."""

    items: Items
    item: Smalls
    owner: Ints
    start: Ints


@dataclass(frozen=True)
class Entries:
    """Entries of rows over items, sorted by row."""

    row: Smalls
    item: Smalls
    size: Ints
    lower: Ints
    upper: Ints
    positions: Positions
    filled: Ints  # the rows that have entries
    first: Ints  # where those of each begin

    def count(self) -> Ints:
        """How many entries each row has."""
        return np.bincount(self.row, minlength=len(self.lower))

    def any(self, which: Bools) -> Bools:
        """Rows with an entry that is marked."""
        filled, first = self.filled, self.first
        found = np.zeros(len(self.lower), dtype=bool)
        if len(first):
            found[filled] = np.logical_or.reduceat(which, first)
        return found

    def total(self, value: Ints | Bools) -> Ints:
        """The sum of a value, or how many entries are marked, in each row."""
        filled, first = self.filled, self.first
        found = np.zeros(len(self.lower), dtype=np.int64)
        if len(first):
            found[filled] = np.add.reduceat(value, first, dtype=np.int64)
        return found

    def least_and_most(self, value: Ints, which: Bools | None = None) -> tuple[Ints, Ints]:
        """Least and greatest value among the entries of each row, or the marked ones among them; where there
        is none, most < least."""
        filled, first = self.filled, self.first
        least, most = np.full(len(self.lower), NO_LIMIT), np.full(len(self.lower), -NO_LIMIT)
        if len(first):
            low = value if which is None else np.where(which, value, NO_LIMIT)
            least[filled] = np.minimum.reduceat(low, first)
            high = value if which is None else np.where(which, value, -NO_LIMIT)
            most[filled] = np.maximum.reduceat(high, first)
        return least, most

    def activity_bounds(self, lower: Ints, upper: Ints) -> tuple[Ints, Ints]:
        """Least and greatest value of every row when items lie between `lower` and `upper`."""
        ends = self.size * lower[self.item], self.size * upper[self.item]
        return self.total(np.minimum(*ends)), self.total(np.maximum(*ends))

    def of_rows(self, which: Bools) -> "Entries":
        """The entries of the marked rows alone; rows keep their numbers."""
        kept = np.flatnonzero(which[self.row])
        row = self.row[kept]
        first = np.flatnonzero(np.diff(row, prepend=-1))
        return replace(
            self, row=row, item=self.item[kept], size=self.size[kept],
            filled=row[first].astype(np.int64), first=first,
        )  # fmt: skip

    @cached_property
    def one_owner(self) -> tuple[Bools, Ints]:
        """Whether all entries of a row belong to one request, or to none; and which."""
        least, most = self.least_and_most(self.positions.owner[self.item])
        return least == most, np.where(least == most, least, -1)


def positions_of(matrix: Matrix, items: Items) -> Positions:
    """The places of a matrix's columns among its items."""
    item = np.full(matrix.shape[1], -1, dtype=np.int32)
    item[items.column] = np.arange(len(items.column), dtype=np.int32)
    starts = len(items.start_request)
    start = np.full(len(items.column), -1, dtype=np.int64)
    start[items.first_start : items.first_payer] = np.arange(starts)
    people = items.group[: items.first_start]
    start[: items.first_start] = np.repeat(np.arange(starts), np.diff(items.start_group))[people]
    owner = np.full(len(items.column), -1, dtype=np.int64)
    owner[: items.first_payer] = items.start_request[start[: items.first_payer]]
    payers = np.diff(items.payer_start)
    owner[items.first_payer : items.first_auxiliary] = np.repeat(np.arange(len(payers)), payers)
    return Positions(items, item, owner, start)


def entries_of(rows: SparseRows, lower: Ints, upper: Ints, positions: Positions) -> Entries:
    """The entries of sparse rows at the columns that are items."""
    item = positions.item[rows.indices]
    row = np.repeat(np.arange(rows.shape[0], dtype=np.int32), np.diff(rows.indptr))
    used = np.flatnonzero(item >= 0)
    row, item = row[used], item[used]
    first = np.flatnonzero(np.diff(row, prepend=-1))
    return Entries(
        row, item, rows.data[used], lower, upper, positions, filled=row[first].astype(np.int64), first=first
    )
