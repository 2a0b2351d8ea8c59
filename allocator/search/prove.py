"""Bounds of a tier: prices that climb, the linear relaxation, then branch and cut on what it leaves open."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from allocator.matrix import complete, part_of, relevant_rows
from allocator.moves import ascent
from allocator.moves.blocks import blocks_of
from allocator.problem import Ints
from allocator.search.run import Run
from allocator.solvers import highs
from allocator.solvers.lagrange import narrowed
from allocator.solvers.program import Limits, Outcome, Program, Watch

_CLIMBED = 8000  # columns beyond which prices come close before the linear relaxation ends
_RELAXED = 150_000  # columns beyond which it takes minutes, and more memory than all the rest
_WIDEST = 60_000  # columns beyond which branch and cut gets nowhere
_NARROWER = 0.6  # of the room between incumbent and relaxation, below which branch and cut begins anew
_LOOK = 2.0  # seconds between two looks at the incumbent


def relax_tier(run: Run, t: int, program: Program, deadline: float | None, watch: Watch) -> Outcome:
    """The bounds of prices and of the linear relaxation."""
    _climb(run, t, watch)
    relaxed = _relax(run, program, deadline, watch)
    return Outcome("unknown") if relaxed is None else Outcome("feasible", bound=relaxed.bound)


def relax_and_prove(run: Run, t: int, program: Program, deadline: float | None, watch: Watch) -> Outcome:
    """The bounds of prices and of the linear relaxation; then, where that leaves a gap, HiGHS' branch and cut
    in a process of its own, over the column values that a point as good as the incumbent can have."""
    _climb(run, t, watch)
    relaxed = _relax(run, program, deadline, watch)
    if relaxed is None:
        return Outcome("unknown")
    watch.bounded(relaxed.bound)
    while run.matrix.shape[1] <= _WIDEST and not watch.stopped and _cost(run, t) > relaxed.bound:
        incumbent, cost = run.held, _cost(run, t)
        outer = Checked(run, watch, cost)
        with _narrower(run, t, relaxed.bound, outer):
            narrow = narrowed(program, relaxed.priced, cost)
            highs.minimise(narrow, _alone(run, deadline), hint=incumbent, watch=outer)
        if not outer.stopped:
            break
    return Outcome("feasible", bound=relaxed.bound)


def _cost(run: Run, t: int) -> int:
    return run.matrix.tiers[t].cost.value(run.held)


@contextmanager
def _narrower(run: Run, t: int, bound: int, outer: Watch) -> Iterator[None]:
    """While inside, end what `outer` watches once the incumbent has come much closer to the relaxation: over
    what is left then, branch and cut begins anew and goes faster."""
    ended, room = threading.Event(), _cost(run, t) - bound

    def look() -> None:
        while not ended.wait(_LOOK):
            if _cost(run, t) - bound <= _NARROWER * room:
                outer.stop()
                return

    threading.Thread(target=look, daemon=True).start()
    try:
        yield
    finally:
        ended.set()


def _climb(run: Run, t: int, watch: Watch) -> None:
    """The first tier of a large matrix: bounds soon, close to that of the linear relaxation."""
    if t > 0 or run.matrix.shape[1] <= _CLIMBED:
        return
    system = part_of(run.matrix, relevant_rows(run.matrix, 1))
    blocks = blocks_of(run.matrix, system, run.tightened, run.matrix.tiers[0].cost)
    ascent.climb(blocks, ascent.STEPS, watch.bounded, lambda: watch.stopped)


def _relax(run: Run, program: Program, deadline: float | None, watch: Watch) -> highs.Relaxed | None:
    if watch.stopped or run.matrix.shape[1] > _RELAXED:
        return None
    return highs.relax(program, _alone(run, deadline), watch)


def _alone(run: Run, deadline: float | None) -> Limits:
    return run.until(deadline, workers=1)


class Checked(Watch):
    """Passes on what HiGHS says. It works within tolerances: points that break a row are left out. The bounds
    of a program that was narrowed for a cost hold up to that cost."""

    def __init__(self, run: Run, outer: Watch, cost: int | None = None) -> None:
        super().__init__(stopped=outer.stopped, stoppers=outer.stoppers)
        self._run, self._cost, self._outer = run, cost, outer

    def improved(self, point: Ints, cost: int) -> None:
        whole = complete(self._run.matrix, point)
        if self._run.matrix.feasible(whole):
            self._outer.improved(whole, cost)

    def bounded(self, bound: int) -> None:
        self._outer.bounded(bound if self._cost is None else min(bound, self._cost))
