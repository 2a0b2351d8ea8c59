"""Linear relaxations solved by HiGHS, their bounds recomputed exactly from the duals."""

import highspy
import numpy as np
from scipy import sparse

from allocator.problem import Ints
from allocator.rows import NO_LIMIT
from allocator.solvers.program import Limits, Outcome, Program, Watch

#: Duals are rounded to multiples of 1 / _SCALE, so that the bound is computed in whole numbers.
_SCALE = 1 << 20


def relax(program: Program, limits: Limits, watch: Watch | None = None) -> Outcome:
    """A lower bound on the cost over the program's whole-number points, from the linear relaxation.

    The status is "infeasible" only where the relaxation has no point, by HiGHS' word; treat it as a hint.
    The bound holds whatever HiGHS returned: for any duals u, the least of c x over the box, less u (A x)
    held to its row bounds, is a bound, and it is evaluated in exact arithmetic (all columns are boxed).
    """
    assert program.cost is not None
    rows, lower, upper = _with_frozen(program)
    cost = np.zeros(rows.shape[1], dtype=np.int64)
    cost[program.cost.column] = program.cost.coefficient
    solver = _solver(program, rows, lower, upper, cost, limits)
    if watch is not None:
        watch.stoppers.append(solver.cancelSolve)
    solver.HandleKeyboardInterrupt = False
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return Outcome("infeasible")
    duals = np.array(solver.getSolution().row_dual, dtype=np.float64)
    if len(duals) != len(lower) or not np.isfinite(duals).all():
        return Outcome("unknown")
    return Outcome("feasible", bound=_exact(program, rows, lower, upper, cost, duals) + program.cost.constant)


def _with_frozen(program: Program) -> tuple[sparse.csr_array, Ints, Ints]:
    """The rows with the frozen tiers below them."""
    width = program.rows.shape[1]
    extra = [
        sparse.coo_array(
            (form.coefficient, (np.zeros(len(form.column), dtype=np.int64), form.column)), shape=(1, width)
        )
        for form, _ in program.frozen
    ]
    limit = np.array([limit - form.constant for form, limit in program.frozen], dtype=np.int64)
    rows = sparse.vstack([program.rows, *extra]).tocsr() if extra else program.rows
    lower = np.concatenate([program.lower, np.full(len(extra), -NO_LIMIT, dtype=np.int64)])
    return rows, lower, np.concatenate([program.upper, limit])


def _solver(
    program: Program, rows: sparse.csr_array, lower: Ints, upper: Ints, cost: Ints, limits: Limits
) -> highspy.Highs:
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = rows.shape
    lp.col_cost_ = cost.astype(np.float64)
    lp.col_lower_ = program.column_lower.astype(np.float64)
    lp.col_upper_ = program.column_upper.astype(np.float64)
    lp.row_lower_ = np.where(lower > -NO_LIMIT, lower, -highspy.kHighsInf).astype(np.float64)
    lp.row_upper_ = np.where(upper < NO_LIMIT, upper, highspy.kHighsInf).astype(np.float64)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = rows.indptr, rows.indices
    lp.a_matrix_.value_ = rows.data.astype(np.float64)
    solver: highspy.Highs = _Silent()  # type: ignore[no-untyped-call]
    solver.setOptionValue("threads", limits.workers)
    solver.setOptionValue("random_seed", limits.seed)
    if limits.seconds is not None:
        solver.setOptionValue("time_limit", max(0.01, limits.seconds))
    solver.passModel(lp)
    return solver


class _Silent(highspy.Highs):
    """HiGHS without the banner that it prints while it sets up its callbacks."""

    def enableCallbacks(self) -> None:  # noqa: N802
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _exact(
    program: Program, rows: sparse.csr_array, lower: Ints, upper: Ints, cost: Ints, duals: "np.ndarray"
) -> int:
    """The Lagrangean bound of rounded duals, in Python integers, rounded up.

    A dual that presses on a side the row does not have is dropped: it may only weaken the bound.
    """
    scaled = np.rint(np.clip(duals, -(2.0**40), 2.0**40) * _SCALE).astype(np.int64)
    scaled[(scaled > 0) & (lower <= -NO_LIMIT)] = 0
    scaled[(scaled < 0) & (upper >= NO_LIMIT)] = 0
    side = np.where(scaled > 0, lower, upper)
    pressed = np.flatnonzero(scaled)
    total = sum(int(u) * int(b) for u, b in zip(scaled[pressed], side[pressed], strict=True))
    entries = rows.tocoo()
    product = scaled[entries.row].astype(object) * entries.data.astype(object)
    reduced = cost.astype(object) * _SCALE
    np.subtract.at(reduced, entries.col, product)
    for j in np.flatnonzero(reduced):
        bound = program.column_lower[j] if reduced[j] > 0 else program.column_upper[j]
        total += int(reduced[j]) * int(bound)
    return -(-total // _SCALE)
