"""Serve every region in proportion to what its Members ask."""

from collections import Counter
from typing import TYPE_CHECKING

from allocator.goals.base import GoalKind

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.plan import Plan
    from allocator.policy import CoordinationModel

GOAL = GoalKind(
    "regions",
    "Distance of each region's share of what is served from its share of what is asked",
    "min",
    "requests",
)


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    asked = Counter(plan.members[request.member].region for request in plan.open_requests)
    served = Counter(
        plan.members[plan.requests[mission.request].member].region for mission in allocation.missions
    )
    return sum(
        _ceiling(abs(served[region] * asked.total() - asked[region] * served.total()), asked.total())
        for region in asked
    )


def _ceiling(numerator: int, denominator: int) -> int:
    """The quotient rounded up to a whole number, exactly."""
    return -(-numerator // denominator)
