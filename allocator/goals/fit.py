"""Send the experts with the highest levels."""

from typing import TYPE_CHECKING

from allocator.goals.base import GoalKind

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.plan import Plan
    from allocator.policy import CoordinationModel

GOAL = GoalKind("fit", "Qualification levels of the experts sent, added up", "max", "levels")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    total = 0
    for mission, place in allocation.assignments():
        request = plan.requests[mission.request]
        seat = plan.seat_of(request, place.seat)
        held = plan.qualification_of(place.expert, seat.profile, plan.topic_of(request, seat))
        total += held.level if held is not None else 0
    return total
