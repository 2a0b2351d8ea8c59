"""Keep close to the dates of the previous allocation, all missions together."""

from typing import TYPE_CHECKING

from allocator.goals.base import GoalKind
from allocator.goals.dates_moved import days_by_mission, days_by_start
from allocator.problem.rows import Costs

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.rules.columns import Columns

GOAL = GoalKind(
    "days_moved", "Days between the starts and those of the previous allocation, added up", "min", "days",
    compares=True,
)  # fmt: skip


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    return sum(days_by_mission(plan, allocation))


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """The distance of each start from the previous one."""
    return Costs(columns.y, days_by_start(problem))
