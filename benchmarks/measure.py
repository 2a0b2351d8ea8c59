"""The process of one measurement: `python -m benchmarks.measure JOB FILE` writes the job's row as JSON."""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import allocator
from allocator.problem import build_problem
from allocator.rules.candidates import find_candidates
from allocator.search.local import is_ready
from allocator.verification import goal_value, verify
from benchmarks.first_allocation import first_line
from benchmarks.jobs import INSTANCES, OURS, PLAIN, ROOT, Job, Row
from benchmarks.memory import Watched, peak_of_children
from benchmarks.plans import make_plain_plan, make_plan, plain_model
from benchmarks.plans.families import make_family_plan, make_shaped_plan
from benchmarks.plans.families.shape import typical

if TYPE_CHECKING:
    from allocator.search.progress import Progress

_SOON = 2.0  # seconds after which the value is noted


def main(text: str, file: Path) -> None:
    job = Job(**json.loads(text))
    row = _PARTS[job.part](job)
    file.write_text(json.dumps(row), encoding="utf-8")
    sys.stdout.flush()
    os._exit(0)  # a solver that overruns its time on a thread is not waited for


def _own(job: Job) -> Row:
    plan, model = case_of(job)
    total = sum(model.priorities[request.priority] for request in plan.open_requests)
    solved = _ours(job, plan, model) if job.solver == OURS else _peer(job, plan, model)
    return {"total": total, "requests": len(plan.open_requests), "experts": len(plan.experts), **solved}


def case_of(job: Job) -> tuple[allocator.Plan, allocator.CoordinationModel]:
    """The made plan of a job, and what is sought on it."""
    model = allocator.read_model(ROOT / "benchmark.toml")
    if job.starts == PLAIN:
        return make_plain_plan(job.plan, job.seed), plain_model(model)
    return make_plan(job.plan, job.seed, job.starts), model  # type: ignore[arg-type]


def _peer(job: Job, plan: allocator.Plan, model: allocator.CoordinationModel) -> Row:
    """A peer's coverage, scored by the independent verifier; a violation is shown, not excused."""
    from benchmarks.peers import PEERS

    began = time.perf_counter()
    with Watched() as memory:
        answer = PEERS[job.solver].solve(plan, model, job.seconds, job.workers, job.seed)
    row: Row = {
        "took": time.perf_counter() - began, "bound": answer.bound, "value": None, "violations": 0,
        "memory": memory.peak(), "trace": answer.trace,
    }  # fmt: skip
    if answer.allocation is not None:
        goals = [term.code for tier in model.tiers for term in tier.terms]
        found = {name: goal_value(name, plan, model, answer.allocation) for name in goals}
        row["value"] = found["served"]
        row["goals"] = [[name, value, None, "", False] for name, value in found.items()]
        row["violations"] = len(verify(plan, model, answer.allocation))
    row["proven"] = row["value"] is not None and row["value"] == row["bound"] and not row["violations"]
    return row


def _ours(
    job: Job, plan: allocator.Plan, model: allocator.CoordinationModel, start: allocator.Result | None = None
) -> Row:
    """Allocator itself: when what was known of the coverage, and where every tier ended."""
    is_ready(wait=True)  # compiled before, read from its cache
    trace: list[tuple[float, int, int | None]] = []
    began = time.perf_counter()

    def note(progress: "Progress") -> None:
        if progress.tier == 1 and progress.value is not None:
            trace.append((time.perf_counter() - began, progress.value, progress.bound))

    with Watched() as memory:
        result = allocator.solve(
            plan, model, time_limit=job.seconds, workers=job.workers, seed=job.seed, on_progress=note,
            start=start,
        )  # fmt: skip
    coverage = result.goals[0]
    return {
        "took": time.perf_counter() - began, "value": coverage.value, "bound": coverage.bound,
        "proven": coverage.proven, "violations": len(verify(plan, model, result.allocation)),
        "memory": memory.peak(), "memory_of_children": peak_of_children(),
        "memory_at_first": memory.peak(until=began + trace[0][0]),
        "columns": result.provenance.columns, "rows": result.provenance.rows,
        "stages": dict(result.provenance.seconds),
        "goals": [[g.name, g.value, g.bound, g.unit, g.proven] for g in result.goals],
        "trace": changes(trace), **milestones(trace, coverage.value, coverage.bound),
    }  # fmt: skip


def changes(trace: list[tuple[float, int, int | None]]) -> list[tuple[float, int, int | None]]:
    """The moments at which value or bound became another."""
    kept = [now for before, now in pairwise(trace) if now[1:] != before[1:]]
    return [(round(moment, 2), value, bound) for moment, value, bound in (*trace[:1], *kept)]


def milestones(trace: list[tuple[float, int, int | None]], value: int, bound: int | None) -> Row:
    """When the coverage was first anything, its final value, proven, and the bound its best; and what it was
    after two seconds. Seconds count from the call; None: never while coverage was the goal at work."""
    soon = [found for moment, found, _ in trace if moment <= _SOON]
    return {
        "first_seconds": trace[0][0],
        "first_value": trace[0][1],
        "soon": soon[-1] if soon else None,
        "found_seconds": next((moment for moment, found, _ in trace if found == value), None),
        "bound_seconds": next((moment for moment, _, known in trace if known == bound), None),
        "proven_seconds": next((moment for moment, found, known in trace if found == known == value), None),
    }


def _first(job: Job) -> Row:
    """The first line of `allocator solve`, in a process that this one starts."""
    taken = first_line(job.plan, job.seed)
    return {"value": taken.line, "first_seconds": taken.seconds, "processor": taken.processor}


def _national(job: Job) -> Row:
    """All goals of the national model: on the bundled year, or on a plan of the second generator."""
    model = allocator.read_model(ROOT.parent / "models" / "national.toml")
    if job.part == "bundled":
        plan = allocator.read_plan(ROOT.parent / "scenarios" / "plans" / job.plan)
    elif job.part == "typical":
        plan = make_shaped_plan(typical(job.plan), job.seed)
    else:
        plan = make_family_plan(job.plan, "T", job.seed)
    return _ours(job, plan, model)


def _change(job: Job) -> Row:
    """Solved, then the expert with most missions withdraws: solved from nothing, and from what was. When
    the latter was first anything, and when as good as what is found from nothing in the same time."""
    plan, model = case_of(job)
    limits: dict[str, Any] = {"workers": job.workers, "seed": job.seed, "time_limit": job.seconds}
    known = allocator.solve(plan, model, **limits)
    sent = Counter(place.expert for _, place in known.allocation.assignments())
    who = sent.most_common(1)[0][0]
    left = {"sheet": "Experts", "key": who, "column": "withdrawn from", "value": plan.settings.start}
    changed = plan.with_changes([{"set": left}])
    anew = _ours(job, changed, model)
    again = _ours(job, changed, model, start=known)
    caught_up = (when for when, value, _ in again["trace"] if value >= anew["value"])
    return {**again, "anew": anew["value"], "caught_up": next(caught_up, None)}


def _scale(job: Job) -> Row:
    """What candidates, matrix, first allocation and bound cost, in seconds and MB beyond imports and plan."""
    began = time.perf_counter()
    plan = make_plan(job.plan, job.seed)
    made = time.perf_counter() - began
    model = allocator.read_model(ROOT / "benchmark.toml")
    began = time.perf_counter()
    with Watched() as memory:
        candidates = len(find_candidates(build_problem(plan, model)).expert)
    row: Row = {
        "plan_seconds": made, "candidates": candidates,
        "candidates_seconds": time.perf_counter() - began, "candidates_memory": memory.peak(),
    }  # fmt: skip
    return {**row, **_ours(job, plan, model)}


def _published(job: Job) -> Row:
    from benchmarks.published.harness import run
    from benchmarks.published.problem import read_problem

    file = Path(os.environ[INSTANCES], job.plan)
    outcome: Any = run(read_problem(file), job.seconds, job.workers, job.seed)
    return {"family": file.parent.name, **outcome}


_PARTS: dict[str, Callable[[Job], Row]] = {
    "own": _own, "over-time": _own, "scale": _scale, "published": _published, "first": _first,
    "bundled": _national, "typical": _national, "family": _national, "change": _change,
}  # fmt: skip

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
