"""What dies or keeps silent while neighbourhoods are away costs nothing; a stop does not wait for them."""

import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

import allocator
from allocator.outside import cluster
from allocator.search.lns.subproblems import SlicePool
from allocator.search.lns_parameters import ExecutorParameters
from allocator.solvers.program import Watch
from tests.executors.rounds import (
    WORKERS,
    Wrapped,
    assert_solved,
    assert_solved_by_others,
    new_cluster,
    new_processes,
    small_year,
    solved,
    solved_here,
    some_slices,
    told,
)


def doomed_once(fn: Callable[..., Any], folder: Path, *args: Any) -> Any:
    """The first to come tells its pid and waits for its death; all others solve, and tell where."""
    try:
        with (folder / "doomed").open("x") as file:
            file.write(str(os.getpid()))
    except FileExistsError:
        return told(fn, folder, *args)
    time.sleep(60)
    raise AssertionError("nobody came")


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


def test_a_worker_killed_at_work_costs_nothing(workers: LocalCluster, tmp_path: Path) -> None:
    killer = Killer(tmp_path)
    with cluster.connected(workers.scheduler_address) as executor:
        result = solved(Wrapped(executor, doomed_once, tmp_path))  # no warning: the cluster mends it
    killer.assert_killed()
    assert_solved_by_others(tmp_path, killer.pid)
    assert result.allocation == solved_here().allocation
    assert result.goals == solved_here().goals


def test_a_process_killed_at_work_costs_nothing(tmp_path: Path) -> None:
    killer = Killer(tmp_path)
    with new_processes(1) as pool, pytest.warns(RuntimeWarning, match="BrokenProcessPool.*on this machine"):
        wrapped = Wrapped(pool, doomed_once, tmp_path)
        result = solved(wrapped)
    killer.assert_killed()
    assert wrapped.sent == WORKERS  # one round, and never again
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


def test_silence_and_failures_end_the_use_of_an_executor() -> None:
    silent, failing, shut = Silent(), Failing(), new_processes()
    shut.shutdown()
    for executor, reason in ((failing, "cancelled"), (shut, "after shutdown"), (silent, "no answer")):
        patience = ExecutorParameters(silence=0.3) if executor is silent else ExecutorParameters()
        pool = SlicePool(executor, patience)
        with pytest.warns(RuntimeWarning, match=reason):
            assert_solved(pool.solve(some_slices(), None, Watch()))
        assert pool.executor is None
    assert len(silent.futures) == 2 and all(future.cancelled() for future in silent.futures)


def test_time_and_a_stop_end_a_round_that_is_away() -> None:
    silent, watch, _ = Silent(), Watch(), some_slices()
    stop = threading.Timer(0.3, watch.stop)
    for seconds in (0.3, None):
        if seconds is None:
            stop.start()
        began = time.monotonic()
        outcomes = SlicePool(silent).solve(some_slices(), seconds, watch)
        assert time.monotonic() - began < 20.0  # not the minute that silence is borne
        assert [outcome.status for outcome in outcomes] == ["unknown", "unknown"]
    assert all(future.cancelled() for future in silent.futures)


def sleeping(fn: Callable[..., Any], folder: Path, *args: Any) -> Any:
    """A task that has begun and does not come back soon."""
    (folder / f"asleep {os.getpid()}").touch()
    time.sleep(60)


# Of Python's own pool: a process killed after its task was withdrawn may end the pool's thread with an error.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
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
    assert took < 20.0  # not the minute that they sleep
    assert result.status == "interrupted"
    assert not allocator.verify(*small_year(), result.allocation)
