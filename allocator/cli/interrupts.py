"""Ctrl-C and SIGTERM while a search runs: the first one stops it, and what it found is kept."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupts:
    """Turns the first signal into KeyboardInterrupt, unless `shielded`.

    The second is ignored, for people press twice and the first is already obeyed; the third raises again.
    """

    def __init__(self) -> None:
        self.shielded = False
        self._count = 0

    def __call__(self, signal_number: int, frame: FrameType | None) -> None:
        self._count += 1
        if not self.shielded and self._count != 2:
            raise KeyboardInterrupt


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """Handle both signals as `Interrupts` does, then as before. Set `shielded` while a file is written."""
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
