"""Repairs of a plan after an event: the same coverage, then as little disturbance as can be, in three senses.

Each is a search of its own under a model of its own: the coverage tiers, then what it means by little, then
the other goals. All begin with what still holds of the previous allocation, the later ones with the best that
is known by then. What one finds is open to all: each ends with the best in its order that any of them found.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

from allocator.errors import Fault, InputError
from allocator.goals import COMPARING
from allocator.goals.before import missions_before
from allocator.inputs.model_file import digest_of_model
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel, Term, Tier
from allocator.results.result import Goal, Proof, Result
from allocator.search import solve
from allocator.search.trust import ALONE
from allocator.whatif.base import coverage_of
from allocator.whatif.best_found import best_of, with_best
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


def repairs(plan: Plan, model: CoordinationModel, **options: Any) -> tuple[Repair, ...]:
    """Three repairs of a plan that has a previous allocation, side by side: the last of each order that
    `each_repair` gives."""
    return tuple({each.order: each for each in each_repair(plan, model, **options)}.values())


def each_repair(
    plan: Plan,
    model: CoordinationModel,
    *,
    agreed: Result | None = None,
    time_limit: float | None = 10.0,
    **options: Any,
) -> Iterator[Repair]:
    """Three repairs of a plan that has a previous allocation, each as soon as it is found; once more, where
    the search for another one finds what is better in its order, too.

    `agreed` is the result that the previous allocation is of, where there is one: a plan that only takes away
    from its plan cannot serve more than its bound says.
    `time_limit`, in seconds, is for all of them together; other `options` are those of `allocator.solve`.
    Raises InputError where the plan has no previous rows, and whatever `allocator.solve` raises.
    """
    if not missions_before(plan):
        message = "has no previous rows, so there is nothing to repair; give the result that was agreed"
        raise InputError("Assignments", [Fault(place="Assignments", message=message)])
    spent, found = 0.0, dict[str, Result]()
    for number, order in enumerate(ORDERS):
        own, first = repair_model(model, order), next(iter(found.values()), None)
        if first is not None and _moves_nothing(first):
            result = _reordered(first, own)
        else:
            began = time.perf_counter()
            left = None if time_limit is None else max(0.0, time_limit - spent) * _SHARES[number]
            start = best_of(plan, own, found.values()) if found else agreed
            result = solve(plan, own, time_limit=left, start=start, stay_close=True, **options)
            spent += time.perf_counter() - began
            result = put_back(result)
        before, found = found, _shared({**found, order: result})
        yield Repair(order, found[order])
        yield from (Repair(each, found[each]) for each in before if found[each] is not before[each])
        if result.status == "interrupted":
            break


def _shared(found: dict[str, Result]) -> dict[str, Result]:
    """Each with the best allocation of all, in its own order; what is put back then is open to all again."""
    last: list[Result] = []
    while any(one is not other for one, other in zip_longest(last, found.values())):
        last = list(found.values())
        for order, known in found.items():
            best = with_best(known, last)
            found[order] = known if best is known else put_back(best)
    return found


def _moves_nothing(result: Result) -> bool:
    """Whether all dates stay: then no order finds anything else. The fewest people among repairs that move
    nothing is what each of them seeks, and what is as good in the goals before one is so in each order."""
    asked = {code for order in ORDERS.values() for code in order}
    values = {goal.name: goal.value for goal in result.goals}
    return asked <= values.keys() and values["dates_moved"] == values["longest_move"] == 0


def _reordered(result: Result, model: CoordinationModel) -> Result:
    """A result that moves nothing, under a model with the same goals in another order."""
    goals, found, proven = {goal.name: goal for goal in result.goals}, list[Goal](), True
    for tier in model.tiers:
        goal = goals[tier.name]
        proof = goal.proof
        if proof is None and goal.value == 0 and goal.name in COMPARING:
            proof = Proof(kind="exact", by=(ALONE.name,))  # no change is fewer than none
        proven = proven and proof is not None
        found.append(replace(goal, proven=proven, proof=proof if proven else None))
    provenance = replace(result.provenance, model_digest=digest_of_model(model))
    return replace(result, model=model, goals=tuple(found), provenance=provenance, searched=None)


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
