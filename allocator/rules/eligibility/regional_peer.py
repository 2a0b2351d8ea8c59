"""Experts come from the region of the Member that asks. The Secretariat's experts may come from anywhere."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan.entities import SECRETARIAT
from allocator.rules.base import HARD, OFF, SOFT, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.entities import Expert
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.problem.start_ranges import Ranges, Sieve

RULE = Rule(
    "regional_peer",
    "Every expert comes from the Member's region, or from the Secretariat",
    levels(HARD, SOFT, OFF),
    "experts from other regions",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    level = model.level(RULE.code)
    if level is OFF:
        return
    for mission, place in allocation.assignments():
        if _is_of_the_secretariat(plan.experts[place.expert]):
            continue
        asked = plan.members[plan.requests[mission.request].member].region
        offered = plan.administration_of(place.expert).region
        if offered != asked:
            yield Violation(
                rule=RULE.code,
                level=level,
                subject=f"{mission.request}, {place.expert}",
                message=f"{place.expert} comes from {offered}, the Member is in {asked}",
            )


def eligible(problem: "Problem") -> "Sieve":
    """Keeps pairs of one region, and the Secretariat's own people."""
    own = [_is_of_the_secretariat(problem.plan.experts[code]) for code in problem.experts]
    exempt = np.array(own, dtype=bool)

    def sift(ranges: "Ranges") -> "Ranges":
        region = problem.request_region[problem.seat_request[ranges.seat]]
        return ranges.where(exempt[ranges.expert] | (problem.expert_region[ranges.expert] == region))

    return sift


def _is_of_the_secretariat(expert: "Expert") -> bool:
    return expert.source == "secretariat" or expert.administration == SECRETARIAT
