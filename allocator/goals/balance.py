"""Spread the load over experts, and over administrations by the number of experts they have.

The first mission of a person costs nothing, the second 1, the third 2. An administration pays the same way
for each further round of as many missions as it has experts.
"""

from collections import Counter
from typing import TYPE_CHECKING

from allocator.goals.base import GoalKind

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.plan import Plan
    from allocator.policy import CoordinationModel

GOAL = GoalKind("balance", "Unevenness of the load of experts and administrations", "min", "load points")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    people = Counter(place.expert for _, place in allocation.assignments())
    employers = Counter(plan.experts[place.expert].administration for _, place in allocation.assignments())
    sizes = Counter(expert.administration for expert in plan.experts.values())
    return sum(_points(load, 1) for load in people.values()) + sum(
        _points(load, sizes[employer]) for employer, load in employers.items()
    )


def _points(load: int, size: int) -> int:
    """What is left of a load after one round, after two rounds and so on, added up."""
    return sum(range(load - size, 0, -size))
