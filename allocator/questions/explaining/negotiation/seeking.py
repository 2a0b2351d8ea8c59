"""The cheapest point of a priced system: sought around the request first, then further out, and held against
a bound that no change can pass.

Each program is solved under small budgets first. A budget shuts most columns of the request, so that it is
either met at once, or soon seen to be too small; whole programs with all that may be asked for take far
longer.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from allocator.matrix import Linear, System, tighten
from allocator.matrix.sparse_rows import times
from allocator.problem import Ints
from allocator.questions.explaining.negotiation.priced import Priced, over
from allocator.solvers import cp_sat
from allocator.solvers.program import Limits, Outcome, Watch, program_of

_RINGS = (0, 6, 12)  # missions of the base that may be decided anew beside the request
_WHOLE = 6_000  # columns up to which everything may be decided anew
_SHARE = 0.25  # of the time left, for one program at most
_CALMING = 0.4  # seconds for an answer that costs the same and moves less
_WORK = 1  # deterministic seconds for one program
_LEAST = 0.05  # seconds that a program is given, however late it is
_BUDGETS = (0, 8, 20, 50, 120)  # beyond what is known to be needed, one after the other; then everything


@dataclass(frozen=True)
class _Ring:
    """What may be decided anew beside the request: a part of the system, its columns, how many missions."""

    part: System
    free: Ints
    others: int
    is_whole: bool = False

    @property
    def key(self) -> bytes:
        """The same for rings that differ in nothing but how much may be asked for."""
        return self.free.tobytes()


@dataclass
class Seeker:
    """A search for the point that costs least. `best` is the best so far, and no point costs less than
    `least`; `none` says that there is none. With a `floor`, no point that costs less is looked for."""

    system: Priced
    limits: Limits
    until: float | None
    best: Ints | None = None
    least: int = 0
    none: bool = False
    floor: int = 0
    points: list[Ints] = field(default_factory=list)  # all that were met on the way
    within: dict[bytes, int] = field(default_factory=dict)  # by ring, what its points cost at least
    _bounding: tuple[System, Ints] | None = None  # the part whose bound is `least`, and its columns

    def after(self, system: Priced) -> "Seeker":
        """A search of the same system in which less may be asked for: it begins with what this one knows, and
        whatever costs so much at least still does."""
        upper = system.system.column_upper
        fit = [point for point in self.points if (point <= upper).all()]
        best = min(fit, key=self._cost, default=None)
        return replace(self, system=system, best=best, points=fit, _bounding=None)

    def seek(self) -> None:
        """Look as far as the time goes, or until best and least meet."""
        sure = self.least
        if self.system.cells:
            self._bound()
        rings = self._rings()
        while not self._is_done() and (ring := next(rings, None)) is not None:
            self._look(ring)
        if self._bounding is not None and self.best is not None and not self._is_confirmed():
            self.least = sure

    def _is_done(self) -> bool:
        late = self.until is not None and time.perf_counter() > self.until
        met = self.best is not None and self._cost(self.best) <= max(self.least, self.floor)
        return late or met or self.none

    def _cost(self, point: Ints) -> int:
        return self.system.cost.value(point)

    def _bound(self) -> None:
        """A bound on every change, by the request alone; or that not even it can be served."""
        part, free = self.system.relaxed()
        outcome = self._cheapest(part, free, self.least)
        self.none = outcome.status == "infeasible" and self.best is None
        self._learn(outcome, part, free)

    def _learn(self, outcome: Outcome, part: System, free: Ints) -> None:
        if outcome.bound is not None and outcome.bound > self.least:
            self.least, self._bounding = outcome.bound, (part, free)

    def _is_confirmed(self) -> bool:
        """Whether a second setting of the solver comes to the same bound: one alone is only a witness."""
        assert self._bounding is not None
        part, free = self._bounding
        return self._solve(part, free, budget=self.least - 1, again=True).status == "infeasible"

    def _look(self, ring: _Ring) -> None:
        """The least cost within a ring; of points that cost the same, one that moves less."""
        least = max(self.least, self.within.get(ring.key, 0))
        outcome = self._cheapest(ring.part, ring.free, least)
        self.within[ring.key] = max(least, outcome.bound or 0)
        if ring.is_whole:
            self.none = outcome.status == "infeasible" and self.best is None
            self._learn(outcome, ring.part, ring.free)
        if outcome.point is None:
            return
        point = self.system.point.copy()
        point[ring.free] = outcome.point
        self.points.append(point)
        if self.best is None or self._cost(point) < self._cost(self.best):
            self.best = self._calmer(ring, point)

    def _calmer(self, ring: _Ring, point: Ints) -> Ints:
        """A point that costs no more and gives up less of the base; the same where none is found soon."""
        changes = over(self.system.changes, ring.free)
        if not ring.others or changes.value(point[ring.free]) == changes.value(self.system.point[ring.free]):
            return point
        outcome = self._solve(
            ring.part, ring.free, point[ring.free], self._cost(point), changes, seconds=_CALMING
        )
        if outcome.point is None:
            return point
        calmer = point.copy()
        calmer[ring.free] = outcome.point
        self.points.append(calmer)
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

    def _cheapest(self, part: System, free: Ints, least: int) -> Outcome:
        """The least cost over a part of the system, `least` or more, that is below that of the best so far,
        under one budget after the other. The bound is one for all points of the part."""
        below = None if self.best is None else self._cost(self.best) - 1
        hint = None if self.best is None else self.best[free]
        if below is not None and below < least:
            return Outcome("infeasible", bound=least)
        for more in (*_BUDGETS, None):
            budget = below if more is None else max(least, self.floor) + more
            if budget is not None and below is not None:
                budget = min(budget, below)
            outcome = self._solve(part, free, hint, budget)
            if outcome.status != "infeasible" or budget is None:
                return replace(outcome, bound=max(least, outcome.bound or 0) or None)
            least = budget + 1
            if budget == below:
                break
        return Outcome("infeasible", bound=least)

    def _solve(
        self, part: System, free: Ints, hint: Ints | None = None, budget: int | None = None,
        sought: Linear | None = None, *, seconds: float | None = None, again: bool = False,
    ) -> Outcome:  # fmt: skip
        """The least cost, or the least of what is `sought`, over a part of the system within a budget; a
        point that breaks it is no point."""
        cost = over(self.system.cost, free)
        part = part if budget is None else self.system.within(part, free, budget)
        if (part.column_lower > part.column_upper).any():
            return Outcome("infeasible")
        tightened = tighten(part)
        if tightened.broken >= 0:
            return Outcome("infeasible")
        program = program_of(part, tightened).with_cost(cost if sought is None else sought)
        program = program if budget is None else program.with_frozen(cost, budget)
        limits = self._limits(seconds)
        limits = replace(limits, seed=limits.seed + again)
        watch = Watch(task="what to change")
        outcome = cp_sat.minimise(
            program, limits, hint=hint, watch=watch, presolve=not again, relaxed=not again
        )
        if outcome.point is not None and not _holds(part, outcome.point, cost, budget):
            return Outcome("unknown")
        return outcome

    def _limits(self, seconds: float | None) -> Limits:
        left = None if self.until is None else max(_LEAST, _SHARE * (self.until - time.perf_counter()))
        given = [each for each in (left, seconds) if each is not None]
        return replace(self.limits, seconds=min(given, default=None), work=_WORK)


def _holds(part: System, point: Ints, cost: Linear, budget: int | None) -> bool:
    if budget is not None and cost.value(point) > budget:
        return False
    activity = times(part.rows, point)
    inside = (point >= part.column_lower) & (point <= part.column_upper)
    return bool(inside.all() and ((activity >= part.lower) & (activity <= part.upper)).all())
