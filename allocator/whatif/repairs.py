"""Repairs of a plan after an event: the same coverage, then as little disturbance as can be, in three senses.

Each is a search of its own under a model of its own: the coverage tiers, then what it means by little, then
the other goals. All begin with what still holds of the previous allocation, the later ones with what is known
of coverage by then.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from allocator.errors import Fault, InputError
from allocator.goals import COMPARING
from allocator.goals.before import missions_before
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel, Term, Tier
from allocator.results.result import Result
from allocator.search import solve
from allocator.whatif.base import coverage_of
from allocator.whatif.put_back import put_back

#: What each repair seeks, in this order, once as much is served as can be.
ORDERS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "people": ("people_changed", "dates_moved", "payers_changed", "longest_move", "days_moved"),
    "dates": ("dates_moved", "people_changed", "payers_changed", "longest_move", "days_moved"),
    "moves": ("longest_move", "people_changed", "dates_moved", "payers_changed", "days_moved"),
})  # fmt: skip
#: The same for planners.
WORDS: Mapping[str, str] = MappingProxyType({
    "people": "fewest people changed",
    "dates": "fewest dates moved",
    "moves": "least longest move",
})  # fmt: skip

#: Of the time that is left: the first also has to find out how much can be served.
_SHARES = (0.5, 0.5, 1.0)


@dataclass(frozen=True)
class Repair:
    """One of the ways to repair a plan: which order of goals it follows, and what came of it."""

    order: str
    result: Result

    @property
    def words(self) -> str:
        """What it seeks first."""
        return WORDS[self.order]


def repairs(
    plan: Plan, model: CoordinationModel, *, time_limit: float | None = 10.0, **options: Any
) -> tuple[Repair, ...]:
    """Three repairs of a plan that has a previous allocation, side by side.

    `time_limit`, in seconds, is for all of them together; other `options` are those of `allocator.solve`.
    Raises InputError where the plan has no previous rows, and whatever `allocator.solve` raises.
    """
    if not missions_before(plan):
        message = "has no previous rows, so there is nothing to repair; give the result that was agreed"
        raise InputError("Assignments", [Fault(place="Assignments", message=message)])
    began, found = time.perf_counter(), list[Repair]()
    for number, order in enumerate(ORDERS):
        left = None
        if time_limit is not None:
            left = max(0.0, time_limit - (time.perf_counter() - began)) * _SHARES[number]
        start = found[0].result if found else None
        result = solve(
            plan, repair_model(model, order), time_limit=left, start=start, stay_close=True, **options
        )
        result = put_back(result)
        found.append(Repair(order, result))
        if result.status == "interrupted":
            break
    return tuple(found)


def repair_model(model: CoordinationModel, order: str) -> CoordinationModel:
    """A model under which the first coverage counts, then disturbance in this order, then all other goals. A
    comparing goal that is weighed with coverage stays there."""
    first = model.tiers[: coverage_of(model)]
    weighed = {term.code for tier in first for term in tier.terms}
    other = [_without_comparisons(tier) for tier in model.tiers[len(first) :]]
    tiers = (
        *first,
        *(Tier((Term(code),)) for code in ORDERS[order] if code not in weighed),
        *(tier for tier in other if tier.terms),
    )
    return replace(model, title=f"{model.title}; repair: {WORDS[order]}", tiers=tiers)


def _without_comparisons(tier: Tier) -> Tier:
    return Tier(tuple(term for term in tier.terms if term.code not in COMPARING))
