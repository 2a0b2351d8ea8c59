"""Send experts who already know the Member, from the History sheet or from a delivered mission."""

from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.problem.rows import Costs

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.rules.columns import Columns

GOAL = GoalKind("continuity", "Assignments whose expert already knows the Member", "max", "assignments")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    acquainted = {(row.expert, row.member) for row in plan.history}
    for mission, place in plan.delivered.assignments():
        acquainted |= {(place.expert, code) for code in plan.members_of(plan.requests[mission.request])}
    return sum(
        (place.expert, plan.requests[mission.request].member) in acquainted
        for mission, place in allocation.assignments()
    )


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """One where the expert knows the Member."""
    knows = problem.delivered.knows.astype(np.int64)
    for row in problem.plan.history:
        if row.member in problem.member_index:
            knows[problem.expert_index[row.expert], problem.member_index[row.member]] = 1
    return Costs(columns.z, knows[columns.z_expert, problem.request_member[columns.z_request]])
