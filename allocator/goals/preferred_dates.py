"""Start missions close to the day that the Member wishes."""

from typing import TYPE_CHECKING

from allocator.goals.base import GoalKind

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.plan import Plan
    from allocator.policy import CoordinationModel

GOAL = GoalKind("preferred_dates", "Days between the starts and the Members' wishes, added up", "min", "days")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    total = 0
    for mission in allocation.missions:
        wish = plan.requests[mission.request].preferred_start
        if wish is not None:
            total += abs((mission.start - wish).days)
    return total
