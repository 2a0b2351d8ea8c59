"""Pre-accredited experts on a mission never outnumber its accredited holders of their profile and topic."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan import calendar
from allocator.problem.qualifications import ACCREDITED, PRE_ACCREDITED
from allocator.problem.rows import make_rows, numbered
from allocator.problem.start_ranges import spread
from allocator.rules.base import HARD, OFF, SOFT, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.plan import Plan, TeamSeat
    from allocator.plan.allocation import Allocation, Mission
    from allocator.plan.entities import Request
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Ints, Problem
    from allocator.problem.rows import Parts
    from allocator.rules.columns import Columns

RULE = Rule(
    "mentoring",
    "Pre-accredited experts never outnumber the accredited ones of their profile and topic on a mission",
    levels(HARD, SOFT, OFF),
    "pre-accredited experts without a mentor",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    level = model.level(RULE.code)
    if level is OFF:
        return
    for mission in allocation.missions:
        request = plan.requests[mission.request]
        for skill in sorted({_skill(plan, request, seat) for seat in plan.seats_of(request)}):
            mentored, mentors = _mentored(plan, mission, skill), _mentors(plan, mission, skill)
            if len(mentored) > len(mentors):
                yield Violation(
                    rule=RULE.code,
                    level=level,
                    subject=mission.request,
                    message=f"{' '.join(skill)}: {', '.join(sorted(mentored))} pre-accredited,"
                    f" {', '.join(sorted(mentors)) or 'nobody'} accredited",
                    amount=len(mentored) - len(mentors),
                )


def _skill(plan: "Plan", request: "Request", seat: "TeamSeat") -> tuple[str, str]:
    return seat.profile, plan.topic_of(request, seat)


def _mentored(plan: "Plan", mission: "Mission", skill: tuple[str, str]) -> set[str]:
    """Who sits in a seat of this profile and topic and is not accredited for it yet."""
    request = plan.requests[mission.request]
    people = set()
    for place in mission.team:
        held = plan.qualification_of(place.expert, *skill)
        wanted = _skill(plan, request, plan.seat_of(request, place.seat)) == skill
        if wanted and held is not None and held.status == "pre-accredited":
            people.add(place.expert)
    return people


def _mentors(plan: "Plan", mission: "Mission", skill: tuple[str, str]) -> set[str]:
    """Who on the team, in whichever seat, is accredited for it and still so on the last mission day."""
    last_day = calendar.last_day(plan, plan.requests[mission.request], mission.start)
    people = set()
    for expert in mission.experts:
        held = plan.qualification_of(expert, *skill)
        if held is not None and held.status == "accredited" and (held.valid_until or last_day) >= last_day:
            people.add(expert)
    return people


def rows(problem: "Problem", columns: "Columns") -> "Parts":
    """Σ z (pre-accredited) <= Σ z (accredited holders on the team), per start, profile and topic."""
    level = problem.model.level(RULE.code)
    if level is OFF:
        return []
    held = problem.held
    demand = held.seat_demand[columns.z_seat]
    learner = held.status[columns.z_expert, demand] == PRE_ACCREDITED
    row, (start, wanted) = numbered(columns.z_start[learner], demand[learner])
    mentor_row, mentor = _mentor_columns(problem, columns, start, wanted)
    return [
        make_rows(
            RULE.code, "request", problem.start_request[start],
            [(row, columns.z[learner], 1), (mentor_row, columns.z[mentor], -1)],
            upper=0, soft=level is SOFT,
        )
    ]  # fmt: skip


def _mentor_columns(
    problem: "Problem", columns: "Columns", start: "Ints", demand: "Ints"
) -> "tuple[Ints, Ints]":
    """(row, position among z) of every place taken by an accredited holder, whichever seat it is."""
    held = problem.held
    order = np.argsort(columns.z_start, kind="stable")
    sorted_start = columns.z_start[order]
    lo = np.searchsorted(sorted_start, start, side="left")
    hi = np.searchsorted(sorted_start, start, side="right")
    row, position = spread(hi - lo)
    z = order[lo[row] + position]
    expert, wanted = columns.z_expert[z], demand[row]
    accredited = held.status[expert, wanted] == ACCREDITED
    valid = held.valid_until[expert, wanted] >= problem.start_last[columns.z_start[z]]
    return row[accredited & valid], z[accredited & valid]
