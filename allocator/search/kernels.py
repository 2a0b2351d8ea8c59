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
        self._share, self._solved = search.parameters.kernels.first, 0  # free columns of the last one solved
        self.beside = 0  # processes at work on all columns, beside what goes on

    def patience(self) -> float:
        """Moves without a gain after which local search is to make room for what comes next here."""
        parameters = self._search.parameters.kernels
        if not self._can_begin():
            return math.inf
        return parameters.patience if self._share <= parameters.last else parameters.patience_far

    def next(self, deadline: float | None, workers: int) -> bool:
        """Larger and larger kernels, until one improves the incumbent or is the last; later all columns, on
        one of several workers beside what follows, or else to the end of the tier. Whether it is the turn of
        local search again."""
        search, last, before = self._search, self._search.parameters.kernels.last, self._search.values()
        began = self._share
        while self._can_begin() and not search.over(deadline):
            if began <= last < self._share:
                return True
            if self._share > last:
                self._share = math.inf
                self._aim_far(deadline, workers)
            else:
                self._step(deadline)
            if search.values() < before:
                return True
        return False

    def _can_begin(self) -> bool:
        """Whether there is anything left. There is nothing in the first tier, in which local search finds
        more, nor without prices, without a time limit, or on a large matrix."""
        search = self._search
        small = search.t > 0 and search.matrix.shape[1] <= search.parameters.kernels.up_to
        timed = search.is_timed and search.run.limits.seconds is not None
        return search.relaxed is not None and small and timed and self._share <= 1

    def _step(self, deadline: float | None) -> None:
        """A kernel, if it is larger than the last one, and not nearly everything."""
        search, parameters, before = self._search, self._search.parameters.kernels, self._search.values()
        chosen = kernel(search.program, self._relaxed.priced, self._share)
        free, most = chosen.free, parameters.most * search.program.free
        if self._solved < free <= most and self._solve(chosen, deadline).status == "unknown":
            if search.values() == before:
                self._share = 1.0  # what is larger takes longer still
            return  # else what it found helps it to its end
        self._solved = free
        self._share *= parameters.growth

    def _solve(self, program: Program, deadline: float | None) -> Outcome:
        search = self._search
        until = min(t for t in (search.part(search.parameters.kernels.time_share), deadline) if t is not None)

        def solve(watch: Watch) -> Outcome:
            limits, checked = search.limits(until, workers=1), Checked(search.run, watch)
            return highs.minimise(program, limits, below=search.cost(), watch=checked)

        return solve_other(search, solve, HIGHS, until, self._background, lambda: search.over(until))

    def _aim_far(self, deadline: float | None, workers: int) -> None:
        search, relaxed = self._search, self._relaxed

        def solve(watch: BackgroundSolver) -> Outcome:
            branch_and_cut(search, relaxed, deadline, watch, search.parameters.kernels.far)
            return Outcome("unknown")

        if workers > 1 and self._background is not None:
            self._background.join(solve, HIGHS)
            self.beside = 1
        else:
            run_solver(search, solve, HIGHS, self._background, lambda: search.over(deadline))

    @property
    def _relaxed(self) -> highs.Relaxed:
        assert self._search.relaxed is not None
        return self._search.relaxed


def kernel(program: Program, priced: Priced, share: float) -> Program:
    """The program with so many of its free columns, about, those cheapest beyond the relaxation; the others
    stay at the bound at which the relaxation holds them."""
    free = program.column_upper > program.column_lower
    dearest = float(np.quantile(np.abs(priced.rates[free]), share)) if free.any() else 0.0
    return narrowed(program, priced, math.ceil(priced.bound / priced.scale + dearest))
