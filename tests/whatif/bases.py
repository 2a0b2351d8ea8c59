"""Tiny plans with every allocation listed, bases among these, and what is true of a question, by the list."""

from dataclasses import replace
from random import Random

import allocator
from allocator.allocation import Allocation
from allocator.errors import InfeasibleError, InputError
from allocator.goals.tiers import tier_kind
from allocator.results.result import Goal, Provenance, Result
from allocator.rules.coupling import COUPLING
from allocator.verification import goal_value
from allocator.whatif.base import Base, base_of
from tests.tiny_plans import Points, tiny_model, tiny_plan

FOCI = ("", *(module.RULE.code for module in COUPLING))


def listed(seed: int) -> Points | None:
    """A tiny plan under some model with all its allocations; None where there is none."""
    focus = FOCI[seed % len(FOCI)]
    points = Points(tiny_plan(seed, focus), tiny_model(seed, focus))
    return points if points.feasible() else None


def costs(points: Points, allocation: Allocation) -> tuple[int, ...]:
    """What an allocation costs in every tier, counted by the verification."""
    found = []
    for tier in points.model.tiers:
        kind = tier_kind(tier, points.plan.settings.currency)
        found.append(
            sum(
                weight * goal_value(code, points.plan, points.model, allocation)
                for code, weight in kind.cost_weights.items()
            )
        )
    return tuple(found)


def base_at(points: Points, seed: int) -> Base | None:
    """A base: every third time any allocation of the list, about which nothing is proven, else a solved one;
    None where locks break a rule by themselves."""
    if seed % 3 == 0:
        allocation = points.allocations[Random(seed).choice(points.feasible())][0]
        return base_of(told(points, allocation))
    try:
        return base_of(allocator.solve(points.plan, points.model, time_limit=10.0, workers=1))
    except (InputError, InfeasibleError):
        return None


def told(points: Points, allocation: Allocation) -> Result:
    """An allocation as a result without bounds."""
    goals = []
    for tier, cost in zip(points.model.tiers, costs(points, allocation), strict=True):
        kind = tier_kind(tier, points.plan.settings.currency)
        goals.append(
            Goal(name=tier.name, value=kind.reported(cost), bound=None, unit=kind.unit, sense=kind.sense,
                 proven=False)
        )  # fmt: skip
    provenance = Provenance(
        plan_digest="", model_digest="", seed=0, workers=1, time_limit=None, effort=None, versions={},
        created="", seconds={}, columns=0, rows=0,
    )  # fmt: skip
    return Result(
        plan=points.plan, model=points.model, allocation=allocation, status="feasible", goals=tuple(goals),
        provenance=provenance,
    )  # fmt: skip


def parts_of(allocation: Allocation) -> set[tuple[str, ...]]:
    """The dates, the people on their dates, and the payers of an allocation."""
    found: set[tuple[str, ...]] = set()
    for mission in allocation.missions:
        day = str(mission.start)
        found.add(("start", mission.request, day))
        found |= {("person", mission.request, day, place.seat, place.expert) for place in mission.team}
        if mission.agreement is not None:
            found.add(("payer", mission.request, mission.agreement))
    return found


def without_bounds(result: Result) -> Result:
    """The same allocation, nothing known of how good it is."""
    goals = tuple(replace(goal, bound=None, proven=False, proof=None) for goal in result.goals)
    return replace(result, goals=goals)
