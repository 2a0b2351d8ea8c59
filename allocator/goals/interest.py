"""Send those who want to go: what experts and administrations answered."""

from typing import TYPE_CHECKING

from allocator.goals.base import GoalKind

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.plan import Plan
    from allocator.policy import CoordinationModel

GOAL = GoalKind("interest", "Interest of the experts in their requests, added up", "max", "points")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    answers = {(row.expert, row.request): row.interest for row in plan.interest}
    total = 0
    for mission, place in allocation.assignments():
        employer = plan.experts[place.expert].administration
        own = answers.get((place.expert, mission.request))
        total += answers.get((employer, mission.request), 0) if own is None else own
    return total
