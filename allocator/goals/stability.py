"""Change little of the previous allocation, the less the further a mission has been agreed.

Per person of the previous allocation: another date counts 1, no longer on the mission 2; times 1, 2, 4 or 8
for a draft, a proposal, an acceptance or a ticket. What is delivered by now is no change.
"""

from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.plan.entities import PREVIOUS
from allocator.problem.rows import Costs

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.plan import Plan
    from allocator.plan.entities import Decision
    from allocator.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.rules.columns import Columns

GOAL = GoalKind(
    "stability",
    "Changes against the previous allocation, dearer the further agreed",
    "min",
    "change points",
    joins=None,
)

AGREED = {"draft": 1, "proposed": 2, "accepted": 4, "ticketed": 8}


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    return sum(
        AGREED[row.status] * _change(row, allocation)
        for row in plan.decisions
        if row.decision == PREVIOUS and row.expert and plan.requests[row.request].done_on is None
    )


def _change(row: "Decision", allocation: "Allocation") -> int:
    mission = allocation.by_request.get(row.request)
    if mission is None or row.expert not in mission.experts:
        return 2
    return 0 if row.start in (None, mission.start) else 1


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """What each previous row loses if its person is not sent, less what is kept by sending the person."""
    saved = np.zeros(len(columns.z), dtype=np.int64)
    worst = 0
    for row in problem.plan.decisions:
        if row.decision == PREVIOUS and row.expert and row.request in problem.request_index:
            same = columns.z_request == problem.request_index[row.request]
            same &= columns.z_expert == problem.expert_index[row.expert]
            day = problem.start_day[columns.z_start]
            kept = same if row.start is None else same & (day == problem.day_number(row.start))
            saved += AGREED[row.status] * (same.astype(np.int64) + kept)
            worst += 2 * AGREED[row.status]
    return Costs(columns.z, -saved, worst)
