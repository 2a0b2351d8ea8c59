"""Where a job meets its solver process: what it tells goes to the parent, and who ends it early."""

import os
import threading
from collections.abc import Callable
from typing import Any

from allocator.solvers.children.line import send


class Desk:
    """Where a solver finds its job and tells what it has found."""

    def __init__(self, out: Any) -> None:
        self._out = out
        self._telling, self._stopping = threading.Lock(), threading.Lock()
        self._number, self._stopped = -1, False
        self._early: set[int] = set()  # jobs that were stopped before they were taken up
        self._stopper: Callable[[], object] | None = None

    def tell(self, kind: str, content: object) -> None:
        """Tell the parent; called from any thread."""
        try:
            with self._telling:
                send(self._out, (self._number, kind, content))
        except OSError:
            os._exit(0)  # nobody listens any more

    def on_stop(self, stopper: Callable[[], object]) -> bool:
        """What ends the solver early, called from another thread. False where it need not begin any more."""
        with self._stopping:
            self._stopper = stopper
            return not self._stopped

    def begin(self, number: int) -> None:
        """Take up a job."""
        with self._stopping:
            self._number, self._stopped, self._stopper = number, number in self._early, None
            self._early = {each for each in self._early if each > number}

    def stop(self, number: int) -> None:
        """End a job soon, if it is the one at work, or is still to be taken up."""
        with self._stopping:
            if number > self._number:
                self._early.add(number)
            if number != self._number:
                return
            self._stopped = True
            if self._stopper is not None:
                self._stopper()
