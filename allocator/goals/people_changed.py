"""Send the people of the previous allocation."""

from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.goals.before import missions_before
from allocator.problem.rows import Costs

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.rules.columns import Columns

GOAL = GoalKind(
    "people_changed", "People of the previous allocation who no longer go on their mission", "min", "people",
    compares=True,
)  # fmt: skip


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    served = allocation.by_request
    return sum(
        expert not in (served[request].experts if request in served else ())
        for request, before in missions_before(plan).items()
        for expert in before.experts
    )


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """Everybody, less those who are sent again."""
    before = missions_before(problem.plan)
    pairs = {
        (problem.request_index[request], problem.expert_index[expert])
        for request, mission in before.items()
        for expert in mission.experts
    }
    known = np.array([r * len(problem.experts) + e for r, e in sorted(pairs)], dtype=np.int64)
    again = np.isin(columns.z_request * len(problem.experts) + columns.z_expert, known)
    everybody = sum(len(mission.experts) for mission in before.values())
    return Costs(columns.z, -again.astype(np.int64), everybody)
