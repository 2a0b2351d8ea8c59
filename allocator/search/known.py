"""What is known before a search begins: an allocation to start from, and where it comes from the same plan
and model, its matrix and bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import takewhile

from allocator.goals.tiers import tier_kind
from allocator.matrix import Matrix, Searched
from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.plan.entities import PREVIOUS, Decision
from allocator.plan.fingerprint import fingerprint
from allocator.plan.policy import CoordinationModel
from allocator.results.result import Goal, Result
from allocator.search.trust import Witness


@dataclass(frozen=True)
class Known:
    """An allocation to start from; the matrix, if it is that of the plan and model, and bounds on the cost of
    the first tiers, by witness. `new` are the requests that its own plan did not have. With
    `stay_close` the search does not go far from `agreed`, the previous allocation of the plan."""

    allocation: Allocation
    matrix: Matrix | None = None
    bounds: tuple[Mapping[Witness, int], ...] = ()
    new: frozenset[str] = frozenset()
    stay_close: bool = False
    agreed: Allocation = field(default_factory=Allocation)

    @property
    def digest(self) -> str:
        """The SHA-256 of the allocation."""
        return sha256(repr(self.allocation.missions).encode()).hexdigest()


def known_from(
    start: Allocation | Result | None, plan: Plan, model: CoordinationModel, *, stay_close: bool = False
) -> Known | None:
    """What a search begins with, and whether it is to stay close to it."""
    known = _known_from(start, plan, model)
    if known is None or not stay_close:
        return known
    return replace(known, stay_close=True, agreed=_previous(plan))


def _known_from(start: Allocation | Result | None, plan: Plan, model: CoordinationModel) -> Known | None:
    """What an allocation or a result says of a plan under a model; without either, the plan's own previous
    allocation."""
    if start is None:
        before = _previous(plan)
        return Known(before) if before.missions else None
    if isinstance(start, Allocation):
        return Known(start)
    if fingerprint(start.plan) != fingerprint(plan) or _rules(start.model) != _rules(model):
        return Known(start.allocation, new=frozenset(plan.requests) - frozenset(start.plan.requests))
    searched = start.searched if (start.plan, start.model) == (plan, model) else None
    same = _common_tiers(start.model, model)
    return Known(
        allocation=start.allocation,
        matrix=searched.matrix if isinstance(searched, Searched) else None,
        bounds=tuple(bounds_on_costs(start)[:same]),
    )


def _rules(model: CoordinationModel) -> tuple[object, ...]:
    """What decides which allocations are possible, and what they are worth in a tier."""
    return dict(model.levels), dict(model.priorities)


def _common_tiers(one: CoordinationModel, other: CoordinationModel) -> int:
    """How many first tiers two models have in common."""
    pairs = zip(one.tiers, other.tiers, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _previous(plan: Plan) -> Allocation:
    """The `previous` rows of a plan that name a seat, a person and a day, as an allocation."""
    teams: dict[str, list[Decision]] = {}
    for row in plan.decisions:
        if row.decision == PREVIOUS and row.seat and row.expert and row.start:
            teams.setdefault(row.request, []).append(row)
    return Allocation(tuple(_mission(team) for team in teams.values()))


def _mission(team: list[Decision]) -> Mission:
    first = team[0]
    assert first.start is not None
    people = tuple(Assignment(row.request, row.seat, row.expert) for row in team)
    return Mission(request=first.request, start=first.start, team=people, agreement=first.agreement or None)


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
