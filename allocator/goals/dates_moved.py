"""Keep the dates of the previous allocation."""

from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.goals.before import missions_before
from allocator.problem.rows import Costs

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Ints, Problem
    from allocator.rules.columns import Columns

GOAL = GoalKind(
    "dates_moved", "Missions on another day than in the previous allocation", "min", "missions", compares=True
)


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    return sum(days > 0 for days in days_by_mission(plan, allocation))


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """One for each start on another day."""
    return Costs(columns.y, np.minimum(days_by_start(problem), 1))


def days_by_mission(plan: "Plan", allocation: "Allocation") -> list[int]:
    """How far each mission of the previous allocation that is served has moved, in days."""
    served = allocation.by_request
    return [
        abs((served[request].start - before.start).days)
        for request, before in missions_before(plan).items()
        if request in served and before.start is not None
    ]


def days_by_start(problem: "Problem") -> "Ints":
    """How far each start is from that of the previous allocation, in days; 0 where there is none."""
    was = np.full(len(problem.requests), -1, dtype=np.int64)
    known = np.zeros(len(problem.requests), dtype=bool)
    for request, before in missions_before(problem.plan).items():
        if before.start is not None:
            was[problem.request_index[request]] = problem.day_number(before.start)
            known[problem.request_index[request]] = True
    days: Ints = np.abs(problem.start_day - was[problem.start_request]) * known[problem.start_request]
    return days
