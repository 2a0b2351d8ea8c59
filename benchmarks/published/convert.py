"""A published problem as the sheets of a plan, and an allocation back as a schedule.

Every task is a request, every slot a place on its team. One unit of time is a day, and missions start on any
day. Where experts are available in spells a task must lie inside one of them, also where two touch, which a
plan would join. So there one unit is a week: missions start on Mondays and end on a Saturday, and so does
every spell, which leaves a Sunday between two. There are no journeys, no days of rest, one language and one
Member.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd

import allocator
from benchmarks.published.problem import Problem
from benchmarks.published.score import Schedule, Visit

_MONDAY = date(2024, 1, 1)
_WEEK = 7
_PROFILE = "TOE"
_ANYONE = "anyone"

Row = dict[str, Any]


def plan_of(problem: Problem) -> allocator.Plan:
    """The plan that says what the problem says."""
    return allocator.Plan.from_tables({name: pd.DataFrame(rows) for name, rows in sheets_of(problem).items()})


def schedule_of(problem: Problem, allocation: allocator.Allocation) -> Schedule:
    """What an allocation says about the tasks; those not served are left out."""
    unit = _unit(problem)
    return {
        _number(mission.request): Visit(
            start=(mission.start - _MONDAY).days // unit,
            experts=tuple(_number(code) for code in mission.experts),
        )
        for mission in allocation.missions
    }


def sheets_of(problem: Problem) -> dict[str, list[Row]]:
    """The rows of every sheet that has any, as cells by header."""
    topics, employers = _topics(problem), _countries(problem)
    sheets = {
        "Plan": _settings(problem),
        "Administrations": _administrations(problem),
        "Experts": [_expert(problem, expert, employers) for expert in problem.experts],
        "Qualifications": _qualifications(problem, topics),
        "Availability": list(_availability(problem)),
        "Mission types": [{"mission type": "task", "days": 1, "travel days": 0}],
        "Seats": [{"mission type": "task", "seat": "place", "profile": _PROFILE, "topic": _ANYONE}],
        "Requests": list(_requests(problem)),
        "Request seats": list(_request_seats(problem, topics)),
        "Interest": list(_interest(problem)),
        "Assignments": list(_exclusions(problem)),
    }
    return {name: rows for name, rows in sheets.items() if rows}


# -- time -----------------------------------------------------------------------------------------------


def _unit(problem: Problem) -> int:
    """Days of one unit of time: a week where there are spells to keep apart."""
    return _WEEK if problem.has_spells else 1


def _first(problem: Problem, time: int) -> date:
    """The first day of the unit that begins at a time."""
    return _MONDAY + timedelta(days=time * _unit(problem))


def _last(problem: Problem, time: int) -> date:
    """The last day on which anything happens before a time."""
    return _MONDAY + timedelta(days=_days(problem, time) - 1)


def _days(problem: Problem, duration: int) -> int:
    """Days of a stretch of time: a week ends on its Saturday."""
    unit = _unit(problem)
    return duration * unit - (unit == _WEEK)


def _settings(problem: Problem) -> list[Row]:
    settings = {
        "title": problem.id,
        "start": _MONDAY,
        "end": _last(problem, problem.record["horizon"]),
        "start days": "Mon" if _unit(problem) == _WEEK else "any",
        "working days": "any",
    }
    return [{"key": key, "value": value} for key, value in settings.items()]


# -- people ---------------------------------------------------------------------------------------------


def _code(kind: str, number: int) -> str:
    return f"{kind}{number:05}"


def _number(code: str) -> int:
    return int(code[1:])


def _countries(problem: Problem) -> dict[str, str]:
    """The employer that stands for each country; the empty text is no country."""
    names = sorted({expert.get("country") or "" for expert in problem.experts})
    return {name: _code("A", number) for number, name in enumerate(names)}


def _administrations(problem: Problem) -> list[Row]:
    return [
        {"administration": code, "name": code, "region": "EUR", "country": name and f"country {code}"}
        for name, code in _countries(problem).items()
    ]


def _expert(problem: Problem, expert: Row, employers: dict[str, str]) -> Row:
    most = expert.get("max_tasks")
    return {
        "expert": _code("E", expert["id"]),
        "administration": employers[expert.get("country") or ""],
        "languages": "en",
        "missions": "-" if most is None else most,
        "minimum missions": (expert.get("min_tasks") or 0) if problem.rule("min_tasks_binding") else 0,
        "days": "-",
        "rest days": 0,
    }


def _availability(problem: Problem) -> Iterator[Row]:
    for expert in problem.experts:
        for start, end in expert.get("availability") or ():
            yield {
                "expert": _code("E", expert["id"]),
                "from": _first(problem, start),
                "to": _last(problem, end),
            }


# -- teams ----------------------------------------------------------------------------------------------

_Slot = tuple[str | None, tuple[int, ...] | None]  # the skill and the experts asked for


def _slot(slot: Row) -> _Slot:
    eligible = slot.get("eligible")
    return slot.get("skill"), None if eligible is None else tuple(sorted(eligible))


def _topics(problem: Problem) -> dict[_Slot, str]:
    """A topic for every kind of slot: those who may take it hold it."""
    slots = dict.fromkeys(_slot(slot) for task in problem.tasks for slot in task["slots"])
    return {slot: f"kind {number}" for number, slot in enumerate(slots)}


def _qualifications(problem: Problem, topics: dict[_Slot, str]) -> list[Row]:
    """Who holds the topic of every slot; and all of the type's own seat, which no task uses."""
    holders: dict[str | None, set[int]] = defaultdict(set)
    for expert in problem.experts:
        for skill in (None, *(expert.get("skills") or ())):
            holders[skill].add(expert["id"])
    able = {
        topic: sorted(holders[skill].intersection(eligible) if eligible is not None else holders[skill])
        for (skill, eligible), topic in topics.items()
    }
    return [
        {"expert": _code("E", expert), "profile": _PROFILE, "topic": topic}
        for topic, people in able.items()
        for expert in people
    ]


def _request_seats(problem: Problem, topics: dict[_Slot, str]) -> Iterator[Row]:
    """Equal slots of a task are one seat with several places."""
    for task in problem.tasks:
        kinds = Counter(topics[_slot(slot)] for slot in task["slots"])
        for number, (topic, count) in enumerate(kinds.items()):
            yield {
                "request": _code("T", task["id"]),
                "seat": f"seat {number}",
                "profile": _PROFILE,
                "topic": topic,
                "count": count,
            }


# -- tasks ----------------------------------------------------------------------------------------------


def _requests(problem: Problem) -> Iterator[Row]:
    """Every task but the milestones, which hand on their predecessors to what follows."""
    before = _predecessors(problem)
    for task in problem.tasks:
        if task["id"] in problem.milestones:
            continue
        fixed, release, deadline = (task.get(name) for name in ("fixed_start", "release", "deadline"))
        earliest = fixed if fixed is not None else release
        latest = fixed + task["duration"] if fixed is not None else deadline
        yield {
            "request": _code("T", task["id"]),
            "member": "KEN",
            "mission type": "task",
            "requested on": _MONDAY,
            "languages": "en",
            "days": _days(problem, task["duration"]),
            "earliest start": None if earliest is None else _first(problem, earliest),
            "latest end": None if latest is None else _last(problem, latest),
            "after": ";".join(_code("T", other) for other in sorted(before[task["id"]])),
            "pairing": "required" if problem.rule("different_countries_in_task") else "off",
        }


def _predecessors(problem: Problem) -> dict[int, set[int]]:
    """Per task, the tasks other than milestones that come before it, directly or over milestones."""
    direct: dict[int, set[int]] = defaultdict(set)
    for earlier, later in problem.precedence:
        direct[later].add(earlier)

    def real(task: int) -> set[int]:
        return set().union(
            *(real(other) if other in problem.milestones else {other} for other in direct[task])
        )

    return {task["id"]: real(task["id"]) for task in problem.tasks}


def _interest(problem: Problem) -> Iterator[Row]:
    for expert, scores in enumerate(problem.record.get("pair_scores") or ()):
        for task, score in enumerate(scores):
            if score:
                yield {
                    "expert": _code("E", expert),
                    "request": _code("T", task),
                    "interest": score,
                }


def _exclusions(problem: Problem) -> Iterator[Row]:
    for task in problem.tasks:
        for expert in task.get("forbidden") or ():
            yield {
                "request": _code("T", task["id"]),
                "expert": _code("E", expert),
                "decision": "excluded",
            }
