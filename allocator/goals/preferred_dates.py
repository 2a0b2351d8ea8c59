"""Start missions close to the day that the Member wishes."""

from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.problem.rows import Costs

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.rules.columns import Columns

GOAL = GoalKind("preferred_dates", "Days between the starts and the Members' wishes, added up", "min", "days")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    total = 0
    for mission in allocation.missions:
        wish = plan.requests[mission.request].preferred_start
        if wish is not None:
            total += abs((mission.start - wish).days)
    return total


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """The distance of each start from the Member's wish."""
    wishes = [r.preferred_start for r in problem.requests]
    wish = np.array([problem.day_number(day) if day else -1 for day in wishes], dtype=np.int64)
    wanted = np.array([day is not None for day in wishes], dtype=bool)[problem.start_request]
    distance = np.abs(problem.start_day - wish[problem.start_request])
    return Costs(columns.y, np.where(wanted, distance, 0))
