"""Do with few people."""

from typing import TYPE_CHECKING

from allocator.goals.base import GoalKind

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.plan import Plan
    from allocator.policy import CoordinationModel

GOAL = GoalKind("experts_used", "People sent", "min", "experts")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    return len({place.expert for _, place in allocation.assignments()})
