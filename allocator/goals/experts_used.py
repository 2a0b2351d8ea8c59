"""Do with few people."""

from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.rows import Costs, make_rows, numbered

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.columns import Columns
    from allocator.plan import Plan
    from allocator.policy import CoordinationModel
    from allocator.problem import Problem

GOAL = GoalKind("experts_used", "People sent", "min", "experts")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    return len({place.expert for _, place in allocation.assignments()})


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """A column per expert, at least the seats taken on each request."""
    row, (expert, _) = numbered(columns.z_expert, columns.z_request)
    people = np.unique(expert)
    zero = np.zeros(len(people), dtype=np.int64)
    used = columns.add(GOAL.code, zero, zero + 1)
    rows = make_rows(
        GOAL.code, "expert", expert,
        [(np.arange(len(expert)), used[np.searchsorted(people, expert)], 1), (row, columns.z, -1)],
        lower=0,
    )  # fmt: skip
    return Costs(used, zero + 1, rows=(rows,))
