"""Serve many requests, the urgent ones first."""

from typing import TYPE_CHECKING

from allocator.goals.base import GoalKind
from allocator.problem.rows import Costs

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.rules.columns import Columns

GOAL = GoalKind("served", "Requests served, weighted by priority", "max", "weight")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    return sum(model.priorities[plan.requests[mission.request].priority] for mission in allocation.missions)


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """The weight of a request on each of its starts."""
    return Costs(columns.y, problem.request_weight[problem.start_request])
