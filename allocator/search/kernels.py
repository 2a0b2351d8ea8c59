"""Branch and cut for better points: kernels of the cheapest columns first, then all, aimed far.

After Angelelli, Mansini and Speranza, Kernel search: a general heuristic for the multi-dimensional knapsack
problem, Computers & Operations Research 37, 2010. The multipliers of the relaxation say of which columns good
points are made. A small kernel soon ends, with a point or without one, and a larger one follows. All columns
are aimed nearer to the incumbent than in the search for bounds (`bounds/aimed.py`): what costs less is there.
"""

import math

import numpy as np

from allocator.search.background import BackgroundSolver, InBackground, run_solver, solve_other
from allocator.search.bounds.aimed import Checked, branch_and_cut
from allocator.search.tier_search import TierSearch
from allocator.search.trust import HIGHS
from allocator.solvers import highs
from allocator.solvers.dual_bound import Priced, narrowed
from allocator.solvers.program import Outcome, Program, Watch


class Kernels:
    """The kernels of one tier, the smallest first, and then the whole of it, once; `background` is polled."""

    def __init__(self, search: TierSearch, background: InBackground | None = None) -> None:
        self._search, self._background = search, background
        self._share, self._free = search.parameters.kernels.first, 0

    def patience(self) -> float:
        """Moves without a gain after which local search is to make room for what comes next here."""
        parameters = self._search.parameters.kernels
        if not self._can_begin():
            return math.inf
        return parameters.patience if self._share <= parameters.last else parameters.patience_far

    def next(self, deadline: float | None) -> bool:
        """Larger and larger kernels, until one improves the incumbent or is the last; later all columns.
        Whether it is the turn of local search again."""
        search, last, before = self._search, self._search.parameters.kernels.last, self._search.values()
        began = self._share
        while self._can_begin() and not search.over(deadline):
            if began <= last < self._share:
                return True
            assert search.relaxed is not None
            if self._share > last:
                self._share = math.inf
                self._aim_far(search.relaxed, deadline)
            else:
                self._step(search.relaxed)
            if search.values() < before:
                return True
        return False

    def _can_begin(self) -> bool:
        """Whether there is anything left. There is nothing in the first tier, in which local search finds
        more, nor without prices, where no clock may decide, or on a large matrix."""
        search = self._search
        small = search.t > 0 and search.matrix.shape[1] <= search.parameters.kernels.up_to
        return search.relaxed is not None and small and search.is_timed and self._share <= 1

    def _step(self, relaxed: highs.Relaxed) -> None:
        """A kernel, if it is larger than the last one, and not nearly everything."""
        search, parameters, before = self._search, self._search.parameters.kernels, self._search.values()
        chosen = kernel(search.program, relaxed.priced, self._share)
        free, all_free = _free(chosen), _free(search.program)
        ended = free <= self._free or (
            free <= parameters.most * all_free and self._solve(chosen).status != "unknown"
        )
        self._free = free
        if ended:
            self._share *= parameters.growth
        elif search.values() == before:
            self._share = 1.0  # what is larger takes longer still

    def _solve(self, program: Program) -> Outcome:
        search = self._search
        until = search.part(search.parameters.kernels.time_share)

        def solve(watch: Watch) -> Outcome:
            limits, checked = search.limits(until, workers=1), Checked(search.run, watch)
            return highs.minimise(program, limits, below=search.cost(), watch=checked)

        return solve_other(search, solve, HIGHS, until, self._background, search.is_closed)

    def _aim_far(self, relaxed: highs.Relaxed, deadline: float | None) -> None:
        search = self._search

        def solve(watch: BackgroundSolver) -> Outcome:
            branch_and_cut(search, relaxed, deadline, watch, search.parameters.kernels.far)
            return Outcome("unknown")

        run_solver(search, solve, HIGHS, self._background, lambda: search.over(deadline))


def kernel(program: Program, priced: Priced, share: float) -> Program:
    """The program with so many of its free columns, about, those cheapest beyond the relaxation; the others
    stay at the bound at which the relaxation holds them."""
    free = program.column_upper > program.column_lower
    dearest = float(np.quantile(np.abs(priced.rates[free]), share)) if free.any() else 0.0
    return narrowed(program, priced, math.ceil(priced.bound / priced.scale + dearest))


def _free(program: Program) -> int:
    return int((program.column_upper > program.column_lower).sum())
