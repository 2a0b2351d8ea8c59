"""Which groups of rows have no common point: by propagation where that shows it, else by CP-SAT."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from allocator.matrix import Matrix, Tightened, activity_bounds, tighten
from allocator.matrix.sparse_rows import SparseRows, times
from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT
from allocator.solvers import cp_sat, highs
from allocator.solvers.program import Limits, Outcome, Program, Watch


@dataclass
class Collisions:
    """Questions about subsets of the rows of a matrix, over the columns `free` alone.

    After `deadline` nothing more is found to collide, and `undecided` says that an answer was cut short.
    """

    matrix: Matrix
    free: Ints
    deadline: float
    seed: int
    undecided: bool = False
    watch: Watch = field(default_factory=lambda: Watch(task="what collides"))
    _columns: SparseRows = field(init=False)
    _satisfied: list[Bools] = field(default_factory=list)  # by the points found so far: which rows

    def __post_init__(self) -> None:
        self._columns = self.matrix.rows[:, self.free]

    def propagated(self, rows: Ints) -> bool:
        """Whether propagation alone shows that rows have no common point; False says nothing."""
        return tighten(self._program(rows)).broken >= 0

    def proven(self, rows: Ints) -> bool:
        """Whether rows have no common point, as far as CP-SAT says, which may be wrong: see `settled`. False
        also where the time does not suffice."""
        if self._is_satisfied(rows):
            return False
        left = self.deadline - time.perf_counter()
        if left <= 0:
            self.undecided = True
            return False
        program, limits = self._program(rows), Limits(left, None, 1, self.seed)
        tightened = tighten(program)
        if tightened.broken >= 0:
            return True
        open_ = np.flatnonzero(tightened.upper > tightened.lower)
        found = cp_sat.minimise(_reduced(program, tightened, open_), limits, watch=self.watch)
        if found.point is not None:
            self._remember(tightened.lower, open_, found.point)
            self.undecided |= not self._is_satisfied(rows)
            return False
        self.undecided |= found.status == "unknown"
        return found.status == "infeasible"

    def settled(self, rows: Ints) -> bool:
        """Whether it is certain enough to report that rows have no common point: by propagation, which is
        exact, or by two solvers, or one under two settings, that come to it apart. A point settles that they
        have one."""
        if self.propagated(rows):
            return True
        if self._is_satisfied(rows):
            return False
        return sum(self._says(rows, ask) for ask in (_as_usual, _without_presolve, _by_highs)) > 1

    def _says(self, rows: Ints, ask: "_Ask") -> bool:
        """Whether a solver says that rows have no common point; nobody can where a point is known."""
        left = self.deadline - time.perf_counter()
        if left <= 0 or self._is_satisfied(rows):
            return False
        found = ask(self._program(rows), Limits(left / 2, None, 1, self.seed), self.watch)
        if found.point is not None:
            nothing = np.zeros(len(self.free), dtype=np.int64)
            self._remember(nothing, np.arange(len(nothing)), found.point)
        return found.status == "infeasible"

    def _is_satisfied(self, rows: Ints) -> bool:
        return any(satisfied[rows].all() for satisfied in self._satisfied)

    def _remember(self, settled: Ints, open_: Ints, point: Ints) -> None:
        """Which rows of the matrix a point satisfies: no set of them collides."""
        whole = settled.copy()
        whole[open_] = point
        lower, upper = self.matrix.column_lower[self.free], self.matrix.column_upper[self.free]
        if (whole < lower).any() or (whole > upper).any():
            return
        activity = times(self._columns, whole)
        self._satisfied.append((activity >= self.matrix.lower) & (activity <= self.matrix.upper))

    def _program(self, rows: Ints) -> Program:
        """Rows over the free columns, all others being zero, and nothing to minimise."""
        rows = np.sort(rows)
        lower, upper = self.matrix.lower[rows], self.matrix.upper[rows]
        part = self._columns[rows]
        binds = (np.diff(part.indptr) > 0) | (lower > 0) | (upper < 0)
        return Program(
            rows=part[binds],
            lower=lower[binds],
            upper=upper[binds],
            column_lower=self.matrix.column_lower[self.free],
            column_upper=self.matrix.column_upper[self.free],
            cost=None,
        )


_Ask = Callable[[Program, Limits, Watch], Outcome]


def _as_usual(program: Program, limits: Limits, watch: Watch) -> Outcome:
    return cp_sat.minimise(program, limits, watch=watch)


def _without_presolve(program: Program, limits: Limits, watch: Watch) -> Outcome:
    return cp_sat.minimise(program, replace(limits, seed=limits.seed + 1), watch=watch, presolve=False)


def _by_highs(program: Program, limits: Limits, watch: Watch) -> Outcome:
    """HiGHS keeps its points to its watch: they are within tolerances only."""
    return highs.minimise(program.costing_nothing(), limits, watch=watch)


def _reduced(program: Program, tightened: Tightened, open_: Ints) -> Program:
    """The program over its open columns alone, without the rows that cannot bind any more."""
    lower, upper = tightened.lower, tightened.upper
    least, most = activity_bounds(program.rows, lower, upper)
    rows = np.flatnonzero((least < program.lower) | (most > program.upper))
    settled = program.rows[rows] @ np.where(upper > lower, 0, lower)
    limited_below, limited_above = program.lower[rows] > -NO_LIMIT, program.upper[rows] < NO_LIMIT
    return Program(
        rows=program.rows[rows][:, open_],
        lower=np.where(limited_below, program.lower[rows] - settled, -NO_LIMIT),
        upper=np.where(limited_above, program.upper[rows] - settled, NO_LIMIT),
        column_lower=lower[open_],
        column_upper=upper[open_],
        cost=None,
    )
