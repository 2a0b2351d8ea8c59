"""Nothing moves for no gain: missions of a repair that can be as they were before are.

A search that is cut short leaves changes that nothing asks for, and no goal counts who of a team sits in
which of two seats. Each mission that changed is put back as it was, everything else as it is now; where that
keeps every row and no goal is worse, looked at in their order, it stays.
"""

from dataclasses import replace

import numpy as np

from allocator.errors import DefectError
from allocator.matrix import Searched, complete, point_of
from allocator.problem import Ints
from allocator.results.recounted import with_bounds
from allocator.results.result import Result
from allocator.search.construct.kept_part import owners
from allocator.search.known import previous_of
from allocator.search.outcome import allocation_of, goal_at
from allocator.verification import verify


def put_back(result: Result) -> Result:
    """A result of a search with as many missions as the previous allocation of its plan has them. Its bounds
    hold as before, since no goal is worse. Raises DefectError where the independent verification objects."""
    searched = result.searched
    if not isinstance(searched, Searched):
        return result
    point = _point(searched, point_of(searched.matrix, previous_of(result.plan)))
    if point is searched.point:
        return result
    allocation = allocation_of(searched.matrix, point)
    violations = verify(result.plan, result.model, allocation)
    if violations:
        raise DefectError("missions that were put back break rules", [str(each) for each in violations])
    goals = with_bounds(result.goals, (goal_at(tier, point) for tier in searched.matrix.tiers))
    return replace(result, allocation=allocation, goals=goals, searched=searched._replace(point=point))


def _point(searched: Searched, before: Ints) -> Ints:
    """The point with the missions put back; the same object where none can be."""
    matrix, point = searched.matrix, searched.point
    count, owner = matrix.columns.base_count, owners(matrix)
    values = matrix.values(point)
    differs = np.unique(owner[np.flatnonzero(before[:count] != point[:count])])
    for request in differs.tolist():
        own = np.flatnonzero(owner == request)
        if not before[own].any():
            continue
        tried = point.copy()
        tried[own] = before[own]
        tried = complete(matrix, tried)
        if matrix.values(tried) <= values and matrix.feasible(tried):
            point, values = tried, matrix.values(tried)
    return point
