"""How long a repair takes after one withdrawal, from the start of a fresh process.

    python -m benchmarks.repair [--plans columbus,T:11,M:11] [--solve 60] [--limit 10] [--keep FOLDER]

Each plan is solved once, or read from FOLDER if it was kept there. Then the expert with most missions
withdraws, and the one in the middle, and nobody: `allocator repair` runs in a process of its own. Seconds
are wall time until the first repair is written, and until all three are; `cpu` is what the process and its
solvers worked. `changes` is the time that the sheet Changes of the first repair takes.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import allocator
from allocator.plan.entities import FIXED
from allocator.report.changes_sheet import changes
from allocator.results.result import Result
from allocator.search.local import is_ready
from benchmarks.jobs import ROOT
from benchmarks.plans import make_plan
from benchmarks.tables import table

_HOME = Path(__file__).parents[1]
_HEADERS = ("plan", "withdrawn", "missions", "order", "coverage", "people", "dates", "longest", "payers",
            "how sure", "first s", "all s", "cpu s", "changes s", "load")  # fmt: skip
_GONE = "2000-01-01"


def main(arguments: list[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    is_ready(wait=True)  # compiled before, read from its cache
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        kept = asked.keep or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        for name in asked.plans:
            agreed, model = _agreed(name, kept, asked.solve)
            result = allocator.read_result(agreed)
            for who, missions in _withdrawn(result):
                rows += _repaired(name, agreed, model, who, missions, asked.limit, Path(folder))
                print(table(_HEADERS, rows[-3:]), flush=True)
    print("\n" + table(_HEADERS, rows))


def _agreed(name: str, folder: Path, seconds: float) -> tuple[Path, Path]:
    """The workbook of a plan that is solved, and its model."""
    path = folder / f"{name.replace(':', '-')}.xlsx"
    bundled = name == "columbus"
    model = _HOME / "models" / "national.toml" if bundled else ROOT / "benchmark.toml"
    if not path.exists():
        if bundled:
            plan = allocator.read_plan(_HOME / "scenarios" / "plans" / name)
        else:
            size, seed = name.split(":")
            plan = make_plan(size, int(seed))
        allocator.write_workbook(allocator.solve(plan, allocator.read_model(model), time_limit=seconds), path)
    return path, model


def _withdrawn(result: Result) -> list[tuple[str, int]]:
    """The expert with most missions, the one in the middle, and nobody."""
    held = {row.expert for row in result.plan.decisions if row.decision == FIXED}  # a lock cannot withdraw
    people = (place.expert for _, place in result.allocation.assignments())
    sent = Counter(each for each in people if each not in held).most_common()
    return [sent[0], sent[len(sent) // 2], ("", 0)]


def _repaired(
    name: str, agreed: Path, model: Path, who: str, missions: int, limit: float, folder: Path
) -> list[tuple[str, ...]]:
    """The three repairs by a process of its own."""
    scenario, output = folder / "withdrawn.toml", folder / "repair.xlsx"
    for old in folder.glob("repair-*.xlsx"):
        old.unlink()
    cell = f'sheet = "Experts", key = "{who}", column = "withdrawn from", value = {_GONE}'
    change = f"[[change]]\nset = {{ {cell} }}\n"
    scenario.write_text(
        f'title = "withdrawn"\nplan = "{agreed.resolve()}"\nmodel = "{model.resolve()}"\n'
        + change * bool(who)
    )
    command = ["repair", str(agreed), "--plan", str(scenario), "--output", str(output), "--json"]
    before, began = _worked(), time.time()
    done = subprocess.run(
        [sys.executable, "-m", "allocator", *command, "--time-limit", str(limit)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    everything, cpu = time.time() - began, _worked() - before
    first = (folder / "repair-people.xlsx").stat().st_mtime - began
    sheet = _changes(folder / "repair-people.xlsx")
    times = f"{first:.1f}", f"{everything:.1f}", f"{cpu:.1f}", f"{sheet:.2f}", f"{os.getloadavg()[0]:.0f}"
    return [
        (name, who or "nobody", str(missions), *_told(row), *times)
        for row in json.loads(done.stdout)["repairs"]
    ]


def _told(row: dict[str, Any]) -> tuple[str, ...]:
    keys = (
        "order", "coverage", "people changed", "dates moved", "longest move", "payers changed", "how sure"
    )  # fmt: skip
    return tuple(str(row[key]) for key in keys)


def _changes(path: Path) -> float:
    """Seconds for the sheet Changes."""
    result = allocator.read_result(path)
    began = time.perf_counter()
    changes(result)
    return time.perf_counter() - began


def _worked() -> float:
    """Seconds that processes which have ended have worked."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repair", description=__doc__)
    parser.add_argument("--plans", type=lambda text: text.split(","), default=["columbus", "T:11", "M:11"])
    parser.add_argument("--solve", type=float, default=60.0)
    parser.add_argument("--limit", type=float, default=10.0)
    parser.add_argument("--keep", type=Path, default=None)
    return parser


if __name__ == "__main__":
    main()
