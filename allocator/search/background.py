"""Solvers on threads of their own, while the tier goes on, polls them for news, and can be interrupted."""

import queue
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from allocator.problem import Doubles, Ints
from allocator.search.tier_search import TierSearch
from allocator.search.trust import Witness
from allocator.solvers.program import Outcome, Relay, Watch

if TYPE_CHECKING:
    from allocator.solvers.highs import Relaxed

Solve = Callable[["BackgroundSolver"], Outcome]
Message = Callable[[TierSearch], object]  # applied to the tier on the calling thread


class BackgroundSolver(Watch):
    """A solver on a thread of its own. Its messages wait in a queue until `take` applies them; what it finds
    counts as said by the witness `by`."""

    def __init__(self, search: TierSearch, solve: Solve, by: Witness, task: str = "the whole matrix") -> None:
        super().__init__(task=task, goal=search.goal, mishaps=search.run.mishaps)
        self.ended = False
        self._search, self._by, self._solve = search, by, solve
        self._messages: queue.SimpleQueue[Message | None] = queue.SimpleQueue()  # None is the end
        self._outcome: Outcome | None = None
        self._failure: BaseException | None = None
        threading.Thread(target=self._work, daemon=True).start()

    def improved(self, point: Ints, cost: int) -> None:
        self.send(point, None, self._by)

    def bounded(self, bound: int) -> None:
        self.send(None, bound, self._by)

    def priced(self, regret: Doubles) -> None:
        self._messages.put(lambda search: search.guide(regret))

    def relaxed(self, relaxed: "Relaxed") -> None:
        """The linear relaxation has ended, or was ended."""
        self._messages.put(lambda search: search.hear_relaxation(relaxed))

    def as_witness(self, by: Witness) -> Watch:
        """A watch whose messages count as said by another witness."""
        return _AsWitness(self, by)

    def send(self, point: Ints | None, bound: int | None, by: Witness) -> None:
        """A witness has found a point, or a bound."""
        if point is not None:
            self._messages.put(lambda search: search.accept(point, by))
        if bound is not None:
            self._messages.put(lambda search: search.bound(bound, by))

    def send_optimal(self, point: Ints) -> None:
        """The solver says that no point is better than this one."""
        self._messages.put(lambda search: search.optimal(point, self._by))

    def take(self, wait: float = 0.0) -> bool:
        """Apply one message, waiting a moment for it. False where there was none."""
        try:
            message = self._messages.get(timeout=wait) if wait else self._messages.get_nowait()
        except queue.Empty:
            return False
        if message is None:
            self.ended = True
            return False
        message(self._search)
        return True

    def outcome(self) -> Outcome:
        """What the solver returned once it has ended; raises what it raised."""
        if self._failure is not None:
            raise self._failure
        assert self._outcome is not None
        return self._outcome

    def _work(self) -> None:
        try:
            self._outcome = found = self._solve(self)
            self.send(found.point, found.bound, self._by)
            if found.status == "optimal" and found.point is not None:
                self.send_optimal(found.point)
        except BaseException as error:  # carried over to the calling thread
            self._failure = error
        finally:
            self._messages.put(None)


class _AsWitness(Relay):
    """Messages of a background solver under the name of another witness."""

    def __init__(self, solver: BackgroundSolver, by: Witness) -> None:
        super().__init__(solver)
        self._solver, self._by = solver, by

    def improved(self, point: Ints, cost: int) -> None:
        self._solver.send(point, None, self._by)

    def bounded(self, bound: int) -> None:
        self._solver.send(None, bound, self._by)


class _PointsOnly(BackgroundSolver):
    """A solver of another program than the tier's: its points count, its bounds do not."""

    def send(self, point: Ints | None, bound: int | None, by: Witness) -> None:
        super().send(point, None, by)

    def send_optimal(self, point: Ints) -> None:
        """Says nothing of the tier."""


class InBackground:
    """Solvers that run in the background for the length of a `with` block: one, and whatever joins it."""

    def __init__(self, search: TierSearch, solve: Solve, by: Witness) -> None:
        self._search = search
        self._solvers = list[BackgroundSolver]()
        self.join(solve, by)

    def join(self, solve: Solve, by: Witness) -> None:
        """Let another solver begin."""
        self._solvers.append(BackgroundSolver(self._search, solve, by))
        self._search.run.watches.append(self._solvers[-1])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for solver in self._solvers:
            self._search.run.watches.remove(solver)
            solver.stop()

    def poll(self, wait: float = 0.0) -> None:
        """Take what they have found so far, waiting a moment for it. Raises what went wrong in one."""
        for solver in self._solvers:
            while not solver.ended and solver.take(wait):
                pass
            if solver.ended:
                solver.outcome()

    def wait(self, deadline: float | None) -> None:
        """Poll until they end, the tier is closed, or the time is up."""
        while not all(solver.ended for solver in self._solvers) and not self._search.over(deadline):
            self.poll(self._search.parameters.background.poll)


def run_solver(
    search: TierSearch,
    solve: Solve,
    by: Witness,
    background: InBackground | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Run a solver to its end, or until the tier is closed, the time of the run is up, or there is enough; a
    background solver is polled meanwhile. One that does not end soon after it was stopped is abandoned."""
    solver, parameters = BackgroundSolver(search, solve, by), search.parameters.background
    stopped: float | None = None
    with search.stopping(solver):
        while not solver.ended:
            solver.take(parameters.poll)
            if background is not None:
                background.poll()
            if search.over(search.run.deadline(1.0)) or enough():
                stopped = stopped or time.perf_counter()
                solver.stop()
                if time.perf_counter() > stopped + parameters.grace:
                    return Outcome("unknown")
    return solver.outcome()


def solve_other(
    search: TierSearch,
    solve: Solve,
    by: Witness,
    until: float | None,
    background: InBackground | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> Outcome:
    """What a solver says of another program, until that moment, or there is enough; only its points reach the
    tier. A background solver is polled meanwhile."""
    solver = _PointsOnly(search, solve, by, "a part of the matrix")
    with search.stopping(solver):
        while not solver.ended:
            solver.take(search.parameters.background.poll)
            if background is not None:
                background.poll()
            if search.run.out_of_time(until) or enough():
                solver.stop()
                while solver.take():
                    pass
                return Outcome("unknown")
    return solver.outcome()
