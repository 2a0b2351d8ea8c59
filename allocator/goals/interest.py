"""Send those who want to go: what experts and administrations answered."""

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

GOAL = GoalKind(
    "interest", "Interest of the experts in their requests, added up", "max", "points", joins=None
)


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    answers = {(row.expert, row.request): row.interest for row in plan.interest}
    total = 0
    for mission, place in allocation.assignments():
        employer = plan.experts[place.expert].administration
        speaks = (place.expert, mission.request)
        if speaks not in answers and employer not in plan.experts:  # a code of both is the person's
            speaks = (employer, mission.request)
        total += answers.get(speaks, 0)
    return total


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """The answer that speaks for each expert and request."""
    answers = np.zeros((len(problem.requests), len(problem.experts)), dtype=np.int64)
    bodies = np.array(problem.administrations, dtype=object)[problem.expert_administration]
    for row in sorted(problem.plan.interest, key=lambda row: row.expert in problem.expert_index):
        request = problem.request_index.get(row.request)
        if request is not None:
            own = problem.expert_index.get(row.expert)
            answers[request, bodies == row.expert if own is None else own] = row.interest
    return Costs(columns.z, answers[columns.z_request, columns.z_expert])
