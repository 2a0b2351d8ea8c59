"""Auxiliary items that a tier charges for, and the people who raise them."""

from dataclasses import dataclass

import numpy as np

from allocator.problem import Bools, Ints
from allocator.problem.start_ranges import Smalls, entries_at
from allocator.search.local.layout import (
    DEFINER,
    DEFINER_SIZE,
    DEFINER_START,
    GREATEST,
    ITEM_GENERAL_ROW,
    ITEM_GENERAL_SIZE,
    ITEM_GENERAL_START,
    LEAST,
    LOWER_LIMIT,
    OWNER,
    UPPER_LIMIT,
    Layout,
)


@dataclass(frozen=True)
class Closable:
    """Auxiliary items that the last tier charges for, and that stand at `least` while none of their people
    is sent.

    The people of `item[k]` are `person[first[k]:first[k + 1]]`, as items; `cost[k]` is what a unit costs.
    """

    item: Ints
    least: Ints
    cost: Ints
    first: Ints
    person: Smalls

    def __len__(self) -> int:
        return len(self.item)

    def of(self, chosen: Bools) -> Smalls:
        """The people of the chosen items."""
        return self.person[np.repeat(chosen, np.diff(self.first))]

    def count(self, marked: Bools) -> Ints:
        """How many people of each item are marked."""
        return np.add.reduceat(marked[self.person].astype(np.int64), self.first[:-1])


def closable(layout: Layout) -> Closable:
    """Those of a layout: each belongs to several requests, and each of its people raises it alone."""
    arrays, items, fixed = layout
    first, width = items.first_auxiliary, len(items.column)
    cost, least, owner = arrays.cost[first:, -1], fixed[LEAST], fixed[OWNER]
    open_to_it = (cost > 0) & (fixed[GREATEST] == 0) & (owner[first:] < 0)
    chosen = np.flatnonzero(open_to_it)
    definer, by = entries_at(fixed[DEFINER_START], chosen)
    row = fixed[DEFINER][definer]
    entries, begins = _by_row(fixed[ITEM_GENERAL_ROW], row, len(fixed[LOWER_LIMIT]))
    position, which = entries_at(begins, row)
    own, row, size = chosen[by[which]], row[which], fixed[DEFINER_SIZE][definer[which]]
    entry = entries[position]
    item = np.searchsorted(fixed[ITEM_GENERAL_START], entry, side="right") - 1
    effect = np.sign(size) * fixed[ITEM_GENERAL_SIZE][entry]
    limit = np.where(size > 0, fixed[LOWER_LIMIT][row], -fixed[UPPER_LIMIT][row])
    needed = limit - np.abs(size) * least[own]
    raises = (item != own + first) & (effect < 0)
    alone = raises & (item < items.first_start) & (effect < needed)
    open_to_it &= np.bincount(own[raises & ~alone], minlength=width - first) == 0
    kept = alone & open_to_it[own]
    pairs = np.unique(own[kept] * width + item[kept])
    found, begins = np.unique(pairs // width, return_index=True)
    return Closable(
        found + first, least[found], cost[found],
        np.append(begins, len(pairs)), (pairs % width).astype(np.int32),
    )  # fmt: skip


def _by_row(row_of: Smalls, rows: Smalls, count: int) -> tuple[Ints, Ints]:
    """Positions of the entries of some rows, row by row, and where those of each row begin, with an end."""
    marked = np.zeros(count, dtype=bool)
    marked[rows] = True
    entry = np.flatnonzero(marked[row_of])
    entry = entry[np.argsort(row_of[entry], kind="stable")]
    return entry, np.searchsorted(row_of[entry], np.arange(count + 1))
