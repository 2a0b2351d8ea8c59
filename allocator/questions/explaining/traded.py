"""A trade as a result: what the allocation would be, to be opened and written like any other."""

from dataclasses import replace

from allocator.goals.tiers import tier_kind
from allocator.inputs.previous import with_previous
from allocator.plan.allocation import Allocation
from allocator.plan.policy import Tier
from allocator.results.explanation import Trade
from allocator.results.result import Goal, Result
from allocator.verification import goal_value


def traded_result(result: Result, trade: Trade) -> Result:
    """The result that a trade makes of another, its goals counted anew and without bounds; what it changes
    stands on the sheet Changes, the other allocation having become the previous one."""
    plan = with_previous(result.plan, result)
    changed = replace(result, plan=plan, allocation=trade.allocation, status="feasible", searched=None)
    goals = tuple(_goal(changed, trade.allocation, tier) for tier in result.model.tiers)
    return replace(changed, goals=goals)


def _goal(result: Result, allocation: Allocation, tier: Tier) -> Goal:
    kind = tier_kind(tier, result.plan.settings.currency)
    parts = {c: goal_value(c, result.plan, result.model, allocation) for c in kind.cost_weights}
    cost = sum(weight * parts[code] for code, weight in kind.cost_weights.items())
    return Goal(
        name=tier.name, value=kind.reported(cost), bound=None, unit=kind.unit, sense=kind.sense,
        proven=False, parts=parts,
    )  # fmt: skip
