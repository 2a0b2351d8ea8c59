"""Bounds from prices, in whole numbers: what holds whatever a solver's rounding did."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allocator.matrix.sparse_rows import SparseRows
from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT
from allocator.solvers.program import Program, frozen_as_rows

#: Prices times the largest coefficient are rounded to multiples of 1 / SCALE, about, so that all that follows
#: is computed in whole numbers.
SCALE = 1 << 20
_EXACT = 2.0**62


@dataclass(frozen=True)
class Priced:
    """A program under prices of its rows.

    `bound` is the least cost over its whole-number points, at least, and `reduced[j]` what one unit more of
    column j adds to it, both times `scale`; the cost's constant is in `bound`.
    """

    bound: int
    reduced: NDArray[Any]  # Python integers
    scale: int = SCALE

    @property
    def rates(self) -> NDArray[np.float64]:
        """`reduced` in units of the cost."""
        return np.asarray(self.reduced / self.scale, dtype=np.float64)

    def rounded(self, program: Program) -> int:
        """The bound rounded up to a cost that whole-number columns can have."""
        assert program.cost is not None
        step, constant = program.cost.step, program.cost.constant
        return -(-(self.bound - constant * self.scale) // (self.scale * step)) * step + constant


def as_arrays(program: Program) -> tuple[SparseRows, Ints, Ints, Ints]:
    """The rows with the frozen tiers below them, their bounds, and the cost of every column."""
    assert program.cost is not None
    cost = np.zeros(program.shape[1], dtype=np.int64)
    cost[program.cost.column] = program.cost.coefficient
    return *frozen_as_rows(program), cost


def price(program: Program, duals: NDArray[np.float64]) -> Priced:
    """The Lagrangean bound of any prices, one per row and one per frozen tier (Geoffrion, Mathematical
    Programming Study 2, 1974).

    A price that presses on a side the row does not have is dropped: that may only weaken the bound.
    """
    rows, lower, upper, cost = as_arrays(program)
    assert program.cost is not None
    scaled, scale = _whole(np.clip(duals, -(2.0**40), 2.0**40), int(np.abs(rows.data).max(initial=1)))
    scaled[(scaled > 0) & (lower <= -NO_LIMIT)] = 0
    scaled[(scaled < 0) & (upper >= NO_LIMIT)] = 0
    side = np.where(scaled > 0, lower, upper)
    pressed = np.flatnonzero(scaled)
    total = sum(int(u) * int(b) for u, b in zip(scaled[pressed], side[pressed], strict=True))
    entries = rows[pressed].tocoo()
    product = scaled[pressed[entries.row]].astype(object) * entries.data.astype(object)
    reduced = cost.astype(object) * scale
    np.subtract.at(reduced, entries.col, product)
    worth = np.flatnonzero(reduced)
    cheapest = np.where(reduced[worth] > 0, program.column_lower[worth], program.column_upper[worth])
    total += int((reduced[worth] * cheapest.astype(object)).sum())
    return Priced(total + program.cost.constant * scale, reduced, scale)


def _whole(duals: NDArray[np.float64], largest: int) -> tuple[NDArray[Any], int]:
    """The duals as whole numbers, and what these are multiples of, for coefficients up to the largest."""
    scale = SCALE << largest.bit_length()
    if np.abs(duals).max(initial=0.0) * scale < _EXACT:
        return np.rint(duals * scale).astype(np.int64), scale
    return np.array([round(dual * scale) for dual in duals.tolist()], dtype=object), scale


def narrowed(program: Program, priced: Priced, cost: int) -> Program:
    """The program without column values that no point of at most this cost can have.

    A column that leaves the bound at which the relaxation holds it costs its reduced cost per unit.
    """
    room = cost * priced.scale - priced.bound
    size = np.array([abs(value) for value in priced.reduced], dtype=object)
    steps = np.full(len(size), NO_LIMIT, dtype=np.int64)
    dear = np.flatnonzero(size > 0)
    steps[dear] = np.minimum(max(0, room) // size[dear], NO_LIMIT).astype(np.int64)
    width = program.column_upper - program.column_lower
    steps = np.minimum(steps, width)
    above = np.array(priced.reduced > 0, dtype=bool)
    return replace(
        program,
        column_upper=np.where(above, program.column_lower + steps, program.column_upper),
        column_lower=np.where(above, program.column_lower, program.column_upper - steps),
    )
