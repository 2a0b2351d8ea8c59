"""One weekday to walk in first: which starts it leaves open, and what that may not change."""

import numpy as np
import pytest

from allocator.matrix import Matrix, build_matrix, complete, tighten
from allocator.problem import build_problem
from allocator.search import improvement
from allocator.search.construct import one_weekday
from allocator.search.construct.initial_solution import first_point
from allocator.search.construct.one_weekday import coarser
from allocator.search.run import Run
from allocator.solvers.program import Limits
from benchmarks.plans import make_plan
from tests.tiny_plans import MODELS


def matrix_of(starts: str) -> Matrix:
    return build_matrix(build_problem(make_plan("S", 2, starts), MODELS["national"]))  # type: ignore[arg-type]


def test_one_weekday_is_left_and_the_requests_that_have_none_on_it_keep_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    matrix = matrix_of("Mon-Fri")
    problem, tightened, y = matrix.columns.problem, tighten(matrix), matrix.columns.y
    assert coarser(matrix, tightened) is tightened  # not large
    monkeypatch.setattr(one_weekday, "_LARGE", 0)
    assert coarser(matrix, tightened) is tightened  # dates are intervals there
    monkeypatch.setattr(one_weekday, "by_intervals", lambda _: False)
    left = coarser(matrix, tightened)
    was, now = tightened.upper[y] > 0, left.upper[y] > 0
    assert not (now & ~was).any() and np.array_equal(left.upper[len(y) :], tightened.upper[len(y) :])
    monday = (problem.start_day + problem.plan.settings.start.weekday()) % 7 == 0
    for request in range(len(problem.requests)):
        own = problem.start_request == request
        some = (was & own & monday).any()
        assert np.array_equal(now[own], (was & monday)[own] if some else was[own])
    point = first_point(Run(matrix, tightened, Limits(work=1), 0.0), None)
    assert point is not None and matrix.feasible(point) and (point <= left.upper).all()
    assert (point[y] > 0).sum() > 10


def test_a_grid_of_one_weekday_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_weekday, "_LARGE", 0)
    monkeypatch.setattr(one_weekday, "by_intervals", lambda _: False)
    matrix = matrix_of("Mon")
    tightened = tighten(matrix)
    assert coarser(matrix, tightened) is tightened


def test_walks_stay_on_the_weekday_and_are_left_out_where_the_incumbent_is_not_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    matrix = matrix_of("Mon-Fri")
    tightened = tighten(matrix)
    anywhere = first_point(Run(matrix, tightened, Limits(work=1), 0.0), None)
    monkeypatch.setattr(one_weekday, "_LARGE", 0)
    monkeypatch.setattr(one_weekday, "by_intervals", lambda _: False)
    monkeypatch.setattr(improvement, "_TIRED", 500)
    left = coarser(matrix, tightened)
    assert anywhere is not None and (anywhere > left.upper).any()
    run = Run(matrix, tightened, Limits(work=10), 0.0)
    run.testimony.bounds.append({})
    for first in (complete(matrix, tightened.lower), anywhere):
        run.incumbent = first
        improvement.Improvement(run, 0, run.program(0), None, left).walks(None)
        assert matrix.feasible(run.held)
        if (first <= left.upper).all():
            assert matrix.values(run.held)[0] < matrix.values(first)[0]
            assert (run.held <= left.upper).all()
        else:
            assert run.held is first
