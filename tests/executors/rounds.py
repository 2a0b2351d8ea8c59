"""Rounds of neighbourhoods and small runs, to be had here and elsewhere, and executors to have them on."""

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from distributed import LocalCluster

import allocator
from allocator.matrix import Matrix, Tightened, build_matrix, tighten
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from allocator.problem import Ints, build_problem
from allocator.results.result import Result
from allocator.search import solve
from allocator.search.construct.greedy import construct
from allocator.search.lns.rivalry import rivalry_of
from allocator.search.lns.rounds import improve_round, merged
from allocator.search.lns.selection import Selection
from allocator.search.lns.slices import Slice, solve_slice
from allocator.search.lns.subproblems import SlicePool
from allocator.search.parameters import (
    USUAL,
    NeighbourhoodParameters,
    SearchParameters,
    SessionParameters,
    TierParameters,
)
from allocator.solvers.program import Limits, Outcome, Watch, program_of

ROOT = Path(__file__).parents[2]
WORKERS = 3  # neighbourhoods per round: more than there are processes
ROUNDS = 2
#: Small plans are searched as large ones are, and local search leaves something to be found.
NEIGHBOURHOODS_MATTER = SearchParameters(
    tiers=TierParameters(whole_up_to=0), sessions=SessionParameters(moves_per_effort=1)
)


@cache
def year() -> tuple[Plan, CoordinationModel]:
    plan = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
    return plan, allocator.read_model(ROOT / "models" / "national.toml")


@cache
def started() -> tuple[Matrix, Tightened, Ints]:
    """The matrix of the bundled year and a first point."""
    matrix = build_matrix(build_problem(*year()))
    assert matrix.shape[1] > USUAL.tiers.whole_up_to
    tightened = tighten(matrix)
    point = construct(matrix, tightened)
    assert point is not None
    return matrix, tightened, point


def rounds(pool: SlicePool) -> list[tuple[Ints, Ints | None, bool]]:
    """What a few rounds bring, one entry per neighbourhood; the incumbent follows and gets better."""
    matrix, tightened, point = started()
    program = program_of(matrix, tightened).with_cost(matrix.tiers[0].cost)
    parameters = NeighbourhoodParameters(size=6.0)
    selection = Selection(rivalry_of(matrix, tightened), np.random.default_rng(10), parameters)
    brought, before = [], matrix.tiers[0].cost.value(point)
    for _ in range(ROUNDS):
        gains = improve_round(
            matrix, program, point, selection, Limits(workers=WORKERS), Watch(), pool
        )  # fmt: skip
        for gain in gains:
            point = merged(point, gain) if matrix.feasible(merged(point, gain)) else point
            brought.append((gain.free, gain.values, gain.finished))
    assert matrix.tiers[0].cost.value(point) < before
    return brought


@cache
def here() -> list[tuple[Ints, Ints | None, bool]]:
    """The rounds in local processes."""
    return rounds(SlicePool())


def assert_as_here(brought: list[tuple[Ints, Ints | None, bool]]) -> None:
    """The same neighbourhoods with the same values in the same order."""
    assert len(brought) == len(here()) == ROUNDS * WORKERS
    for (free, values, finished), (own_free, own_values, own_finished) in zip(brought, here(), strict=True):
        assert np.array_equal(free, own_free)
        assert values is not None and own_values is not None
        assert np.array_equal(values, own_values)
        assert finished == own_finished


def small_year() -> tuple[Plan, CoordinationModel]:
    """Sixteen requests of the year, and the one goal of preferred dates and balance."""
    plan, model = year()
    open_ones = [request for request in plan.open_requests if not request.after]
    kept = {request.request: request for request in open_ones[:16]}
    plan = replace(
        plan,
        requests=kept,
        request_seats=tuple(seat for seat in plan.request_seats if seat.request in kept),
        interest=tuple(answer for answer in plan.interest if answer.request in kept),
        decisions=(),
    )
    return plan, replace(model, tiers=model.tiers[4:5])


def solved(executor: Executor | None, **options: Any) -> Result:
    options = {"effort": 2, "workers": WORKERS, **options}
    return solve(*small_year(), executor=executor, parameters=NEIGHBOURHOODS_MATTER, **options)


@cache
def solved_here() -> Result:
    return solved(None)


def new_processes(count: int = 2) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"))


def new_cluster(count: int = 2) -> LocalCluster:
    return LocalCluster(
        n_workers=count, threads_per_worker=1, processes=True, host="127.0.0.1",
        dashboard_address="127.0.0.1:0", silence_logs=50,
    )  # fmt: skip


class Wrapped(Executor):
    """An executor that counts what it is sent, and sends `wrap(function, folder, ...)` instead."""

    def __init__(self, inner: Executor, wrap: Callable[..., Any], folder: Path) -> None:
        self.inner, self.wrap, self.folder = inner, wrap, folder
        self.sent = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.sent += 1
        return self.inner.submit(self.wrap, fn, self.folder, *args, **kwargs)


def told(fn: Callable[..., Any], folder: Path, *args: Any) -> Any:
    """Solve, and tell in which process."""
    (folder / f"solved by {os.getpid()}").touch()
    return fn(*args)


def assert_solved_by_others(folder: Path, *dead: int) -> None:
    """Tasks that tell were solved, none of them in this process or a dead one."""
    pids = {int(path.name.split()[-1]) for path in folder.glob("solved by *")}
    assert pids and not pids & {os.getpid(), *dead}


class Keeping(Executor):
    """Solves at once, and keeps what it was sent."""

    def __init__(self) -> None:
        self.parts: list[Slice] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.parts.append(args[0])
        done: Future[Any] = Future()
        done.set_result(fn(*args))
        return done


@cache
def some_slices() -> list[Slice]:
    """The first two of the rounds."""
    keeping = Keeping()
    rounds(SlicePool(keeping))
    return keeping.parts[:2]


def assert_solved(outcomes: list[Outcome]) -> None:
    """The outcomes of `some_slices` as in local processes."""
    for part, outcome in zip(some_slices(), outcomes, strict=True):
        own = solve_slice(part)
        assert own.point is not None and outcome.point is not None
        assert np.array_equal(own.point, outcome.point)
        assert (own.status, own.bound) == (outcome.status, outcome.bound)
