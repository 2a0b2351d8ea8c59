"""Keep the payers of the previous allocation."""

from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.goals.before import has_payers, missions_before
from allocator.problem.rows import Costs

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.rules.columns import Columns

GOAL = GoalKind(
    "payers_changed", "Missions that another agreement pays than in the previous allocation", "min",
    "missions", compares=True, joins=None,
)  # fmt: skip


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    if not has_payers(plan, model):
        return 0
    served = allocation.by_request
    return sum(
        request in served and before.agreement not in ("", served[request].agreement)
        for request, before in missions_before(plan).items()
    )


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """One for each other payer of a mission that was paid for; every mission has exactly one."""
    payer = np.full(len(problem.requests), -1, dtype=np.int64)
    if has_payers(problem.plan, problem.model):
        for request, before in missions_before(problem.plan).items():
            if before.agreement in problem.agreements:
                payer[problem.request_index[request]] = problem.agreements.index(before.agreement)
    before_of = payer[columns.payer_request]
    return Costs(columns.f, ((before_of >= 0) & (before_of != columns.payer_agreement)).astype(np.int64))
