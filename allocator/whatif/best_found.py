"""Searches that share what they find: a result takes the best allocation that any of them has come to.

Searches for the same plan under the same rules differ only in the order of their goals. What one of them
finds is open to all, and may be better than what another found in its own order before its time was up.
"""

from collections.abc import Iterable
from dataclasses import replace

from allocator.errors import DefectError
from allocator.matrix import Searched, point_of
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from allocator.results.recounted import costs, with_bounds
from allocator.results.result import Result
from allocator.verification import goals_counted, verify


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
    goals = with_bounds(result.goals, goals_counted(plan, model, best.allocation))
    searched, status = result.searched, result.status
    if status != "interrupted":
        status = "optimal" if all(goal.proven for goal in goals) else "feasible"
    if isinstance(searched, Searched):
        searched = searched._replace(point=point_of(searched.matrix, best.allocation))
    return replace(result, allocation=best.allocation, goals=goals, searched=searched, status=status)


def best_of(plan: Plan, model: CoordinationModel, found: Iterable[Result]) -> Result:
    """The first of those whose allocation is the best by the goals of a model, in their order."""
    return min(found, key=lambda each: costs(goals_counted(plan, model, each.allocation)))
