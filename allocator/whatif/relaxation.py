"""Lower bounds on the first tier under questions: the linear relaxation of a base, solved again from its
vertex; where that is too large, its Lagrangian dual, from the base's multipliers.

Both are evaluated in exact arithmetic, so whatever is said here is true.
"""

import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Thread
from typing import NamedTuple

import numpy as np
from scipy import sparse

from allocator.matrix import Matrix, Tightened, part_of, relevant_rows
from allocator.problem import Doubles, Ints
from allocator.search.bounds import dual_ascent
from allocator.search.bounds.lagrangian import LagrangianDual, lagrangian_dual_of
from allocator.search.parameters import USUAL
from allocator.solvers import highs
from allocator.solvers.dual_bound import Priced
from allocator.solvers.program import Limits, Program, Watch, program_of

_AGAIN = dual_ascent.Schedule(120, 0.005, 0.0003, 0.01, 0.0003)  # from multipliers of nearly the same problem
_LONGEST = 120.0  # seconds for the relaxation of a base
_LOOK = 0.05  # seconds between two looks at the clock


class Least(NamedTuple):
    """What the first tier costs at least, None where nothing is known; `empty`: nothing is possible."""

    bound: int | None
    empty: bool = False


@dataclass
class Relaxation:
    """The relaxation of a matrix whose last rows count the starts of each request.

    What the base takes to relax is done once, by whoever asks first. Safe to be called from several threads.
    """

    matrix: Matrix
    tightened: Tightened
    _vertex: Future[highs.Vertex] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def least(self, wanted: Ints, shut: Ints, limits: Limits, watch: Watch) -> Least:
        """A bound with requests that must be served and columns that must not be used."""
        if self.matrix.shape[1] > USUAL.variations.vertex_up_to:
            return self._by_ascent(wanted, shut, watch)
        program, base = self._program, self._vertex_in(limits, watch)
        if base is None:
            return Least(None)
        lower, upper = program.lower.copy(), program.column_upper.copy()
        lower[len(lower) - self._requests + wanted] = 1
        upper[shut] = 0
        asked = replace(program, lower=lower, column_upper=upper)
        vertex = highs.reoptimise(asked, limits, watch, base.basis)
        return Least(None if vertex.relaxed is None else vertex.relaxed.bound, vertex.empty)

    def priced(self, limits: Limits, watch: Watch) -> tuple[Program, Priced] | None:
        """The program of the base with its prices; None where they are not known, or take too long."""
        if self.matrix.shape[1] > USUAL.variations.vertex_up_to:
            return None
        base = self._vertex_in(limits, watch)
        return None if base is None or base.relaxed is None else (self._program, base.relaxed.priced)

    def _vertex_in(self, limits: Limits, watch: Watch) -> highs.Vertex | None:
        """The vertex of the base, which is found on a thread of its own that outlives a question; None where
        it takes longer than this one has."""
        with self._lock:
            if self._vertex is None:
                self._vertex = Future()
                Thread(target=self._solve, args=(self._vertex,), daemon=True).start()
        until = None if limits.seconds is None else time.perf_counter() + limits.seconds
        while not watch.stopped and (until is None or time.perf_counter() < until):
            with suppress(TimeoutError):
                return self._vertex.result(timeout=_LOOK)
        return None

    def _solve(self, vertex: "Future[highs.Vertex]") -> None:
        try:
            vertex.set_result(highs.reoptimise(self._program, Limits(_LONGEST), Watch()))
        except BaseException as error:  # carried over to whoever waits
            vertex.set_exception(error)

    @property
    def _requests(self) -> int:
        return len(self.matrix.columns.problem.requests)

    @cached_property
    def _program(self) -> Program:
        """The rows that the first tier depends on and that bounds do not imply; then those of the requests,
        every one, so that a vertex of one question is one of the next."""
        matrix, last = self.matrix, self.matrix.shape[0] - self._requests
        rows = relevant_rows(matrix, 1)
        binding = program_of(part_of(matrix, rows[rows < last]), self.tightened)
        return replace(
            binding,
            rows=sparse.vstack([binding.rows, matrix.rows[last:]], format="csr"),
            lower=np.concatenate([binding.lower, matrix.lower[last:]]),
            upper=np.concatenate([binding.upper, matrix.upper[last:]]),
            cost=matrix.tiers[0].cost,
        )

    def _by_ascent(self, wanted: Ints, shut: Ints, watch: Watch) -> Least:
        """The dual with a start for each wanted request, a shut column costing more than all that is won."""
        with self._lock:
            dual, multipliers = self._dual, self._multipliers
        cost = dual.cost.copy()
        cost[np.isin(dual.items.column, shut)] += 1 + np.abs(cost).sum()
        found: list[int] = []
        asked = replace(dual, wanted=wanted, cost=cost)
        dual_ascent.ascend(asked, _AGAIN, found.append, lambda: watch.stopped, multipliers)
        return Least(max(found, default=None))

    @cached_property
    def _dual(self) -> LagrangianDual:
        system = part_of(self.matrix, relevant_rows(self.matrix, 1))
        return lagrangian_dual_of(self.matrix, system, self.tightened, self.matrix.tiers[0].cost)

    @cached_property
    def _multipliers(self) -> Doubles:
        """Those of the base itself."""
        found: list[int] = []
        reached = dual_ascent.ascend(self._dual, dual_ascent.FIRST_TIER, found.append, lambda: False)
        return dual_ascent.ascend(
            self._dual, dual_ascent.REFINEMENT, found.append, lambda: False, reached
        )  # fmt: skip
