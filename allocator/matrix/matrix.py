"""Sparse rows over bounded whole-number columns, and the tiers sought over them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from allocator.goals.tiers import TierKind
from allocator.matrix.portions import of_portions, touching
from allocator.matrix.sparse_rows import SparseColumns, SparseRows, times
from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT, Spans, Subject
from allocator.rules.columns import Columns


@dataclass(frozen=True)
class Linear:
    """Σ coefficient · column + constant over distinct columns."""

    column: Ints
    coefficient: Ints
    constant: int = 0

    def value(self, x: Ints) -> int:
        """Its value at a point, exactly."""
        return int(self.coefficient @ x[self.column]) + self.constant

    @property
    def step(self) -> int:
        """What its values at whole-number points differ by multiples of."""
        return int(np.gcd.reduce(self.coefficient)) if len(self.coefficient) else 1

    def reach(self, most: Ints) -> float:
        """What it adds up to at most, roughly, where column j is no farther from zero than `most[j]`."""
        return float(np.abs(self.coefficient).astype(float) @ most[self.column]) + abs(self.constant)


@dataclass(frozen=True)
class TierObjective:
    """A tier as something to minimise.

    `cost` is minimised whatever the tier's sense; `kind` turns its value into the tier's own. `parts` are
    the terms in their own sense and unit, by code.
    """

    name: str
    kind: TierKind
    cost: Linear
    parts: dict[str, Linear]


@dataclass(frozen=True)
class Block:
    """Consecutive rows of one rule or goal: where they begin, the subject of each, and the spans that they
    were written for, if any. `implied` ones follow from others for whole missions."""

    code: str
    kind: Subject
    first: int
    subject: Ints
    spans: Spans | None = None
    implied: bool = False


@dataclass(frozen=True)
class System:
    """lower <= A x <= upper, column_lower <= x <= column_upper, all whole numbers.

    `rows` is A in CSR with distinct entries and no zeros.
    """

    rows: SparseRows
    lower: Ints
    upper: Ints
    column_lower: Ints
    column_upper: Ints

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.lower), len(self.column_lower)

    @cached_property
    def by_column(self) -> SparseColumns:
        """A in CSC."""
        return self.rows.tocsc()


@dataclass(frozen=True)
class Matrix(System):
    """The system of a problem under its model, with the tiers sought over it.

    Base columns come first, then those of rules, goals and slacks.
    """

    columns: Columns
    blocks: tuple[Block, ...]
    tiers: tuple[TierObjective, ...]

    @cached_property
    def auxiliary(self) -> tuple[Ints, SparseRows]:
        """The rows that touch auxiliary columns, and their entries at these."""
        base = self.columns.base_count
        touched = touching(self.rows, np.arange(self.shape[1]) >= base)
        parts = of_portions(self.rows, touched, lambda _, part: part[:, base:])
        return touched, stacked(parts, self.shape[1] - base)

    @cached_property
    def greatest(self) -> Bools:
        """Which columns are completed by the greatest value that their rows leave them."""
        found = np.zeros(self.shape[1], dtype=bool)
        first = self.columns.base_count
        for _, completion, count in self.columns.auxiliary:
            found[first : first + count] = completion == "greatest"
            first += count
        return found

    def block_of(self, row: int) -> Block:
        """The block that a row belongs to."""
        starts = [block.first for block in self.blocks]
        return self.blocks[int(np.searchsorted(starts, row, side="right")) - 1]

    def values(self, x: Ints) -> tuple[int, ...]:
        """Cost of a point in every tier, minimised: points compare as these tuples."""
        return tuple(tier.cost.value(x) for tier in self.tiers)

    def broken_rows(self, x: Ints) -> Ints:
        """Rows that a point breaks."""
        activity = times(self.rows, x)
        return np.flatnonzero((activity < self.lower) | (activity > self.upper))

    def feasible(self, x: Ints) -> bool:
        """Whether a point satisfies every row and bound."""
        inside = bool(((x >= self.column_lower) & (x <= self.column_upper)).all())
        return inside and not len(self.broken_rows(x))


_RINGS = 3  # money follows people, loads follow people, rounds follow loads


def with_dependents(system: System, columns: Ints, first: int) -> Ints:
    """The columns, and those from `first` on (auxiliary ones) that rows tie to them, a few rows away."""
    free = np.sort(columns)
    for _ in range(_RINGS):
        touched = _distinct(system.by_column[:, free].indices, system.shape[0])
        grown = np.zeros(system.shape[1], dtype=bool)
        grown[system.rows[touched].indices] = True
        grown[:first] = False
        grown[columns] = True
        if grown.sum() == len(free):
            break
        free = np.flatnonzero(grown)
    return free


def _distinct(positions: NDArray[np.integer], size: int) -> Ints:
    """The distinct positions below `size`, in order."""
    marked = np.zeros(size, dtype=bool)
    marked[positions] = True
    return np.flatnonzero(marked)


def slice_of(system: System, free: Ints, point: Ints) -> tuple[System, Ints]:
    """The system left when only the `free` columns may differ from `point`.

    Column k of the slice is `free[k]`; the second value gives the row of the system behind each row of the
    slice. Rows that touch no free column are left out: `point` must satisfy them.
    """
    touched = _distinct(system.by_column[:, free].indices, system.shape[0])
    rows = system.rows[touched]
    held = point.copy()
    held[free] = 0
    lower, upper = limits_left(system, touched, times(rows, held))
    part = System(
        rows=rows[:, free],
        lower=lower,
        upper=upper,
        column_lower=system.column_lower[free],
        column_upper=system.column_upper[free],
    )
    return part, touched


def limits_left(system: System, rows: Ints, taken: Ints) -> tuple[Ints, Ints]:
    """The limits of some rows less what is taken of each."""
    lower, upper = system.lower[rows], system.upper[rows]
    return (
        np.where(lower > -NO_LIMIT, lower - taken, lower),
        np.where(upper < NO_LIMIT, upper - taken, upper),
    )


def csr(row: NDArray[Any], column: NDArray[Any], coefficient: Ints, shape: tuple[int, int]) -> SparseRows:
    """A sparse array of int64; equal entries are added. Positions take half the memory as small numbers,
    here and in every copy that is made later."""
    places = row.astype(np.int32), column.astype(np.int32)
    made = sparse.coo_array((coefficient, places), shape=shape, dtype=np.int64).tocsr()
    made.sum_duplicates()
    made.eliminate_zeros()
    return made


def stacked(parts: list[SparseRows], width: int) -> SparseRows:
    """The rows of sparse arrays below each other, with so many columns; `parts` is emptied on the way."""
    ends = np.cumsum([0, *(part.nnz for part in parts)])
    starts = [part.indptr[:-1] + first for part, first in zip(parts, ends, strict=False)]
    pointer = np.concatenate([*starts, ends[-1:]])
    kind = parts[0].dtype if parts else np.int64
    data, indices = np.empty(ends[-1], dtype=kind), np.empty(ends[-1], dtype=np.int32)
    for first in reversed(ends[:-1]):
        part = parts.pop()
        data[first : first + part.nnz], indices[first : first + part.nnz] = part.data, part.indices
    small = ends[-1] < 1 << 31
    pointer = pointer.astype(np.int32 if small else np.int64)
    indices = indices if small else indices.astype(np.int64)
    return sparse.csr_array((data, indices, pointer), shape=(len(pointer) - 1, width))
