"""Independent verification: the checks of all rules and the values of all goals, on the finished allocation.

Written from the rules' sentences in plain Python. Shares nothing with the solver but the entities.
"""

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from allocator.goals import GOALS
from allocator.goals.tiers import tier_kind
from allocator.plan.allocation import Allocation, Mission
from allocator.results.result import Goal
from allocator.rules.base import HARD, SOFT
from allocator.rules.coupling import COUPLING, full_team
from allocator.rules.eligibility import ELIGIBILITY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from allocator.plan import Plan
    from allocator.plan.policy import CoordinationModel, Tier
    from allocator.rules.base import Shared, Violation

_RULES = (*ELIGIBILITY, *COUPLING)
_GOALS = {module.GOAL.code: module for module in GOALS}


def verify(plan: "Plan", model: "CoordinationModel", allocation: Allocation) -> "list[Violation]":
    """Every hard rule that an allocation breaks; an empty list says that it can be carried out.

    Codes that the plan does not know are violations of `full_team` (a payer's: of `funding`); the other
    rules are then checked on what remains.
    """
    return [violation for violation in violations(plan, model, allocation) if violation.level is HARD]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Missions that are taken out of an allocation, and those that come in their place.

    `near` are the missions that stay and share something with any of these, by what they share
    (`allocator.rules.sharing`). No others can matter to a rule or goal that says what it joins, so that an
    exchange is judged at the cost of a few missions.
    """

    gone: tuple[Mission, ...]
    come: tuple[Mission, ...]
    near: "Mapping[Shared, tuple[Mission, ...]]"

    def sides(self, plan: "Plan", joins: "Shared | None") -> tuple[Allocation, Allocation]:
        """What a rule or goal sees before and after, without codes that the plan does not know."""
        near = self.near.get(joins, ()) if joins else ()
        before, after = (_known(plan, Allocation((*near, *own))) for own in (self.gone, self.come))
        return before, after


def exchanged(
    plan: "Plan", model: "CoordinationModel", exchange: Exchange
) -> "tuple[list[Violation], list[Violation]]":
    """The violations, soft ones too, that an exchange brings, and those that it mends."""
    brought: list[Violation] = []
    mended: list[Violation] = []
    for module in _RULES:
        sides = exchange.sides(plan, module.RULE.joins)
        if module is full_team:
            sides = Allocation(exchange.gone), Allocation(exchange.come)
        before, after = (Counter(module.check(plan, model, side)) for side in sides)
        brought += (after - before).elements()
        mended += (before - after).elements()
    return brought, mended


def goal_exchanged(code: str, plan: "Plan", model: "CoordinationModel", exchange: Exchange) -> int:
    """What an exchange adds to the value of a goal; KeyError for the code of anything else."""
    before, after = exchange.sides(plan, _GOALS[code].GOAL.joins)
    value = _GOALS[code].value
    return int(value(plan, model, after)) - int(value(plan, model, before))


def verify_beside(
    plan: "Plan", model: "CoordinationModel", mission: Mission, near: "Mapping[Shared, tuple[Mission, ...]]"
) -> "list[Violation]":
    """Every hard rule that a mission breaks beside others, and that those do not break without it."""
    brought, _ = exchanged(plan, model, Exchange((), (mission,), near))
    return [violation for violation in brought if violation.level is HARD]


def amounts(plan: "Plan", model: "CoordinationModel", allocation: Allocation) -> dict[str, int]:
    """The amount of each rule that can be soft, where it is soft: what a tier reports under its code."""
    totals = {module.RULE.code: 0 for module in _RULES if SOFT in module.RULE.levels}
    for violation in violations(plan, model, allocation):
        if violation.level is SOFT:
            totals[violation.rule] += violation.amount
    return totals


def goal_value(code: str, plan: "Plan", model: "CoordinationModel", allocation: Allocation) -> int:
    """The value of a goal, or the amount of a soft rule; KeyError for any other code."""
    if code in _GOALS:
        return int(_GOALS[code].value(plan, model, _known(plan, allocation)))
    return amounts(plan, model, allocation)[code]


def goals_counted(plan: "Plan", model: "CoordinationModel", allocation: Allocation) -> tuple[Goal, ...]:
    """The goals of a model with their values in an allocation; nothing is known of their bounds."""
    return tuple(_goal_counted(tier, plan, model, allocation) for tier in model.tiers)


def _goal_counted(tier: "Tier", plan: "Plan", model: "CoordinationModel", allocation: Allocation) -> Goal:
    kind = tier_kind(tier, plan.settings.currency)
    values = {term.code: goal_value(term.code, plan, model, allocation) for term in tier.terms}
    cost = sum(kind.cost_weights[code] * value for code, value in values.items())
    return Goal(
        name=tier.name, value=kind.reported(cost), bound=None, unit=kind.unit, sense=kind.sense,
        proven=False, parts=values,
    )  # fmt: skip


def violations(plan: "Plan", model: "CoordinationModel", allocation: Allocation) -> "Iterator[Violation]":
    """Whatever an allocation breaks, of hard and of soft rules."""
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
