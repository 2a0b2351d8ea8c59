"""Bounds of a tier: dual ascent, the linear relaxation, then branch and cut, on what is scarce, and on what
the relaxation leaves open.

The reduced costs of the first two are sent as well, to guide the local search.
"""

import numpy as np

from allocator.matrix import relevant_rows
from allocator.outside.memory import give_back
from allocator.search.background import BackgroundSolver
from allocator.search.bounds.aimed import branch_and_cut
from allocator.search.bounds.cores import bound_by_cores
from allocator.search.bounds.dual_ascent import ascend
from allocator.search.bounds.lagrangian import LagrangianDual, lagrangian_dual_of
from allocator.search.interval_formulation import suits_intervals
from allocator.search.local_searches import items_within
from allocator.search.tier_search import TierSearch
from allocator.solvers import highs
from allocator.solvers.payers import has_wide_amounts
from allocator.solvers.program import Outcome, Watch, binding_rows, frozen_system


def relax_tier(search: TierSearch, deadline: float | None, watch: BackgroundSolver) -> Outcome:
    """The bounds of dual ascent and of the linear relaxation."""
    _ascend(search, deadline, watch)
    relaxed = _relax(search, deadline, watch)
    return Outcome("unknown") if relaxed is None else _bounded_by(relaxed)


def relax_and_prove(search: TierSearch, deadline: float | None, watch: BackgroundSolver) -> Outcome:
    """The bounds of dual ascent and of the linear relaxation; then, where a gap is left, branch and cut."""
    _ascend(search, deadline, watch)
    relaxed = _relax(search, deadline, watch)
    if relaxed is None:
        return Outcome("unknown")
    watch.bounded(relaxed.bound)
    return prove(search, relaxed, deadline, watch)


def prove(
    search: TierSearch, relaxed: highs.Relaxed, deadline: float | None, watch: BackgroundSolver
) -> Outcome:
    """Branch and cut: of the first tier on its cores, and on all that the relaxation leaves open, unless that
    is too much. Where amounts are huge it knows less than the first node: targets near its bound would only
    have branch and cut begin anew."""
    if search.t == 0 and deadline is not None:  # without one, a core that does not end would be the last
        bound_by_cores(search, relaxed, deadline, watch)
    if search.run.suits_branch_and_cut:
        share = 1.0 if has_wide_amounts(search.program) else search.parameters.bounds.target_share
        branch_and_cut(search, relaxed, deadline, watch, share)
    return _bounded_by(relaxed)


def _bounded_by(relaxed: highs.Relaxed) -> Outcome:
    return Outcome("feasible", bound=relaxed.bound)


def _ascend(search: TierSearch, deadline: float | None, watch: Watch) -> None:
    """A large matrix: bounds soon, close to that of the linear relaxation. Of later tiers that are
    sought by intervals, or are of the largest matrices, it says too little for the time it takes."""
    t, parameters, width = search.t, search.parameters.bounds, search.matrix.shape[1]
    if width <= (parameters.ascent_from_later if t else parameters.ascent_from):
        return
    if t and width > parameters.ascent_up_to_later:
        return
    if t and suits_intervals(search.matrix, search.parameters.tiers):
        return
    dual = lagrangian_dual(search)

    def over() -> bool:
        return watch.stopped or search.run.out_of_time(deadline)

    schedules, wide = search.parameters.ascent, width > parameters.relaxation_up_to
    schedule = schedules.later_tiers if t else schedules.wide if wide else schedules.first_tier
    multipliers = ascend(dual, schedule, watch.bounded, over)
    if over():
        return  # prices of a climb cut short mislead
    regret = np.zeros(search.matrix.shape[1])
    regret[dual.items.column] = dual.regret(multipliers)
    watch.priced(regret)
    if t or wide:
        ascend(dual, schedules.refinement, watch.bounded, over, multipliers)


def lagrangian_dual(search: TierSearch) -> LagrangianDual:
    """The Lagrangian dual of a tier; the tiers before it are rows like any other. Made of the matrix itself,
    since the rows of a program are a copy."""
    run, matrix, left = search.run, search.matrix, search.run.remaining_bounds()
    chosen = binding_rows(matrix, left, relevant_rows(matrix, search.t + 1))
    tiers = zip((tier.cost for tier in matrix.tiers), run.frozen, strict=False)
    frozen = frozen_system(tuple(tiers), left.lower, left.upper) if run.frozen else None
    cost, items = matrix.tiers[search.t].cost, items_within(run, left)
    dual = lagrangian_dual_of(matrix, matrix, left, cost, chosen, frozen, items)
    give_back(matrix.rows.nnz)
    return dual


def _relax(search: TierSearch, deadline: float | None, watch: BackgroundSolver) -> highs.Relaxed | None:
    if watch.stopped or not search.run.suits_relaxation:
        return None
    relaxed = highs.relax(search.program, search.limits(deadline, workers=1), watch)
    if relaxed is not None and relaxed.solved:
        watch.priced(np.maximum(0.0, relaxed.priced.rates))
    if relaxed is not None:
        watch.relaxed(relaxed)
    return relaxed
