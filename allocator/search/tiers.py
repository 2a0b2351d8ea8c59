"""Tier by tier: each proven or cut off, then frozen at its value before the next."""

import queue
import threading
import time
from dataclasses import dataclass, field
from typing import Literal

from allocator.errors import DefectError
from allocator.matrix import Matrix, complete
from allocator.problem import Ints
from allocator.search.progress import OnProgress, Progress
from allocator.solvers import cp_sat, highs
from allocator.solvers.program import Limits, Outcome, Program, Watch

_POLL = 0.1  # seconds between looks at a running solver
_LP_SHARE = 0.3  # of a tier's time, at most, for its linear relaxation


@dataclass
class _Listener(Watch):
    """Puts what a solver reports into a queue, in the order in which it comes."""

    events: "queue.SimpleQueue[tuple[Ints | None, int] | None]" = field(default_factory=queue.SimpleQueue)

    def improved(self, point: Ints, cost: int) -> None:
        self.events.put((point, cost))

    def bounded(self, bound: int) -> None:
        self.events.put((None, bound))


@dataclass
class Run:
    """The state of one run: its incumbent, the tiers decided so far and their bounds.

    `bounds[t]` is a lower bound on the cost of tier t among points at least as good as the incumbent in
    the tiers before, or None.
    """

    matrix: Matrix
    program: Program
    limits: Limits
    started: float
    on_progress: OnProgress | None = None
    incumbent: Ints | None = None
    bounds: list[int | None] = field(default_factory=list)
    stopped: Literal["no", "interrupted"] = "no"

    def solve(self) -> bool:
        """Work through the tiers. False: the first tier proved that there is no point at all."""
        for t, tier in enumerate(self.matrix.tiers):
            self.bounds.append(None)
            self._tell(t, "start")
            if self.stopped == "no" and not self._left_out_of_time():
                program = self.program.with_cost(tier.cost)
                if not self._tier(t, program):
                    return False
            if self.incumbent is None:
                return True
            self.incumbent = complete(self.matrix, self.incumbent)
            self._tell(t, "tier")
            self.program = self.program.with_frozen(tier.cost, tier.cost.value(self.incumbent))
        return True

    def _tier(self, t: int, program: Program) -> bool:
        """Bound and improve one tier. False where there is no point."""
        limits = self._share(t)
        began = time.perf_counter()
        seconds = None if limits.seconds is None else limits.seconds * _LP_SHARE
        relaxed = self._follow(t, program, Limits(seconds, None, limits.workers, limits.seed), exact=False)
        if relaxed.bound is not None:
            self._bound(t, relaxed.bound)
        if self.incumbent is None or not self._shut(t):
            left = None if limits.seconds is None else limits.seconds - (time.perf_counter() - began)
            outcome = self._follow(
                t, program, Limits(left, limits.work, limits.workers, limits.seed), exact=True
            )
            self._take(t, outcome)
            if outcome.status == "infeasible":
                if self.incumbent is not None:
                    raise DefectError("the solver finds no allocation where one is known")
                return False
        return True

    def _share(self, t: int) -> Limits:
        """What tier t may spend: the first as much as all others together, unspent time passed on."""
        tiers = len(self.matrix.tiers)
        weights = [max(1, tiers - 1)] + [1] * (tiers - 1)
        share = weights[t] / sum(weights[t:])
        work = None if self.limits.work is None else self.limits.work * weights[t] / sum(weights)
        seconds = self._seconds_left()
        if seconds is not None and self.incumbent is not None:
            seconds *= share
        return Limits(seconds, work, self.limits.workers, self.limits.seed)

    def _seconds_left(self) -> float | None:
        if self.limits.seconds is None:
            return None
        return max(0.0, self.limits.seconds - (time.perf_counter() - self.started))

    def _left_out_of_time(self) -> bool:
        left = self._seconds_left()
        return left is not None and left <= 0.0

    def _follow(self, t: int, program: Program, limits: Limits, *, exact: bool) -> Outcome:
        """Run a solver on a thread of its own while this one listens, reports and can be interrupted."""
        watch = _Listener()
        outcomes: list[Outcome] = []
        failures: list[BaseException] = []

        def work() -> None:
            try:
                if exact:
                    outcomes.append(cp_sat.minimise(program, limits, hint=self.incumbent, watch=watch))
                else:
                    outcomes.append(highs.relax(program, limits, watch))
            except BaseException as error:  # carried over to the calling thread
                failures.append(error)
            finally:
                watch.events.put(None)

        threading.Thread(target=work, daemon=True).start()
        running = True
        while running:
            try:
                running = self._listen(t, watch)
            except KeyboardInterrupt:
                self.stopped = "interrupted"
                watch.stop()
        if failures:
            raise failures[0]
        return outcomes[0]

    def _listen(self, t: int, watch: _Listener) -> bool:
        """Take one event, or wait a moment for it. False once the solver has ended."""
        try:
            event = watch.events.get(timeout=_POLL)
        except queue.Empty:
            return True
        if event is None:
            return False
        point, number = event
        if point is None:
            self._bound(t, number)
        else:
            self._accept(t, point)
        if self.stopped == "interrupted" or (self.incumbent is not None and self._shut(t)):
            watch.stop()
        return True

    def _take(self, t: int, outcome: Outcome) -> None:
        if outcome.point is not None:
            self._accept(t, outcome.point)
        if outcome.bound is not None:
            self._bound(t, outcome.bound)

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

    def _shut(self, t: int) -> bool:
        """Whether value and bound of tier t meet."""
        bound = self.bounds[t]
        return (
            bound is not None
            and self.incumbent is not None
            and (self.matrix.tiers[t].cost.value(self.incumbent) <= bound)
        )

    def _tell(self, t: int, event: Literal["start", "improved", "bound", "tier"]) -> None:
        if self.on_progress is None:
            return
        tier, bound = self.matrix.tiers[t], self.bounds[t]
        value = None if self.incumbent is None else tier.reported(tier.cost.value(self.incumbent))
        progress = Progress(
            tier=t + 1, tiers=len(self.matrix.tiers), goal=tier.name, unit=tier.unit, sense=tier.sense,
            value=value, bound=None if bound is None else tier.reported(bound),
            seconds=time.perf_counter() - self.started, event=event,
        )  # fmt: skip
        if self.on_progress(progress) is False:
            self.stopped = "interrupted"
