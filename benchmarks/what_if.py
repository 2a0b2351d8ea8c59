"""How long questions about a result take, and how many are settled.

    python -m benchmarks.what_if [--plans columbus,T:11,T:12] [--solve 30] [--limit 3] [--needed 60]

Each plan is solved once; then every request that it does not serve is forced in, one after the other, each
within `--limit` seconds, and every assignment is told needed, free, at a cost or open within `--needed`
seconds (0: not at all). Seconds are wall time; `load` is how many processes wanted a core meanwhile.
"""

import argparse
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import allocator
from allocator.results.result import Result
from allocator.search.local import is_ready
from allocator.solvers.program import Limits
from allocator.whatif.answer import Answer
from allocator.whatif.asking import answer
from allocator.whatif.base import Base, base_of
from allocator.whatif.variation import serve
from benchmarks.jobs import ROOT
from benchmarks.plans import make_plan
from benchmarks.tables import table

_HOME = Path(__file__).parents[1]
_QUESTIONS = ("plan", "value (bound)", "asked", "median s", "worst s", "all s", "impossible", "found",
              "loss known", "open", "load")  # fmt: skip
_NEEDS = ("plan", "assignments", "needed", "free", "at a cost", "open", "s", "load")


def main(arguments: list[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    is_ready(wait=True)  # compiled before, read from its cache
    questions, needs = [], []
    for name in asked.plans:
        result = _solved(name, asked.solve, asked.workers)
        questions.append(_questions(name, base_of(result), Limits(asked.limit, None, asked.workers, 0)))
        print(table(_QUESTIONS, questions[-1:]), flush=True)
        if asked.needed:
            needs.append(_needs(name, result, asked.needed, asked.workers))
            print(table(_NEEDS, needs[-1:]), flush=True)
    print("\n" + table(_QUESTIONS, questions))
    if needs:
        print("\n" + table(_NEEDS, needs))


def _solved(name: str, seconds: float, workers: int) -> Result:
    if name == "columbus":
        plan = allocator.read_plan(_HOME / "scenarios" / "plans" / "columbus")
        model = allocator.read_model(_HOME / "models" / "national.toml")
    else:
        size, seed = name.split(":")
        plan, model = make_plan(size, int(seed)), allocator.read_model(ROOT / "benchmark.toml")
    return allocator.solve(plan, model, time_limit=seconds, workers=workers)


def _questions(name: str, base: Base, limits: Limits) -> tuple[str, ...]:
    """Every request that is not served, forced in."""
    began, taken, told = time.perf_counter(), list[float](), list[Answer]()
    for request in _unserved(base):
        start = time.perf_counter()
        told.append(answer(base, serve(base, request), limits))
        taken.append(time.perf_counter() - start)
    status, first = Counter(each.status for each in told), base.result.goals[0]
    settled = sum(each.settled for each in told if each.status == "found")
    return (
        name, f"{first.value:,} ({first.bound:,})", str(len(told)), f"{median(taken or [0]):.2f}",
        f"{max(taken, default=0):.1f}", f"{time.perf_counter() - began:.0f}", str(status["impossible"]),
        str(status["found"]), str(settled), str(status["open"]), _load(),
    )  # fmt: skip


def _unserved(base: Base) -> Iterator[str]:
    served = base.result.allocation.by_request
    yield from (each.request for each in base.problem.requests if each.request not in served)


def _needs(name: str, result: Result, seconds: float, workers: int) -> tuple[str, ...]:
    began = time.perf_counter()
    holds = allocator.why_these(result, time_limit=seconds, workers=workers).holds
    taken, grades = f"{time.perf_counter() - began:.0f}", Counter(hold.grade for hold in holds)
    counts = (str(grades[grade]) for grade in ("needed", "free", "costs", "open"))
    return name, str(len(holds)), *counts, taken, _load()


def _load() -> str:
    return f"{os.getloadavg()[0]:.0f}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.what_if", description=__doc__)
    parser.add_argument("--plans", type=lambda text: text.split(","), default=["columbus", "T:11", "T:12"])
    parser.add_argument("--solve", type=float, default=30.0)
    parser.add_argument("--limit", type=float, default=3.0)
    parser.add_argument("--needed", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    return parser


if __name__ == "__main__":
    main()
