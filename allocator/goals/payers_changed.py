"""Keep the payers of the previous allocation."""

from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.goals.before import missions_before
from allocator.plan.policy import Level
from allocator.problem.rows import Costs

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.rules.columns import Columns

GOAL = GoalKind(
    "payers_changed", "Missions that another agreement pays than in the previous allocation", "min",
    "missions", compares=True,
)  # fmt: skip


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    served = allocation.by_request
    return sum(
        request in served and before.agreement not in ("", served[request].agreement)
        for request, before in missions_before(plan).items()
    )


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """One for each mission that was paid for and is served, less those with the same payer. Where every
    mission has a payer, that is one for each other payer, which bounds see better."""
    payer = np.full(len(problem.requests), -1, dtype=np.int64)
    for request, before in missions_before(problem.plan).items():
        if before.agreement in problem.agreements:
            payer[problem.request_index[request]] = problem.agreements.index(before.agreement)
    paid = payer >= 0
    same = paid[columns.payer_request] & (payer[columns.payer_request] == columns.payer_agreement)
    if problem.model.level("funding") is Level.HARD:
        return Costs(columns.f, (paid[columns.payer_request] & ~same).astype(np.int64))
    column = np.concatenate([columns.y, columns.f])
    return Costs(
        column, np.concatenate([paid[problem.start_request], -same.astype(np.int64)]).astype(np.int64)
    )
