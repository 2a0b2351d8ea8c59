"""HiGHS, in a process of its own: linear relaxations with bounds recomputed exactly, and branch and cut."""

import math
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT
from allocator.solvers.balance import balanced
from allocator.solvers.carries import Room
from allocator.solvers.children.jobs import HighsJob
from allocator.solvers.children.line import GarbledError
from allocator.solvers.cp_sat import whole_numbers
from allocator.solvers.crew import Question, ask
from allocator.solvers.dual_bound import Priced, as_arrays, price
from allocator.solvers.payers import with_payers
from allocator.solvers.program import Limits, Outcome, Program, Relay, Status, Watch
from allocator.solvers.small import in_small_numbers
from allocator.solvers.stages import in_stages
from allocator.solvers.sums import with_sums

#: A MIP bound of HiGHS is lowered before it is rounded up: each column may be off by this much.
_TOLERANCE = 1e-6
#: Sums may be large here, coefficients may not: a column may be off by the tolerance, times its coefficient.
_ROOM = Room(coefficient=1 << 24, reach=1 << 40)
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


#: The states of columns and of rows (frozen tiers among them) at a vertex, in HiGHS' numbers.
Basis = tuple[NDArray[np.int8], NDArray[np.int8]]
NOWHERE: Basis = (np.empty(0, dtype=np.int8), np.empty(0, dtype=np.int8))


@dataclass(frozen=True)
class Vertex:
    """Where the simplex method ended. `empty`: prices prove in exact arithmetic that no point is possible.
    `relaxed` is None where it came to nothing in time, or there is no point; `basis` is where another program
    of the same rows and columns may begin."""

    relaxed: Relaxed | None
    empty: bool
    basis: Basis


def relax(program: Program, limits: Limits, watch: Watch, *, vertex: bool = False) -> Relaxed | None:
    """A lower bound on the cost over the program's whole-number points, from the linear relaxation; None
    where the solver came to nothing in time. At a `vertex` fewer rows have a price.

    The bound holds whatever HiGHS returned: for any duals u, the least of c x over the box, less u (A x)
    held to its row bounds, is a bound, and it is evaluated in exact arithmetic (all columns are boxed).
    Therefore the interior point method need not cross over to a vertex, which takes longer.
    """
    job, shrunk = balanced(replace(_job(program, limits, whole=False), cross=vertex))
    duals: NDArray[np.float64] | None = None
    solved = False

    def hear(kind: str, content: Any) -> None:
        nonlocal duals, solved
        if kind == "duals":
            duals = np.asarray(content, dtype=np.float64)
        elif kind == "end":
            solved = content == "optimal"
        else:
            raise GarbledError

    ask(Question("highs", _RELAXATION, job, limits), watch, hear)
    if duals is None or duals.shape != job.lower.shape or not np.isfinite(duals).all():
        return None
    duals = duals * shrunk
    priced = price(program, duals)
    return Relaxed(priced.rounded(program), duals, priced, solved)


def reoptimise(program: Program, limits: Limits, watch: Watch, basis: Basis = NOWHERE) -> Vertex:
    """The linear relaxation by the simplex method, from the basis of a similar program on: bounds hold as
    those of `relax` do."""
    job, shrunk = balanced(replace(_job(program, limits, whole=False), interior=False, basis=basis))
    told: dict[str, NDArray[np.float64]] = {}
    reached, status = basis, ""

    def hear(kind: str, content: Any) -> None:
        nonlocal reached, status
        if kind in ("duals", "ray"):
            told[kind] = np.asarray(content, dtype=np.float64)
        elif kind == "basis":
            reached = content
        elif kind == "end":
            status = content
        else:
            raise GarbledError

    ask(Question("highs", _RELAXATION, job, limits), watch, hear)
    usable = {
        kind: prices * shrunk
        for kind, prices in told.items()
        if prices.shape == job.lower.shape and np.isfinite(prices).all()
    }
    if "ray" in usable:
        return Vertex(None, _is_empty(program, usable["ray"]), reached)
    if "duals" not in usable or status == "infeasible":
        return Vertex(None, empty=False, basis=reached)
    priced = price(program, usable["duals"])
    relaxed = Relaxed(priced.rounded(program), usable["duals"], priced, status == "optimal")
    return Vertex(relaxed, empty=False, basis=reached)


def _is_empty(program: Program, ray: NDArray[np.float64]) -> bool:
    """Whether the rows, added up under these prices or their opposite, ask for more than the columns can
    give (the lemma of Farkas)."""
    free = program.costing_nothing()
    size = float(np.abs(ray).max(initial=0.0)) or 1.0
    return any(price(free, sign * ray / size).bound > 0 for sign in (1.0, -1.0))


def minimise(program: Program, limits: Limits, *, watch: Watch, below: int | None = None) -> Outcome:
    """Minimise a program by HiGHS' branch and cut, in a child process that ends at once when told to.

    Points and bounds go to `watch` as they come; the outcome repeats no points. Points are rounded and must
    be checked by the caller, those of a program with payments completed before; bounds are HiGHS' own,
    lowered by its tolerances. With `below`, only points that cost less are sought, if others may be found,
    and no bound is beyond it: "infeasible" says then that no point costs less.

    A known point is kept from HiGHS, which is told its cost alone: 1.16 carries a point through its presolve
    wrongly. It took one of 688,485 for one of 651,380, cut off whatever costs more, and called that the
    optimum.
    """
    assert program.cost is not None
    cost, width = program.cost, program.shape[1]
    small, cutoff = in_small_numbers(with_sums(with_payers(program)), _ROOM), None
    watch = _First(watch, width)
    if below is not None:
        watch = _AtMost(watch, below)
        if len(small.cost) == 1:
            cutoff = -(-(below - small.constant) // small.unit) - 0.5
    outcome = in_stages(small, cost, limits, None, watch, partial(_branch_and_cut, cutoff))
    bound = outcome.bound if below is None or outcome.bound is None else min(outcome.bound, below)
    return replace(outcome, point=None, bound=bound)


class _First(Relay):
    """Points without the columns behind the first so many."""

    def __init__(self, outer: Watch, width: int) -> None:
        super().__init__(outer)
        self._width = width

    def improved(self, point: Ints, cost: int) -> None:
        self.outer.improved(point[: self._width], cost)


class _AtMost(Relay):
    """Bounds on the points that cost less than something are none on what costs more."""

    def __init__(self, outer: Watch, most: int) -> None:
        super().__init__(outer)
        self._most = most

    def bounded(self, bound: int) -> None:
        self.outer.bounded(min(bound, self._most))


def _branch_and_cut(
    cutoff: float | None, program: Program, limits: Limits, _: Ints | None, watch: Watch
) -> Outcome:
    """A program as it is; what costs more than the `cutoff` need not be found."""
    assert program.cost is not None
    cost = program.cost
    points, bounds, ends = list[Ints](), list[int](), list[Status]()
    dearest = float(np.abs(cost.coefficient).max(initial=0))

    def hear(kind: str, content: Any) -> None:
        if kind == "point":
            points.append(whole_numbers(content, len(program.column_lower)))
            watch.improved(points[-1], cost.value(points[-1]))
        elif kind == "bound" and math.isfinite(content):
            margin = max(10 * _TOLERANCE, _TOLERANCE * dearest, _TOLERANCE**1.5 * abs(content))
            bounds.append(math.ceil(content - margin) + cost.constant)
            watch.bounded(bounds[-1])
        elif kind == "end" and content in get_args(Status):
            ends.append(content)
        elif kind != "bound":
            raise GarbledError

    job = _job(program, limits, whole=True)
    if cutoff is not None:
        job = replace(job, cutoff=cutoff - cost.constant)
    ask(Question("highs", _BRANCH_AND_CUT, job, limits), watch, hear)
    best = min(points, key=cost.value) if points else None
    return Outcome(ends[0] if ends else "unknown", best, max(bounds, default=None))


def _job(program: Program, limits: Limits, *, whole: bool) -> HighsJob:
    rows, lower, upper, cost = as_arrays(program)
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
        until=None if limits.seconds is None else time.monotonic() + limits.seconds,
        threads=limits.workers if whole else 1,
        seed=limits.seed,
    )
