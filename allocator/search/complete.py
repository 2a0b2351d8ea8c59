"""Auxiliary columns at the values that the missions of a point imply."""

from dataclasses import replace

import numpy as np

from allocator.matrix import Matrix, tighten
from allocator.problem import Ints


def complete(matrix: Matrix, point: Ints) -> Ints:
    """The point with the same missions whose slacks, loads and the like are as small (or great) as can be.

    A solver may leave them looser than the missions need. The point is returned as it is where the
    completed one would not be feasible.
    """
    base = len(matrix.columns.y) + len(matrix.columns.z) + len(matrix.columns.f)
    lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
    lower[:base] = upper[:base] = point[:base]
    implied = tighten(replace(matrix, column_lower=lower, column_upper=upper))
    completed = implied.lower.copy()
    first = base
    for _, completion, count in matrix.columns.auxiliary:
        if completion == "greatest":
            completed[first : first + count] = implied.upper[first : first + count]
        first += count
    better = matrix.feasible(completed) and matrix.values(completed) <= matrix.values(point)
    return completed if better and np.array_equal(completed[:base], point[:base]) else point
