"""Give pre-accredited experts the field mission that they need."""

from typing import TYPE_CHECKING

from allocator.goals.base import GoalKind

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.plan import Plan
    from allocator.policy import CoordinationModel

GOAL = GoalKind("accreditation", "Pre-accredited experts who get their field mission", "max", "experts")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    experts = set()
    for mission, place in allocation.assignments():
        request = plan.requests[mission.request]
        seat = plan.seat_of(request, place.seat)
        held = plan.qualification_of(place.expert, seat.profile, plan.topic_of(request, seat))
        if held is not None and held.status == "pre-accredited":
            experts.add(place.expert)
    return len(experts)
