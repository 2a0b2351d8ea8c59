"""HiGHS' branch and cut on a tier, aimed at targets between bound and incumbent.

That nothing costs less than a target not far from the bound is shown far sooner than that nothing is better
than the incumbent, because whatever is as dear as the target is cut off: columns by their reduced costs,
nodes by their bounds. So the bound climbs from target to target, each a part of what is left of the gap; and
where there are points below a target, they are found in what it leaves. (A lower bound made destructively, as
in Klein and Scholl, EJOR 112, 1999.)
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from allocator.matrix import complete
from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT
from allocator.search.background import BackgroundSolver
from allocator.search.run import Run
from allocator.search.tier_search import TierSearch
from allocator.search.trust import HIGHS
from allocator.solvers import highs
from allocator.solvers.dual_bound import narrowed
from allocator.solvers.program import Relay, Watch

_FAILURES = 2  # targets at which it may end without an answer, since its process died for one


def branch_and_cut(
    search: TierSearch, relaxed: highs.Relaxed, deadline: float | None, watch: BackgroundSolver, share: float
) -> None:
    """Bounds and points until value and bound meet or the time is up, aimed at a share of what is left of the
    gap, or at the incumbent where little is left. Each target has a program of its own: column values that
    nothing below it can have are left out."""
    parameters, known, failed = search.parameters.bounds, relaxed.bound, 0
    while not watch.stopped and HIGHS not in search.run.testimony.liars:
        began, aim = time.perf_counter(), _Aim(search.run, watch.as_witness(HIGHS))
        with aim.at_work(search):  # before anything is read that others may change
            known = max(known, relaxed.bound if search.known is None else search.known)
            if known > search.cost():  # somebody lied, and is caught
                known = relaxed.bound
            if (gap := search.cost() - known) <= 0:
                return
            aim.enough = known + int(parameters.aim_anew * gap)
            target = _target(search, known, gap if _is_near(search, gap) else share * gap)
            narrow = narrowed(search.program, relaxed.priced, target - 1)
            found = highs.minimise(narrow, search.limits(deadline, workers=1), below=target, watch=aim)
        if found.status == "infeasible":
            aim.bounded(target)  # nothing costs less, it says
        reached = target if found.status == "infeasible" else found.bound
        known, now = known if reached is None else max(known, reached), time.perf_counter()
        if not aim.is_off and (reached is None or reached < target):
            failed += 1
            if found.status == "optimal" or failed > _FAILURES or (deadline is not None and now >= deadline):
                return  # that is the least, or the time is up, or it dies of each
            share /= 2
        elif deadline is not None and now - began > (deadline - now) * parameters.target_time:
            share /= 2  # the next one is harder still


def _is_near(search: TierSearch, gap: int) -> bool:
    """Whether so little is left of the first tier that it is aimed at the incumbent at once: a bound of its
    nodes counts on the way, and what was done for a nearer target would be lost with it."""
    steps = search.parameters.bounds.near * search.matrix.tiers[search.t].cost.step
    return search.t == 0 and gap <= steps


def _target(search: TierSearch, known: int, ahead: float) -> int:
    """A cost so far ahead of the bound, a step of the cost at least, and no more than the incumbent's."""
    step = search.matrix.tiers[search.t].cost.step
    return min(search.cost(), known + max(1, int(ahead) // step) * step)


class Checked(Relay):
    """Passes on what HiGHS says. It works within tolerances: points that break a row are left out."""

    def __init__(self, run: Run, outer: Watch) -> None:
        super().__init__(outer)
        self._run = run

    def improved(self, point: Ints, cost: int) -> None:
        whole = complete(self._run.matrix, point)
        if self._run.matrix.feasible(whole):
            self._passed(whole, cost)

    def _passed(self, point: Ints, cost: int) -> None:
        self.outer.improved(point, cost)


class _Aim(Checked):
    """One target, which may be called off from another thread."""

    def __init__(self, run: Run, outer: Watch) -> None:
        self.is_off, self.enough, self.found = False, -NO_LIMIT, NO_LIMIT
        super().__init__(run, outer)
        self.stoppers = []  # its own: calling it off ends nothing else

    @property
    def stopped(self) -> bool:
        """Whether it is called off, or the outer one is stopped."""
        return self.is_off or self.outer.stopped

    @stopped.setter
    def stopped(self, stopped: bool) -> None:
        self.outer.stopped = stopped

    def _passed(self, point: Ints, cost: int) -> None:
        self.found = min(self.found, cost)
        super()._passed(point, cost)

    @contextmanager
    def at_work(self, search: TierSearch) -> Iterator[None]:
        """While inside, it ends with the outer one, or is called off: once others have found what costs no
        more than `enough`, since another target pays more then, or what is better in a tier before."""
        self.outer.stoppers.append(self._ring)
        search.aims.append(self)
        try:
            yield
        finally:
            search.aims.remove(self)
            self.outer.stoppers.remove(self._ring)

    def call_off(self) -> None:
        """End it; what it is part of goes on."""
        self.is_off = True
        self._ring()

    def _ring(self) -> None:
        for stopper in list(self.stoppers):
            stopper()
