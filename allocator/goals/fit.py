"""Send able teams: the average level of each, weighed as the request is.

Levels added up would reward a big team for being big, three beginners before one master. The average does
not; and weighed as `served` weighs it, what it adds up to among plans that serve as much is a multiple of the
mean level of what is served. So neither the size of teams nor the number of missions tells two such plans
apart.
"""

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.problem.rows import Costs, make_rows

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Ints, Problem
    from allocator.rules.columns import Columns

#: Points for one level on a whole team. Teams of up to six share it without a remainder.
POINTS = 60

GOAL = GoalKind(
    "fit",
    f"Average level of each team, at {POINTS} points a level, times the request's weight",
    "max",
    "level points",
)


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    levels: Counter[str] = Counter()
    for mission, place in allocation.assignments():
        request = plan.requests[mission.request]
        seat = plan.seat_of(request, place.seat)
        held = plan.qualification_of(place.expert, seat.profile, plan.topic_of(request, seat))
        levels[mission.request] += held.level if held is not None else 0
    total = 0
    for code, level in levels.items():
        request = plan.requests[code]
        places = sum(seat.count for seat in plan.seats_of(request))
        total += model.priorities[request.priority] * (POINTS * level // places)
    return total


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """The share of each expert in the team's average; a column per team that does not share points evenly."""
    level = problem.held.level[columns.z_expert, problem.held.seat_demand[columns.z_seat]].astype(np.int64)
    size = np.maximum(problem.team_size, 1)
    even = POINTS % size == 0
    share = even[columns.z_request]
    own = level * problem.request_weight[columns.z_request] * (POINTS // size[columns.z_request])
    uneven = np.flatnonzero(~even)
    if not len(uneven):
        return Costs(columns.z, own)
    return _rounded_down(problem, columns, uneven, Costs(columns.z[share], own[share]), level)


def _rounded_down(
    problem: "Problem", columns: "Columns", request: "Ints", even: Costs, level: "Ints"
) -> Costs:
    """With a column for the points of each other team: size · points <= POINTS · Σ level · z."""
    zero = np.zeros(len(request), dtype=np.int64)
    points = columns.add(GOAL.code, zero, zero + POINTS * int(level.max(initial=0)), "greatest")
    number = np.full(len(problem.requests), -1, dtype=np.int64)
    number[request] = np.arange(len(request))
    z = np.flatnonzero(number[columns.z_request] >= 0)
    rows = make_rows(
        GOAL.code, "request", request,
        [
            (np.arange(len(request)), points, problem.team_size[request]),
            (number[columns.z_request[z]], columns.z[z], -POINTS * level[z]),
        ],
        upper=0,
    )  # fmt: skip
    return Costs(
        np.concatenate([even.column, points]),
        np.concatenate([even.coefficient, problem.request_weight[request]]),
        rows=(rows,),
    )
