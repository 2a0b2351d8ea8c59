"""Solvers at work on threads of their own."""

import queue
import threading
from collections.abc import Callable

from allocator.problem import Ints
from allocator.solvers.program import Outcome, Watch

News = tuple[Ints | None, int] | None


class Started(Watch):
    """A solver at work on a thread of its own; what it finds waits in `events`, None being the end."""

    def __init__(self, solve: Callable[[Watch], Outcome]) -> None:
        super().__init__()
        self.events: queue.SimpleQueue[News] = queue.SimpleQueue()
        self.ended = False
        self._outcome: Outcome | None = None
        self._failure: BaseException | None = None
        self._solve = solve
        threading.Thread(target=self._work, daemon=True).start()

    def improved(self, point: Ints, cost: int) -> None:
        self.events.put((point, cost))

    def bounded(self, bound: int) -> None:
        self.events.put((None, bound))

    def outcome(self) -> Outcome:
        """What the solver returned once it has ended; raises what it raised."""
        if self._failure is not None:
            raise self._failure
        assert self._outcome is not None
        return self._outcome

    def _work(self) -> None:
        try:
            self._outcome = self._solve(self)
            if self._outcome.point is not None:
                self.improved(self._outcome.point, 0)
            if self._outcome.bound is not None:
                self.bounded(self._outcome.bound)
        except BaseException as error:  # carried over to the calling thread
            self._failure = error
        finally:
            self.events.put(None)
