"""When the interval formulation is used, and how."""

import time

from allocator.matrix import Matrix, Tightened
from allocator.matrix.intervals import formulate
from allocator.problem import Ints
from allocator.search.parameters import TierParameters
from allocator.solvers import cp_sat_intervals
from allocator.solvers.program import Limits, Outcome, Program, Watch


def suits_intervals(matrix: Matrix, parameters: TierParameters) -> bool:
    """Whether people and dates apart are far fewer decisions than the columns of the matrix: where starts are
    few the matrix is as small. With many decisions a proof is out of reach, and local search finds more."""
    apart = len(matrix.columns.candidates.expert) + len(matrix.columns.problem.requests)
    few = apart <= parameters.interval_decisions
    return few and parameters.interval_columns * apart <= matrix.shape[1]


def minimise(
    matrix: Matrix, tightened: Tightened, program: Program, limits: Limits, hint: Ints, watch: Watch
) -> Outcome:
    """A program over the whole matrix, minimised in its interval formulation."""
    began = time.perf_counter()
    formulation = formulate(matrix, tightened, program.cost, program.frozen)
    return cp_sat_intervals.minimise(formulation, limits.since(began), hint=hint, watch=watch)
