"""Serve many requests, the urgent ones first."""

from typing import TYPE_CHECKING

from allocator.goals.base import GoalKind

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.plan import Plan
    from allocator.policy import CoordinationModel

GOAL = GoalKind("served", "Requests served, weighted by priority", "max", "weight")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    return sum(model.priorities[plan.requests[mission.request].priority] for mission in allocation.missions)
