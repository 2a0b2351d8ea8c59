"""Local searches within the same bounds share a layout; what one prefers is not preferred by the next."""

from dataclasses import replace

import numpy as np

from allocator.matrix import build_matrix, complete, tighten
from allocator.problem import build_problem
from allocator.rules.candidates import find_candidates
from allocator.search.local_searches import local_search_for
from allocator.search.run import Run
from allocator.solvers.program import Limits
from tests.tiny_plans import tiny_model, tiny_plan


def test_a_layout_is_shared_within_equal_bounds_and_for_as_many_tiers() -> None:
    plan, model = tiny_plan(0, "pairing"), tiny_model(0, "pairing")
    problem = build_problem(plan, model)
    matrix = build_matrix(problem, find_candidates(problem))
    run = Run(matrix, tighten(matrix), Limits(work=1), 0.0)
    point = complete(matrix, run.tightened.lower)
    assert matrix.feasible(point)
    one = local_search_for(run, run.tightened, 1, point)
    price = one.layout.arrays.price.copy()
    one.guide(np.full(matrix.shape[1], 5.0))
    equal = replace(run.tightened, upper=run.tightened.upper.copy())
    other = local_search_for(run, equal, 1, point)
    assert other.layout is one.layout and (other.layout.arrays.price == price).all()
    assert local_search_for(run, equal, 2, point).layout is not one.layout
    tighter = replace(run.tightened, upper=np.minimum(run.tightened.upper, point))
    last = local_search_for(run, run.tightened, 2, point)
    assert local_search_for(run, tighter, 2, point).layout is not last.layout
