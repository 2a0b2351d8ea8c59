"""A mission starts on a start day of the plan, lies inside the request's window and the plan, and leaves its
experts the notice that the plan grants them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan import calendar
from allocator.rules.base import HARD, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation, Mission
    from allocator.plan.entities import Request
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.problem.start_ranges import Ranges, Sieve

RULE = Rule(
    "window",
    "A mission starts on a start day, lies inside the request's window and the plan, and gives due notice",
    levels(HARD),
    "missions outside their window",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    for mission in allocation.missions:
        request = plan.requests[mission.request]
        faults = [
            *_start_faults(plan, request, mission.start),
            *_window_faults(plan, request, mission.start),
            *_notice_faults(plan, request, mission),
        ]
        for message in faults:
            yield Violation(rule=RULE.code, level=HARD, subject=mission.request, message=message)


def _start_faults(plan: "Plan", request: "Request", start: date) -> Iterator[str]:
    if start.weekday() not in plan.settings.start_days:
        yield f"starts on {start}, a {start:%A}: no start day of the plan"
    if start.weekday() not in calendar.working_days(plan, request.member):
        yield f"starts on {start}, a {start:%A}: no working day of {request.member}"


def _window_faults(plan: "Plan", request: "Request", start: date) -> Iterator[str]:
    earliest = max(plan.settings.start, request.earliest_start or plan.settings.start)
    latest = min(plan.settings.end, request.latest_end or plan.settings.end)
    last = calendar.last_day(plan, request, start)
    if start < earliest:
        yield f"starts on {start}, before its earliest start {earliest}"
    if last > latest:
        yield f"ends on {last}, after its latest end {latest}"


def _notice_faults(plan: "Plan", request: "Request", mission: "Mission") -> Iterator[str]:
    earliest = request.requested_on + timedelta(days=plan.settings.notice_days)
    for expert in mission.experts:
        departure, _ = calendar.away(plan, request, expert, mission.start)
        if departure < earliest:
            yield f"{expert} departs on {departure}, without due notice: not before {earliest}"


def eligible(problem: "Problem") -> "Sieve":
    """Keeps the starts that leave notice; the grid and the window are in the problem's starts already."""
    asked = np.array([problem.day_number(r.requested_on) for r in problem.requests], dtype=np.int64)
    earliest = asked + problem.plan.settings.notice_days

    def sift(ranges: "Ranges") -> "Ranges":
        request = problem.seat_request[ranges.seat]
        first = earliest[request] + problem.travel_days(ranges.expert, request)
        return ranges.within(problem.first_start_from(request, first), ranges.hi)

    return sift
