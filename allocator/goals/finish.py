"""End the programme early."""

from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.plan import calendar
from allocator.problem.rows import Costs, make_rows

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.rules.columns import Columns

GOAL = GoalKind("finish", "Last mission day, counted from the first day of the plan", "min", "days")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    ends = [
        calendar.last_day(plan, plan.requests[mission.request], mission.start)
        for mission in allocation.missions
    ]
    return (max(ends) - plan.settings.start).days + 1 if ends else 0


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """One column, at least the last day of every mission."""
    length = problem.day_number(problem.plan.settings.end) + 1
    latest = columns.add(GOAL.code, np.zeros(1, dtype=np.int64), np.full(1, length))
    request = np.arange(len(problem.requests))
    rows = make_rows(
        GOAL.code, "request", request,
        [
            (request, np.full(len(request), latest[0]), 1),
            (problem.start_request, columns.y, -(problem.start_last + 1)),
        ],
        lower=0,
    )  # fmt: skip
    return Costs(latest, np.ones(1, dtype=np.int64), rows=(rows,))
