"""Figures on the bundled year: how fast, how good, how close to the bound, and what the country rule costs.

    python benchmarks/columbus.py [SECONDS [WORKERS]]

Prints a table in Markdown; every allocation in it has passed the independent verification. Times are wall
times of this machine, ratios are from one run.
"""

import platform
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from first_fit import first_fit

import allocator
from allocator.matrix import build_matrix, tighten
from allocator.policy import CoordinationModel, Level
from allocator.problem import build_problem
from allocator.search.outcome import allocation_of
from allocator.verification import goal_value, verify

if TYPE_CHECKING:
    from allocator.search.progress import Progress

ROOT = Path(__file__).resolve().parent.parent


def main(seconds: float, workers: int) -> None:
    plan = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
    model = allocator.read_model(ROOT / "models" / "national.toml")
    print(f"Python {platform.python_version()}, {workers} workers, {seconds:g} s per run\n")
    by_hand = _by_hand(plan, model)
    firsts: list[Progress] = []
    began = time.perf_counter()
    result = allocator.solve(
        plan, model, time_limit=seconds, workers=workers,
        on_progress=lambda p: firsts.append(p) if p.value is not None else None,
    )  # fmt: skip
    overhead = time.perf_counter() - began - firsts[-1].seconds
    print(f"First allocation: {firsts[0].value} after {firsts[0].seconds + overhead:.2f} s at most")
    print(f"First-fit by hand: {by_hand}, {100 * (1 - by_hand / result.goals[0].value):.1f} % behind\n")
    print("| goal | value | bound | unit | proven |\n| --- | --- | --- | --- | --- |")
    for goal in result.goals:
        print(
            f"| {goal.name} | {goal.value} | {goal.bound} | {goal.unit} | {'yes' if goal.proven else 'no'} |"
        )
    print("\n| pairing | served | bound | same-country places |\n| --- | --- | --- | --- |")
    for level in (Level.OFF, Level.SOFT, Level.HARD):
        _price(plan, model.with_levels(pairing=level), level, seconds, workers)


def _by_hand(plan: allocator.Plan, model: CoordinationModel) -> int:
    """Weight served by first-fit, verified."""
    matrix = build_matrix(build_problem(plan, model))
    point = first_fit(matrix, tighten(matrix))
    if point is None:
        return 0
    allocation = allocation_of(matrix, point)
    assert not verify(plan, model, allocation)
    return goal_value("served", plan, model, allocation)


def _price(
    plan: allocator.Plan, model: CoordinationModel, level: Level, seconds: float, workers: int
) -> None:
    result = allocator.solve(plan, model, time_limit=seconds, workers=workers)
    always = model.with_levels(pairing=Level.SOFT)
    same = goal_value("pairing", plan, always, result.allocation)
    print(f"| {level} | {result.goals[0].value} | {result.goals[0].bound} | {same} |")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(float(arguments[0]) if arguments else 120.0, int(arguments[1]) if len(arguments) > 1 else 2)
