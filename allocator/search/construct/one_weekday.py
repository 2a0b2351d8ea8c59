"""A restriction to search in first: one weekday to start on, where there are several."""

from dataclasses import replace

import numpy as np

from allocator.matrix import Matrix, Tightened
from allocator.problem import Bools, Ints, Problem
from allocator.problem.arrays import FOREVER
from allocator.search.interval_formulation import suits_intervals
from allocator.search.parameters import SearchParameters

_WEEK = 7


def on_one_weekday(matrix: Matrix, tightened: Tightened, parameters: SearchParameters) -> Tightened:
    """The bounds that leave open the starts on the weekday on which missions are shortest (the fewest days
    off fall into them), those that must be, and all of requests that have none on that day. The bounds
    themselves where that is all, where the matrix is not large, or where intervals are used."""
    columns, problem = matrix.columns, matrix.columns.problem
    large = matrix.shape[1] > parameters.construction.one_weekday_from
    if not large or suits_intervals(matrix, parameters.tiers):
        return tightened
    possible = tightened.upper[columns.y] > 0
    weekday = problem.start_day % _WEEK
    chosen = possible & (weekday == _shortest(problem, possible, weekday))
    reached = np.zeros(len(problem.requests), dtype=bool)
    reached[problem.start_request[chosen]] = True
    chosen |= ~reached[problem.start_request] | (tightened.lower[columns.y] > 0)
    if chosen[possible].all():
        return tightened
    upper = tightened.upper.copy()
    upper[columns.y[~chosen]] = 0
    return replace(tightened, upper=upper)


def _shortest(problem: Problem, possible: Bools, weekday: Ints) -> int:
    """The weekday on which missions last least beyond the shortest of their request."""
    length = problem.start_last - problem.start_day
    least = np.full(len(problem.requests), FOREVER)
    np.minimum.at(least, problem.start_request, length)
    beyond = np.bincount(weekday[possible], (length - least[problem.start_request])[possible], _WEEK)
    count = np.bincount(weekday[possible], minlength=_WEEK)
    return int(np.argmin(np.where(count > 0, beyond / np.maximum(1, count), np.inf)))
