"""A published problem as its JSON file states it; the README beside the files says what each field means.

Times are whole units, intervals half-open. Positions of experts and tasks are their ids.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

#: What is sought in each kind of objective: the goal of the coordination model that stands for it.
GOAL_OF = {
    "total_score": "interest",
    "tasks_scheduled": "served",
    "experts_used": "experts_used",
    "makespan": "finish",
}

#: The fields that the conversion and the score know; a problem that asks for more is refused.
_KNOWN_RULES = {
    "one_task_at_a_time",
    "distinct_experts_in_task",
    "optional_tasks",
    "min_tasks_binding",
    "different_countries_in_task",
    "do_not_merge_touching_availability",
}
_KNOWN_EXPERT = {"id", "skills", "availability", "country", "org", "max_tasks", "min_tasks"}
_KNOWN_TASK = {"id", "duration", "fixed_start", "release", "deadline", "weight", "forbidden", "slots"}
_KNOWN_SLOT = {"eligible", "skill", "role"}


@dataclass(frozen=True)
class Problem:
    """One file. `experts` and `tasks` are its records as they stand there."""

    record: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.record["id"])

    @property
    def family(self) -> str:
        return str(self.record["family"])

    @cached_property
    def experts(self) -> list[dict[str, Any]]:
        return list(self.record["experts"])

    @cached_property
    def tasks(self) -> list[dict[str, Any]]:
        return list(self.record["tasks"])

    @property
    def precedence(self) -> list[tuple[int, int]]:
        """Pairs (a, b): b starts no earlier than a ends."""
        return [(a, b) for a, b in self.record.get("precedence") or ()]

    @property
    def objective(self) -> str:
        return str(self.record["objective"]["type"])

    @property
    def goal(self) -> str:
        """The goal of the coordination model that stands for the objective."""
        return GOAL_OF[self.objective]

    @property
    def is_maximised(self) -> bool:
        return bool(self.record["objective"]["sense"] == "max")

    def rule(self, name: str) -> bool:
        """Whether a rule holds; a rule that is not named does not."""
        return bool(self.record["rules"].get(name))

    @cached_property
    def has_spells(self) -> bool:
        """Whether anybody is available in spells, inside one of which a task must lie."""
        return any(expert.get("availability") for expert in self.experts)

    @cached_property
    def milestones(self) -> frozenset[int]:
        """Tasks that take no time and nobody: they only hand on what comes before them."""
        return frozenset(task["id"] for task in self.tasks if not task["duration"] and not task["slots"])


def read_problem(path: Path) -> Problem:
    """The problem in a file. ValueError where it asks for something that has no place in a plan here."""
    return problem_of(json.loads(path.read_text(encoding="utf-8")))


def problem_of(record: dict[str, Any]) -> Problem:
    """The problem that a record states. ValueError names what is unknown."""
    unknown = {name for name, on in record["rules"].items() if on} - _KNOWN_RULES
    unknown |= _given(record["experts"]) - _KNOWN_EXPERT
    unknown |= _given(record["tasks"]) - _KNOWN_TASK
    unknown |= _given([slot for task in record["tasks"] for slot in task.get("slots") or ()]) - _KNOWN_SLOT
    if record["objective"]["type"] not in GOAL_OF:
        unknown.add(record["objective"]["type"])
    if unknown:
        raise ValueError(f"{record['id']}: no plan says {', '.join(sorted(unknown))}")
    return Problem(record)


def _given(records: list[dict[str, Any]]) -> set[str]:
    return {name for record in records for name, value in record.items() if value is not None}
