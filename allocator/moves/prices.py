"""A bound and prices without a linear program: the Lagrangean dual, climbed by subgradients.

Relaxed are the rows that join missions: those that count base columns alone, with a most. What remains is,
per request, the best start with the best people for every seat and the best payer, or no mission at all. Rows
with auxiliary columns and rows with only a least are dropped.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from allocator.moves.arrays import Layout
from allocator.moves.ascent import answer, weigh
from allocator.problem import Bools, Doubles
from allocator.rows import NO_LIMIT

#: Prices are whole multiples of 1 / SCALE of the cost's unit.
SCALE = float(1 << 20)
_EXACT = 2.0**52  # whole numbers below are exact as floats
_PATIENCE = 12  # steps without a better bound before steps become shorter
_SHORTER = 0.7


@dataclass
class Ascent:
    """Prices of the rows of a layout, and the best bound that they have given on the first tier.

    `bound` is a lower bound on its cost, not rounded; None before a first step.
    """

    layout: Layout
    constant: int
    bound: float | None = None
    _length: float = 1.0
    _idle: int = 0
    _even: Doubles = field(init=False)
    _uneven: Doubles = field(init=False)
    _best: tuple[Doubles, Doubles] = field(init=False)
    _priced: Bools = field(init=False)
    _unit: Doubles = field(init=False)  # of each uneven row: the size of its entries, on average

    def __post_init__(self) -> None:
        rows, items = self.layout.rows, self.layout.items
        auxiliary = np.zeros(len(rows.lower), dtype=bool)
        row = np.repeat(np.arange(len(rows.lower)), np.diff(rows.uneven_start))
        auxiliary[row[rows.uneven_item >= items.first_auxiliary]] = True
        self._priced = ~auxiliary & (rows.upper < NO_LIMIT)
        total, count = np.zeros(len(rows.lower)), np.zeros(len(rows.lower))
        np.add.at(total, row, np.abs(rows.uneven_size))
        np.add.at(count, row, 1.0)
        self._unit = np.maximum(1.0, total / np.maximum(1.0, count))
        self._even, self._uneven = np.zeros(len(rows.capacity)), np.zeros(len(rows.lower))
        self._best = self._even, self._uneven

    def climb(self, steps: int, target: int, stopped: Callable[[], bool] = lambda: False) -> None:
        """Take so many steps towards the cost `target` that some allocation has (Polyak's step length)."""
        rows = self.layout.rows
        upper = np.where(self._priced, rows.upper, 0).astype(np.float64)
        for _ in range(steps):
            even, uneven = np.zeros_like(self._even), np.zeros_like(self._uneven)
            value = self._value(even, uneven)
            if value is None or stopped():
                return
            over, uneven_over = even - rows.capacity, np.where(self._priced, uneven - upper, 0.0)
            over[(self._even == 0) & (over < 0)] = 0.0
            uneven_over[(self._uneven == 0) & (uneven_over < 0)] = 0.0
            uneven_over /= self._unit
            size = float(over @ over + uneven_over @ uneven_over)
            if size == 0.0:
                return
            step = self._length * max(1.0, target - value) * SCALE / size
            self._even = np.rint(np.maximum(0.0, self._even + step * over))
            self._uneven = np.rint(np.maximum(0.0, self._uneven + step * uneven_over / self._unit))

    def _value(self, even: Doubles, uneven: Doubles) -> float | None:
        """The bound under the present prices; the best so far is kept. What rows count is added to them."""
        arrays, rows = self.layout.arrays, self.layout.rows
        reduced = np.zeros(self.layout.items.first_auxiliary)
        weigh(arrays, SCALE, self._even, self._uneven, reduced)
        gained = answer(arrays, reduced, even, uneven)
        limit = float(self._even @ rows.capacity)
        limit += float(self._uneven[self._priced] @ rows.upper[self._priced])
        if max(abs(gained), limit, float(np.abs(reduced).max(initial=0.0))) > _EXACT:
            return None
        value = (gained - limit) / SCALE + self.constant
        if self.bound is None or value > self.bound:
            self.bound, self._best, self._idle = value, (self._even, self._uneven), 0
        else:
            self._idle += 1
            if self._idle >= _PATIENCE:
                self._length, self._idle = self._length * _SHORTER, 0
                self._even, self._uneven = self._best
        return value

    def person_prices(self) -> Doubles:
        """What the rows charge for each item under the best prices, in units of the cost."""
        reduced = np.zeros(self.layout.items.first_auxiliary)
        weigh(self.layout.arrays, 0.0, *self._best, reduced)
        return reduced / SCALE
