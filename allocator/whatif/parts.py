"""A few missions of a base reconsidered by themselves, all goals in their order, everything else as it is."""

from dataclasses import replace
from functools import cached_property

import numpy as np

from allocator.matrix import Linear
from allocator.problem import Ints
from allocator.search.lns.around import lexicographic
from allocator.search.lns.rounds import free_columns, sliced
from allocator.solvers import cp_sat
from allocator.solvers.program import Limits, Program, Watch
from allocator.whatif.base import Base


class Parts:
    """The parts of a base: all rules, all tiers."""

    def __init__(self, base: Base) -> None:
        self._base = base

    def of(self, requests: Ints) -> "Part | None":
        """The part that some requests are; None where its goals are too many to be sought at once."""
        free = free_columns(self._base.matrix, self._program, requests)
        cost = lexicographic(self._base.matrix.tiers, self._program, free)
        return None if cost is None else Part(self._base, self._program.with_cost(cost), free)

    @cached_property
    def _program(self) -> Program:
        matrix, tightened = self._base.matrix, self._base.tightened
        return Program(
            rows=matrix.rows, lower=matrix.lower, upper=matrix.upper,
            column_lower=tightened.lower, column_upper=tightened.upper, cost=None,
        )  # fmt: skip


class Part:
    """Some columns of a base free, the others as they are."""

    def __init__(self, base: Base, program: Program, free: Ints) -> None:
        self._base, self._free = base, free
        self._small = sliced(program, free, base.point, Limits()).program
        self._frozen = [
            sliced(program.with_cost(tier.cost), free, base.point, Limits()).program.cost
            for tier in base.matrix.tiers
        ]

    def without(self, column: int, limits: Limits, watch: Watch) -> Ints | None:
        """The best point without a column that serves as well; None where none was found."""
        upper = self._small.column_upper.copy()
        upper[np.searchsorted(self._free, column)] = 0
        if (upper < self._small.column_lower).any():
            return None
        coverage = self._base.coverage
        return self._solved(self._as_good(replace(self._small, column_upper=upper), coverage), limits, watch)

    def with_fewest(self, columns: Ints, limits: Limits, watch: Watch) -> Ints | None:
        """A point no worse in any tier, with as few of some columns as there can be."""
        place = np.flatnonzero(np.isin(self._free, columns))
        program = self._as_good(self._small, len(self._frozen))
        fewest = Linear(place.astype(np.int64), np.ones(len(place), dtype=np.int64))
        return self._solved(program.with_cost(fewest), limits, watch, self._base.point[self._free])

    def _as_good(self, program: Program, tiers: int) -> Program:
        """No worse than the base in the first so many tiers, each."""
        for form, limit in zip(self._frozen[:tiers], self._base.costs, strict=False):
            assert form is not None
            program = program.with_frozen(form, limit)
        return program

    def _solved(
        self, program: Program, limits: Limits, watch: Watch, hint: Ints | None = None
    ) -> Ints | None:
        found = cp_sat.minimise(program, limits, hint=hint, watch=watch)
        if found.point is None:
            return None
        whole = self._base.point.copy()
        whole[self._free] = found.point
        return whole
