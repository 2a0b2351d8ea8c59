"""Searches that share what they find: a result takes the best allocation that any of them has come to.

Searches for the same plan under the same rules differ only in the order of their goals. What one of them
finds is open to all, and may be better than what another found in its own order before its time was up.
"""

from collections.abc import Iterable
from dataclasses import replace

from allocator.errors import DefectError
from allocator.matrix import Searched, point_of
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel
from allocator.results.result import Goal, Proof, Result
from allocator.verification import goals_counted, verify

#: Whose word a bound is that its search did not meet, but another's allocation does.
_SEARCH = "the search in this order of goals"


def with_best(result: Result, found: Iterable[Result]) -> Result:
    """The result with the best of these allocations, by its own goals in their order; itself where none is
    better. Raises DefectError where the independent verification objects."""
    plan, model = result.plan, result.model
    best = best_of(plan, model, (result, *found))
    if best is result:
        return result
    violations = verify(plan, model, best.allocation)
    if violations:
        raise DefectError("an allocation of another search breaks rules", [str(each) for each in violations])
    goals = _with_bounds(result.goals, goals_counted(plan, model, best.allocation))
    searched, status = result.searched, result.status
    if status != "interrupted":
        status = "optimal" if all(goal.proven for goal in goals) else "feasible"
    if isinstance(searched, Searched):
        searched = searched._replace(point=point_of(searched.matrix, best.allocation))
    return replace(result, allocation=best.allocation, goals=goals, searched=searched, status=status)


def best_of(plan: Plan, model: CoordinationModel, found: Iterable[Result]) -> Result:
    """The first of those whose allocation is the best by the goals of a model, in their order."""
    return min(found, key=lambda each: _costs(plan, model, each.allocation))


def _costs(plan: Plan, model: CoordinationModel, allocation: Allocation) -> tuple[int, ...]:
    goals = goals_counted(plan, model, allocation)
    return tuple(-goal.value if goal.sense == "max" else goal.value for goal in goals)


def _with_bounds(known: Iterable[Goal], now: Iterable[Goal]) -> tuple[Goal, ...]:
    """Goals with the values that they have now, and the bounds known.

    A bound speaks of all allocations that are at least as good in every goal before as the one that it was
    found with. One that is better there leaves fewer of them, so that the bound still holds; after the
    first goal that is worse it speaks of too few, and is dropped. So is one that the new value passes: it
    was false.
    """
    found, holds, proven = [], True, True
    for goal, new in zip(known, now, strict=True):
        gain = (new.value - goal.value) * (1 if goal.sense == "max" else -1)
        bound = goal.bound if holds else None
        if bound is not None and (new.value > bound if goal.sense == "max" else new.value < bound):
            bound, holds = None, False
        proven = proven and bound == new.value
        proof = (goal.proof or Proof(kind="word", by=(_SEARCH,))) if proven else None
        found.append(replace(new, bound=bound, proven=proven, proof=proof))
        holds = holds and gain >= 0
    return tuple(found)
