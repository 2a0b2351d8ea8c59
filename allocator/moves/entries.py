"""The entries of rows over items, row by row, and what can be asked of each row."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from allocator.matrix import Matrix, System
from allocator.moves.items import Items
from allocator.problem import Bools, Ints
from allocator.problem.ranges import Smalls
from allocator.rows import NO_LIMIT


@dataclass(frozen=True)
class Entries:
    """Entries of the rows over items, sorted by row, and what the items are."""

    row: Smalls
    item: Smalls
    size: Ints
    lower: Ints
    upper: Ints
    items: Items
    owner: Ints  # of base items their request, else -1
    start: Ints  # of people and starts the open start, else -1

    @cached_property
    def _filled(self) -> tuple[Ints, Ints]:
        """The rows that have entries, and where those of each begin."""
        first = np.flatnonzero(np.diff(self.row, prepend=-1))
        return self.row[first].astype(np.int64), first

    @cached_property
    def count(self) -> Ints:
        """How many entries each row has."""
        return np.bincount(self.row, minlength=len(self.lower))

    def any(self, which: Bools) -> Bools:
        """Rows with an entry that is marked."""
        filled, first = self._filled
        found = np.zeros(len(self.lower), dtype=bool)
        if len(first):
            found[filled] = np.logical_or.reduceat(which, first)
        return found

    def total(self, value: Ints | Bools) -> Ints:
        """The sum of a value, or how many entries are marked, in each row."""
        filled, first = self._filled
        found = np.zeros(len(self.lower), dtype=np.int64)
        if len(first):
            found[filled] = np.add.reduceat(value, first, dtype=np.int64)
        return found

    def least_and_most(self, value: Ints, which: Bools | None = None) -> tuple[Ints, Ints]:
        """Least and greatest value among the entries of each row, or the marked ones among them; where there
        is none, most < least."""
        filled, first = self._filled
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

    @cached_property
    def one_owner(self) -> tuple[Bools, Ints]:
        """Whether all entries of a row belong to one request, or to none; and which."""
        least, most = self.least_and_most(self.owner[self.item])
        return least == most, np.where(least == most, least, -1)


def entries_of(matrix: Matrix, system: System, items: Items) -> Entries:
    """The entries of a system at the columns that are items."""
    item_of = np.full(matrix.shape[1], -1, dtype=np.int32)
    item_of[items.column] = np.arange(len(items.column), dtype=np.int32)
    item = item_of[system.rows.indices]
    row = np.repeat(np.arange(system.shape[0], dtype=np.int32), np.diff(system.rows.indptr))
    used = np.flatnonzero(item >= 0)
    starts = len(items.start_request)
    start = np.full(len(items.column), -1, dtype=np.int64)
    start[items.first_start : items.first_payer] = np.arange(starts)
    people = np.arange(items.first_start)
    start[people] = np.searchsorted(items.start_group, items.group[people], side="right") - 1
    owner = np.full(len(items.column), -1, dtype=np.int64)
    owner[: items.first_payer] = items.start_request[start[: items.first_payer]]
    payers = np.arange(items.first_auxiliary - items.first_payer)
    owner[items.first_payer : items.first_auxiliary] = (
        np.searchsorted(items.payer_start, payers, side="right") - 1
    )
    return Entries(
        row=row[used],
        item=item[used],
        size=system.rows.data[used],
        lower=system.lower,
        upper=system.upper,
        items=items,
        owner=owner,
        start=start,
    )


def grouped(key: Smalls, count: int) -> tuple[Smalls, Ints]:
    """The positions of `key` in its order, equal ones as they come, and where each number below `count`
    begins among them, with an end. Counted, not compared: the time grows with the length alone."""
    positions = np.arange(len(key), dtype=np.int32)
    counted = sparse.csr_array((positions, key, [0, len(key)]), shape=(1, count)).tocsc()
    return counted.data, counted.indptr.astype(np.int64)
