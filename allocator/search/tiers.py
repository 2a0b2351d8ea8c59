"""Tier by tier: bound, find a first point, improve and prove, confirm, and freeze the value.

A small matrix is solved whole at once. Else, with time and several workers, dual ascent, the linear
relaxation and branch and cut run in the background of local search and large neighbourhood search; with one
worker they come one after the other, and under `effort` CP-SAT on the whole matrix is the last.
"""

from collections.abc import Callable
from dataclasses import replace

from allocator.search.background import BackgroundSolver, InBackground, run_solver
from allocator.search.bounds.aimed import Checked
from allocator.search.bounds.confirmation import confirmed, impossible
from allocator.search.bounds.relax_and_prove import prove, relax_and_prove, relax_tier
from allocator.search.construct.one_weekday import on_one_weekday
from allocator.search.improvement import Improvement
from allocator.search.interval_formulation import minimise, suits_intervals
from allocator.search.run import Run
from allocator.search.schedules.list_scheduling import search_schedules
from allocator.search.sessions import LocalSearchSessions
from allocator.search.tier_search import TierSearch
from allocator.search.trust import CP_SAT, HIGHS, INTERVALS, PRICES
from allocator.solvers import cp_sat, highs
from allocator.solvers.program import Outcome, Watch


def anything(search: TierSearch) -> bool:
    """Every tier is worth the search."""
    return True


def solve_tiers(run: Run, first: int = 0, worth: Callable[[TierSearch], bool] = anything) -> bool:
    """Work through the tiers from the `first` on, those that are `worth` it. False: there is no point at
    all."""
    t = first
    while t < len(run.matrix.tiers):
        search = TierSearch(run, t)
        search.begin()
        while not search.over(run.deadline(1.0)) and worth(search):
            if not _solve_tier(search):
                return False
            if not search.has_incumbent or not search.is_closed() or confirmed(search):
                break
        if not search.has_incumbent:
            return True
        if run.astray is not None:
            t = run.take_up_again()
            continue
        search.freeze()
        t += 1
    return True


def _solve_tier(search: TierSearch) -> bool:
    """Improve and prove one tier. False where there is no point."""
    small = search.matrix.shape[1] <= search.parameters.tiers.whole_up_to
    if not search.has_incumbent and not small:
        possible = _find_point(search, search.run.deadline(1.0))
        if not search.has_incumbent:
            return possible
    search.allot()
    if small:
        possible = _solve_small(search)
        if not possible or not search.has_incumbent or search.over(search.deadline):
            return possible
    scheduled = search_schedules(search, search.part(search.parameters.schedules.share))
    if search.over(search.deadline):
        return True
    if search.is_timed and suits_intervals(search.matrix, search.parameters.tiers):
        _solve_by_intervals(search, walk=not scheduled)
    elif search.is_timed and search.run.limits.workers > 1:
        _improve_beside_bounds(search)
    else:
        return _improve_then_prove(search)
    return True


# -- ways through a tier -------------------------------------------------------------------------------------


def _solve_small(search: TierSearch) -> bool:
    """Linear relaxation, then the whole matrix at once. False where there is no point."""
    parameters = search.parameters.tiers
    _relax(search)
    deadline = search.part(parameters.whole_share if search.has_incumbent else 1.0)
    possible = _solve_whole(search, deadline)
    if possible and not search.has_incumbent and not search.over(search.deadline):
        possible = _find_point(search, search.deadline)
    return possible


def _solve_by_intervals(search: TierSearch, *, walk: bool) -> None:
    """A short local search if it is to `walk`, then CP-SAT on people and dates apart; the relaxation in the
    background."""

    def solve(watch: Watch) -> Outcome:
        limits = search.limits(search.deadline)
        return minimise(
            search.matrix, search.run.tightened, search.program, limits, search.incumbent, watch
        )  # fmt: skip

    def relax(watch: BackgroundSolver) -> Outcome:
        return relax_tier(search, search.deadline, watch)

    with InBackground(search, relax, PRICES) as background:
        if walk:
            deadline = search.part(search.parameters.tiers.interval_local_share)
            LocalSearchSessions(search, background).late_acceptance(deadline)
        if not search.over(search.deadline):
            found = run_solver(search, solve, INTERVALS, background)
            if found.status == "infeasible":
                search.distrust(INTERVALS, "that nothing is possible where something is")


def _improve_beside_bounds(search: TierSearch) -> None:
    """Local search and neighbourhoods on all workers but one, which bounds and proves meanwhile."""
    with _bounds(search) as background:
        if search.t == 0:
            restricted = on_one_weekday(search.matrix, search.run.tightened, search.parameters)
            deadline = search.part(search.parameters.tiers.one_weekday_share)
            LocalSearchSessions(search, background, restricted).restart(deadline)
        Improvement(search, background).run(search.deadline, search.run.limits.workers - 1)
        background.wait(search.deadline)


def _improve_then_prove(search: TierSearch) -> bool:
    """Relaxation, then local search and neighbourhoods, then branch and cut, and where that gives up, is too
    much, or no clock may decide, CP-SAT on the whole matrix. False where there is no point."""
    _relax(search)
    Improvement(search).run(search.part(search.parameters.tiers.improvement_share), search.run.limits.workers)
    if search.over(search.deadline):
        return True
    if search.is_timed and (relaxed := search.relaxed) is not None:
        # It proves what CP-SAT on the whole matrix leaves open.
        run_solver(search, lambda watch: prove(search, relaxed, search.deadline, watch), PRICES)
    return search.over(search.deadline) or _solve_whole(search, search.deadline)


# -- solvers -------------------------------------------------------------------------------------------------


def _bounds(search: TierSearch) -> InBackground:
    """Dual ascent, the linear relaxation and branch and cut in the background."""
    return InBackground(search, lambda watch: relax_and_prove(search, search.deadline, watch), PRICES)


def _relax(search: TierSearch) -> None:
    """Dual ascent and the linear relaxation, to their end."""
    deadline = search.part(search.parameters.tiers.relaxation_share)
    run_solver(search, lambda watch: relax_tier(search, deadline, watch), PRICES)


def _solve_whole(search: TierSearch, deadline: float | None) -> bool:
    """The whole program by CP-SAT. False where there is no point."""
    too_wide = search.matrix.shape[1] > search.parameters.tiers.whole_at_most
    if search.over(deadline) or CP_SAT in search.run.testimony.liars or too_wide:
        return True
    limits, hint = search.limits(deadline), search.run.incumbent

    def solve(watch: Watch) -> Outcome:
        return cp_sat.minimise(search.program, limits, hint=hint, watch=watch)

    return _is_possible(search, run_solver(search, solve, CP_SAT))


def _find_point(search: TierSearch, deadline: float | None) -> bool:
    """Any point, where the construction found none: CP-SAT and HiGHS look for one. False where there is
    none."""
    limits = search.limits(deadline, max(1, search.run.threads - 1))

    def by_highs(watch: Watch) -> Outcome:
        checked = Checked(search.run, watch)
        return highs.minimise(search.program, replace(limits, workers=1), watch=checked)

    def by_cp_sat(watch: Watch) -> Outcome:
        return cp_sat.minimise(search.program, limits, hint=None, watch=watch)

    def enough() -> bool:
        return search.has_incumbent

    if search.run.limits.workers == 1 or not search.is_timed:
        found = run_solver(search, by_cp_sat, CP_SAT)
        if found.status == "unknown" and search.run.mishaps.sentences and not search.over(deadline):
            run_solver(search, by_highs, HIGHS, enough=enough)
        return _is_possible(search, found)
    with InBackground(search, by_highs, HIGHS) as background:
        found = run_solver(search, by_cp_sat, CP_SAT, background, enough)
    return _is_possible(search, found)


def _is_possible(search: TierSearch, found: Outcome) -> bool:
    """Whether there is any point, after CP-SAT has ended; it alone cannot say that there is none."""
    if found.status != "infeasible":
        return True
    if search.has_incumbent:
        search.distrust(CP_SAT, "that nothing is possible where something is")
        return True
    return not impossible(search, CP_SAT)
