"""Allocator on plans of other kinds: twelve families that each bend one thing of a typical plan, and mixes.

    python -m benchmarks.families [--families budgets,grids,mix] [--size T] [--seconds 60] [--seeds 1,2]
    python -m benchmarks.families --size S --effort 2 --search-seeds 0,1

solves each plan under models/national.toml in a fresh process and prints the value and the bound of every
goal with the gap in percent, then the worst family beside the median. With several search seeds the runs of
one plan are held against each other: no value may pass a bound that another run claims. `processor s` counts
all processes of a run. `open` are the families that development may look at, `closed` those only measured.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import permutations
from pathlib import Path
from statistics import median

import allocator
from allocator.search.local import is_ready
from allocator.verification import verify
from benchmarks.jobs import ROOT, Row
from benchmarks.plans.families import FAMILIES, MIX, OPEN, make_family_plan
from benchmarks.tables import table

_MODEL = ROOT.parent / "models" / "national.toml"
_GRACE = 240.0  # seconds beyond its own that a run may take
_HEADERS = (
    "family", "half", "plan", "asked", "served", "bound", "gap %", "first s", "processor s", "MB",
    "later goals: value (bound, gap %)",
)  # fmt: skip
_SUMMARY = ("goal", "plans", "proven", "median gap %", "worst gap %", "worst family")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One solve of one plan; `effort` bounds it by work instead of seconds where it is given."""

    family: str
    size: str
    seed: int
    search_seed: int
    seconds: float
    effort: int | None
    workers: int

    @property
    def plan(self) -> tuple[str, str, int]:
        return self.family, self.size, self.seed


def main(arguments: list[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    if asked.one:
        asked.output.write_text(json.dumps(solved(Run(**json.loads(asked.one)))), encoding="utf-8")
        return
    is_ready(wait=True)  # compiled once, before anything is measured
    rows = []
    for run in _runs(asked):
        rows.append(measured(run))
        print(" | ".join(_cells(rows[-1])), flush=True)
        if asked.output:
            with asked.output.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(rows[-1]) + "\n")
    print(f"\n{report(rows)}")


def report(rows: list[Row]) -> str:
    """The runs, the worst beside the median of every goal, and what contradicts itself."""
    parts = [table(_HEADERS, [_cells(row) for row in rows]), table(_SUMMARY, list(_summary(rows)))]
    return "\n\n".join([*parts, *contradictions(rows)]) + "\n"


def measured(run: Run) -> Row:
    """The row of a run, from a process of its own; `failed` says why there is nothing more in it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "row.json"
        command = [sys.executable, "-m", "benchmarks.families", "--one", json.dumps(asdict(run))]
        before = _processor()
        try:
            limit = None if run.effort else run.seconds + _GRACE
            done = subprocess.run(
                [*command, "--output", str(file)], timeout=limit, stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE, text=True, check=False,
            )  # fmt: skip
            said = done.stderr.strip().splitlines() or ["no word"]
            failed = f"exit code {done.returncode}: {said[-1]}"
        except subprocess.TimeoutExpired:
            failed = f"ended from outside after {limit:g} s"
        found = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"failed": failed}
        return {"run": asdict(run), "processor": _processor() - before, **found}


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def solved(run: Run) -> Row:
    """The row of a run, solved in this process."""
    plan = make_family_plan(*run.plan)
    model = allocator.read_model(_MODEL)
    is_ready(wait=True)
    began, first = time.perf_counter(), []
    result = allocator.solve(
        plan, model, time_limit=run.seconds, effort=run.effort, workers=run.workers, seed=run.search_seed,
        on_progress=lambda _: first.append(time.perf_counter() - began),
    )  # fmt: skip
    return {
        "asked": sum(model.priorities[request.priority] for request in plan.open_requests),
        "requests": len(plan.open_requests),
        "missions": len(result.allocation.missions),
        "violations": len(verify(plan, model, result.allocation)),
        "first": first[0] if first else None,
        "took": time.perf_counter() - began,
        "stages": dict(result.provenance.seconds),
        "shape": [result.provenance.rows, result.provenance.columns],
        "incidents": list(result.provenance.incidents),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "goals": [[g.name, g.value, g.bound, g.sense, g.proven] for g in result.goals],
    }


def gap(value: int, bound: int | None) -> float | None:
    """How far the bound is from the value, in percent of the larger of both."""
    if bound is None:
        return None
    return 0.0 if value == bound else 100 * abs(bound - value) / max(abs(value), abs(bound))


def contradictions(rows: Iterable[Row]) -> list[str]:
    """Sentences about runs of one plan of which one passes a bound of another; and about broken rules."""
    rows = [row for row in rows if "goals" in row]
    found = [f"{_plan(row)}: {row['violations']} rules broken" for row in rows if row["violations"]]
    for one, other in [*permutations(rows, 2), *((row, row) for row in rows)]:
        if _plan(one) != _plan(other):
            continue
        for own, rival in zip(one["goals"], other["goals"], strict=True):
            name, value, bound, sense, _ = own
            sign = -1 if sense == "max" else 1
            if bound is not None and sign * rival[1] < sign * bound:
                found.append(f"{_plan(one)}: {name} {rival[1]} passes the bound {bound} of another run")
            if sign * rival[1] > sign * value:
                break  # worse here, so that it may be better in what follows
    return found


def _plan(row: Row) -> str:
    run = row["run"]
    return f"{run['family']} {run['size']} {run['seed']}"


def _cells(row: Row) -> tuple[str, ...]:
    run = row["run"]
    half = "open" if run["family"] in OPEN else "closed"
    plan = f"{run['size']} {run['seed']}" + (f", search {run['search_seed']}" if run["search_seed"] else "")
    if "goals" not in row:
        return run["family"], half, plan, *("-" for _ in range(7)), row["failed"]
    (_, value, bound, *_), *later = row["goals"]
    rest = "; ".join(
        f"{name} {value:,} ({'-' if bound is None else f'{bound:,}'}, {_percent(gap(value, bound))})"
        for name, value, bound, *_ in later
    )
    return (
        run["family"], half, plan, f"{row['asked']:,}", f"{value:,}", "-" if bound is None else f"{bound:,}",
        _percent(gap(value, bound)), "-" if row["first"] is None else f"{row['first']:.1f}",
        f"{row['processor']:.0f}", str(row["memory"]), rest,
    )  # fmt: skip


def _summary(rows: list[Row]) -> Iterator[tuple[str, ...]]:
    """Of every goal, the median over all plans, and the worst family by the median of its plans."""
    rows = [row for row in rows if "goals" in row]
    names = list(dict.fromkeys(goal[0] for row in rows for goal in row["goals"]))
    for name in names:
        found: dict[str, list[float]] = {}
        own = [(row, goal) for row in rows for goal in row["goals"] if goal[0] == name]
        for row, goal in own:
            far = gap(goal[1], goal[2])
            found.setdefault(row["run"]["family"], []).append(100.0 if far is None else far)
        every = [far for fars in found.values() for far in fars]
        worst = max(found, key=lambda family: median(found[family]))
        proven = sum(goal[4] for _, goal in own)
        yield (
            name, str(len(every)), str(proven), _percent(median(every)), _percent(median(found[worst])), worst
        )  # fmt: skip


def _percent(far: float | None) -> str:
    return "-" if far is None else f"{far:.2f}"


def _runs(asked: argparse.Namespace) -> Iterator[Run]:
    for family in asked.families:
        for seed in asked.seeds:
            for search_seed in asked.search_seeds:
                yield Run(
                    family=family, size=asked.size, seed=seed, search_seed=search_seed, seconds=asked.seconds,
                    effort=asked.effort, workers=asked.workers,
                )  # fmt: skip


def _families(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in (*FAMILIES, MIX)]:
        known = ", ".join((*FAMILIES, MIX))
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)} unknown; choose of {known}")
    return names


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.families", description=__doc__)
    add = parser.add_argument
    add("--families", type=_families, default=[*FAMILIES, MIX], help=f"of {', '.join(FAMILIES)}, {MIX}")
    add("--size", choices=("S", "T", "G", "M"), default="T")
    add("--seconds", type=float, default=60.0, help="for each solve")
    add("--effort", type=int, help="for each solve, instead of seconds")
    add("--seeds", type=_numbers, default=[1, 2], help="of the plans; even and odd seeds bend to two ends")
    add(
        "--search-seeds",
        type=_numbers,
        default=[0],
        help="of the search; several are held against each other",
    )
    add("--workers", type=int, default=2)
    add("--output", type=Path, help="file to which each row is added as a line of JSON")
    add("--one", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    main()
