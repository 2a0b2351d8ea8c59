"""How much changes of a plan that open places to people can gain at most: one matrix with all of them, whose
linear relaxation is solved for the plan as it is, and again from that vertex for each change alone.

A change that may use no columns but its own in the matrix of all of them has no more possibilities in its own
plan. Where that is not so, nothing is said of it.
"""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from allocator.advise.coverage import served_only
from allocator.inputs.model_file import digest_of_model
from allocator.matrix import build_matrix, part_of, relevant_rows, tighten
from allocator.plan import Plan
from allocator.plan.fingerprint import fingerprint
from allocator.plan.policy import CoordinationModel
from allocator.problem import Ints, build_problem
from allocator.rules.candidates import find_candidates
from allocator.rules.columns import Columns, build_columns
from allocator.search.interrupts import stopping
from allocator.search.parameters import USUAL
from allocator.solvers import highs
from allocator.solvers.dual_bound import price
from allocator.solvers.program import Limits, Program, Watch, program_of


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """No more can be served than this, in weight units: as things are, with each change alone, and with all
    of them; None where nothing is known. A signal that came is told by `interrupted`."""

    now: int | None = None
    each: tuple[int | None, ...]
    together: int | None = None
    interrupted: bool = False


@dataclass(frozen=True)
class Ceilings:
    """The search for these bounds. `plans` have one change each, `together` has all."""

    plan: Plan
    model: CoordinationModel
    plans: tuple[Plan, ...]
    together: Plan

    form = Bounds

    def about(self) -> Mapping[str, Any]:
        plans = [fingerprint(plan) for plan in (self.plan, *self.plans, self.together)]
        return {"ceilings": plans, "model": digest_of_model(self.model)}

    def holds(self, found: Bounds) -> bool:
        return len(found.each) == len(self.plans)

    def __call__(self, limits: Limits) -> Bounds:
        until = None if limits.seconds is None else time.perf_counter() + limits.seconds
        watch = Watch(task="the relaxation of changes")
        with stopping(watch.stop) as stops:
            found = _Relaxed(self, watch, until).bounds(limits.workers)
        return replace(found, interrupted=stops.heard)


class _Relaxed:
    """The relaxation of the matrix with all changes, and its vertex as things are."""

    def __init__(self, asked: Ceilings, watch: Watch, until: float | None) -> None:
        self._asked, self._watch, self._until = asked, watch, until
        self._matrix = build_matrix(build_problem(asked.together, served_only(asked.model)))

    def bounds(self, workers: int) -> Bounds:
        """All bounds, as far as the time goes, so many at a time."""
        nothing = Bounds(each=tuple(None for _ in self._asked.plans))
        opened = self._opened(self._asked.plan)
        if self._matrix.shape[1] > USUAL.variations.vertex_up_to or opened is None:
            return nothing
        base = self._with(opened)
        vertex = highs.reoptimise(base, self._limits(), self._watch)
        if vertex.relaxed is None:
            return nothing
        now, prices = -vertex.relaxed.bound, vertex.relaxed.prices

        def bound(plan: Plan) -> int | None:
            own = self._opened(plan)
            return None if own is None else self._bound(self._with(own), prices, vertex.basis, now)

        with ThreadPoolExecutor(workers) as pool:
            each = tuple(pool.map(bound, self._asked.plans))
        return Bounds(now=now, each=each, together=self._bound(self._program, prices, vertex.basis, now))

    def _bound(self, program: Program, prices: Any, basis: highs.Basis, now: int) -> int:
        """A bound on what a program serves: by the prices of the plan as it is, if they say that nothing is
        gained; else by its own, as far as there is time."""
        first = -price(program, prices).rounded(program)
        if first <= now or self._watch.stopped or self._is_late():
            return first
        relaxed = highs.reoptimise(program, self._limits(), self._watch, basis).relaxed
        return first if relaxed is None else min(first, -relaxed.bound)

    def _with(self, opened: Ints) -> Program:
        """The program in which no other places than these are open."""
        upper = self._program.column_upper.copy()
        shut = np.setdiff1d(self._matrix.columns.z, opened, assume_unique=True)
        upper[shut] = 0
        return replace(self._program, column_upper=upper)

    def _opened(self, plan: Plan) -> Ints | None:
        """The columns of the places that a plan opens; None where it has one that is not there."""
        problem = build_problem(plan, served_only(self._asked.model))
        own, all_keys = self._keys(build_columns(problem, find_candidates(problem))), self._all_keys
        if own is None or not np.isin(own, all_keys).all():
            return None
        columns: Ints = self._matrix.columns.z[np.isin(all_keys, own)]
        return columns

    def _keys(self, columns: Columns) -> Ints | None:
        """A number for every place: who, in which seat, from which day on; None where somebody is unknown."""
        problem, wide = columns.problem, self._matrix.columns.problem
        known = np.array([wide.expert_index.get(code, -1) for code in problem.experts], dtype=np.int64)
        if (known < 0).any():
            return None
        days = int(wide.start_day.max(initial=0)) + 1
        who, seat, day = known[columns.z_expert], columns.z_seat, problem.start_day[columns.z_start]
        keys: Ints = (who * max(1, len(wide.seats)) + seat) * days + day
        return keys

    @cached_property
    def _all_keys(self) -> Ints:
        keys = self._keys(self._matrix.columns)
        assert keys is not None
        return keys

    @cached_property
    def _program(self) -> Program:
        matrix = self._matrix
        system = part_of(matrix, relevant_rows(matrix, 1))
        return program_of(system, tighten(matrix)).with_cost(matrix.tiers[0].cost)

    def _limits(self) -> Limits:
        return Limits(None if self._until is None else max(0.0, self._until - time.perf_counter()))

    def _is_late(self) -> bool:
        return self._until is not None and time.perf_counter() >= self._until
