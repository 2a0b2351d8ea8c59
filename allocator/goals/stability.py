"""Change little of the previous allocation, the less the further a mission has been agreed.

Per person of the previous allocation: another date counts 1, no longer on the mission 2, and another payer
of the mission (or none, since it is not served) 1 more; times 1, 2, 4 or 8 for a draft, a proposal, an
acceptance or a ticket. What a row leaves blank cannot change, and what is delivered by now is no change.
"""

from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.plan.entities import PREVIOUS
from allocator.problem.rows import Costs

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.entities import Decision
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Bools, Problem
    from allocator.rules.columns import Columns

GOAL = GoalKind(
    "stability", "Changes against the previous allocation, dearer the further agreed", "min", "change points",
    compares=True,
)  # fmt: skip

AGREED = {"draft": 1, "proposed": 2, "accepted": 4, "ticketed": 8}


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    return sum(
        AGREED[row.status] * _change(row, allocation)
        for row in plan.decisions
        if row.decision == PREVIOUS and row.expert and plan.requests[row.request].done_on is None
    )


def _change(row: "Decision", allocation: "Allocation") -> int:
    mission = allocation.by_request.get(row.request)
    payer = mission.agreement if mission else None
    paid = 0 if row.agreement in ("", payer) else 1
    if mission is None or row.expert not in mission.experts:
        return 2 + paid
    return paid if row.start in (None, mission.start) else 1 + paid


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """What each previous row loses if nothing of it is kept, less what is kept by sending the person, on the
    same day, with the same payer."""
    saved, paid = (np.zeros(len(part), dtype=np.int64) for part in (columns.z, columns.f))
    worst = 0
    for row in problem.plan.decisions:
        if row.decision == PREVIOUS and row.expert and row.request in problem.request_index:
            same = columns.z_request == problem.request_index[row.request]
            same &= columns.z_expert == problem.expert_index[row.expert]
            day = problem.start_day[columns.z_start]
            kept = same if row.start is None else same & (day == problem.day_number(row.start))
            saved += AGREED[row.status] * (same.astype(np.int64) + kept)
            worst += 2 * AGREED[row.status]
            if row.agreement:
                paid += AGREED[row.status] * _pays(problem, columns, row)
                worst += AGREED[row.status]
    return Costs(np.concatenate([columns.z, columns.f]), -np.concatenate([saved, paid]), worst)


def _pays(problem: "Problem", columns: "Columns", row: "Decision") -> "Bools":
    """The columns under which the row's agreement pays for its request; none where it no longer can."""
    payers = [a for a, code in enumerate(problem.agreements) if code == row.agreement]
    same = columns.payer_request == problem.request_index[row.request]
    paying: Bools = same & np.isin(columns.payer_agreement, payers)
    return paying
