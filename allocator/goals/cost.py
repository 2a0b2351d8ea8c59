"""Spend little on travel, per diem and fees."""

from typing import TYPE_CHECKING

from allocator.goals.base import GoalKind
from allocator.problem.rows import Costs

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.rules.columns import Columns

GOAL = GoalKind("cost", "Cost of all assignments", "min", "currency")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    return sum(
        plan.cost_of(plan.requests[mission.request], place.expert)
        for mission, place in allocation.assignments()
    )


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """The cost of each expert on each request."""
    return Costs(columns.z, columns.z_cost)
