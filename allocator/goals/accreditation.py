"""Give pre-accredited experts the field mission that they need, unless they had it on a delivered one."""

from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.problem.qualifications import PRE_ACCREDITED
from allocator.problem.rows import Costs, make_rows, numbered

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.rules.columns import Columns

GOAL = GoalKind("accreditation", "Pre-accredited experts who get their field mission", "max", "experts")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    return len(_learners(plan, allocation) - _learners(plan, plan.delivered))


def _learners(plan: "Plan", allocation: "Allocation") -> set[str]:
    """Who takes a seat for which the person is pre-accredited; any, where what is delivered tells no seat."""
    experts = set()
    for mission, place in allocation.assignments():
        request = plan.requests[mission.request]
        for seat in plan.seats_of(request):
            held = plan.qualification_of(place.expert, seat.profile, plan.topic_of(request, seat))
            if place.seat in ("", seat.seat) and held is not None and held.status == "pre-accredited":
                experts.add(place.expert)
    return experts


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """A column per pre-accredited expert without a field mission: at most the seats taken as such."""
    status = problem.held.status[columns.z_expert, problem.held.seat_demand[columns.z_seat]]
    learner = (status == PRE_ACCREDITED) & ~problem.delivered.had_field_mission[columns.z_expert]
    row, (expert,) = numbered(columns.z_expert[learner])
    zero = np.zeros(len(expert), dtype=np.int64)
    gained = columns.add(GOAL.code, zero, zero + 1, "greatest")
    rows = make_rows(
        GOAL.code, "expert", expert,
        [(np.arange(len(expert)), gained, 1), (row, columns.z[learner], -1)],
        upper=0,
    )  # fmt: skip
    return Costs(gained, zero + 1, rows=(rows,))
