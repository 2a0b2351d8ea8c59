"""A follow-up comes after every request that it builds on, with the gap it asks for, and only if those are
delivered."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan import calendar
from allocator.problem.arrays import FOREVER
from allocator.problem.rows import make_rows
from allocator.problem.start_ranges import spread
from allocator.rules.base import HARD, OFF, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.problem.rows import Parts, Rows
    from allocator.rules.columns import Columns

RULE = Rule(
    "sequence",
    "A follow-up starts after its predecessors and the gap, and only if they are delivered",
    levels(HARD, OFF),
    "follow-ups too early",
    joins="order",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    if model.level(RULE.code) is OFF:
        return
    for mission in allocation.missions:
        request = plan.requests[mission.request]
        for predecessor in request.after:
            delivered = _delivered_on(plan, allocation, predecessor)
            if delivered is None:
                message = f"starts on {mission.start}, {predecessor} is not served"
            elif mission.start < delivered + timedelta(days=request.gap_days + 1):
                gap = f"{request.gap_days} days apart"
                message = f"starts on {mission.start}, {predecessor} ends on {delivered}, {gap}"
            else:
                continue
            subject = f"{mission.request}, {predecessor}"
            yield Violation(rule=RULE.code, level=HARD, subject=subject, message=message)


def _delivered_on(plan: "Plan", allocation: "Allocation", code: str) -> date | None:
    """The last day of a request: already past, or as allocated, or None where it is not served."""
    request = plan.requests[code]
    if request.done_on is not None:
        return request.done_on
    mission = allocation.by_request.get(code)
    return calendar.last_day(plan, request, mission.start) if mission else None


def rows(problem: "Problem", columns: "Columns") -> "Parts":
    """What has begun by a day cannot exceed what its predecessor had finished in time, for every start.

    Prefix sums: Σ_{s' <= s} y[r, s'] <= Σ_{s' ends by s - gap - 1} y[predecessor, s'].
    """
    if problem.model.level(RULE.code) is OFF:
        return []
    parts: Parts = []
    for r, request in enumerate(problem.requests):
        for code in request.after:
            before = problem.plan.requests[code]
            if before.done_on is not None:
                ready = problem.day_number(before.done_on) + request.gap_days + 1
                parts.append(_not_before(problem, columns, r, ready))
            elif code not in problem.request_index:  # cancelled
                parts.append(_not_before(problem, columns, r, FOREVER))
            else:
                parts.append(_follow(problem, columns, r, problem.request_index[code], request.gap_days))
    return parts


def _not_before(problem: "Problem", columns: "Columns", request: int, day: int) -> "Rows":
    """Σ y over the starts before `day` = 0."""
    starts = np.arange(problem.start_offset[request], problem.start_offset[request + 1])
    early = starts[problem.start_day[starts] < day]
    return make_rows(RULE.code, "request", np.array([request]), [(0, columns.y[early], 1)], upper=0)


def _follow(problem: "Problem", columns: "Columns", request: int, before: int, gap: int) -> "Rows":
    """The prefix rows of one request and one predecessor."""
    own = np.arange(problem.start_offset[request], problem.start_offset[request + 1])
    first = problem.start_offset[before]
    due = problem.start_day[own] - gap - 1
    done = problem.end_of_starts_done_by(np.full(len(own), before, dtype=np.int64), due)
    row, position = spread(np.arange(1, len(own) + 1))
    earlier, rank = spread(done - first)
    return make_rows(
        RULE.code, "request", np.full(len(own), request, dtype=np.int64),
        [(row, columns.y[own[position]], 1), (earlier, columns.y[first + rank], -1)],
        upper=0,
    )  # fmt: skip
