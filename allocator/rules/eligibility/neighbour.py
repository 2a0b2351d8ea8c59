"""No expert comes from a country that shares a land border with the Member that asks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan.reference import borders
from allocator.rules.base import HARD, OFF, SOFT, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.problem.start_ranges import Ranges, Sieve

RULE = Rule(
    "neighbour",
    "No expert comes from a country that shares a land border with the Member",
    levels(HARD, SOFT, OFF),
    "experts from a neighbour",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    level = model.level(RULE.code)
    if level is OFF:
        return
    for mission, place in allocation.assignments():
        member = plan.requests[mission.request].member
        employer = plan.administration_of(place.expert)
        neighbours = borders().get(member, frozenset())
        if employer.country in neighbours or employer.administration in neighbours:
            yield Violation(
                rule=RULE.code,
                level=level,
                subject=f"{mission.request}, {place.expert}",
                message=f"{place.expert} of {employer.administration} comes from a neighbour of {member}",
            )


def eligible(problem: "Problem") -> "Sieve":
    """Keeps pairs whose administration, or its country, shares no border with the Member that asks."""
    adjoins = np.zeros((len(problem.administrations), len(problem.members)), dtype=bool)
    for a, body in enumerate(problem.plan.administrations.values()):
        around = borders().get(body.administration, frozenset()) | borders().get(body.country, frozenset())
        adjoins[a, [problem.member_index[m] for m in around if m in problem.member_index]] = True

    def sift(ranges: "Ranges") -> "Ranges":
        member = problem.request_member[problem.seat_request[ranges.seat]]
        return ranges.where(~adjoins[problem.expert_administration[ranges.expert], member])

    return sift
