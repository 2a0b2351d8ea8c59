"""Move no mission far from its date in the previous allocation."""

from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.goals.dates_moved import days_by_mission, days_by_start
from allocator.problem.rows import Costs, make_rows

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.rules.columns import Columns

GOAL = GoalKind(
    "longest_move", "Days between the start that moved furthest and its previous day", "min", "days",
    compares=True,
)  # fmt: skip


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    return max(days_by_mission(plan, allocation), default=0)


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """One column, at least as far as every mission moves."""
    days = days_by_start(problem)
    furthest = columns.add(GOAL.code, np.zeros(1, dtype=np.int64), np.full(1, days.max(initial=0)))
    moved = np.unique(problem.start_request[days > 0])
    mine = np.isin(problem.start_request, moved)
    row = np.searchsorted(moved, problem.start_request[mine])
    rows = make_rows(
        GOAL.code, "request", moved,
        [
            (np.arange(len(moved)), np.full(len(moved), furthest[0]), 1),
            (row, columns.y[mine], -days[mine]),
        ],
        lower=0,
    )  # fmt: skip
    return Costs(furthest, np.ones(1, dtype=np.int64), rows=(rows,))
