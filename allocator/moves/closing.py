"""Auxiliary items that a tier charges for, and the people who raise them."""

from dataclasses import dataclass

import numpy as np

from allocator.moves.arrays import GREATEST, LEAST, Layout
from allocator.problem import Bools, Ints
from allocator.problem.ranges import Smalls, spread


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
    arrays, items, rows = layout
    first, width = items.first_auxiliary, len(items.column)
    cost, least = arrays.cost[first:, -1], arrays.exact[arrays.at[LEAST] :][: width - first]
    greatest = arrays.fixed[arrays.at[GREATEST] :][: width - first] > 0
    definer, offset = spread(np.diff(rows.uneven_start)[rows.definer])
    own = np.repeat(np.arange(width - first), np.diff(rows.definer_start))[definer]
    row, size = rows.definer[definer], rows.definer_size[definer]
    entry = rows.uneven_start[row] + offset
    item, effect = rows.uneven_item[entry], np.sign(size) * rows.uneven_size[entry]
    needed = np.where(size > 0, rows.lower[row], -rows.upper[row]) - np.abs(size) * least[own]
    raises = (item != own + first) & (effect < 0)
    alone = raises & (item < items.first_start) & (effect < needed)
    open_to_it = (cost > 0) & ~greatest & (rows.owner[first:] < 0)
    open_to_it &= np.bincount(own[raises & ~alone], minlength=width - first) == 0
    kept = alone & open_to_it[own]
    pairs = np.unique(own[kept] * width + item[kept])
    found, begins = np.unique(pairs // width, return_index=True)
    return Closable(
        found + first, least[found], cost[found],
        np.append(begins, len(pairs)), (pairs % width).astype(np.int32),
    )  # fmt: skip
