"""HiGHS: linear relaxations with bounds recomputed exactly, and whole-number programs in a child process."""

import math
import pickle
import subprocess
import sys
from contextlib import suppress

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from allocator.problem import Ints
from allocator.rows import NO_LIMIT
from allocator.solvers.highs_program import Arrays, loaded
from allocator.solvers.highs_worker import Job
from allocator.solvers.program import Limits, Outcome, Program, Watch

#: Duals are rounded to multiples of 1 / _SCALE, so that the bound is computed in whole numbers.
_SCALE = 1 << 20
#: A MIP bound of HiGHS is lowered before it is rounded up: each column may be off by this much.
_TOLERANCE = 1e-6


def relax(program: Program, limits: Limits, watch: Watch) -> Outcome:
    """A lower bound on the cost over the program's whole-number points, from the linear relaxation.

    The bound holds whatever HiGHS returned: for any duals u, the least of c x over the box, less u (A x)
    held to its row bounds, is a bound, and it is evaluated in exact arithmetic (all columns are boxed).
    """
    rows, lower, upper, cost = _with_frozen(program)
    arrays = _arrays(program, rows, lower, upper, cost, whole=False)
    # One thread always: HiGHS refuses to run with another number than its process began with.
    solver = loaded(arrays, seconds=limits.seconds, threads=1, seed=limits.seed)
    watch.stoppers.append(solver.cancelSolve)
    if not watch.stopped:
        solver.run()
    watch.stoppers.remove(solver.cancelSolve)
    duals = np.array(solver.getSolution().row_dual, dtype=np.float64)
    if len(duals) != len(lower) or not np.isfinite(duals).all():
        return Outcome("unknown")
    bound = exact_bound(program, rows, lower, upper, cost, duals)
    assert program.cost is not None
    return Outcome("feasible", bound=bound + program.cost.constant, prices=duals)


def minimise(program: Program, limits: Limits, *, hint: Ints | None, watch: Watch) -> Outcome:
    """Minimise a program by HiGHS' branch and cut, in a child process that ends at once when told to.

    Points and bounds go to `watch` as they come; the outcome repeats nothing of them. Points are rounded
    and must be checked by the caller; bounds are HiGHS' own, lowered by its tolerances.
    """
    assert program.cost is not None
    rows, lower, upper, cost = _with_frozen(program)
    arrays = _arrays(program, rows, lower, upper, cost, whole=True)
    start = None if hint is None else hint.astype(np.float64)
    job = Job(arrays, start, limits.seconds, limits.workers, limits.seed)
    command = [sys.executable, "-m", "allocator.solvers.highs_worker"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    watch.stoppers.append(child.kill)
    try:
        if not watch.stopped:
            _converse(child, job, program, watch)
    except (EOFError, BrokenPipeError, pickle.UnpicklingError):
        pass  # killed, by us or by the system: what it had found has been told
    finally:
        watch.stoppers.remove(child.kill)
        child.kill()
        _reap(child)
    return Outcome("unknown")


def _reap(child: "subprocess.Popen[bytes]") -> None:
    """Close the pipes of a child that was told to end, and wait for it."""
    assert child.stdin is not None
    assert child.stdout is not None
    with suppress(BrokenPipeError):  # what it never read
        child.stdin.close()
    child.stdout.close()
    child.wait()


def _converse(child: "subprocess.Popen[bytes]", job: Job, program: Program, watch: Watch) -> None:
    """Send the job and pass on what the child says until it ends."""
    assert child.stdin is not None
    assert child.stdout is not None
    assert program.cost is not None
    dearest = float(np.abs(job.arrays.cost).max(initial=0.0))
    pickle.dump(job, child.stdin)
    child.stdin.close()
    while True:
        kind, content = pickle.load(child.stdout)
        if kind == "end":
            return
        if kind == "point":
            watch.improved(content, program.cost.value(content))
        elif math.isfinite(content):
            margin = max(10 * _TOLERANCE, _TOLERANCE * dearest, _TOLERANCE**1.5 * abs(content))
            watch.bounded(math.ceil(content - margin) + program.cost.constant)


def _with_frozen(program: Program) -> tuple[sparse.csr_array, Ints, Ints, Ints]:
    """The rows with the frozen tiers below them, their bounds, and the cost of every column."""
    assert program.cost is not None
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
    cost = np.zeros(width, dtype=np.int64)
    cost[program.cost.column] = program.cost.coefficient
    return rows, lower, np.concatenate([program.upper, limit]), cost


def _arrays(
    program: Program, rows: sparse.csr_array, lower: Ints, upper: Ints, cost: Ints, *, whole: bool
) -> Arrays:
    infinite = highspy.kHighsInf
    return Arrays(
        cost=cost.astype(np.float64),
        column_lower=program.column_lower.astype(np.float64),
        column_upper=program.column_upper.astype(np.float64),
        lower=np.where(lower > -NO_LIMIT, lower, -infinite).astype(np.float64),
        upper=np.where(upper < NO_LIMIT, upper, infinite).astype(np.float64),
        start=rows.indptr.astype(np.int32),
        index=rows.indices.astype(np.int32),
        value=rows.data.astype(np.float64),
        whole=whole,
    )


def exact_bound(
    program: Program,
    rows: sparse.csr_array,
    lower: Ints,
    upper: Ints,
    cost: Ints,
    duals: NDArray[np.float64],
) -> int:
    """The Lagrangean bound of any duals, in Python integers, rounded up; the cost's constant not in it.

    A dual that presses on a side the row does not have is dropped: that may only weaken the bound.
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
