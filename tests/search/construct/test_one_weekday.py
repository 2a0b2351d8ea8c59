"""One weekday to walk in first: which starts it leaves open, and what that may not change."""

from dataclasses import replace

import numpy as np

from allocator.matrix import Matrix, build_matrix, complete, tighten
from allocator.problem import build_problem
from allocator.search.construct import initial_solution
from allocator.search.construct.initial_solution import first_point
from allocator.search.construct.one_weekday import on_one_weekday
from allocator.search.parameters import (
    USUAL,
    ConstructionParameters,
    SearchParameters,
    SessionParameters,
    TierParameters,
)
from allocator.search.run import Run
from allocator.search.sessions import LocalSearchSessions
from allocator.search.tier_search import TierSearch
from allocator.solvers.program import Limits
from benchmarks.plans import make_plan
from tests.tiny_plans import MODELS

LARGE = SearchParameters(construction=ConstructionParameters(one_weekday_from=0))
NO_INTERVALS = replace(LARGE, tiers=TierParameters(interval_decisions=0))


def matrix_of(starts: str) -> Matrix:
    return build_matrix(build_problem(make_plan("S", 2, starts), MODELS["national"]))  # type: ignore[arg-type]


def test_one_weekday_is_left_and_the_requests_that_have_none_on_it_keep_theirs() -> None:
    matrix = matrix_of("Mon-Fri")
    problem, tightened, y = matrix.columns.problem, tighten(matrix), matrix.columns.y
    assert on_one_weekday(matrix, tightened, USUAL) is tightened  # not large
    assert on_one_weekday(matrix, tightened, LARGE) is tightened  # dates are intervals there
    left = on_one_weekday(matrix, tightened, NO_INTERVALS)
    was, now = tightened.upper[y] > 0, left.upper[y] > 0
    assert not (now & ~was).any() and np.array_equal(left.upper[len(y) :], tightened.upper[len(y) :])
    monday = (problem.start_day + problem.plan.settings.start.weekday()) % 7 == 0
    for request in range(len(problem.requests)):
        own = problem.start_request == request
        some = (was & own & monday).any()
        assert np.array_equal(now[own], (was & monday)[own] if some else was[own])
    point = first_point(Run(matrix, tightened, Limits(work=1), 0.0, parameters=NO_INTERVALS), None)
    assert point is not None and matrix.feasible(point) and (point <= left.upper).all()
    assert (point[y] > 0).sum() > 10


def test_a_grid_of_one_weekday_is_left_as_it_is() -> None:
    matrix = matrix_of("Mon")
    tightened = tighten(matrix)
    assert on_one_weekday(matrix, tightened, NO_INTERVALS) is tightened


def test_what_is_served_on_another_weekday_is_filled_up_where_it_is() -> None:
    """As where what is locked was placed on one: the point would have missions that nobody pays for."""
    matrix = matrix_of("Mon-Fri")
    tightened = tighten(matrix)
    anywhere = first_point(Run(matrix, tightened, Limits(work=1), 0.0), None)
    left = on_one_weekday(matrix, tightened, NO_INTERVALS)
    assert anywhere is not None and (anywhere > left.upper).any()
    filled = initial_solution._filled(
        Run(matrix, tightened, Limits(work=1), 0.0, parameters=NO_INTERVALS), anywhere
    )
    assert matrix.feasible(filled) and matrix.values(filled) <= matrix.values(anywhere)


def test_walks_stay_on_the_weekday_and_are_left_out_where_the_incumbent_is_not_on_it() -> None:
    matrix = matrix_of("Mon-Fri")
    tightened = tighten(matrix)
    anywhere = first_point(Run(matrix, tightened, Limits(work=1), 0.0), None)
    left = on_one_weekday(matrix, tightened, NO_INTERVALS)
    assert anywhere is not None and (anywhere > left.upper).any()
    parameters = replace(NO_INTERVALS, sessions=SessionParameters(futile_moves=500))
    run = Run(matrix, tightened, Limits(work=10), 0.0, parameters=parameters)
    run.testimony.bounds.append({})
    for first in (complete(matrix, tightened.lower), anywhere):
        run.incumbent = first
        LocalSearchSessions(TierSearch(run, 0), None, left).restart(None)
        assert matrix.feasible(run.known_incumbent)
        if (first <= left.upper).all():
            assert matrix.values(run.known_incumbent)[0] < matrix.values(first)[0]
            assert (run.known_incumbent <= left.upper).all()
        else:
            assert run.known_incumbent is first
