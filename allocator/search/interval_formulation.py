"""When the interval formulation is used, and how."""

import time

from allocator.intervals import formulate
from allocator.matrix import Matrix, Tightened
from allocator.problem import Ints
from allocator.solvers import cp_sat_intervals
from allocator.solvers.program import Limits, Outcome, Program, Watch

_STARTS = 16  # columns for each person and request, at least: where starts are few, the matrix is as small
_MOST = 4_000  # candidates and requests, at most: a proof is out of reach beyond, and walks find more


def by_intervals(matrix: Matrix) -> bool:
    """Whether people and dates apart are far fewer decisions than the columns of the matrix."""
    apart = len(matrix.columns.candidates.expert) + len(matrix.columns.problem.requests)
    return apart <= _MOST and _STARTS * apart <= matrix.shape[1]


def minimise(
    matrix: Matrix, tightened: Tightened, program: Program, limits: Limits, hint: Ints, watch: Watch
) -> Outcome:
    """A program over the whole matrix, minimised in its interval formulation."""
    began = time.perf_counter()
    formulation = formulate(matrix, tightened, program.cost, program.frozen)
    return cp_sat_intervals.minimise(formulation, limits.since(began), hint=hint, watch=watch)
