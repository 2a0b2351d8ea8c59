"""Ctrl-C and SIGTERM around a search: before it they end the command, after it they cost nothing found."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupts:
    """Turns both signals into KeyboardInterrupt, unless `shielded`: then they are not heard.

    While it runs, the search takes the signals itself, as a request to stop.
    """

    shielded = False

    def __call__(self, signal_number: int, frame: FrameType | None) -> None:
        if not self.shielded:
            raise KeyboardInterrupt


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """Handle both signals as `Interrupts` does, then as before. On any but the main thread none arrive."""
    handler = Interrupts()
    if threading.current_thread() is not threading.main_thread():
        yield handler
        return
    before = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield handler
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
