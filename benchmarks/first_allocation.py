"""When a planner sees the first allocation, from the start of a fresh process.

    python -m benchmarks.first_allocation [--sizes T,G,M,L] [--seeds 11,12,13] [--cold]

Each made plan is written as CSV files and given to `allocator solve` in a process of its own, which ends with
its first line. `--cold` gives every process an empty cache, as on a new machine. Seconds are wall and
processor time; a ratio is that to a process which only imports the libraries, started just before, and so
depends less on the machine and on what else it does.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from allocator.search.local import is_ready
from benchmarks.jobs import ROOT
from benchmarks.plans import make_tables
from benchmarks.tables import table

_IMPORTS = "import numpy, scipy.sparse, scipy.linalg, numba, ortools.sat.python.cp_model"
_READY = "from allocator.search.local import is_ready; is_ready(wait=True)"
_HEADERS = ("plan", "seed", "first s", "processor s", "of imports", "first line")


class Taken(NamedTuple):
    """What a process took until its first line, or until its end where it has none."""

    seconds: float
    processor: float
    line: str


def main(arguments: list[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    if not asked.cold:
        is_ready(wait=True)  # compiled before, read from its cache
    print(table(_HEADERS, _lines(asked.sizes, asked.seeds, cold=asked.cold)), flush=True)
    if asked.cold:
        print(f"\nCompiling alone takes {_taken(['-c', _READY], cold=True).seconds:.1f} s.")


def _lines(sizes: Iterable[str], seeds: Iterable[int], *, cold: bool) -> Iterator[tuple[str, ...]]:
    for size in sizes:
        for seed in seeds:
            imports = _taken(["-c", _IMPORTS])
            first = first_line(size, seed, cold=cold)
            yield (
                size, str(seed), f"{first.seconds:.1f}", f"{first.processor:.1f}",
                f"{first.seconds / imports.seconds:.1f}", first.line,
            )  # fmt: skip


def first_line(size: str, seed: int, *, cold: bool = False) -> Taken:
    """What `allocator solve` takes on a made plan until it says what it found first."""
    with _plan(size, seed) as folder:
        return _taken(_solve(folder), cold=cold)


def _solve(plan: Path) -> list[str]:
    output = plan.parent / "allocation.json"
    return ["-m", "allocator", "solve", str(plan), "--model", str(ROOT / "benchmark.toml"),
            "--time-limit", "120", "--output", str(output)]  # fmt: skip


@contextmanager
def _plan(size: str, seed: int) -> Iterator[Path]:
    """A made plan as a folder of CSV files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "plan"
        folder.mkdir()
        for sheet, frame in make_tables(size, seed).items():
            frame.to_csv(folder / f"{sheet}.csv", index=False)
        yield folder


def _taken(command: list[str], *, cold: bool = False) -> Taken:
    """Run Python until it says what it found first."""
    before, began = _processor(), time.perf_counter()
    with tempfile.TemporaryDirectory() as cache:
        told = {"NUMBA_CACHE_DIR": cache} if cold else {}
        process = subprocess.Popen(
            [sys.executable, *command], env={**os.environ, **told}, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stderr is not None
        found = next((line for line in process.stderr if " tier 1 of " in line), "")
        if found:
            process.kill()
        process.wait()
        seconds = time.perf_counter() - began
        process.stderr.close()
    return Taken(seconds, _processor() - before, found.partition(": ")[2].strip())


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_allocation", description=__doc__)
    parser.add_argument("--sizes", type=lambda text: text.split(","), default=["T", "G", "M", "L"])
    parser.add_argument("--seeds", type=lambda text: [int(s) for s in text.split(",")], default=[11, 12, 13])
    parser.add_argument("--cold", action="store_true", help="with an empty cache, as on a new machine")
    return parser


if __name__ == "__main__":
    main()
