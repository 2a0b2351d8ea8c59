"""Bounds of a tier: dual ascent, the linear relaxation, then branch and cut on what it leaves open.

The reduced costs of the first two are told besides, to guide the local search.
"""

import numpy as np

from allocator.matrix import System, complete
from allocator.problem import Ints
from allocator.search.background import Started
from allocator.search.bounds import dual_ascent
from allocator.search.bounds.lagrangian import LagrangianDual, lagrangian_dual_of
from allocator.search.interval_formulation import by_intervals
from allocator.search.run import Run
from allocator.search.trust import HIGHS
from allocator.solvers import highs
from allocator.solvers.dual_bound import as_arrays, narrowed
from allocator.solvers.program import Limits, Outcome, Program, Relay, Watch

_CLIMBED = 8000  # columns beyond which dual ascent comes close before the linear relaxation ends
_CLIMBED_LATER = 60_000  # the same in later tiers, which are given less time
_RELAXED = 150_000  # columns beyond which it takes minutes, and more memory than all the rest
_WIDEST = 60_000  # columns beyond which branch and cut gets nowhere


def relax_tier(run: Run, t: int, program: Program, deadline: float | None, watch: Watch) -> Outcome:
    """The bounds of dual ascent and of the linear relaxation."""
    _climb(run, t, program, watch)
    relaxed = _relax(run, program, deadline, watch)
    return Outcome("unknown") if relaxed is None else Outcome("feasible", bound=relaxed.bound)


def relax_and_prove(run: Run, t: int, program: Program, deadline: float | None, watch: Started) -> Outcome:
    """The bounds of dual ascent and of the linear relaxation; then, where a gap is left, HiGHS' branch and
    cut in a process of its own, over the column values that a point as good as the incumbent can have."""
    _climb(run, t, program, watch)
    relaxed = _relax(run, program, deadline, watch)
    if relaxed is None:
        return Outcome("unknown")
    watch.bounded(relaxed.bound)
    incumbent = run.held
    cost = run.matrix.tiers[t].cost.value(incumbent)
    if watch.stopped or cost <= relaxed.bound or run.matrix.shape[1] > _WIDEST:
        return Outcome("feasible", bound=relaxed.bound)
    narrow = narrowed(program, relaxed.priced, cost)
    told = Checked(run, watch.under(HIGHS))
    found = highs.minimise(narrow, _alone(run, deadline), hint=incumbent, watch=told)
    if found.status == "infeasible":
        told.bounded(cost + 1)  # nothing is as good as the incumbent, it says
    return Outcome("unknown")


def _climb(run: Run, t: int, program: Program, watch: Watch) -> None:
    """A large matrix: bounds soon, close to that of the linear relaxation. Of later tiers sought by intervals
    it says too little for the time it takes."""
    if run.matrix.shape[1] <= (_CLIMBED_LATER if t else _CLIMBED) or (t and by_intervals(run.matrix)):
        return
    dual = lagrangian_dual(run, t, program)
    schedule = dual_ascent.LATER_TIERS if t else dual_ascent.FIRST_TIER
    multipliers = dual_ascent.ascend(dual, schedule, watch.bounded, lambda: watch.stopped)
    if watch.stopped:
        return
    regret = np.zeros(run.matrix.shape[1])
    regret[dual.items.column] = dual.regret(multipliers)
    watch.priced(regret)
    if t or run.matrix.shape[1] > _RELAXED:
        dual_ascent.ascend(dual, dual_ascent.REFINEMENT, watch.bounded, lambda: watch.stopped, multipliers)


def lagrangian_dual(run: Run, t: int, program: Program) -> LagrangianDual:
    """The Lagrangian dual of a tier; the tiers before it are rows like any other."""
    rows, lower, upper, _ = as_arrays(program)
    system = System(rows, lower, upper, program.column_lower, program.column_upper)
    return lagrangian_dual_of(run.matrix, system, run.bounded(), run.matrix.tiers[t].cost)


def _relax(run: Run, program: Program, deadline: float | None, watch: Watch) -> highs.Relaxed | None:
    if watch.stopped or run.matrix.shape[1] > _RELAXED:
        return None
    relaxed = highs.relax(program, _alone(run, deadline), watch)
    if relaxed is not None and relaxed.solved:
        watch.priced(np.maximum(0.0, relaxed.priced.rates))
    return relaxed


def _alone(run: Run, deadline: float | None) -> Limits:
    return run.until(deadline, workers=1)


class Checked(Relay):
    """Passes on what HiGHS says. It works within tolerances: points that break a row are left out."""

    def __init__(self, run: Run, outer: Watch) -> None:
        super().__init__(outer)
        self._run = run

    def improved(self, point: Ints, cost: int) -> None:
        whole = complete(self._run.matrix, point)
        if self._run.matrix.feasible(whole):
            self.outer.improved(whole, cost)
