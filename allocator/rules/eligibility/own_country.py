"""Nobody advises the administration that employs them, nor another one of the same country."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from allocator.rules.base import HARD, OFF, SOFT, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.problem.start_ranges import Ranges, Sieve

RULE = Rule(
    "own_country",
    "Nobody advises the own administration or country",
    levels(HARD, SOFT, OFF),
    "experts in their own country",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    level = model.level(RULE.code)
    if level is OFF:
        return
    for mission, place in allocation.assignments():
        members = plan.members_of(plan.requests[mission.request])
        employer = plan.administration_of(place.expert)
        own = next((m for m in members if m in (employer.administration, employer.country)), "")
        if own:
            yield Violation(
                rule=RULE.code,
                level=level,
                subject=f"{mission.request}, {place.expert}",
                message=f"{place.expert} of {employer.administration} would advise {own}, the own country",
            )


def eligible(problem: "Problem") -> "Sieve":
    """Keeps pairs whose administration, or its country, is none of the Members that take part."""
    employers = [problem.plan.administration_of(code) for code in problem.experts]
    body = np.array([problem.member_index.get(a.administration, -1) for a in employers], dtype=np.int64)
    country = np.array([problem.member_index.get(a.country, -1) for a in employers], dtype=np.int64)
    part = np.column_stack([problem.takes_part, np.zeros(len(problem.requests), dtype=bool)])

    def sift(ranges: "Ranges") -> "Ranges":
        request = problem.seat_request[ranges.seat]
        own = part[request, body[ranges.expert]] | part[request, country[ranges.expert]]
        return ranges.where(~own)

    return sift
