"""Send the experts with the highest levels."""

from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.rows import Costs

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.columns import Columns
    from allocator.plan import Plan
    from allocator.policy import CoordinationModel
    from allocator.problem import Problem

GOAL = GoalKind("fit", "Qualification levels of the experts sent, added up", "max", "levels")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    total = 0
    for mission, place in allocation.assignments():
        request = plan.requests[mission.request]
        seat = plan.seat_of(request, place.seat)
        held = plan.qualification_of(place.expert, seat.profile, plan.topic_of(request, seat))
        total += held.level if held is not None else 0
    return total


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """The level of each expert in each seat."""
    level = problem.held.level[columns.z_expert, problem.held.seat_demand[columns.z_seat]]
    return Costs(columns.z, level.astype(np.int64))
