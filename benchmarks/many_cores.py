"""What more cores bring: measured with two processes, and simulated for more from the lengths of tasks.

    python -m benchmarks.many_cores [--size M] [--seed 21] [--effort 30]

A run with one worker, bounded by work, is recorded: how long each neighbourhood is made, solved and put to
the rest, how long the walks of local search are, and what is left, which is bounds and proofs. The
neighbourhoods of the run are then solved again, one by one and two side by side, as rounds of the engine do;
and the run is made twice at once, for what two walks side by side cost each other. What 4, 8 and 16 workers
would take is a simulation of the schedule on paper (`list_schedule.py`), and the table says so.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import allocator
from allocator.search.lns.rounds import NeighbourhoodRounds
from allocator.search.lns.slices import Slice
from allocator.search.lns.subproblems import SlicePool
from allocator.search.local import is_ready
from allocator.search.sessions import LocalSearchSessions
from allocator.solvers.program import Watch
from benchmarks.jobs import ROOT
from benchmarks.list_schedule import (
    Neighbourhood,
    Recording,
    makespan,
    neighbourhoods,
    whole,
    without_waiting,
)
from benchmarks.marked import put
from benchmarks.plans import SIZES, make_plan
from benchmarks.tables import table

_WORKERS = (2, 4, 8, 16)
_HEADERS = (
    "workers", "how", "neighbourhoods: rounds", "without waiting", "walks", "side by side",
    "whole run, proofs beside",
)  # fmt: skip


@dataclass
class Recorder(Executor):
    """An executor that solves slices one at a time on a thread of its own, and keeps them and the moments at
    which each was sent, and was solved."""

    slices: list[Slice] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    solved: list[tuple[float, float]] = field(default_factory=list)  # began, ended

    def submit(self, task: Callable[..., Any], part: Slice, /) -> Future[Any]:  # type: ignore[override]
        self.slices.append(part)
        self.sent.append(time.perf_counter())
        future: Future[Any] = Future()
        Thread(target=self._work, args=(future, task, part), daemon=True).start()
        return future

    def _work(self, future: Future[Any], task: Callable[..., Any], part: Slice) -> None:
        began = time.perf_counter()
        try:
            outcome = task(part)
        except BaseException as error:
            future.set_exception(error)
            return
        self.solved.append((began, time.perf_counter()))
        future.set_result(outcome)


def recorded(
    plan: allocator.Plan, model: allocator.CoordinationModel, effort: int, seed: int
) -> tuple[Recording, list[Slice]]:
    """A run with one worker, and the slices that it solved."""
    recorder = Recorder()
    is_ready(wait=True)
    with _timed(NeighbourhoodRounds, "next") as rounds, _timed(LocalSearchSessions, "improve") as walks:
        began = time.perf_counter()
        allocator.solve(plan, model, effort=effort, workers=1, seed=seed, executor=recorder)
        took = time.perf_counter() - began
    tiers: dict[object, list[Neighbourhood]] = {}
    for (tier, first, last), sent, (start, ended) in zip(rounds, recorder.sent, recorder.solved, strict=True):
        part = Neighbourhood(made=sent - first, solved=ended - start, taken=last - ended)
        tiers.setdefault(tier, []).append(part)
    lengths = tuple(last - first for _, first, last in walks)
    inside = sum(lengths) + sum(last - first for _, first, last in rounds)
    return Recording(tuple(map(tuple, tiers.values())), lengths, took - inside), recorder.slices


@contextmanager
def _timed(owner: type, name: str) -> Iterator[list[tuple[object, float, float]]]:
    """Of whom each call of a method was, when it began and ended, as long as this is open."""
    calls: list[tuple[object, float, float]] = []
    method = getattr(owner, name)

    def timed(of: object, *given: Any) -> Any:
        began = time.perf_counter()
        try:
            return method(of, *given)
        finally:
            calls.append((of, began, time.perf_counter()))

    setattr(owner, name, timed)
    try:
        yield calls
    finally:
        setattr(owner, name, method)


def solved_again(slices: Sequence[Slice], together: int) -> float:
    """Seconds in which slices are solved in rounds of so many, each round waited for."""
    pool, began = SlicePool(), time.perf_counter()
    for first in range(0, len(slices), together):
        pool.solve(slices[first : first + together], None, Watch(task="neighbourhoods"))
    return time.perf_counter() - began


def report(run: Recording, again: tuple[float, float], walked: tuple[float, float]) -> str:
    """The table: `again` are seconds for all slices one by one and two at a time, `walked` those of the walks
    of a run alone and of the slower of two runs at once."""
    count, alone = sum(map(len, run.tiers)), neighbourhoods(run, 1)
    beside = 2 * walked[0] / walked[1]
    lines = [("2", "measured", _times(again[0] / again[1]), "-", "-", _times(beside), "-")]
    for workers in _WORKERS:
        at_will = sum(without_waiting(tier, workers) for tier in run.tiers)
        walked_at_once = makespan(run.walks, [0.0] * len(run.walks), workers)
        lines.append(
            (
                str(workers), "simulated", _times(alone / neighbourhoods(run, workers)),
                _times(alone / at_will), "1.0", _times(sum(run.walks) / walked_at_once),
                _times(whole(run, 1) / whole(run, workers)),
            )
        )  # fmt: skip
    told = (
        f"{count} neighbourhoods of {alone / count:.2f} s on average, {len(run.walks)} walks of"
        f" {sum(run.walks):.1f} s in all, {run.beside:.1f} s of bounds and proofs."
    )
    return f"{told}\n\n{table(_HEADERS, lines)}\n"


def _times(factor: float) -> str:
    return f"{factor:.1f}"


def _two_at_once(arguments: Sequence[str]) -> float:
    """Seconds of the walks in the slower of two processes that make the same run at once."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.json" for number in (1, 2)]
        command = [sys.executable, "-m", "benchmarks.many_cores", *arguments, "--record"]
        processes = [subprocess.Popen([*command, str(file)]) for file in files]
        for process in processes:
            process.wait()
        return max(float(sum(json.loads(file.read_text(encoding="utf-8"))["walks"])) for file in files)


def main(arguments: list[str] | None = None) -> None:
    given = sys.argv[1:] if arguments is None else arguments
    asked = _parser().parse_args(given)
    model = allocator.read_model(ROOT / "benchmark.toml")
    run, slices = recorded(make_plan(asked.size, asked.seed), model, asked.effort, asked.seed)
    if asked.record:
        asked.record.write_text(json.dumps(asdict(run)), encoding="utf-8")
        return
    if not slices:
        print("The run ended without neighbourhoods: nothing is shared among workers")
        return
    again = solved_again(slices, 1), solved_again(slices, 2)
    told = report(run, again, (sum(run.walks), _two_at_once(given)))
    text = f"{asked.size}, seed {asked.seed}, effort {asked.effort}: {told}"
    print(text)
    if asked.write:
        put("many cores", text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_cores", description=__doc__)
    parser.add_argument("--size", choices=tuple(SIZES), default="M")
    parser.add_argument("--seed", type=int, default=21)
    parser.add_argument("--effort", type=int, default=30, help="of the run that is recorded")
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md")
    parser.add_argument("--record", type=Path, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    main()
