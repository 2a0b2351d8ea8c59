"""Independent verification: the checks of all rules and the values of all goals, on the finished allocation.

Written from the rules' sentences in plain Python. Shares nothing with the solver but the entities.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.goals import GOALS
from allocator.plan.allocation import Allocation, Mission
from allocator.rules.base import HARD, SOFT
from allocator.rules.coupling import COUPLING, full_team
from allocator.rules.eligibility import ELIGIBILITY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from allocator.plan import Plan
    from allocator.plan.policy import CoordinationModel
    from allocator.rules.base import Shared, Violation

_RULES = (*ELIGIBILITY, *COUPLING)
_GOALS = {module.GOAL.code: module for module in GOALS}


def verify(plan: "Plan", model: "CoordinationModel", allocation: Allocation) -> "list[Violation]":
    """Every hard rule that an allocation breaks; an empty list says that it can be carried out.

    Codes that the plan does not know are violations of `full_team` (a payer's: of `funding`); the other
    rules are then checked on what remains.
    """
    return [violation for violation in _violations(plan, model, allocation) if violation.level is HARD]


def verify_beside(
    plan: "Plan", model: "CoordinationModel", mission: Mission, near: "Mapping[Shared, tuple[Mission, ...]]"
) -> "list[Violation]":
    """Every hard rule that a mission breaks beside others, and that those do not break without it.

    `near` are the missions that share something with it, by what they share; the rest cannot matter. So a
    mission is held against a whole allocation at the cost of a few missions.
    """
    found = []
    for module in _RULES:
        others = near.get(module.RULE.joins, ()) if module.RULE.joins else ()
        before = set(module.check(plan, model, Allocation(others))) if module in COUPLING else set()
        team = mission if module is full_team else _known_team(plan, mission)
        found += [
            violation
            for violation in module.check(plan, model, Allocation((*others, team)))
            if violation.level is HARD and violation not in before
        ]
    return found


def amounts(plan: "Plan", model: "CoordinationModel", allocation: Allocation) -> dict[str, int]:
    """The amount of each rule that can be soft, where it is soft: what a tier reports under its code."""
    totals = {module.RULE.code: 0 for module in _RULES if SOFT in module.RULE.levels}
    for violation in _violations(plan, model, allocation):
        if violation.level is SOFT:
            totals[violation.rule] += violation.amount
    return totals


def goal_value(code: str, plan: "Plan", model: "CoordinationModel", allocation: Allocation) -> int:
    """The value of a goal, or the amount of a soft rule; KeyError for any other code."""
    if code in _GOALS:
        return int(_GOALS[code].value(plan, model, _known(plan, allocation)))
    return amounts(plan, model, allocation)[code]


def _violations(plan: "Plan", model: "CoordinationModel", allocation: Allocation) -> "Iterator[Violation]":
    known = _known(plan, allocation)
    for module in _RULES:
        yield from module.check(plan, model, allocation if module is full_team else known)


def _known(plan: "Plan", allocation: Allocation) -> Allocation:
    """The allocation without the requests, seats and experts that the plan does not know."""
    missions = (mission for mission in allocation.missions if mission.request in plan.requests)
    return Allocation(tuple(_known_team(plan, mission) for mission in missions))


def _known_team(plan: "Plan", mission: Mission) -> Mission:
    seats = {seat.seat for seat in plan.seats_of(plan.requests[mission.request])}
    team = (place for place in mission.team if place.expert in plan.experts and place.seat in seats)
    return replace(mission, team=tuple(team))
