"""HiGHS: linear relaxations with bounds recomputed exactly, and whole-number programs in a child process."""

import math
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from allocator.problem import Ints
from allocator.rows import NO_LIMIT
from allocator.solvers import highs_child
from allocator.solvers.carries import Room
from allocator.solvers.highs_program import Arrays, balanced, loaded
from allocator.solvers.highs_worker import Job
from allocator.solvers.lagrange import Priced, price, with_frozen
from allocator.solvers.program import Limits, Outcome, Program, Status, Watch
from allocator.solvers.small import in_small_numbers
from allocator.solvers.stages import in_stages

#: A MIP bound of HiGHS is lowered before it is rounded up: each column may be off by this much.
_TOLERANCE = 1e-6
#: Sums may be large here, coefficients may not: a column may be off by the tolerance, times its coefficient.
_ROOM = Room(coefficient=1 << 24, reach=1 << 40)
_WIDE = 3000  # columns beyond which the interior point method is faster than the simplex method


@dataclass(frozen=True)
class Relaxed:
    """What a linear relaxation says of a program: a bound on the cost of its whole-number points, and prices.

    `prices` are one per row, then one per frozen tier: what a unit more on the side that presses adds to the
    cost, as the solver rounds it. `priced` is what follows from them exactly. `solved`: these are the best
    prices, not those of a solver cut off.
    """

    bound: int
    prices: NDArray[np.float64]
    priced: Priced
    solved: bool


def relax(program: Program, limits: Limits, watch: Watch) -> Relaxed | None:
    """A lower bound on the cost over the program's whole-number points, from the linear relaxation; None
    where the solver came to nothing in time.

    The bound holds whatever HiGHS returned: for any duals u, the least of c x over the box, less u (A x)
    held to its row bounds, is a bound, and it is evaluated in exact arithmetic (all columns are boxed).
    Therefore the interior point method need not cross over to a vertex, which takes far longer.
    """
    arrays, shrunk = balanced(_arrays(program, whole=False))
    solve = _far_duals if len(arrays.cost) > _WIDE else _duals
    duals, solved = solve(arrays, limits, watch)
    if duals is None or len(duals) != len(arrays.lower) or not np.isfinite(duals).all():
        return None
    duals = duals * shrunk
    priced = price(program, duals)
    return Relaxed(priced.rounded(program), duals, priced, solved)


_Duals = tuple[NDArray[np.float64] | None, bool]  # and whether the solver came to its end


def _duals(arrays: Arrays, limits: Limits, watch: Watch) -> _Duals:
    """The duals of a small linear program, solved here."""
    # One thread always: HiGHS refuses to run with another number than its process began with.
    solver = loaded(arrays, seconds=limits.seconds, threads=1, seed=limits.seed)
    watch.stoppers.append(solver.cancelSolve)
    if not watch.stopped:
        solver.run()
    watch.stoppers.remove(solver.cancelSolve)
    solved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return np.array(solver.getSolution().row_dual, dtype=np.float64), solved


def _far_duals(arrays: Arrays, limits: Limits, watch: Watch) -> _Duals:
    """The duals of a large one, by the interior point method, in a child process: here it would not end."""
    said: dict[str, Any] = {}
    job = Job(arrays, None, limits.seconds, 1, limits.seed)
    highs_child.run(job, watch, said.__setitem__)
    return said.get("duals"), said.get("solved", False)


def minimise(program: Program, limits: Limits, *, hint: Ints | None, watch: Watch) -> Outcome:
    """Minimise a program by HiGHS' branch and cut, in a child process that ends at once when told to.

    Points and bounds go to `watch` as they come; the outcome repeats no points. Points are rounded and must
    be checked by the caller; bounds are HiGHS' own, lowered by its tolerances.
    """
    assert program.cost is not None
    small = in_small_numbers(program, _ROOM)
    outcome = in_stages(small, program.cost, limits, hint, watch, _branch_and_cut)
    return replace(outcome, point=None)


def _branch_and_cut(program: Program, limits: Limits, hint: Ints | None, watch: Watch) -> Outcome:
    """A program as it is."""
    assert program.cost is not None
    cost = program.cost
    arrays = _arrays(program, whole=True)
    dearest = float(np.abs(arrays.cost).max(initial=0.0))
    points, bounds, ends = list[Ints](), list[int](), list[str]()

    def hear(kind: str, content: Any) -> None:
        if kind == "end":
            ends.append(content)
        elif kind == "point":
            points.append(content)
            watch.improved(content, cost.value(content))
        elif math.isfinite(content):
            margin = max(10 * _TOLERANCE, _TOLERANCE * dearest, _TOLERANCE**1.5 * abs(content))
            bounds.append(math.ceil(content - margin) + cost.constant)
            watch.bounded(bounds[-1])

    start = None if hint is None else hint.astype(np.float64)
    highs_child.run(Job(arrays, start, limits.seconds, limits.workers, limits.seed), watch, hear)
    status: Status = ends[0] if ends and ends[0] in ("optimal", "infeasible") else "unknown"  # type: ignore[assignment]
    best = min(points, key=cost.value) if points else None
    return Outcome(status, best, max(bounds, default=None))


def _arrays(program: Program, *, whole: bool) -> Arrays:
    rows, lower, upper, cost = with_frozen(program)
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
