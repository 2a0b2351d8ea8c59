"""Every expert speaks one of the languages in which the request can be worked on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from allocator.rules.base import HARD, SOFT, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.problem.start_ranges import Ranges, Sieve

RULE = Rule(
    "language",
    "Every expert speaks one of the request's languages",
    levels(HARD, SOFT),
    "experts without a common language",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    for mission, place in allocation.assignments():
        asked = plan.requests[mission.request].languages
        spoken = plan.experts[place.expert].languages
        if not set(asked) & set(spoken):
            yield Violation(
                rule=RULE.code,
                level=model.level(RULE.code),
                subject=f"{mission.request}, {place.expert}",
                message=f"it is worked on in {', '.join(asked)}, {place.expert} speaks {', '.join(spoken)}",
            )


def eligible(problem: "Problem") -> "Sieve":
    """Keeps pairs with a common language."""
    spoken = [problem.plan.experts[code].languages for code in problem.experts]
    asked = [request.languages for request in problem.requests]
    names = sorted({name for row in (*spoken, *asked) for name in row})
    speaks = [np.array([name in row for row in spoken], dtype=bool) for name in names]
    wanted = [np.array([name in row for row in asked], dtype=bool) for name in names]

    def sift(ranges: "Ranges") -> "Ranges":
        request = problem.seat_request[ranges.seat]
        common = np.zeros(len(request), dtype=bool)
        for of_expert, of_request in zip(speaks, wanted, strict=True):
            common |= of_expert[ranges.expert] & of_request[request]
        return ranges.where(common)

    return sift
