"""What is excluded does not happen: a person on a request, in one seat of it or in any, by the planner's
decision or since the person has declined; or the request as a whole, which may be postponed instead."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan.entities import DECLINED, POSTPONED
from allocator.rules.base import HARD, Rule, Violation, because, levels

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.entities import Decision
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.problem.start_ranges import Ranges, Sieve

RULE = Rule(
    "excluded",
    "Nobody is sent where the planner has excluded it, and no excluded request is served",
    levels(HARD),
    "excluded assignments",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    for row in plan.decisions:
        mission = allocation.by_request.get(row.request)
        if not row.excludes or mission is None:
            continue
        if not row.expert:
            yield Violation(
                rule=RULE.code, level=HARD, subject=row.request, message="is excluded and yet served"
            )
        elif any(place.expert == row.expert and row.shuts(place.seat) for place in mission.team):
            yield Violation(
                rule=RULE.code,
                level=HARD,
                subject=f"{row.request}, {row.expert}",
                message=_of_person(row),
            )
    for mission in allocation.missions:
        request = plan.requests.get(mission.request)
        if request is not None and request.status == POSTPONED:
            message = f"is postponed{because(request.status_reason)} and yet served"
            yield Violation(rule=RULE.code, level=HARD, subject=mission.request, message=message)


def _of_person(row: "Decision") -> str:
    if row.status == DECLINED:
        return f"{row.expert} has declined{because(row.status_reason)}"
    return f"{row.expert} is excluded from " + (f"the seat {row.seat}" if row.seat else "the team")


def eligible(problem: "Problem") -> "Sieve":
    """Keeps pairs that no row excludes."""
    closed = np.zeros(len(problem.seats), dtype=bool)
    shut: list[int] = []
    for row in problem.plan.decisions:
        if row.excludes and row.expert and row.request in problem.request_index:
            own = np.flatnonzero(problem.seat_request == problem.request_index[row.request])
            named = (q for q in own if row.shuts(problem.seats[q].seat))
            shut += [int(q) * len(problem.experts) + problem.expert_index[row.expert] for q in named]
    for code in problem.plan.not_to_serve:
        closed[problem.seat_request == problem.request_index[code]] = True

    shut_pairs = np.array(shut, dtype=np.int64)

    def sift(ranges: "Ranges") -> "Ranges":
        pair = ranges.seat * len(problem.experts) + ranges.expert
        return ranges.where(~(closed[ranges.seat] | np.isin(pair, shut_pairs)))

    return sift
