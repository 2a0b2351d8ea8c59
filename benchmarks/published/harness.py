"""Solving one published problem through the library's public functions, and judging what comes back."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import allocator
from allocator.inputs.model_file import KIND, model_from_table
from allocator.outside.toml_file import read_toml
from allocator.rules import RULES
from allocator.rules.base import OFF
from benchmarks.published.convert import plan_of, schedule_of
from benchmarks.published.problem import Problem
from benchmarks.published.score import value_of, violations

MODELS = Path(__file__).parent / "models"
FAMILIES = ("reviewer", "defence", "smptsp", "mspsp")

Outcome = dict[str, Any]


def families(instances: Path) -> Mapping[str, tuple[Path, ...]]:
    """The files of every family in a folder, by name; families without a file are left out."""
    found = {family: tuple(sorted((instances / family).glob("*.json"))) for family in FAMILIES}
    return {family: files for family, files in found.items() if files}


def model_of(family: str) -> allocator.CoordinationModel:
    """The coordination model of a family. Its file names the rules that the published problem has; any other
    is off, but for those that always hold."""
    file = MODELS / f"{family}.toml"
    table = read_toml(file, KIND)
    usual = {code: {"level": "off" if OFF in rule.levels else "hard"} for code, rule in RULES.items()}
    return model_from_table({**table, "rules": usual | table["rules"]}, file.name)


def run(problem: Problem, seconds: float, workers: int, seed: int) -> Outcome:
    """Convert, solve within `seconds` of search, and score on the published problem itself.

    `value` and `bound` are in the problem's unit (None where there is none), `found` the seconds of search
    after which the value stood, `reading` those from the sheets to a plan, `seconds` those of the whole
    solve. `status` is the word of `_status`; `violations` are sentences, none of them for a solution.
    """
    began = time.perf_counter()
    plan = plan_of(problem)
    model = model_of(problem.family)
    began, reading = time.perf_counter(), time.perf_counter() - began
    reached: dict[int, float] = {}

    def note(progress: Any) -> None:
        if progress.goal == problem.goal and progress.value is not None:
            reached.setdefault(progress.value, time.perf_counter() - began)

    outcome: Outcome = {
        "problem": problem.id, "value": None, "bound": None, "best_known": problem.record["best_known"],
        "best_known_status": problem.record["best_known_status"], "found": None, "violations": [],
        "reading": reading, "workers": workers, "seed": seed, "limit": seconds,
    }  # fmt: skip
    try:
        result = allocator.solve(
            plan, model, time_limit=seconds, workers=workers, seed=seed, on_progress=note
        )
    except allocator.AllocatorError as error:
        status = f"{type(error).__name__}: {error}".splitlines()[0]
        return outcome | {"seconds": time.perf_counter() - began, "status": status}
    outcome["seconds"] = time.perf_counter() - began
    schedule = schedule_of(problem, result.allocation)
    outcome["violations"] = violations(problem, schedule)
    outcome["value"] = value_of(problem, schedule)
    goal = next(goal for goal in result.goals if goal.name == problem.goal)
    outcome["bound"] = goal.bound
    outcome["found"] = reached.get(goal.value, outcome["seconds"])
    outcome["columns"], outcome["rows"] = result.provenance.columns, result.provenance.rows
    return outcome | {"status": _status(problem, outcome, goal)}


def _status(problem: Problem, outcome: Outcome, goal: allocator.Goal) -> str:
    """How the outcome stands to the best known value: incomplete, behind, equal or better; and if proven."""
    if outcome["violations"]:
        return f"{len(outcome['violations'])} violations: {outcome['violations'][0]}"
    if goal.value != outcome["value"]:
        return f"the library says {goal.value}"
    best = problem.record["best_known"]
    ahead = 0 if best is None else (outcome["value"] - best) * (1 if problem.is_maximised else -1)
    word = "first" if best is None else "better" if ahead > 0 else "behind" if ahead < 0 else "equal"
    return f"{word}, proven" if goal.proven else word
