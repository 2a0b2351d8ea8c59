"""The value of a schedule and the rules that it breaks, from the published problem alone.

Knows no plan, no model and nothing of the library.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from benchmarks.published.problem import Problem


@dataclass(frozen=True, slots=True)
class Visit:
    """When a task starts, and who takes part."""

    start: int
    experts: tuple[int, ...]


#: The visit of every task that is scheduled.
Schedule = Mapping[int, Visit]


def value_of(problem: Problem, schedule: Schedule) -> int:
    """The objective of the problem, in its own unit. Says nothing about rules."""
    if problem.objective == "tasks_scheduled":
        return len(schedule)
    if problem.objective == "experts_used":
        return len({expert for visit in schedule.values() for expert in visit.experts})
    if problem.objective == "makespan":
        return max((_end(problem, task, visit) for task, visit in schedule.items()), default=0)
    scores = problem.record["pair_scores"]
    return sum(scores[expert][task] for task, visit in schedule.items() for expert in visit.experts)


def violations(problem: Problem, schedule: Schedule) -> list[str]:
    """A sentence for every rule that a schedule breaks; none says that it solves the problem."""
    return [
        *_left_out(problem, schedule),
        *(fault for task, visit in schedule.items() for fault in _visit_faults(problem, task, visit)),
        *_clashes(problem, schedule),
        *_loads(problem, schedule),
        *_order_faults(problem, schedule),
    ]


def _end(problem: Problem, task: int, visit: Visit) -> int:
    return visit.start + int(problem.tasks[task]["duration"])


def _left_out(problem: Problem, schedule: Schedule) -> Iterator[str]:
    if problem.rule("optional_tasks"):
        return
    for task in problem.tasks:
        if task["id"] not in schedule and task["id"] not in problem.milestones:
            yield f"task {task['id']} is not scheduled"


def _visit_faults(problem: Problem, number: int, visit: Visit) -> Iterator[str]:
    """What is wrong with one task: its time, its team, the availability of each expert."""
    task, end = problem.tasks[number], _end(problem, number, visit)
    fixed, release, deadline = (task.get(name) for name in ("fixed_start", "release", "deadline"))
    if fixed is not None and visit.start != fixed:
        yield f"task {number} starts at {visit.start}, fixed at {fixed}"
    if visit.start < (release or 0) or (deadline is not None and end > deadline):
        yield f"task {number} runs {visit.start} to {end}, outside {release or 0} to {deadline}"
    if len(set(visit.experts)) < len(visit.experts):
        yield f"task {number} has somebody twice"
    if len(visit.experts) != len(task["slots"]) or not _seats_all(problem, task["slots"], visit.experts):
        yield f"task {number}: {visit.experts} do not fill its {len(task['slots'])} slots"
    for expert in set(visit.experts) & set(task.get("forbidden") or ()):
        yield f"task {number}: expert {expert} is forbidden"
    for expert in visit.experts:
        spells = problem.experts[expert].get("availability")
        if spells is not None and not any(a <= visit.start and end <= b for a, b in spells):
            yield f"task {number}: expert {expert} is not available from {visit.start} to {end}"
    countries = [c for c in (problem.experts[e].get("country") for e in visit.experts) if c]
    if problem.rule("different_countries_in_task") and len(set(countries)) < len(countries):
        yield f"task {number}: experts of one country"


def _seats_all(problem: Problem, slots: list[dict[str, Any]], team: tuple[int, ...]) -> bool:
    """Whether every slot can have an expert of its own: augmenting paths."""
    holder: dict[int, int] = {}

    def seat(expert: int, tried: set[int]) -> bool:
        for place, slot in enumerate(slots):
            if place in tried or not _fits(problem, slot, expert):
                continue
            tried.add(place)
            if place not in holder or seat(holder[place], tried):
                holder[place] = expert
                return True
        return False

    return all(seat(expert, set()) for expert in team)


def _fits(problem: Problem, slot: dict[str, Any], expert: int) -> bool:
    eligible, skill = slot.get("eligible"), slot.get("skill")
    listed = eligible is None or expert in eligible
    return listed and (skill is None or skill in (problem.experts[expert].get("skills") or ()))


def _clashes(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """One task at a time: neighbours in the order of starts suffice."""
    work: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for task, visit in schedule.items():
        for expert in visit.experts:
            work[expert].append((visit.start, _end(problem, task, visit), task))
    for expert, spells in work.items():
        for (_, end, earlier), (start, _, later) in pairwise(sorted(spells)):
            if start < end:
                yield f"expert {expert} is on tasks {earlier} and {later} at once"


def _loads(problem: Problem, schedule: Schedule) -> Iterator[str]:
    load = Counter(expert for visit in schedule.values() for expert in visit.experts)
    for expert in problem.experts:
        number, most = expert["id"], expert.get("max_tasks")
        least = (expert.get("min_tasks") or 0) if problem.rule("min_tasks_binding") else 0
        if load[number] < least or (most is not None and load[number] > most):
            yield f"expert {number} has {load[number]} tasks, {least} to {most} are right"


def _order_faults(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Every task starts when its predecessors have ended, over milestones as well."""
    before: dict[int, list[int]] = defaultdict(list)
    for earlier, later in problem.precedence:
        before[later].append(earlier)

    def ready(task: int) -> int:
        return max((done(other) for other in before[task]), default=0)

    def done(task: int) -> int:
        return ready(task) if task in problem.milestones else _end(problem, task, schedule[task])

    missing = {earlier for earlier, _ in problem.precedence} - problem.milestones - set(schedule)
    if missing:
        yield f"tasks {sorted(missing)} come before others and are not scheduled"
        return
    for task, visit in schedule.items():
        if visit.start < ready(task):
            yield f"task {task} starts at {visit.start}, its predecessors end at {ready(task)}"
