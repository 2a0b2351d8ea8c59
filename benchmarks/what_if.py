"""How long the questions of a planner take, and how many of them are settled, plan by plan.

    python -m benchmarks.what_if [--plans columbus,T:11,M:11] [--solve 120] [--sample 24]

Each plan is solved once, under models/national.toml (or read from `--results FOLDER`, where it is kept), and
then asked, one question at a time, with nothing else at work: `explain` of a sample of the requests that are
not served, `explain` in a process of its own as a planner types it, all unserved requests together,
`try_change`, what solving again around such changes takes, and `why_these`. Limits are those that the
commands have by themselves, unless given. Seconds are on the clock; `load` is how many processes wanted a
core meanwhile: at rest it is at most 2.
"""

import argparse
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from statistics import median
from tempfile import mkdtemp
from typing import TypeVar

import allocator
from allocator.questions.explaining import explain_deeply
from allocator.questions.explaining.explainer import explainer_of
from allocator.results.explanation import Explanation, Grade
from allocator.results.result import Result
from allocator.search.local import is_ready
from allocator.whatif.base import base_of
from benchmarks.jobs import ROOT
from benchmarks.plans import make_plan
from benchmarks.tables import table
from benchmarks.try_change import changes_at_random

_HOME = ROOT.parent
_MODEL = _HOME / "models" / "national.toml"
_EXPLAINED = ("plan", "value (bound)", "asked", "ready s", "median s", "worst s", "not settled", "trades",
              "loss known", "changes", "command s", "load")  # fmt: skip
_ALL = ("plan", "unserved", "all s", "not settled", "load")
_TRIED = ("plan", "changes", "median ms", "worst ms", "recovered", "median s", "worst s", "load")
_NEEDED = ("plan", "assignments", "needed", "free", "at a cost", "open", "open %", "s", "load")

_Answer = TypeVar("_Answer")


def main(arguments: list[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    asked.results = asked.results or mkdtemp()
    is_ready(wait=True)  # compiled before, read from its cache
    for name in asked.plans:
        result, path = _solved(name, asked)
        print(table(_EXPLAINED, [_explained(name, result, path, asked)]), end="\n\n", flush=True)
        print(table(_ALL, [_all(name, path, asked)]), end="\n\n", flush=True)
        print(table(_TRIED, [_tried(name, result, asked)]), end="\n\n", flush=True)
        if asked.needed:
            print(table(_NEEDED, [_needs(name, result, asked)]), end="\n\n", flush=True)


def _solved(name: str, asked: argparse.Namespace) -> tuple[Result, Path]:
    """A plan solved, or as it was solved before, and the file that it is in."""
    path = Path(asked.results) / f"{name.replace(':', '-')}.xlsx"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        if name == "columbus":
            plan = allocator.read_plan(_HOME / "scenarios" / "plans" / "columbus")
        else:
            size, seed = name.split(":")
            plan = make_plan(size, int(seed))
        solved = allocator.solve(
            plan, allocator.read_model(_MODEL), time_limit=asked.solve, workers=asked.workers
        )
        allocator.write_workbook(solved, path)
    return allocator.read_result(path), path


def _explained(name: str, result: Result, path: Path, asked: argparse.Namespace) -> tuple[str, ...]:
    """A sample of the requests that are not served, one after the other: after what is made once for all."""
    _, ready = _timed(lambda: (base_of(result), explainer_of(result)))
    codes = _sample(result, asked.sample)
    told = [
        _timed(lambda code=code: allocator.explain(result, code, time_limit=asked.limit)) for code in codes
    ]
    seconds, said = [s for _, s in told], [each for each, _ in told]
    trades = [each.trade for each in said if each.trade is not None]
    first = result.goals[0]
    return (
        name, f"{first.value:,} ({first.bound:,})", str(len(codes)), f"{ready:.1f}",
        f"{median(seconds or [0]):.2f}", f"{max(seconds, default=0):.1f}", str(_not_settled(said)),
        str(len(trades)), str(sum(trade.loss.settled for trade in trades)),
        str(sum(len(each.changes) for each in said)),
        f"{median(_typed(path, code, asked.limit) for code in codes[:3]):.1f}" if codes else "-", _load(),
    )  # fmt: skip


def _typed(path: Path, code: str, limit: float) -> float:
    """Seconds of the command: Python started, the result read, the question answered, and printed."""
    words = [sys.executable, "-m", "allocator", "explain", str(path), code, "--time-limit", str(limit)]
    return _timed(lambda: subprocess.run(words, cwd=_HOME, check=True, capture_output=True))[1]


def _all(name: str, path: Path, asked: argparse.Namespace) -> tuple[str, ...]:
    """All of them together, of a result that knows nothing yet."""
    result = allocator.read_result(path)
    said, seconds = _timed(lambda: explain_deeply(result, time_limit=asked.all, workers=asked.workers))
    return name, str(len(said)), f"{seconds:.0f}", str(_not_settled(said)), _load()


def _tried(name: str, result: Result, asked: argparse.Namespace) -> tuple[str, ...]:
    """Changes at random: what they break, then what solving again around some of them brings back."""
    changes = list(changes_at_random(result, Random(1), asked.changes))
    allocator.try_change(result, changes[0])  # looks up who shares what, once
    told = [_timed(lambda change=change: allocator.try_change(result, change)) for change in changes]
    trials, seconds = [trial for trial, _ in told], [1000 * s for _, s in told]
    trials[0].recover()  # the solvers start
    found = [_timed(trial.recover) for trial in trials[1 : 1 + asked.recoveries]]
    took = [s for _, s in found]
    return (
        name, str(len(changes)), f"{median(seconds):.1f}", f"{max(seconds):.1f}", str(len(found)),
        f"{median(took):.1f}", f"{max(took):.1f}", _load(),
    )  # fmt: skip


def _needs(name: str, result: Result, asked: argparse.Namespace) -> tuple[str, ...]:
    told, seconds = _timed(
        lambda: allocator.why_these(result, time_limit=asked.needed, workers=asked.workers)
    )
    grades = Counter(hold.grade for hold in told.holds)
    counts = (str(grades[grade]) for grade in ("needed", "free", "costs", "open"))
    share = f"{100 * grades['open'] / max(1, len(told.holds)):.1f}"
    return name, str(len(told.holds)), *counts, share, f"{seconds:.0f}", _load()


def _timed(work: Callable[[], _Answer]) -> tuple[_Answer, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def _sample(result: Result, size: int) -> list[str]:
    """Requests that are not served, spread over the plan."""
    codes = list(_unserved(result))
    step = max(1, len(codes) / max(1, size))
    return [codes[int(k * step)] for k in range(min(size, len(codes)))]


def _unserved(result: Result) -> Iterator[str]:
    served = result.allocation.by_request
    yield from (each.request for each in result.plan.open_requests if each.request not in served)


def _not_settled(said: "list[Explanation] | tuple[Explanation, ...]") -> int:
    """How many grades are open."""
    return sum(each.grade in (Grade.NOT_SETTLED, Grade.NOT_ASKED) for each in said)


def _load() -> str:
    return f"{os.getloadavg()[0]:.0f}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.what_if", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    plans = ["columbus", "T:11", "M:11"]
    parser.add_argument(
        "--plans", type=lambda text: text.split(","), default=plans, help="size:seed, or columbus"
    )
    parser.add_argument("--solve", type=float, default=120.0, help="seconds for each plan")
    parser.add_argument("--results", default="", help="folder in which solved plans are kept")
    parser.add_argument("--sample", type=int, default=24, help="requests explained one by one, at most")
    parser.add_argument("--limit", type=float, default=8.0, help="seconds for one of them")
    parser.add_argument("--all", type=float, default=60.0, help="seconds for all of them together")
    parser.add_argument("--changes", type=int, default=100, help="changes tried")
    parser.add_argument("--recoveries", type=int, default=12, help="of them, solved again around")
    parser.add_argument(
        "--needed", type=float, default=60.0, help="seconds for the assignments; 0: not asked"
    )
    parser.add_argument("--workers", type=int, default=2)
    return parser


if __name__ == "__main__":
    main()
