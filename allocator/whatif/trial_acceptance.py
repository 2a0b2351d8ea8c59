"""A changed allocation as the result that planning goes on from."""

from collections.abc import Iterable
from dataclasses import replace

from allocator.errors import Fault, InputError
from allocator.goals.tiers import tier_kind
from allocator.matrix import Searched, point_of
from allocator.plan.allocation import Allocation
from allocator.plan.policy import Tier
from allocator.results.result import Goal, Result
from allocator.verification import goal_value, verify

_BEYOND = "The allocation was changed after the search: "


def accepted(result: Result, allocation: Allocation, said: Iterable[str]) -> Result:
    """A result with another allocation, its goals counted anew, and what was changed among its incidents.

    Only the bound of the first goal is kept: the others hold among allocations as good as the one before.
    Raises InputError where the allocation breaks a hard rule.
    """
    violations = verify(result.plan, result.model, allocation)
    if violations:
        faults = [Fault(place=each.subject, column=each.rule, message=each.message) for each in violations]
        raise InputError("change", faults)
    tiers = enumerate(zip(result.model.tiers, result.goals, strict=True))
    return replace(
        result,
        allocation=allocation,
        status="feasible",
        goals=tuple(_counted(result, allocation, tier, goal, first=t == 0) for t, (tier, goal) in tiers),
        provenance=replace(
            result.provenance,
            incidents=(*result.provenance.incidents, *(f"{_BEYOND}{each}" for each in said)),
        ),
        searched=_searched(result, allocation),
    )


def _counted(result: Result, allocation: Allocation, tier: Tier, goal: Goal, *, first: bool) -> Goal:
    parts = {term.code: goal_value(term.code, result.plan, result.model, allocation) for term in tier.terms}
    kind = tier_kind(tier, result.plan.settings.currency)
    value = kind.reported(sum(kind.cost_weights[code] * part for code, part in parts.items()))
    still = first and goal.proven and value == goal.value
    return replace(
        goal, value=value, parts=parts, bound=goal.bound if first else None,
        proven=still, proof=goal.proof if still else None,
    )  # fmt: skip


def _searched(result: Result, allocation: Allocation) -> Searched | None:
    """The matrix of the result, at the other allocation."""
    known = result.searched
    if not isinstance(known, Searched):
        return None
    return known._replace(point=point_of(known.matrix, allocation))
