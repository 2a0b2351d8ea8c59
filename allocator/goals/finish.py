"""End the programme early."""

from typing import TYPE_CHECKING

from allocator.goals.base import GoalKind
from allocator.plan import calendar

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.plan import Plan
    from allocator.policy import CoordinationModel

GOAL = GoalKind("finish", "Last mission day, counted from the first day of the plan", "min", "days")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    ends = [
        calendar.last_day(plan, plan.requests[mission.request], mission.start)
        for mission in allocation.missions
    ]
    return (max(ends) - plan.settings.start).days + 1 if ends else 0
