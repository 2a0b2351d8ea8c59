"""Tier by tier: bounded, improved, proven or cut off, then frozen at its value before the next."""

from dataclasses import replace

from allocator.search.background import Beside, follow
from allocator.search.bounds.combinatorial import combinatorial_bound
from allocator.search.bounds.confirmation import confirmed, impossible
from allocator.search.bounds.relax_and_prove import Checked, relax_and_prove, relax_tier
from allocator.search.construct.one_weekday import on_one_weekday
from allocator.search.improvement import Improvement
from allocator.search.interval_formulation import minimise, suits_intervals
from allocator.search.run import Run
from allocator.search.trust import ALONE, CP_SAT, HIGHS, INTERVALS, PRICES
from allocator.solvers import cp_sat, highs
from allocator.solvers.program import Outcome, Program, Watch


def solve_tiers(run: Run) -> bool:
    """Work through the tiers. False: there is no point at all."""
    for t, tier in enumerate(run.matrix.tiers):
        run.testimony.bounds.append({})
        run.bound(t, combinatorial_bound(run.matrix, run.bounded(), tier.cost), ALONE)
        run.regret = None
        run.tell(t, "start")
        while not run.over(t, run.deadline(1.0)):
            if not _solve_tier(run, t):
                return False
            if run.incumbent is None or not run.shut(t) or confirmed(run, t):
                break
        if run.incumbent is None:
            return True
        run.tell(t, "tier")
        run.frozen.append(tier.cost.value(run.incumbent))
    return True


def _solve_tier(run: Run, t: int) -> bool:
    """Bound, improve and prove one tier. False where there is no point."""
    program, small = run.program(t), run.matrix.shape[1] <= run.parameters.tiers.whole_up_to
    if run.incumbent is None and not small:
        possible = _find(run, t, program, run.deadline(1.0))
        if run.incumbent is None:
            return possible
    share = _share(run, t)
    deadline = run.deadline(share)
    if small:
        _relaxed(run, t, program, run.deadline(share * run.parameters.tiers.relaxation_share))
        whole = share if run.incumbent is None else share * run.parameters.tiers.whole_share
        possible = _at_once(run, t, program, run.deadline(whole))
        if possible and run.incumbent is None and not run.over(t, deadline):
            possible = _find(run, t, program, deadline)
        if not possible or run.incumbent is None or run.over(t, deadline):
            return possible
    if run.limits.work is None and suits_intervals(run.matrix, run.parameters.tiers):
        _by_intervals(run, t, program, deadline)
        return True
    if run.limits.workers > 1 and run.limits.work is None:
        with _proving(run, t, program, deadline) as beside:
            if t == 0:
                coarse = on_one_weekday(run.matrix, run.tightened, run.parameters)
                Improvement(run, t, program, beside, coarse).walks(
                    run.deadline(share * run.parameters.tiers.one_weekday_share)
                )
            Improvement(run, t, program, beside).until(deadline, run.limits.workers - 1)
            beside.wait(deadline)
        return True
    _relaxed(run, t, program, run.deadline(share * run.parameters.tiers.relaxation_share))
    Improvement(run, t, program).until(
        run.deadline(share * run.parameters.tiers.improvement_share), run.limits.workers
    )
    if CP_SAT in run.testimony.liars and run.limits.work is None:
        with _proving(run, t, program, deadline) as beside:
            beside.wait(deadline)
    return run.over(t, deadline) or _at_once(run, t, program, deadline)


def _proving(run: Run, t: int, program: Program, deadline: float | None) -> Beside:
    """Prices, the linear relaxation and branch and cut, beside whatever else is done."""
    return Beside(run, t, lambda watch: relax_and_prove(run, t, program, deadline, watch), PRICES)


def _relaxed(run: Run, t: int, program: Program, deadline: float | None) -> None:
    """Prices and the linear relaxation, to their end."""
    follow(run, t, lambda watch: relax_tier(run, t, program, deadline, watch), PRICES)


def _find(run: Run, t: int, program: Program, deadline: float | None) -> bool:
    """Any allocation at all, where the construction found none: CP-SAT and HiGHS look for one. False where
    there is none."""
    limits = run.until(deadline, max(1, run.limits.workers - 1))

    def search(watch: Watch) -> Outcome:
        return highs.minimise(program, replace(limits, workers=1), hint=None, watch=Checked(run, watch))

    def look(watch: Watch) -> Outcome:
        return cp_sat.minimise(program, limits, hint=None, watch=watch)

    if run.limits.workers == 1 or run.limits.work is not None:
        found = follow(run, t, look, CP_SAT)
        if found.status == "unknown" and run.mishaps.sentences and not run.over(t, deadline):
            follow(run, t, search, HIGHS, enough=lambda: run.incumbent is not None)
        return _judged(run, t, program, found)
    with Beside(run, t, search, HIGHS) as beside:
        found = follow(run, t, look, CP_SAT, beside, enough=lambda: run.incumbent is not None)
    return _judged(run, t, program, found)


def _judged(run: Run, t: int, program: Program, found: Outcome) -> bool:
    """Whether anything is possible, after CP-SAT has ended; its word alone that nothing is does not count."""
    if found.status != "infeasible":
        return True
    if run.incumbent is not None:
        run.caught(t, CP_SAT, "that nothing is possible where something is")
        return True
    return not impossible(run, t, program, CP_SAT)


def _by_intervals(run: Run, t: int, program: Program, deadline: float | None) -> None:
    """A short walk, then CP-SAT on people and dates apart; the linear relaxation beside both."""

    def search(watch: Watch) -> Outcome:
        limits = run.until(deadline, run.limits.workers)
        return minimise(run.matrix, run.tightened, program, limits, run.held, watch)

    with Beside(run, t, lambda watch: relax_tier(run, t, program, deadline, watch), PRICES) as beside:
        Improvement(run, t, program, beside).walk(
            run.deadline(_share(run, t) * run.parameters.tiers.interval_local_share)
        )
        if not run.over(t, deadline) and follow(run, t, search, INTERVALS, beside).status == "infeasible":
            run.caught(t, INTERVALS, "that nothing is possible where something is")


def _at_once(run: Run, t: int, program: Program, deadline: float | None) -> bool:
    """The whole program by CP-SAT."""
    if run.over(t, deadline) or CP_SAT in run.testimony.liars:
        return True
    limits, hint = run.until(deadline, run.limits.workers), run.incumbent

    def solve(watch: Watch) -> Outcome:
        return cp_sat.minimise(program, limits, hint=hint, watch=watch)

    return _judged(run, t, program, follow(run, t, solve, CP_SAT))


def _share(run: Run, t: int) -> float:
    """The part of what is left that tier t may spend."""
    later = len(run.matrix.tiers) - t - 1
    if run.incumbent is None or not later:
        return 1.0
    return run.parameters.tiers.first_share if t == 0 else 1 / (later + 1)
