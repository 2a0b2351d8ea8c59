"""Send experts who already know the Member."""

from typing import TYPE_CHECKING

from allocator.goals.base import GoalKind

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.plan import Plan
    from allocator.policy import CoordinationModel

GOAL = GoalKind("continuity", "Assignments whose expert already knows the Member", "max", "assignments")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    acquainted = {(row.expert, row.member) for row in plan.history}
    return sum(
        (place.expert, plan.requests[mission.request].member) in acquainted
        for mission, place in allocation.assignments()
    )
