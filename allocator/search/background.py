"""Solvers at work on threads of their own, while the run listens, reports and can be interrupted."""

import queue
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from allocator.problem import Doubles, Ints
from allocator.search.run import Run
from allocator.search.trust import Witness
from allocator.solvers.program import Outcome, Relay, Watch

Solve = Callable[["Started"], Outcome]
News = Callable[[Run, int], object]  # tells the run, at a tier, what a solver has found


class Started(Watch):
    """A solver at work on a thread of its own; what it finds waits in `events`, None being the end. It says
    things as the witness `by`, and `under` the names of others."""

    def __init__(self, run: Run, t: int, solve: Solve, by: Witness) -> None:
        super().__init__(goal=run.matrix.tiers[t].name, mishaps=run.mishaps)
        self._by = by
        self.events: queue.SimpleQueue[News | None] = queue.SimpleQueue()
        self.ended = False
        self._outcome: Outcome | None = None
        self._failure: BaseException | None = None
        self._solve = solve
        threading.Thread(target=self._work, daemon=True).start()

    def improved(self, point: Ints, cost: int) -> None:
        self.says(point, None, self._by)

    def bounded(self, bound: int) -> None:
        self.says(None, bound, self._by)

    def priced(self, regret: Doubles) -> None:
        self.events.put(lambda run, _: run.guide(regret))

    def under(self, by: Witness) -> Watch:
        """A watch that says things as somebody else."""
        return _Under(self, by)

    def says(self, point: Ints | None, bound: int | None, by: Witness) -> None:
        """Somebody has found a point, or a bound."""
        if point is not None:
            self.events.put(lambda run, t: run.accept(t, point, by))
        if bound is not None:
            self.events.put(lambda run, t: run.bound(t, bound, by))

    def best(self, point: Ints) -> None:
        """The solver says that no point is better than this one."""
        self.events.put(lambda run, t: run.optimal(t, point, self._by))

    def outcome(self) -> Outcome:
        """What the solver returned once it has ended; raises what it raised."""
        if self._failure is not None:
            raise self._failure
        assert self._outcome is not None
        return self._outcome

    def _work(self) -> None:
        try:
            self._outcome = found = self._solve(self)
            self.says(found.point, found.bound, self._by)
            if found.status == "optimal" and found.point is not None:
                self.best(found.point)
        except BaseException as error:  # carried over to the calling thread
            self._failure = error
        finally:
            self.events.put(None)


class _Under(Relay):
    """What somebody says to a solver that is started."""

    def __init__(self, started: Started, by: Witness) -> None:
        super().__init__(started)
        self._started, self._by = started, by

    def improved(self, point: Ints, cost: int) -> None:
        self._started.says(point, None, self._by)

    def bounded(self, bound: int) -> None:
        self._started.says(None, bound, self._by)


class _Asked(Started):
    """A solver that looks into something else: its bounds are not the run's."""

    def says(self, point: Ints | None, bound: int | None, by: Witness) -> None:
        super().says(point, None, by)

    def best(self, point: Ints) -> None:
        """Of another question."""


class Beside:
    """A solver beside the run for the length of a `with` block. The better incumbent counts."""

    def __init__(self, run: Run, t: int, solve: Solve, by: Witness) -> None:
        self._run, self._t = run, t
        self._started = Started(run, t, solve, by)
        run.watches.append(self._started)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run.watches.remove(self._started)
        self._started.stop()

    def listen(self, wait: float = 0.0) -> None:
        """Take what it has found so far, waiting a moment for it. Raises what went wrong in it."""
        while not self._started.ended and _take(self._run, self._t, self._started, wait):
            pass
        if self._started.ended:
            self._started.outcome()

    def wait(self, deadline: float | None) -> None:
        """Listen until it ends, the tier is shut, or the time is up."""
        while not self._started.ended and not self._run.over(self._t, deadline):
            self.listen(self._run.parameters.background.poll)


def follow(
    run: Run,
    t: int,
    solve: Solve,
    by: Witness,
    beside: Beside | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Run a solver to its end, or until the tier is shut, the time is up or there is enough, another perhaps
    beside it. One that does not end soon after is left alone."""
    started = Started(run, t, solve, by)
    told: float | None = None
    run.watches.append(started)
    try:
        while not started.ended:
            _take(run, t, started, run.parameters.background.poll)
            if beside is not None:
                beside.listen()
            if run.over(t, run.deadline(1.0)) or enough():
                told = told or time.perf_counter()
                started.stop()
                if time.perf_counter() > told + run.parameters.background.grace:
                    return Outcome("unknown")
    finally:
        run.watches.remove(started)
    return started.outcome()


def ask(run: Run, t: int, solve: Solve, by: Witness, until: float | None) -> Outcome:
    """What a solver says of another question, until that moment; of it the run hears of points only."""
    started = _Asked(run, t, solve, by)
    run.watches.append(started)
    try:
        while not started.ended:
            _take(run, t, started, run.parameters.background.poll)
            if run.stopped or (until is not None and time.perf_counter() > until):
                started.stop()
                return Outcome("unknown")
    finally:
        run.watches.remove(started)
    return started.outcome()


def _take(run: Run, t: int, started: Started, wait: float) -> bool:
    """Take one event, waiting a moment for it. False where there was none."""
    try:
        event = started.events.get(timeout=wait) if wait else started.events.get_nowait()
    except queue.Empty:
        return False
    if event is None:
        started.ended = True
        return False
    event(run, t)
    return True
