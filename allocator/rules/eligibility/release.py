"""An expert is released on every day from departure to return, inside one spell of availability. Who has no
row of availability is released for the whole plan; a withdrawal ends every release."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan import calendar
from allocator.problem import FOREVER
from allocator.problem.start_ranges import spread
from allocator.rules.base import HARD, Rule, Violation, levels

if TYPE_CHECKING:
    from datetime import date

    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.problem.start_ranges import Ranges, Sieve

RULE = Rule(
    "release",
    "Every expert is released on every day from travel out to travel back",
    levels(HARD),
    "experts not released",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    for mission, place in allocation.assignments():
        spells = plan.availability_of.get(place.expert)
        if spells is None:
            continue
        request = plan.requests[mission.request]
        departure, back = calendar.away(plan, request, place.expert, mission.start)
        if not any(first <= departure and back <= last for first, last in spells):
            yield Violation(
                rule=RULE.code,
                level=HARD,
                subject=f"{mission.request}, {place.expert}",
                message=f"{place.expert} {_why_not(plan, place.expert, departure, back)}",
            )


def _why_not(plan: "Plan", expert: str, departure: "date", back: "date") -> str:
    """That somebody has withdrawn by then, or else what the releases lack."""
    since = plan.withdrawn_from(expert)
    if since is not None and back >= since:
        return f"has withdrawn from {since}, back home on {back}"
    return _how_short(plan.availability_of[expert], departure, back)


def _how_short(spells: "tuple[tuple[date, date], ...]", departure: "date", back: "date") -> str:
    """What the spell of release that holds most of the days away lacks."""
    if not spells:
        return f"is released on no day from {departure} to {back}"
    first, last = max(spells, key=lambda spell: min(spell[1], back) - max(spell[0], departure))
    if first > back or last < departure:
        return f"is released on no day from {departure} to {back}"
    if first <= departure:
        return f"is released until {last}, back home on {back}"
    if last >= back:
        return f"is released from {first}, departs on {departure}"
    return f"is released from {first} to {last}, away from {departure} to {back}"


def eligible(problem: "Problem") -> "Sieve":
    """Keeps the starts whose days from travel out to travel back lie inside one spell of release."""
    days = [_spells(problem, code) for code in problem.experts]
    first_spell = np.concatenate([[0], np.cumsum([len(d) for d in days])]).astype(np.int64)
    spell = np.array([bounds for d in days for bounds in d], dtype=np.int64).reshape(-1, 2)

    def sift(ranges: "Ranges") -> "Ranges":
        times = np.diff(first_spell)[ranges.expert]
        owner, position = spread(times)
        rows = ranges.repeated(times)
        begin, end = spell[first_spell[ranges.expert[owner]] + position].T
        request = problem.seat_request[rows.seat]
        travel = problem.travel_days(rows.expert, request)
        lo = problem.first_start_from(request, begin + travel)
        return rows.within(lo, problem.end_of_starts_done_by(request, end - travel))

    return sift


def _spells(problem: "Problem", expert: str) -> list[tuple[int, int]]:
    """Spells of release as days of the plan; one without end for an expert without rows."""
    spells = problem.plan.availability_of.get(expert)
    if spells is None:
        return [(-FOREVER, FOREVER)]
    return [(problem.day_number(first), problem.day_number(last)) for first, last in spells]
