"""Tier by tier: bounded, improved, proven or cut off, then frozen at its value before the next."""

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from allocator.errors import DefectError
from allocator.matrix import Matrix, Tightened, complete
from allocator.moves import is_ready
from allocator.problem import Ints
from allocator.search.by_intervals import by_intervals, minimise
from allocator.search.first import LARGE
from allocator.search.ground import ground_bound
from allocator.search.improve import improve_round, merged
from allocator.search.neighbourhoods import Neighbourhoods
from allocator.search.progress import Event, OnProgress, Progress
from allocator.search.started import Started
from allocator.solvers import cp_sat, highs
from allocator.solvers.program import Limits, Outcome, Program, Watch

_POLL = 0.1  # seconds between looks at a running solver
_SMALL = 3000  # columns up to which the whole matrix is solved at once
_PATIENCE = 40  # rounds of neighbourhoods without a gain before the whole matrix is tried
_LP_SHARE = 0.4  # of a tier's time, at most, for its linear relaxation
_WALK_SHARE = 0.4  # of a tier's time, at most, for the compiled walk over missions
_SHORT_WALK_SHARE = 0.1  # the same where the interval formulation follows
_WALK_SHARE_OF_LARGE = 0.8  # the same where the plan is large: neighbourhoods gain less there
_WALK = 500  # moves between two looks at the clock and the helpers
_TELL = 10_000  # moves between two incumbents of a walk
_TIRED = 20_000  # moves without a gain, at least, after which a walk ends
_IMPROVE_SHARE = 0.7  # of a tier's time, at most, for neighbourhoods


@dataclass
class Run:
    """The state of one run: its incumbent, the tiers decided so far and their bounds.

    `bounds[t]` is a lower bound on the cost of tier t among points at least as good as the incumbent in
    the tiers before, or None.
    """

    matrix: Matrix
    tightened: Tightened
    program: Program
    limits: Limits
    started: float
    on_progress: OnProgress | None = None
    incumbent: Ints | None = None
    bounds: list[int | None] = field(default_factory=list)
    stopped: bool = False
    _watch: Watch = field(default_factory=Watch)
    _helpers: list[Started] = field(default_factory=list)

    def stop(self) -> None:
        """End soon with the incumbent. May be called at any moment, also from a signal handler."""
        self.stopped = True
        self._watch.stop()

    def solve(self) -> bool:
        """Work through the tiers. False: there is no point at all."""
        for t, tier in enumerate(self.matrix.tiers):
            self.bounds.append(ground_bound(self.matrix, self.tightened, tier.cost))
            self._tell(t, "start")
            program = self.program.with_cost(tier.cost)
            if not self._over(t, self._deadline(1.0)) and not self._tier(t, program):
                return False
            if self.incumbent is None:
                return True
            self.incumbent = complete(self.matrix, self.incumbent)
            self._tell(t, "tier")
            self.program = self.program.with_frozen(tier.cost, tier.cost.value(self.incumbent))
        return True

    def _tier(self, t: int, program: Program) -> bool:
        """Bound, improve and prove one tier. False where there is no point."""
        deadline = self._deadline(self._share(t))
        large = self.incumbent is not None and self.matrix.shape[1] > _SMALL
        if large and self.limits.work is None and by_intervals(self.matrix):
            self._by_intervals(t, program, deadline)
            return True
        if large and self.limits.workers > 1 and self.limits.work is None:
            self._side_by_side(t, program, deadline)
            return True
        soon = self._deadline(self._share(t) * _LP_SHARE)
        self._follow(t, lambda watch: self._relax(program, soon, watch))
        if large:
            self._improve(t, program, self._deadline(self._share(t) * _IMPROVE_SHARE), self.limits.workers)
        if self._over(t, deadline):
            return True
        limits, hint = self._until(deadline), self.incumbent
        outcome = self._follow(t, lambda watch: cp_sat.minimise(program, limits, hint=hint, watch=watch))
        if outcome.status == "infeasible" and self.incumbent is not None:
            raise DefectError("the solver finds no allocation where one is known")
        return outcome.status != "infeasible"

    def _side_by_side(self, t: int, program: Program, deadline: float | None) -> None:
        """The relaxation on a thread and, unless the plan is large, HiGHS on the whole matrix in its process;
        the walk and neighbourhoods here. The better incumbent counts."""
        limits, hint = replace(self._until(deadline), workers=1), self.incumbent
        soon = self._deadline(self._share(t) * _LP_SHARE)
        self._helpers = [Started(lambda watch: self._relax(program, soon, watch))]
        if self.matrix.shape[1] <= LARGE:
            whole = Started(lambda watch: highs.minimise(program, limits, hint=hint, watch=watch))
            self._helpers.append(whole)
        try:
            self._improve(t, program, deadline, self.limits.workers - 1)
            while not all(helper.ended for helper in self._helpers) and not self._over(t, deadline):
                self._listen_to_helpers(t, wait=_POLL)
            for helper in self._helpers:
                if helper.ended:
                    helper.outcome()  # raises what went wrong in it
        finally:
            for helper in self._helpers:
                helper.stop()
            self._helpers = []

    def _by_intervals(self, t: int, program: Program, deadline: float | None) -> None:
        """A short walk, then CP-SAT on people and dates apart; the relaxation beside it if not too large."""
        if is_ready(wait=False):
            self._walk(t, self._deadline(self._share(t) * _SHORT_WALK_SHARE))
        limits, hint = self._until(deadline), self._held
        soon = self._deadline(self._share(t) * _LP_SHARE)
        self._helpers = [
            Started(lambda watch: minimise(self.matrix, self.tightened, program, limits, hint, watch))
        ]
        if self.matrix.shape[1] <= LARGE:
            self._helpers.append(Started(lambda watch: self._relax(program, soon, watch)))
        try:
            while not self._helpers[0].ended and not self._over(t, deadline):
                self._listen_to_helpers(t, wait=_POLL)
        finally:
            for helper in self._helpers:
                helper.stop()
        while not self._helpers[0].ended:  # soon: a solver must not outlive the run
            self._listen_to_helpers(t, wait=_POLL)
        self._helpers[0].outcome()  # raises what went wrong in it
        self._helpers = []

    def _relax(self, program: Program, deadline: float | None, watch: Watch) -> Outcome:
        outcome = highs.relax(program, self._until(deadline), watch)
        if outcome.bound is not None:
            watch.bounded(outcome.bound)
        return outcome

    def _improve(self, t: int, program: Program, deadline: float | None, workers: int) -> None:
        """The walk, as soon as it is compiled, and rounds of neighbourhoods until the bound is met, nothing
        has gained for long, or time is up."""
        random = np.random.default_rng([self.limits.seed, t])
        neighbourhoods = Neighbourhoods(self.matrix, self.tightened, random)
        idle = rounds = 0
        walked = False
        most = np.inf if self.limits.work is None else self.limits.work
        while idle < _PATIENCE and rounds < most and not self._over(t, deadline):
            if not walked and is_ready(wait=self.limits.work is not None):
                large = self.matrix.shape[1] > LARGE
                share = _WALK_SHARE_OF_LARGE if large else _WALK_SHARE
                self._walk(t, self._deadline(self._share(t) * share))
                walked = True
            rounds += 1
            before = self.matrix.values(self._held)[: t + 1]
            self._round(t, program, neighbourhoods, replace(self._until(deadline), workers=workers))
            self._listen_to_helpers(t)
            idle = 0 if self.matrix.values(self._held)[: t + 1] < before else idle + 1
            self._tell(t, "round")

    def _round(self, t: int, program: Program, neighbourhoods: Neighbourhoods, limits: Limits) -> None:
        """One round of neighbourhoods, their gains put together."""
        self._watch = Watch()
        for gain in improve_round(self.matrix, program, self._held, neighbourhoods, limits, self._watch):
            point = merged(self._held, gain)
            better = self.matrix.values(point)[: t + 1] < self.matrix.values(self._held)[: t + 1]
            if better and self.matrix.feasible(point):
                self._accept(t, point)
            neighbourhoods.learn(finished=gain.finished, gained=better)

    def _walk(self, t: int, deadline: float | None) -> None:
        """Move missions about until nothing gains any more, the effort is spent, or time is up."""
        from allocator.moves.walker import Walker

        walker = Walker(self.matrix, self.tightened, t + 1, self._held, self.limits.seed)
        done = gained = told = 0
        most = np.inf if self.limits.work is None else _TIRED * self.limits.work
        while done < most and done - gained < max(_TIRED, gained) and not self._over(t, deadline):
            if walker.walk(_WALK):
                gained = done
            done += _WALK
            if gained > told and done - told >= _TELL:
                told = done
                self._accept(t, walker.best())
            self._listen_to_helpers(t)
        self._accept(t, walker.best())

    def _listen_to_helpers(self, t: int, wait: float = 0.0) -> None:
        """Take what the helpers have found so far, waiting a moment for it."""
        for helper in self._helpers:
            while not helper.ended and self._listen(t, helper, wait=wait):
                pass

    @property
    def _held(self) -> Ints:
        assert self.incumbent is not None
        return self.incumbent

    # -- time -------------------------------------------------------------------------------------------

    def _share(self, t: int) -> float:
        """The part of what is left that tier t may spend: the first as much as all others together."""
        if self.incumbent is None:
            return 1.0
        tiers = len(self.matrix.tiers)
        weights = [max(1, tiers - 1)] + [1] * (tiers - 1)
        return weights[t] / sum(weights[t:])

    def _deadline(self, share: float) -> float | None:
        """The moment at which a share of the time left is spent; None without a time limit."""
        if self.limits.seconds is None:
            return None
        now = time.perf_counter()
        return now + share * max(0.0, self.started + self.limits.seconds - now)

    def _until(self, deadline: float | None) -> Limits:
        seconds = None if deadline is None else max(0.0, deadline - time.perf_counter())
        return Limits(seconds, self.limits.work, self.limits.workers, self.limits.seed)

    def _over(self, t: int, deadline: float | None) -> bool:
        """Whether tier t is shut, the run was stopped, or the time is up."""
        late = deadline is not None and time.perf_counter() >= deadline
        return self.stopped or late or self._shut(t)

    def _shut(self, t: int) -> bool:
        """Whether value and bound of tier t meet."""
        bound = self.bounds[t]
        if bound is None or self.incumbent is None:
            return False
        return self.matrix.tiers[t].cost.value(self.incumbent) <= bound

    # -- solvers ----------------------------------------------------------------------------------------

    def _follow(self, t: int, solve: Callable[[Watch], Outcome]) -> Outcome:
        """Run a solver on a thread of its own while this one listens, reports and can be interrupted."""
        started = Started(solve)
        self._watch = started
        while not started.ended:
            self._listen(t, started)
            if self.stopped or self._shut(t):
                started.stop()
        return started.outcome()

    def _listen(self, t: int, started: Started, wait: float = _POLL) -> bool:
        """Take one event, waiting a moment for it. False where there was none."""
        try:
            event = started.events.get(timeout=wait) if wait else started.events.get_nowait()
        except queue.Empty:
            return False
        if event is None:
            started.ended = True
            return False
        point, number = event
        if point is None:
            self._bound(t, number)
        elif started not in self._helpers or self.matrix.feasible(point):  # HiGHS works within tolerances
            self._accept(t, point)
        return True

    def _accept(self, t: int, point: Ints) -> None:
        """Keep a point that is better in tier t and no worse before; the solver's word is checked."""
        values = self.matrix.values(point)
        if self.incumbent is not None and values[: t + 1] >= self.matrix.values(self.incumbent)[: t + 1]:
            return
        if not self.matrix.feasible(point):
            raise DefectError("a solver returned a point that breaks rows of the matrix")
        self.incumbent = point
        self._tell(t, "improved")

    def _bound(self, t: int, bound: int) -> None:
        known = self.bounds[t]
        if known is None or bound > known:
            self.bounds[t] = bound
            self._tell(t, "bound")

    def _tell(self, t: int, event: Event) -> None:
        if self.on_progress is None:
            return
        tier, bound = self.matrix.tiers[t], self.bounds[t]
        value = None if self.incumbent is None else tier.kind.reported(tier.cost.value(self.incumbent))
        progress = Progress(
            tier=t + 1, tiers=len(self.matrix.tiers), goal=tier.name,
            unit=tier.kind.unit, sense=tier.kind.sense,
            value=value, bound=None if bound is None else tier.kind.reported(bound),
            seconds=time.perf_counter() - self.started, event=event,
        )  # fmt: skip
        if self.on_progress(progress) is False:
            self.stop()
