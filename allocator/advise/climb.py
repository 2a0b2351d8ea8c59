"""What is soon found to be served under a changed plan: local search and neighbourhoods from a known
allocation. No bound is sought: `ceilings` has them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from allocator.advise.coverage import Coverage, Stays, asked_of, holds, measure, served_only, served_weight
from allocator.errors import DefectError
from allocator.matrix import build_matrix, point_of, tighten
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel
from allocator.problem import build_problem
from allocator.search.improvement import Improvement
from allocator.search.interrupts import stopping
from allocator.search.lns.subproblems import SlicePool
from allocator.search.outcome import allocation_of
from allocator.search.parameters import USUAL
from allocator.search.run import Run
from allocator.search.tier_search import TierSearch
from allocator.search.trust import PRICES
from allocator.solvers.program import Limits
from allocator.verification import verify


@dataclass(frozen=True)
class Climb:
    """The search under a plan that allows all that `start` is; no more than `most` can be served. A small
    plan is solved to its end."""

    plan: Plan
    model: CoordinationModel
    start: Allocation
    most: int | None

    form = Coverage

    def about(self) -> Mapping[str, Any]:
        return {**asked_of(self.plan, self.model, self.start), "climb": self.most}

    def holds(self, found: Coverage) -> bool:
        return holds(self.plan, self.model, found)

    def __call__(self, limits: Limits) -> Coverage:
        """Climb as long as it pays. Raises DefectError for an allocation that breaks a rule."""
        matrix = build_matrix(build_problem(self.plan, served_only(self.model)))
        if matrix.shape[1] <= USUAL.tiers.whole_up_to:
            return self._whole(limits)
        point = point_of(matrix, self.start)
        if not matrix.feasible(point):
            return Coverage(bound=self.most)
        run = Run(
            matrix, tighten(matrix), limits, time.perf_counter(), pool=SlicePool(None, USUAL.executors),
            known_bounds=() if self.most is None else ({PRICES: -self.most},),
        )  # fmt: skip
        with stopping(run.stop) as stops:
            run.begin(point)
            search = TierSearch(run, 0)
            search.begin()
            Improvement(search).run(search.deadline, limits.workers)
        return self._coverage(allocation_of(matrix, run.known_incumbent), stops.heard)

    def _whole(self, limits: Limits) -> Coverage:
        known = Stays(served_weight(self.plan, self.model, self.start))
        found = measure(self.plan, self.model, self.start, limits, enough=known)
        bounds = [bound for bound in (found.bound, self.most) if bound is not None]
        return replace(found, bound=min(bounds, default=None))

    def _coverage(self, allocation: Allocation, interrupted: bool) -> Coverage:
        violations = verify(self.plan, self.model, allocation)
        if violations:
            raise DefectError("a change of the plan was given an allocation that breaks rules of its model",
                              [str(violation) for violation in violations])  # fmt: skip
        value = served_weight(self.plan, self.model, allocation)
        return Coverage(value=value, bound=self.most, allocation=allocation, interrupted=interrupted)
