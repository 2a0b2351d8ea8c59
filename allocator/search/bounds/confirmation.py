"""A second way to what rests on one solver's word: that nothing is better, or that nothing is possible."""

import time
from dataclasses import replace

from allocator.matrix import System, tighten
from allocator.search.background import solve_other
from allocator.search.bounds.aimed import Checked
from allocator.search.run import Run
from allocator.search.tier_search import TierSearch
from allocator.search.trust import CP_SAT, HIGHS, OTHERWISE, PROPAGATION, Witness
from allocator.solvers import cp_sat, highs
from allocator.solvers.program import Limits, Outcome, Program, Watch, frozen_as_rows


def confirmed(search: TierSearch) -> bool:
    """Whether what proves tier t stands. Where that is one solver's word, it is asked a second way whether
    anything is better, as far as the time goes; False where something was found."""
    run, t, value = search.run, search.t, search.cost()
    proof = run.testimony.proof(t, value)
    if proof is None or proof.kind != "word" or run.matrix.shape[1] > run.parameters.confirmation.up_to:
        return True
    program = search.program.with_frozen(run.matrix.tiers[t].cost, value - 1).with_cost(None)
    began, by = time.perf_counter(), next(iter(run.testimony.who(t, value)))
    found = _impossible(search, program, by, _end(run))
    run.confirming += time.perf_counter() - began
    if found is not None:
        search.bound(value, found)
    return search.cost() == value


def impossible(search: TierSearch, by: Witness) -> bool:
    """Whether nothing satisfies the program of a tier of which one witness says so, while no point is known.

    A point found on the way becomes the incumbent, and the witness is not believed any more; `run.unsettled`
    says that neither a point nor a second witness was found.
    """
    run = search.run
    found = _impossible(search, search.program.with_cost(None), by, run.deadline(1.0))
    if run.incumbent is not None:
        search.distrust(by, "that nothing is possible where something is")
    run.unsettled = found is None and run.incumbent is None
    return found is not None


def _impossible(search: TierSearch, program: Program, by: Witness, until: float | None) -> Witness | None:
    """Who else than `by` says that a program has no point; None where nobody does, or one was found."""
    rows, lower, upper = frozen_as_rows(program)
    system = System(rows, lower, upper, program.column_lower, program.column_upper)
    if tighten(system).broken >= 0:
        return PROPAGATION
    run = search.run
    known, part = run.incumbent, 0.5  # of the time for the first of the two
    for witness, solve in ((OTHERWISE if by is CP_SAT else CP_SAT, _by_cp_sat), (HIGHS, _by_highs)):
        timed = solve is _by_highs and run.limits.work is not None
        if witness is by or witness in run.testimony.liars or timed or run.stopped:
            continue
        now = time.perf_counter()
        end, part = None if until is None else now + part * max(0.0, until - now), 1.0
        if solve(search, program, witness, end).status == "infeasible":
            return witness
        if run.incumbent is not known:
            return None
    return None


def _by_cp_sat(search: TierSearch, program: Program, by: Witness, until: float | None) -> Outcome:
    limits = _limits(search.run, until)

    def look(watch: Watch) -> Outcome:
        return cp_sat.minimise(program, limits, watch=watch, presolve=by is not OTHERWISE)

    return solve_other(search, look, by, until)


def _by_highs(search: TierSearch, program: Program, by: Witness, until: float | None) -> Outcome:
    alone = replace(_limits(search.run, until), workers=1)

    def prove(watch: Watch) -> Outcome:
        return highs.minimise(program.costing_nothing(), alone, watch=Checked(search.run, watch))

    return solve_other(search, prove, by, until)


def _limits(run: Run, until: float | None) -> Limits:
    """Until then; under another seed, and with fixed work where no clock may decide."""
    limits = replace(run.limits_until(until, run.threads), seed=run.limits.seed + 1)
    return (
        limits
        if run.limits.work is None
        else replace(limits, seconds=None, work=run.parameters.confirmation.work)
    )


def _end(run: Run) -> float | None:
    """When a confirmation ends: it must not make a run much longer that would have ended early. Where no
    clock may decide, after its work."""
    if run.limits.work is not None:
        return None
    now = time.perf_counter()
    taken = now - run.started - run.confirming
    parameters = run.parameters.confirmation
    end = now + max(parameters.seconds, parameters.time_share * taken) - run.confirming
    last = run.deadline(1.0)
    return end if last is None else min(end, last)
