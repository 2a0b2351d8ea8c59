"""What is known before a search begins: an allocation to start from, and where it comes from the same plan
and model, its matrix and bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from allocator.allocation import Allocation
from allocator.goals.tiers import tier_kind
from allocator.matrix import Matrix, Searched
from allocator.plan import Plan
from allocator.policy import CoordinationModel
from allocator.results.result import Goal, Result
from allocator.search.trust import Witness


@dataclass(frozen=True)
class Known:
    """An allocation to start from; the matrix, if it is that of the plan, and bounds on the cost of every
    tier, by witness. `new` are the requests that its own plan did not have."""

    allocation: Allocation
    matrix: Matrix | None = None
    bounds: tuple[Mapping[Witness, int], ...] = ()
    new: frozenset[str] = frozenset()

    @property
    def digest(self) -> str:
        """The SHA-256 of the allocation."""
        return sha256(repr(self.allocation.missions).encode()).hexdigest()


def known_from(start: Allocation | Result | None, plan: Plan, model: CoordinationModel) -> Known | None:
    """What an allocation or a result says of a plan under a model."""
    if start is None or isinstance(start, Allocation):
        return None if start is None else Known(start)
    if start.model != model or _asked(start.plan) != _asked(plan):
        return Known(start.allocation, new=frozenset(plan.requests) - frozenset(start.plan.requests))
    searched = start.searched if start.plan == plan else None
    return Known(
        allocation=start.allocation,
        matrix=searched.matrix if isinstance(searched, Searched) else None,
        bounds=tuple(bounds_on_costs(start)),
    )


def _asked(plan: Plan) -> Plan:
    """A plan as far as a search looks at it: blank decisions are only notes of an earlier result."""
    rows = (row for row in plan.decisions if row.decision or plan.requests[row.request].done_on is not None)
    return replace(plan, decisions=tuple(rows), warnings=(), digest="")


def bounds_on_costs(result: Result) -> list[Mapping[Witness, int]]:
    """The bounds of a result's goals on the cost of each tier.

    They hold in every search from its allocation on: a bound of a later tier is one among all plans at least
    as good in the tiers before as that allocation, and the search keeps to those.
    """
    currency = result.plan.settings.currency
    return [
        {} if goal.bound is None else {_witness(goal): tier_kind(tier, currency).reported(goal.bound)}
        for goal, tier in zip(result.goals, result.model.tiers, strict=True)
    ]


def _witness(goal: Goal) -> Witness:
    """Whoever the bound came from, as far as the result says: not exact, since it may have been edited."""
    return Witness("an earlier run" if goal.proof is None else f"an earlier run, by {goal.proof}")
