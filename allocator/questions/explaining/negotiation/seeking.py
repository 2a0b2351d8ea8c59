"""The cheapest point of a priced system: sought around the request first, then further out, and held against
a bound that no change can pass."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from allocator.matrix import Linear, System, tighten
from allocator.matrix.sparse_rows import times
from allocator.problem import Ints
from allocator.questions.explaining.negotiation.priced import Priced, over
from allocator.solvers import cp_sat
from allocator.solvers.program import Limits, Outcome, Watch, program_of

_RINGS = (0, 6, 16)  # missions of the base that may be decided anew beside the request
_WHOLE = 6_000  # columns up to which everything may be decided anew
_SHARE = 0.25  # of the time left, for one program at most
_CALMING = 0.4  # seconds for an answer that costs the same and moves less
_LEAST = 0.05  # seconds that a program is given, however late it is


@dataclass(frozen=True)
class _Ring:
    """What may be decided anew beside the request: a part of the system, its columns, how many missions."""

    part: System
    free: Ints
    others: int
    is_whole: bool = False


@dataclass
class Seeker:
    """A search for the point that costs least. `best` is the best so far, and no point costs less than
    `least`; `none` says that there is none."""

    system: Priced
    limits: Limits
    until: float | None
    best: Ints | None = None
    least: int = 0
    none: bool = False
    _bounding: tuple[System, Ints] | None = None  # the part whose bound is `least`, and its columns

    def seek(self) -> None:
        """Look as far as the time goes, or until best and least meet."""
        self._bound()
        for ring in self._rings():
            self._look(ring)
            if self._is_done():
                break
        if self.best is not None and self.least > 0 and not self._is_confirmed():
            self.least = 0

    def _is_done(self) -> bool:
        late = self.until is not None and time.perf_counter() > self.until
        met = self.best is not None and self.system.cost.value(self.best) <= self.least
        return late or met or self.none

    def _bound(self) -> None:
        """A bound on every change, by the request alone; or that not even it can be served."""
        part, free = self.system.relaxed()
        outcome = self._solve(part, over(self.system.cost, free))
        self.none = outcome.status == "infeasible"
        self._learn(outcome, part, free)

    def _learn(self, outcome: Outcome, part: System, free: Ints) -> None:
        if outcome.bound is not None and outcome.bound > self.least:
            self.least, self._bounding = outcome.bound, (part, free)

    def _is_confirmed(self) -> bool:
        """Whether a second setting of the solver comes to the same bound: one alone is only a witness."""
        assert self._bounding is not None
        part, free = self._bounding
        cost = over(self.system.cost, free)
        outcome = self._solve(part, cost, frozen=(cost, self.least - 1), again=True)
        return outcome.status == "infeasible"

    def _look(self, ring: _Ring) -> None:
        """The least cost within a ring; of points that cost the same, one that moves less."""
        hint = None if self.best is None else self.best[ring.free]
        outcome = self._solve(ring.part, over(self.system.cost, ring.free), hint)
        if ring.is_whole:
            self.none = outcome.status == "infeasible"
            self._learn(outcome, ring.part, ring.free)
        if outcome.point is None:
            return
        point = self.system.point.copy()
        point[ring.free] = outcome.point
        if self.best is None or self.system.cost.value(point) < self.system.cost.value(self.best):
            self.best = self._calmer(ring, point)

    def _calmer(self, ring: _Ring, point: Ints) -> Ints:
        """A point that costs no more and gives up less of the base; the same where none is found soon."""
        changes, cost = over(self.system.changes, ring.free), over(self.system.cost, ring.free)
        if not ring.others or changes.value(point[ring.free]) == changes.value(self.system.point[ring.free]):
            return point
        frozen = (cost, cost.value(point[ring.free]))
        outcome = self._solve(ring.part, changes, point[ring.free], frozen, _CALMING)
        if outcome.point is None:
            return point
        calmer = point.copy()
        calmer[ring.free] = outcome.point
        return calmer

    def _rings(self) -> Iterator[_Ring]:
        """The request with more missions each time; everything at once where that is little. Where nothing
        can be asked for, whoever is in the way may be dropped first, and is then looked for a place."""
        if self.none:
            return
        if self.system.system.shape[1] <= _WHOLE:
            yield self._whole
            return
        if not self.system.cells:
            yield _Ring(*self.system.droppable(), len(self.system.neighbours))
        for size in _RINGS if self.system.cells else _RINGS[1:]:
            near = self.system.neighbours[:size]
            missions = near if self.best is None else np.union1d(self.system.dropped(self.best), near)
            yield _Ring(*self.system.part(missions), len(missions))

    @cached_property
    def _whole(self) -> _Ring:
        system = self.system.system
        free = np.arange(system.shape[1], dtype=np.int64)
        return _Ring(system, free, len(self.system.neighbours), is_whole=True)

    def _solve(
        self, system: System, cost: Linear, hint: Ints | None = None,
        frozen: tuple[Linear, int] | None = None, seconds: float | None = None, *, again: bool = False,
    ) -> Outcome:  # fmt: skip
        """The least cost over a system, `frozen` going no higher; a point that breaks it is no point."""
        tightened = tighten(system)
        if tightened.broken >= 0:
            return Outcome("infeasible")
        program = program_of(system, tightened).with_cost(cost)
        program = program if frozen is None else program.with_frozen(*frozen)
        watch = Watch(task="what to change")
        limits = self._limits(seconds)
        limits = replace(limits, seed=limits.seed + again)
        outcome = cp_sat.minimise(program, limits, hint=hint, watch=watch, presolve=not again)
        if outcome.point is not None and not _holds(system, outcome.point, frozen):
            return Outcome("unknown")
        return outcome

    def _limits(self, seconds: float | None) -> Limits:
        left = None if self.until is None else max(_LEAST, _SHARE * (self.until - time.perf_counter()))
        given = [each for each in (left, seconds) if each is not None]
        return replace(self.limits, seconds=min(given, default=None))


def _holds(system: System, point: Ints, frozen: tuple[Linear, int] | None) -> bool:
    if frozen is not None and frozen[0].value(point) > frozen[1]:
        return False
    activity = times(system.rows, point)
    inside = (point >= system.column_lower) & (point <= system.column_upper)
    return bool(inside.all() and ((activity >= system.lower) & (activity <= system.upper)).all())
