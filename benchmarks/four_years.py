"""The bundled year four times at once: 672 experts, 544 open requests, four times the quotas and budgets.

    python benchmarks/four_years.py [SECONDS [WORKERS]]

Prints what is served after some seconds of search, and how long writing the result takes. Times are wall
times of this machine.
"""

import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import allocator

ROOT = Path(__file__).resolve().parent.parent
TIMES = 4


def main(seconds: float, workers: int) -> None:
    plan = four_years(allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus"))
    model = allocator.read_model(ROOT / "models" / "national.toml")
    print(f"{len(plan.experts)} experts, {len(plan.open_requests)} open requests, {workers} workers\n")
    print("| seconds | goal | value | bound |\n| --- | --- | --- | --- |")
    began = time.perf_counter()

    def tell(progress: Any) -> None:
        if progress.event == "tier":
            seconds_so_far = time.perf_counter() - began
            print(f"| {seconds_so_far:.1f} | {progress.goal} | {progress.value} | {progress.bound} |")

    result = allocator.solve(plan, model, time_limit=seconds, workers=workers, on_progress=tell)
    for goal in result.goals:
        print(f"| end | {goal.name} | {goal.value} | {goal.bound} |")
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        allocator.write_workbook(result, Path(folder) / "allocation.xlsx")
    missions = len(result.allocation.missions)
    print(f"\nWriting {missions} missions: {time.perf_counter() - began:.1f} s")


def four_years(plan: allocator.Plan) -> allocator.Plan:
    """The plan with every expert and request four times, and as much more of what they share."""
    experts = {code: replace(e, expert=code) for e in plan.experts.values() for code in copies(e.expert)}
    requests = {}
    for request in plan.requests.values():
        for k, code in enumerate(copies(request.request)):
            before = tuple(copies(other)[k] for other in request.after)
            requests[code] = replace(request, request=code, after=before)
    administrations = {
        code: replace(body, away_at_once=times(body.away_at_once), days=times(body.days))
        for code, body in plan.administrations.items()
    }
    agreements = {code: replace(a, budget=times(a.budget)) for code, a in (plan.agreements or {}).items()}
    return replace(
        plan, experts=experts, requests=requests, administrations=administrations, agreements=agreements,
        qualifications=multiplied(plan.qualifications, "expert"),
        availability=multiplied(plan.availability, "expert"),
        request_seats=multiplied(plan.request_seats, "request"),
        interest=(), history=(), decisions=(),
    )  # fmt: skip


def copies(code: str) -> list[str]:
    return [code, *(f"{code}x{k}" for k in range(1, TIMES))]


def multiplied(rows: Iterable[Any], key: str) -> tuple[Any, ...]:
    return tuple(replace(row, **{key: code}) for row in rows for code in copies(getattr(row, key)))


def times(limit: int | None) -> int | None:
    return None if limit is None else TIMES * limit


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(float(arguments[0]) if arguments else 60.0, int(arguments[1]) if len(arguments) > 1 else 2)
