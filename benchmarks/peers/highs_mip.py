"""HiGHS on the time-indexed whole-number program: branch and cut on Allocator's matrix, coverage only."""

import threading
import time
from dataclasses import replace

import highspy
import numpy as np

from allocator.matrix import Matrix, build_matrix, tighten
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel, Level
from allocator.problem import Ints, build_problem
from allocator.problem.rows import NO_LIMIT
from allocator.search.outcome import allocation_of
from benchmarks.peers.case import Answer, Known

_TOLERANCE = 1e-6  # of HiGHS' bound


def solve(plan: Plan, model: CoordinationModel, seconds: float, workers: int, seed: int) -> Answer:
    """The best allocation and bound within the time, building included.

    HiGHS runs on a thread that ends with the process: it has been seen to overrun its own limit by minutes.
    """
    began = time.perf_counter()
    deadline = began + seconds
    coverage = replace(model, tiers=model.tiers[:1]).with_levels(pairing=Level.OFF)
    matrix = build_matrix(build_problem(plan, coverage))
    run = _Run(matrix, began)
    solver = _loaded(matrix, max(0.1, deadline - time.perf_counter()), workers, seed)
    solver.cbMipImprovingSolution.subscribe(run.improved)
    solver.cbMipInterrupt.subscribe(run.looked)
    thread = threading.Thread(target=run.to_the_end, args=(solver,), daemon=True)
    thread.start()
    thread.join(max(0.1, deadline - time.perf_counter()))
    served = matrix.tiers[0]
    allocation = None if run.best is None else allocation_of(matrix, run.best)
    bound = None if run.bound is None else served.kind.reported(run.bound + served.cost.constant)
    return Answer(allocation, bound, tuple(run.trace))


class _Run:
    """What HiGHS has told so far: the best point that keeps every row exactly, and a bound."""

    def __init__(self, matrix: Matrix, began: float) -> None:
        self.matrix, self.began, self.trace = matrix, began, list[Known]()
        self.best: Ints | None = None
        self.bound: int | None = None

    def improved(self, event: "highspy.HighsCallbackEvent") -> None:
        self._take(np.array(event.data_out.mip_solution))

    def looked(self, event: "highspy.HighsCallbackEvent") -> None:
        self._bounded(event.data_out.mip_dual_bound)

    def to_the_end(self, solver: highspy.Highs) -> None:
        solver.run()
        self._bounded(solver.getInfo().mip_dual_bound)
        self._take(np.array(solver.getSolution().col_value))

    def _take(self, values: np.ndarray) -> None:
        point = np.rint(values).astype(np.int64)
        if len(point) == self.matrix.shape[1] and self.matrix.feasible(point):
            cost = self.matrix.tiers[0].cost
            if self.best is None or cost.value(point) < cost.value(self.best):
                self.best = point
                self._note(cost.value(point), None)

    def _bounded(self, bound: float) -> None:
        if np.isfinite(bound):
            self.bound = int(np.ceil(bound - _TOLERANCE))
            self._note(None, self.bound + self.matrix.tiers[0].cost.constant)

    def _note(self, value: int | None, bound: int | None) -> None:
        said = [None if cost is None else self.matrix.tiers[0].kind.reported(cost) for cost in (value, bound)]
        if not self.trace or self.trace[-1][1:] != tuple(said):
            self.trace.append((time.perf_counter() - self.began, said[0], said[1]))


def _loaded(matrix: Matrix, seconds: float, workers: int, seed: int) -> highspy.Highs:
    """A solver with the matrix inside bounds tightened by propagation, as Allocator's own solvers get it."""
    tightened = tighten(matrix)
    rows, columns = matrix.shape
    cost = np.zeros(columns)
    cost[matrix.tiers[0].cost.column] = matrix.tiers[0].cost.coefficient
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = rows, columns
    program.col_cost_ = cost
    program.col_lower_, program.col_upper_ = tightened.lower.astype(float), tightened.upper.astype(float)
    infinite = highspy.kHighsInf
    program.row_lower_ = np.where(matrix.lower > -NO_LIMIT, matrix.lower, -infinite).astype(float)
    program.row_upper_ = np.where(matrix.upper < NO_LIMIT, matrix.upper, infinite).astype(float)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = matrix.rows.indptr.astype(np.int32)
    program.a_matrix_.index_ = matrix.rows.indices.astype(np.int32)
    program.a_matrix_.value_ = matrix.rows.data.astype(float)
    program.integrality_ = [highspy.HighsVarType.kInteger] * columns
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("threads", workers)
    solver.setOptionValue("random_seed", seed)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(program)
    return solver
