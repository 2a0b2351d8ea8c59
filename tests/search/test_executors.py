"""Neighbourhoods through an executor: the same gains wherever they are solved, whatever dies meanwhile."""

import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from distributed import LocalCluster
from typer.testing import CliRunner

import allocator
from allocator import cluster
from allocator.cli.app import app
from allocator.errors import InputError
from allocator.matrix import Matrix, Tightened, build_matrix, tighten
from allocator.plan import Plan
from allocator.policy import CoordinationModel
from allocator.problem import Ints, build_problem
from allocator.result import Result
from allocator.search import slices, tiers
from allocator.search.construct import construct
from allocator.search.improve import improve_round, merged
from allocator.search.neighbourhoods import Neighbourhoods
from allocator.search.slices import Slice, SlicePool, solve_slice
from allocator.solvers.program import Limits, Outcome, Watch, program_of

ROOT = Path(__file__).parents[2]
WORKERS = 3  # neighbourhoods per round: more than there are processes
ROUNDS = 2


# -- plans, and what is asked of them -------------------------------------------------------------------


@cache
def year() -> tuple[Plan, CoordinationModel]:
    plan = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
    return plan, allocator.read_model(ROOT / "models" / "national.toml")


@cache
def started() -> tuple[Matrix, Tightened, Ints]:
    """The matrix of the bundled year and a first point."""
    matrix = build_matrix(build_problem(*year()))
    assert matrix.shape[1] > tiers._SMALL
    tightened = tighten(matrix)
    point = construct(matrix, tightened)
    assert point is not None
    return matrix, tightened, point


def rounds(pool: SlicePool) -> list[tuple[Ints, Ints | None, bool]]:
    """What a few rounds bring, one entry per neighbourhood, the incumbent following them to something better."""
    matrix, tightened, point = started()
    program = program_of(matrix, tightened).with_cost(matrix.tiers[0].cost)
    neighbourhoods = Neighbourhoods(matrix, tightened, np.random.default_rng(1), size=6.0)
    brought, before = [], matrix.tiers[0].cost.value(point)
    for _ in range(ROUNDS):
        gains = improve_round(
            matrix, program, point, neighbourhoods, Limits(workers=WORKERS), Watch(), pool
        )  # fmt: skip
        for gain in gains:
            point = merged(point, gain) if matrix.feasible(merged(point, gain)) else point
            brought.append((gain.free, gain.values, gain.finished))
    assert matrix.tiers[0].cost.value(point) < before
    return brought


@cache
def here() -> list[tuple[Ints, Ints | None, bool]]:
    """The rounds on local threads."""
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


@pytest.fixture
def neighbourhoods_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small plans are searched as large ones are, and the walk leaves something to be found."""
    monkeypatch.setattr(tiers, "_SMALL", 0)
    monkeypatch.setattr(tiers, "_TIRED", 1)


def solved(executor: Executor | None, **options: Any) -> Result:
    return allocator.solve(*small_year(), effort=2, workers=WORKERS, executor=executor, **options)


@cache
def solved_here() -> Result:
    """Called under `neighbourhoods_matter` only."""
    return solved(None)


# -- executors ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessPoolExecutor]:
    with new_processes() as pool:
        yield pool


def new_processes(count: int = 2) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"))


@pytest.fixture(scope="module")
def workers() -> Iterator[LocalCluster]:
    """Two worker processes on the loopback interface."""
    with new_cluster() as made:
        assert made.scheduler_address.startswith("tcp://127.0.0.1:")
        yield made


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


def doomed_once(fn: Callable[..., Any], folder: Path, *args: Any) -> Any:
    """The first to come tells its pid and waits for its death; all others solve, and tell where."""
    try:
        with (folder / "doomed").open("x") as told:
            told.write(str(os.getpid()))
    except FileExistsError:
        (folder / f"solved by {os.getpid()}").touch()
        return fn(*args)
    time.sleep(60)
    raise AssertionError("nobody came")


def sleeping(fn: Callable[..., Any], folder: Path, *args: Any) -> Any:
    """A task that has begun and does not come back soon."""
    (folder / f"asleep {os.getpid()}").touch()
    time.sleep(60)


class Killer:
    """A thread that kills the process of a `doomed_once` task while it is at work there."""

    def __init__(self, folder: Path) -> None:
        self.told, self.pid = folder / "doomed", 0
        self.thread = threading.Thread(target=self.kill)
        self.thread.start()

    def kill(self) -> None:
        if waited_for(lambda: self.told.exists() and self.told.read_text() != ""):
            self.pid = int(self.told.read_text())
            os.kill(self.pid, signal.SIGKILL)

    def assert_killed(self) -> None:
        """The task was running in that process, and the process is gone."""
        self.thread.join()
        assert self.pid not in (0, os.getpid())
        assert waited_for(lambda: is_gone(self.pid))


def waited_for(happens: Callable[[], bool], seconds: float = 30.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if happens():
            return True
        time.sleep(0.01)
    return False


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


# -- what travels ---------------------------------------------------------------------------------------


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
    """The outcomes of `some_slices` as on local threads."""
    for part, outcome in zip(some_slices(), outcomes, strict=True):
        own = solve_slice(part)
        assert own.point is not None and outcome.point is not None
        assert np.array_equal(own.point, outcome.point)
        assert (own.status, own.bound) == (outcome.status, outcome.bound)


def test_a_slice_travels_without_the_matrix() -> None:
    executor = Keeping()
    assert_as_here(rounds(SlicePool(executor)))
    whole = len(pickle.dumps(started()[0].rows))
    for part in executor.parts:
        assert len(pickle.dumps(part)) < whole / 4
    unpacked = pickle.loads(pickle.dumps(some_slices()))
    assert_solved(pickle.loads(pickle.dumps([solve_slice(part) for part in unpacked])))


# -- the same everywhere --------------------------------------------------------------------------------


def test_rounds_in_processes_are_those_of_threads(processes: ProcessPoolExecutor) -> None:
    assert_as_here(rounds(SlicePool(processes)))


def test_rounds_on_a_cluster_are_those_of_threads(workers: LocalCluster) -> None:
    with cluster.connected(workers.scheduler_address) as executor:
        assert_as_here(rounds(SlicePool(executor)))


@pytest.mark.usefixtures("neighbourhoods_matter")
def test_the_same_effort_gives_the_same_allocation_in_processes(processes: ProcessPoolExecutor) -> None:
    assert solved(processes).allocation == solved_here().allocation


@pytest.mark.usefixtures("neighbourhoods_matter")
def test_the_same_effort_gives_the_same_allocation_on_a_cluster(workers: LocalCluster) -> None:
    with cluster.connected(workers.scheduler_address) as executor:
        assert solved(executor).allocation == solved_here().allocation


# -- what dies ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("neighbourhoods_matter")
def test_a_worker_killed_at_work_costs_nothing(workers: LocalCluster, tmp_path: Path) -> None:
    killer = Killer(tmp_path)
    with cluster.connected(workers.scheduler_address) as executor:
        told = Wrapped(executor, doomed_once, tmp_path)
        result = solved(told)
    killer.assert_killed()
    others = {int(path.name.split()[-1]) for path in tmp_path.glob("solved by *")}
    assert others and not others & {killer.pid, os.getpid()}  # no warning either: the cluster mended it
    assert result.allocation == solved_here().allocation
    assert result.goals == solved_here().goals


@pytest.mark.usefixtures("neighbourhoods_matter")
def test_a_process_killed_at_work_costs_nothing(tmp_path: Path) -> None:
    killer = Killer(tmp_path)
    with new_processes(1) as pool, pytest.warns(RuntimeWarning, match="BrokenProcessPool.*local threads"):
        told = Wrapped(pool, doomed_once, tmp_path)
        result = solved(told)
    killer.assert_killed()
    assert told.sent == WORKERS  # one round, and never again
    assert result.allocation == solved_here().allocation
    assert result.goals == solved_here().goals


def test_a_cluster_that_ends_in_the_middle_is_done_without() -> None:
    with new_cluster(1) as dying, cluster.connected(dying.scheduler_address) as executor:
        pool = SlicePool(executor)
        ending = threading.Timer(0.2, dying.close)
        ending.start()
        with pytest.warns(RuntimeWarning, match="the executor failed"):
            assert_solved(pool.solve(some_slices(), None, Watch()))
        ending.join()
        assert pool.executor is None


class Silent(Executor):
    """Takes everything and never answers."""

    def __init__(self) -> None:
        self.futures: list[Future[Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.futures.append(Future())
        return self.futures[-1]


class Failing(Executor):
    """Loses the second task."""

    def __init__(self) -> None:
        self.sent = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.sent += 1
        future = Future[Any]()
        if self.sent == 2:
            future.cancel()
            future.set_running_or_notify_cancel()
        else:
            future.set_result(fn(*args))
        return future


def test_silence_and_failures_end_the_use_of_an_executor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "_SILENCE", 0.3)
    silent, failing, shut = Silent(), Failing(), new_processes()
    shut.shutdown()
    for executor, reason in ((silent, "no answer"), (failing, "cancelled"), (shut, "after shutdown")):
        pool = SlicePool(executor)
        with pytest.warns(RuntimeWarning, match=reason):
            assert_solved(pool.solve(some_slices(), None, Watch()))
        assert pool.executor is None
    assert len(silent.futures) == 2 and all(future.cancelled() for future in silent.futures)


# -- stops ----------------------------------------------------------------------------------------------


def test_time_and_a_stop_end_a_round_that_is_away() -> None:
    silent, watch, _ = Silent(), Watch(), some_slices()
    stop = threading.Timer(0.3, watch.stop)
    for seconds in (0.3, None):
        if seconds is None:
            stop.start()
        began = time.monotonic()
        outcomes = SlicePool(silent).solve(some_slices(), seconds, watch)
        assert time.monotonic() - began < 1.0
        assert [outcome.status for outcome in outcomes] == ["unknown", "unknown"]
    assert all(future.cancelled() for future in silent.futures)


def test_what_travels_knows_how_long_it_may_take() -> None:
    keeping = Keeping()
    SlicePool(keeping).solve(some_slices(), 5.0, Watch())
    assert all(0 < (part.limits.seconds or 0) <= 5.0 and part.limits.work for part in keeping.parts)


@pytest.mark.usefixtures("neighbourhoods_matter")
def test_ctrl_c_does_not_wait_for_tasks_far_away(tmp_path: Path) -> None:
    interrupted: list[float] = []

    def interrupt() -> None:
        assert waited_for(lambda: any(tmp_path.glob("asleep *")))
        interrupted.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    with new_processes(1) as pool:
        thread.start()
        result = solved(Wrapped(pool, sleeping, tmp_path))
        took = time.monotonic() - interrupted[0]
        for path in tmp_path.glob("asleep *"):
            os.kill(int(path.name.split()[-1]), signal.SIGKILL)
    thread.join()
    assert took < 2.0
    assert result.status == "interrupted"
    assert not allocator.verify(*small_year(), result.allocation)


# -- clusters that cannot be used -----------------------------------------------------------------------


def refused(address: str) -> str:
    with pytest.raises(InputError) as error, cluster.connected(address):
        pass
    return str(error.value)


def test_a_cluster_that_cannot_be_reached_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", 0.5)
    for address in ("tcp://127.0.0.1:1", "carrier://pigeon:1", "tcp://nowhere.invalid:8786"):
        said = refused(address)
        assert "--cluster: 1 fault" in said
        assert f"{address}: no scheduler can be reached" in said


def test_a_cluster_without_workers_or_with_other_versions_is_refused(
    monkeypatch: pytest.MonkeyPatch, workers: LocalCluster
) -> None:
    monkeypatch.setattr(cluster, "version", lambda package: str(os.getpid()))
    assert "has allocator" in refused(workers.scheduler_address)
    monkeypatch.setattr(cluster, "_CONNECT", 0.5)
    with new_cluster(0) as empty:
        assert "has no worker" in refused(empty.scheduler_address)


def test_the_command_line_works_with_a_cluster(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, workers: LocalCluster
) -> None:
    solve = allocator.solve
    where: list[int] = []

    def told(*inputs: Any, executor: Executor, **options: Any) -> Result:
        where.append(executor.submit(os.getpid).result())
        return solve(*inputs, executor=executor, **options)

    monkeypatch.setattr(allocator, "solve", told)
    plan, output = ROOT / "scenarios" / "plans" / "first-steps", tmp_path / "allocation.json"
    words = ["solve", plan, "--cluster", workers.scheduler_address, "--output", output]
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.stderr
    assert output.is_file()
    assert where and where[0] != os.getpid()


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "pip install 'allocator[cluster]'" in refused("tcp://127.0.0.1:1")
