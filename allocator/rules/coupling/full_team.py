"""A request is served once and in full: every seat filled by different people, nobody in a seat it does not
have, nothing that the plan does not know. Otherwise it is not served."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from allocator.problem.rows import make_rows, numbered
from allocator.problem.start_ranges import spread
from allocator.rules.base import HARD, Rule, Violation, because, levels

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation, Mission
    from allocator.plan.entities import Request
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.problem.rows import Parts, Rows
    from allocator.rules.columns import Columns

RULE = Rule(
    "full_team",
    "Every seat of a served request is filled, each by a different person",
    levels(HARD),
    "faults in a team",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    """Unlike the other checks, this one is written for codes that the plan does not know."""
    missions = Counter(mission.request for mission in allocation.missions)
    faults = [(request, f"is served {n} times") for request, n in missions.items() if n > 1]
    for mission in allocation.missions:
        faults += [(mission.request, message) for message in _mission_faults(plan, mission)]
    for subject, message in faults:
        yield Violation(rule=RULE.code, level=HARD, subject=subject, message=message)


def _mission_faults(plan: "Plan", mission: "Mission") -> Iterator[str]:
    request = plan.requests.get(mission.request)
    if request is None:
        yield "is not a request of the plan"
        return
    if request.done_on is not None:
        yield f"was already delivered on {request.done_on}"
    elif not plan.is_open(request.request):
        yield f"is cancelled{because(request.status_reason)}"
    yield from _seat_faults(plan, request, mission)
    yield from _people_faults(plan, mission)


def _seat_faults(plan: "Plan", request: "Request", mission: "Mission") -> Iterator[str]:
    filled = Counter(place.seat for place in mission.team)
    wanted = {seat.seat: seat.count for seat in plan.seats_of(request)}
    for seat, count in wanted.items():
        if filled[seat] != count:
            yield f"the seat {seat} has {filled[seat]} of {count} people"
    for seat in sorted(filled.keys() - wanted.keys()):
        yield f"has no seat {seat}"
    for place in mission.team:
        if place.request != mission.request:
            yield f"{place.expert} is assigned to {place.request} instead"


def _people_faults(plan: "Plan", mission: "Mission") -> Iterator[str]:
    for expert, places in Counter(mission.experts).items():
        if expert not in plan.experts:
            yield f"{expert} is not an expert of the plan"
        if places > 1:
            yield f"{expert} sits in {places} places"


def rows(problem: "Problem", columns: "Columns") -> "Parts":
    """A request starts at most once; at a start every seat is full; nobody sits twice."""
    request = np.arange(len(problem.requests), dtype=np.int64)
    once = make_rows(RULE.code, "request", request, [(problem.start_request, columns.y, 1)], upper=1)
    return [once, _every_seat(problem, columns), _different_people(problem, columns)]


def _every_seat(problem: "Problem", columns: "Columns") -> "Rows":
    """Σ z over the candidates of a seat = its places · y, for every seat and start."""
    starts = np.diff(problem.start_offset)[problem.seat_request]
    seat, position = spread(starts)
    first_row = np.cumsum(starts) - starts
    start = problem.start_offset[problem.seat_request[seat]] + position
    own_row = first_row[columns.z_seat] + columns.z_start - problem.start_offset[columns.z_request]
    return make_rows(
        RULE.code, "request", problem.seat_request[seat],
        [
            (own_row, columns.z, 1),
            (np.arange(len(seat)), columns.y[start], -problem.seat_count[seat]),
        ],
        lower=0, upper=0,
    )  # fmt: skip


def _different_people(problem: "Problem", columns: "Columns") -> "Rows":
    """Σ z of one expert over the seats of a mission <= y, for every start.

    Also where only one seat could take the expert, if it has several places: no plan breaks it, and the
    relaxation is tighter. Where it has one place, the row of the seat says as much.
    """
    key = columns.z_expert * max(1, len(problem.start_day)) + columns.z_start
    _, pair, seats = np.unique(key, return_inverse=True, return_counts=True)
    z = np.flatnonzero((seats[pair] > 1) | (problem.seat_count[columns.z_seat] > 1))
    row, (expert, start) = numbered(columns.z_expert[z], columns.z_start[z])
    return make_rows(
        RULE.code, "expert", expert,
        [(row, columns.z[z], 1), (np.arange(len(start)), columns.y[start], -1)],
        upper=0,
    )  # fmt: skip
