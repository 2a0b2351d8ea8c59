"""No mission works on a public holiday of a Member that takes part."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan import calendar
from allocator.plan.public_holidays import public_holidays
from allocator.problem.closed_days import met_days
from allocator.problem.rows import make_rows, numbered
from allocator.rules.base import HARD, OFF, SOFT, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Ints, Problem
    from allocator.problem.rows import Parts
    from allocator.rules.columns import Columns

RULE = Rule(
    "holidays",
    "No mission day is a public holiday of a Member that takes part",
    levels(HARD, SOFT, OFF),
    "mission days",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    level = model.level(RULE.code)
    if level is OFF:
        return
    years = plan.settings.start.year, plan.settings.end.year
    for mission in allocation.missions:
        request = plan.requests[mission.request]
        days = {
            day: [member for member in plan.members_of(request) if day in public_holidays(member, *years)]
            for day in calendar.mission_days(plan, request, mission.start)
        }
        feasts = [f"{day} is a public holiday in {', '.join(who)}" for day, who in days.items() if who]
        if feasts:
            yield Violation(
                rule=RULE.code,
                level=level,
                subject=mission.request,
                message="; ".join(feasts),
                amount=len(feasts),
            )


def rows(problem: "Problem", columns: "Columns") -> "Parts":
    """Σ (mission days on a public holiday) · y <= 0, per request."""
    level = problem.model.level(RULE.code)
    if level is OFF:
        return []
    met = holidays_met(problem)
    hit = np.flatnonzero(met)
    row, (request,) = numbered(problem.start_request[hit])
    return [
        make_rows(
            RULE.code, "request", request, [(row, columns.y[hit], met[hit])], upper=0, soft=level is SOFT
        )
    ]


def holidays_met(problem: "Problem") -> "Ints":
    """Per start, how many mission days are a public holiday of a Member that takes part."""
    years = problem.plan.settings.start.year, problem.plan.settings.end.year
    asked = {problem.members[m] for m in np.flatnonzero(problem.takes_part.any(axis=0))}
    feasts = {m: {problem.day_number(day) for day in public_holidays(m, *years)} for m in asked}
    return met_days(problem, feasts)
