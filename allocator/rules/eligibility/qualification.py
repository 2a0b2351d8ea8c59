"""Every expert is qualified for the seat: profile, topic, status and level, and still so on the last mission
day."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan import calendar
from allocator.problem.qualifications import ACCREDITED, PRE_ACCREDITED
from allocator.rules.base import HARD, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.plan import Plan, TeamSeat
    from allocator.plan.allocation import Allocation
    from allocator.plan.entities import Qualification
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.problem.start_ranges import Ranges, Sieve

RULE = Rule(
    "qualification",
    "Every expert holds the seat's profile and topic with the status and level it needs until the last day",
    levels(HARD),
    "unqualified experts",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    for mission, place in allocation.assignments():
        request = plan.requests[mission.request]
        seat = plan.seat_of(request, place.seat)
        topic = plan.topic_of(request, seat)
        held = plan.qualification_of(place.expert, seat.profile, topic)
        last_day = calendar.last_day(plan, request, mission.start)
        for message in _faults(held, seat, topic, last_day):
            yield Violation(
                rule=RULE.code,
                level=HARD,
                subject=f"{mission.request}, {place.expert}",
                message=f"{place.expert} {message}",
            )


def _faults(held: "Qualification | None", seat: "TeamSeat", topic: str, last_day: date) -> Iterator[str]:
    if held is None:
        yield f"is no {seat.profile} for {topic or 'any topic'}, which the seat {seat.seat} needs"
        return
    if seat.status == "accredited" and held.status != "accredited":
        yield f"is {held.status}, the seat {seat.seat} needs an accredited {seat.profile}"
    if held.level < seat.minimum_level:
        yield f"has level {held.level}, the seat {seat.seat} needs {seat.minimum_level}"
    if held.valid_until is not None and held.valid_until < last_day:
        yield f"is qualified until {held.valid_until}, the mission ends on {last_day}"


def eligible(problem: "Problem") -> "Sieve":
    """Keeps pairs whose speaking qualification fits the seat, until it ends."""
    held = problem.held
    accredited_only = np.array([seat.status == "accredited" for seat in problem.seats], dtype=bool)
    minimum = np.array([seat.minimum_level for seat in problem.seats], dtype=np.int64)

    def sift(ranges: "Ranges") -> "Ranges":
        cell = ranges.expert, held.seat_demand[ranges.seat]
        status = held.status[cell]
        fits = (status == ACCREDITED) | ((status == PRE_ACCREDITED) & ~accredited_only[ranges.seat])
        fitting = ranges.where(fits & (held.level[cell] >= minimum[ranges.seat]))
        until = held.valid_until[fitting.expert, held.seat_demand[fitting.seat]]
        request = problem.seat_request[fitting.seat]
        return fitting.within(fitting.lo, problem.end_of_starts_done_by(request, until))

    return sift
