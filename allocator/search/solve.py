"""The whole run: plan into matrix, construct, improve and prove tier by tier, verify, hand over."""

import math
import os
import time
import warnings
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from itertools import pairwise

from allocator.errors import DefectError, InfeasibleError, NothingFoundError
from allocator.inputs.model_file import digest_of_model
from allocator.matrix import Matrix, Searched, build_matrix, tighten
from allocator.outside.memory import give_back
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.fingerprint import fingerprint
from allocator.plan.policy import CoordinationModel
from allocator.problem import build_problem
from allocator.results.result import MOST_SEED, Provenance, Result
from allocator.rules.broken_locks import refuse_broken_locks
from allocator.rules.candidates import find_candidates
from allocator.search.construct.close_to_start import solve_close_to
from allocator.search.construct.initial_solution import first_point, from_known, near_the_change
from allocator.search.infeasibility.conflict import find_conflict
from allocator.search.interrupts import stopping
from allocator.search.known import Known, known_from
from allocator.search.lns.subproblems import SlicePool
from allocator.search.local import compiled_after, prepare
from allocator.search.outcome import allocation_of, goals_of
from allocator.search.parameters import USUAL, SearchParameters
from allocator.search.passes import solve_in_passes
from allocator.search.progress import OnProgress
from allocator.search.run import Run
from allocator.solvers.crew import get_ready
from allocator.solvers.program import Limits
from allocator.verification import goal_value, verify

_NOTHING = "no allocation that keeps every lock was found in the time given"
_UNSETTLED = (
    "no allocation that keeps every lock was found; a solver says that there is none, but nothing confirmed"
    " it in the time given: not settled"
)
_COMPILED = (
    "the fast search over missions had to be compiled on this machine, and was ready only after {}: another "
    "run, which finds it compiled, can be better in the same time"
)
_PACKAGES = ("allocator", "ortools", "highspy", "numba", "numpy")


def solve(
    plan: Plan,
    model: CoordinationModel,
    *,
    time_limit: float | None = 60.0,
    workers: int | None = None,
    seed: int = 0,
    effort: int | None = None,
    on_progress: OnProgress | None = None,
    executor: Executor | None = None,
    start: Allocation | Result | None = None,
    stay_close: bool = False,
    parameters: SearchParameters = USUAL,
) -> Result:
    """Allocate experts to the requests of a plan, with dates, under a coordination model.

    `time_limit` bounds the search over all tiers in seconds of wall time (None: until proven). `effort`
    bounds it in work instead: per tier so many times 20,000 moves of missions, so many rounds of
    neighbourhoods, then as many deterministic units on the whole matrix; no clock decides, so the same input,
    model, seed and workers give the same result. `workers` search side by side, by default as many as the
    machine has cores; a matrix of millions of entries is looked at on up to four threads besides. Solvers
    work in processes of their own; where one dies, its answer is missing, the run goes on, and
    `result.provenance.incidents` says so.
    `on_progress` is called with every `Progress`; returning False, like Ctrl-C, SIGTERM or SIGHUP, ends the
    run with the best allocation so far. One that raises is not called again, and a RuntimeWarning says so.

    Where the fast search over missions cannot be compiled, a RuntimeWarning says so and the run does without;
    where it cannot be kept for the next run, another names the folder.

    `executor` solves the neighbourhoods, `workers` at a time, elsewhere: in a `ProcessPoolExecutor`, or on a
    cluster through `distributed.Client(...).get_executor()`. It stays the caller's to shut down. Under
    `effort` the result is the same as without one; where it fails, a RuntimeWarning says so and the search
    goes on on this machine.

    `start` is an allocation to begin with, of this plan or of a similar one: what still holds of it is kept,
    and the result is no worse than that. A result of the same plan under the same model also brings its
    matrix and its bounds.

    With `stay_close` the search does not leave the neighbourhood of what it starts from (without `start`, the
    plan's previous rows): every step has to pay. What it leaves open shows in the bounds.

    `parameters` are the tuning numbers of the search, see `allocator.search.parameters`.

    Every result has passed the independent verification. Raises InputError for a lock that breaks a rule on
    its own, InfeasibleError where nothing satisfies the locks and hard rules together, NothingFoundError
    where the time ended before either was known, DefectError where the verification fails, KeyboardInterrupt
    where a signal came before there was an allocation, ValueError for an option out of its range. Where
    memory runs out once there is an allocation, a RuntimeWarning says so, and the best so far is the result.
    """
    _require_options(time_limit, workers, seed, effort)
    clock = {"start": time.perf_counter()}
    if len(plan.open_requests) > parameters.construction.compiled_from:
        prepare()
    else:
        get_ready("highs", "cp_sat")  # for these soon all there is to wait for
    known = known_from(start, plan, model, stay_close=stay_close)
    matrix = known.matrix if known and known.matrix else _matrix(plan, model)
    limits = Limits(time_limit if effort is None else None, effort, workers or os.cpu_count() or 1, seed)
    pool = SlicePool(executor, parameters.executors)
    run = _searched(matrix, limits, on_progress, pool, clock, parameters, known)
    if run.incumbent is None:
        said = [_UNSETTLED if run.unsettled else _NOTHING, *run.incidents]
        raise NothingFoundError("\n  ".join(said))
    goals = goals_of(matrix, run.incumbent, run.testimony)
    result = Result(
        plan=plan,
        model=model,
        allocation=allocation_of(matrix, run.incumbent),
        status="optimal" if goals[-1].proven else "interrupted" if run.stopped else "feasible",
        goals=goals,
        provenance=_provenance(run, model, clock, known),
        searched=Searched(matrix, run.tightened, run.incumbent),
    )
    _verified(result)
    clock["verification"] = time.perf_counter()
    return replace(result, provenance=replace(result.provenance, seconds=_seconds(clock)))


def _require_options(time_limit: float | None, workers: int | None, seed: int, effort: int | None) -> None:
    """Raises ValueError for what a solver would stumble over, long after it was given."""
    whole = all(value is None or value == int(value) for value in (workers, seed, effort))
    if time_limit is not None and not time_limit >= 0:  # nor is what is no number
        raise ValueError(f"time_limit is a number of seconds or None, not {time_limit}")
    if not whole or not 0 <= seed <= MOST_SEED or min(workers or 0, effort or 0) < 0 or effort == 0:
        message = "workers and effort are whole numbers from 1 on or None, seed is one from 0 to"
        raise ValueError(f"{message} {MOST_SEED:,}; not {workers}, {effort} and {seed}")


def _matrix(plan: Plan, model: CoordinationModel) -> Matrix:
    """The matrix of a plan under a model. Raises InputError for locks that break a rule on their own."""
    problem = build_problem(plan, model)
    candidates = find_candidates(problem)
    refuse_broken_locks(problem, candidates)
    return build_matrix(problem, candidates)


def _searched(
    matrix: Matrix,
    limits: Limits,
    on_progress: OnProgress | None,
    pool: SlicePool,
    clock: dict[str, float],
    parameters: SearchParameters,
    known: Known | None,
) -> Run:
    """The finished run: first allocation, then tier by tier. Raises InfeasibleError."""
    tightened = tighten(matrix)
    give_back(matrix.rows.nnz)
    clock["matrix"] = time.perf_counter()
    if tightened.broken >= 0:
        raise InfeasibleError(find_conflict(matrix, limits.seed, parameters.infeasibility))
    run = Run(matrix, tightened, limits, clock["matrix"], on_progress, pool, parameters)
    if known is not None and any(known.bounds):
        run.known_bounds, run.known_values = known.bounds, known.values
    construction, within = parameters.construction, None
    if limits.seconds is not None:
        within = clock["matrix"] + max(construction.seconds, limits.seconds * construction.time_share)
    with stopping(run.stop) as stops:
        first = None if known is None else from_known(run, known)
        kept = first is not None
        first = first_point(run, within) if first is None else first
        if first is not None:
            run.begin(first)
        clock["construct"] = time.perf_counter()
        solve_all: Callable[[Run], bool] = solve_in_passes
        if known is not None and kept and known.stay_close:
            solve_all = partial(solve_close_to, known=known)
        elif known is not None and kept:
            solve_all = partial(_solve_from, known=known)
        possible = _tiers_solved(run, solve_all)
    clock["search"] = time.perf_counter()
    _note_compiling(run, clock["matrix"])
    if stops.heard and run.incumbent is None:
        raise KeyboardInterrupt
    if not possible:
        raise InfeasibleError(find_conflict(matrix, limits.seed, parameters.infeasibility))
    return run


def _solve_from(run: Run, known: Known) -> bool:
    """First around what a known allocation could not keep, then all of it."""
    near_the_change(run, known)
    return solve_in_passes(run)


def _tiers_solved(run: Run, solve_all: Callable[[Run], bool]) -> bool:
    """Solve all tiers, which may run out of memory: then what is found stands, later ones without a bound."""
    try:
        return solve_all(run)
    except MemoryError:
        if run.incumbent is None:
            raise
    message = "this machine has too little memory, and the search ended early; fewer workers need less"
    warnings.warn(message, RuntimeWarning, stacklevel=2)
    if run.astray is not None:
        run.take_up_again()
    for t in range(len(run.testimony.bounds), len(run.matrix.tiers)):
        run.testimony.bounds.append({})
        run.frozen = list(run.values()[:t])
        run.say_again(t)  # what an earlier pass knew of it
    return True


def _note_compiling(run: Run, since: float) -> None:
    """Have it said that a search against the clock went without its fast part for a while."""
    after = compiled_after(since)
    closed = all(run.is_closed(t) for t in range(len(run.matrix.tiers)))
    if after is not None and run.limits.seconds is not None and not closed:
        ready = "the end" if after == math.inf else f"{after:.0f} s"
        run.incidents.append(_COMPILED.format(ready))


def _verified(result: Result) -> None:
    """Hold an allocation against every rule and its goals against independent values. Raises DefectError."""
    violations = verify(result.plan, result.model, result.allocation)
    if violations:
        raise DefectError("the allocation breaks rules of its model", [str(v) for v in violations])
    wrong = [
        f"{code}: the search says {said}, the check counts {counted}"
        for goal in result.goals
        for code, said in goal.parts.items()
        if (counted := goal_value(code, result.plan, result.model, result.allocation)) != said
    ]
    if wrong:
        raise DefectError("goal values do not agree", wrong)


def _seconds(clock: dict[str, float]) -> dict[str, float]:
    """How long each stage took."""
    return {later: round(clock[later] - clock[earlier], 3) for earlier, later in pairwise(clock)}


def _provenance(
    run: Run, model: CoordinationModel, clock: dict[str, float], known: Known | None
) -> Provenance:
    matrix, limits = run.matrix, run.limits
    rows, columns = matrix.shape
    return Provenance(
        plan_digest=matrix.columns.problem.plan.digest,
        plan_content=fingerprint(matrix.columns.problem.plan),
        model_digest=digest_of_model(model),
        seed=limits.seed,
        workers=limits.workers,
        time_limit=limits.seconds,
        effort=limits.work,
        versions={name: version(name) for name in _PACKAGES},
        started_from=known.digest if known else "",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=_seconds(clock),
        columns=columns,
        rows=rows,
        incidents=tuple(run.incidents),
        neighbourhoods=dict(run.neighbourhoods),
    )
