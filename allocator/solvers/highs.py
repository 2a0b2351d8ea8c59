"""HiGHS, in a process of its own: linear relaxations with bounds recomputed exactly, and branch and cut."""

import math
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allocator.problem import Ints
from allocator.rows import NO_LIMIT
from allocator.solvers.children.jobs import HighsJob
from allocator.solvers.children.line import GarbledError
from allocator.solvers.cp_sat import whole_numbers
from allocator.solvers.crew import Question, ask
from allocator.solvers.lagrange import Priced, price, with_frozen
from allocator.solvers.program import Limits, Outcome, Program, Watch

#: A MIP bound of HiGHS is lowered before it is rounded up: each column may be off by this much.
_TOLERANCE = 1e-6
_RELAXATION, _BRANCH_AND_CUT = "HiGHS' linear relaxation", "HiGHS' branch and cut"
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
    job = _job(program, limits, None, whole=False)
    duals: NDArray[np.float64] | None = None
    solved = False

    def hear(kind: str, content: Any) -> None:
        nonlocal duals, solved
        if kind == "duals":
            duals = np.asarray(content, dtype=np.float64)
        elif kind == "end":
            solved = bool(content)
        else:
            raise GarbledError

    ask(Question("highs", _RELAXATION, job, limits), watch, hear)
    if duals is None or duals.shape != job.lower.shape or not np.isfinite(duals).all():
        return None
    priced = price(program, duals)
    return Relaxed(priced.rounded(program), duals, priced, solved)


def minimise(program: Program, limits: Limits, *, hint: Ints | None, watch: Watch) -> Outcome:
    """Minimise a program by HiGHS' branch and cut, in a child process that ends at once when told to.

    Points and bounds go to `watch` as they come; the outcome repeats nothing of them. Points are rounded
    and must be checked by the caller; bounds are HiGHS' own, lowered by its tolerances.
    """
    assert program.cost is not None
    cost = program.cost
    dearest = float(np.abs(cost.coefficient).max(initial=0))

    def hear(kind: str, content: Any) -> None:
        if kind == "point":
            point = whole_numbers(content, len(program.column_lower))
            watch.improved(point, cost.value(point))
        elif kind == "bound" and math.isfinite(content):
            margin = max(10 * _TOLERANCE, _TOLERANCE * dearest, _TOLERANCE**1.5 * abs(content))
            watch.bounded(math.ceil(content - margin) + cost.constant)
        elif kind not in ("bound", "end"):
            raise GarbledError

    ask(Question("highs", _BRANCH_AND_CUT, _job(program, limits, hint, whole=True), limits), watch, hear)
    return Outcome("unknown")


def _job(program: Program, limits: Limits, hint: Ints | None, *, whole: bool) -> HighsJob:
    rows, lower, upper, cost = with_frozen(program)
    return HighsJob(
        cost=cost.astype(np.float64),
        column_lower=program.column_lower.astype(np.float64),
        column_upper=program.column_upper.astype(np.float64),
        lower=np.where(lower > -NO_LIMIT, lower, -np.inf),
        upper=np.where(upper < NO_LIMIT, upper, np.inf),
        first=rows.indptr.astype(np.int32),
        column=rows.indices.astype(np.int32),
        coefficient=rows.data.astype(np.float64),
        whole=whole,
        interior=not whole and len(cost) > _WIDE,
        hint=None if hint is None else hint.astype(np.float64),
        until=None if limits.seconds is None else time.monotonic() + limits.seconds,
        threads=limits.workers if whole else 1,
        seed=limits.seed,
    )
