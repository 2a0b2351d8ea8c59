"""One runner for any questions: in order, each once, whatever fails, dies or is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from allocator.errors import Fault, InputError
from allocator.store import RunStore
from allocator.sweeps import Outcome, SweepProgress, Told, run_all
from tests.sweeps.work import counted, cut_short, dies, fails, job, slow_jobs, times

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs.sqlite")


def run(jobs: Any, **options: Any) -> tuple[Outcome, ...]:
    return run_all(jobs, total=len(jobs), **{"processes": 2, **options})


def test_in_order_each_once_and_known_the_second_time(store: RunStore, tmp_path: Path) -> None:
    jobs = slow_jobs(tmp_path, 4, 0.05)
    passed = Outcome(title="cannot be read", told=Told(status="input wrong", reason="line 3"))
    asked = [*jobs[:2], passed, *jobs, jobs[0]]
    heard: list[SweepProgress] = []
    done = run(asked, store=store, on_progress=heard.append)
    assert [each.title for each in done] == [each.title for each in asked]
    assert done[2] is passed
    assert [times(tmp_path, each.title) for each in jobs] == [1, 1, 1, 1]
    assert [each.told.answer["name"] for each in done if each is not passed] == [
        each.title for each in asked if each is not passed
    ]
    assert len({each.told.answer["process"] for each in done if each is not passed} - {os.getpid()}) >= 1
    assert heard[-1].done == heard[-1].total == 8
    assert heard[-1].left == 0
    again = run(asked, store=store)
    assert [times(tmp_path, each.title) for each in jobs] == [1, 1, 1, 1]
    assert all(each.known for each in again if each is not passed)
    assert [each.told.answer for each in again] == [each.told.answer for each in done]


def test_without_a_store_nothing_is_solved_twice_either(tmp_path: Path) -> None:
    (only,) = slow_jobs(tmp_path, 1, 0.0)
    done = run([only, only, only], processes=1)
    assert times(tmp_path, "j0") == 1
    assert len({each.id for each in done}) == 1


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [
        ("infeasible", "infeasible", "R1 is fixed"),
        ("nothing", "nothing found", "nothing was found"),
        ("input", "input wrong", "Requests!D4: is wrong"),
        ("defect", "defect", "two and two are five"),
        ("error", "defect", "ZeroDivisionError: division by zero"),
        ("memory", "nothing found", "too little memory"),
    ],
)
def test_a_job_that_fails_is_a_row(store: RunStore, kind: str, status: str, reason: str) -> None:
    """In this process: `performed` is what a worker does."""
    with ThreadPoolExecutor(1) as pool:
        failed, sound = run([job(kind, partial(fails, kind)), job("ok", dict)], store=store, executor=pool)
        assert (failed.told.status, sound.told.status) == (status, "done")
        assert reason in failed.told.reason
        again, _ = run([job(kind, partial(fails, kind)), job("ok", dict)], store=store, executor=pool)
        assert again.known == (kind == "infeasible")  # what is proven is not tried again
        assert reason in again.told.reason


def test_a_process_that_dies_costs_only_its_job(tmp_path: Path, store: RunStore) -> None:
    folder = str(tmp_path)
    jobs = [
        *slow_jobs(tmp_path, 2, 0.1),
        job("ill", partial(dies, folder, "ill", once=False)),
        job("unlucky", partial(dies, folder, "unlucky", once=True)),
        job("stuck", partial(open, os.devnull)),  # an answer that cannot be encoded into anything
    ]
    done = {each.title: each for each in run(jobs, store=store)}
    assert done["j0"].told.status == done["j1"].told.status == "done"
    assert done["ill"].told.status == "died"
    assert "died (signal 9)" in done["ill"].told.reason
    assert times(tmp_path, "ill") == 2
    assert done["unlucky"].told.answer == {"name": "unlucky"}
    assert done["stuck"].told.status == "died"
    assert {each.title for each in store.runs()} == {"j0", "j1", "unlucky"}


def test_what_cannot_be_sent_is_a_row(tmp_path: Path) -> None:
    unsendable = job("lambda", lambda: 1)
    (sound,) = slow_jobs(tmp_path, 1, 0.0)
    first, second = run([unsendable, sound], processes=1)
    assert first.told.status == "died"
    assert second.told.status == "done"


def test_a_stop_leaves_what_there_is(tmp_path: Path, store: RunStore) -> None:
    def stop(progress: SweepProgress) -> bool:
        return progress.done < 2

    done = run(slow_jobs(tmp_path, 30, 0.05), store=store, on_progress=stop)
    assert 2 <= len(done) <= 5
    assert {each.told.status for each in done} <= {"done", "not run"}
    kept = len(store.runs())
    more = run(slow_jobs(tmp_path, 30, 0.0), store=store)
    assert [each.told.status for each in more] == ["done"] * 30
    assert sum(each.known for each in more) == kept


def test_what_is_cut_short_is_kept_and_asked_again(tmp_path: Path, store: RunStore) -> None:
    half = job("half", partial(counted, str(tmp_path), "half"), cut_short)
    for _ in range(2):
        (outcome,) = run([half], store=store, processes=1)
        assert not outcome.known
    assert times(tmp_path, "half") == 2
    assert [each.status for each in store.runs()] == ["interrupted"]


def test_a_store_that_can_no_longer_be_written(tmp_path: Path) -> None:
    class Full(RunStore):
        def keep(self, entry: Any) -> None:
            raise InputError("--store", [Fault(place="runs.sqlite", message="the disk is full")])

    with pytest.warns(RuntimeWarning, match="is not kept: runs.sqlite: the disk is full"):
        done = run(slow_jobs(tmp_path, 3, 0.0), store=Full(tmp_path / "runs.sqlite"))
    assert [each.told.status for each in done] == ["done"] * 3


class Broken(Executor):
    """Takes nothing, or gives back nonsense."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def submit(self, *_: Any, **__: Any) -> "Future[Any]":
        if isinstance(self.answer, Exception):
            raise self.answer
        future: Future[Any] = Future()
        future.set_result(self.answer)
        return future


@pytest.mark.parametrize("answer", [RuntimeError("the cluster is gone"), 7, None])
def test_an_executor_that_gives_nonsense(tmp_path: Path, answer: object) -> None:
    done = run(slow_jobs(tmp_path, 2, 0.0), executor=Broken(answer))
    assert [each.told.status for each in done] == ["died", "died"]


def test_on_an_executor_of_somebody_else(tmp_path: Path, store: RunStore) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        done = run(slow_jobs(tmp_path, 4, 0.0), store=store, executor=pool)
    assert [each.told.status for each in done] == ["done"] * 4
    assert len(store.runs()) == 4


def started(folder: Path, store: Path, number: int, seconds: float) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.sweeps.work", str(folder), str(store), str(number), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def lines_of(process: "subprocess.Popen[str]", number: int) -> Iterator[list[str]]:
    assert process.stdout is not None
    for _ in range(number):
        yield process.stdout.readline().split()


def test_a_sweep_that_is_killed_goes_on_where_it_was(tmp_path: Path, store: RunStore) -> None:
    process = started(tmp_path, store.path, 12, 0.15)
    lines = list(lines_of(process, 5))
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()
    workers = {int(pid) for line in lines for pid in line[1:]}
    assert workers
    until = time.monotonic() + 10
    while any(map(alive, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(alive, workers))  # none outlives the one it works for
    kept = {each.title for each in store.runs()}
    assert len(kept) >= 5
    before = {name: times(tmp_path, name) for name in kept}
    done = run(slow_jobs(tmp_path, 12, 0.0), store=store)
    assert [each.told.status for each in done] == ["done"] * 12
    assert {each.title for each in done if each.known} == kept
    assert {name: times(tmp_path, name) for name in kept} == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_with_what_there_is(tmp_path: Path, store: RunStore, number: int) -> None:
    process = started(tmp_path, store.path, 200, 0.1)
    list(lines_of(process, 3))
    os.killpg(process.pid, number)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    ended = out.splitlines()[-1].split()
    assert ended[0] == "ended"
    assert ended.count("done") >= 3
    assert len(ended) < 50
    assert len(store.runs()) >= 3
