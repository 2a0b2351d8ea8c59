"""Ctrl-C, SIGTERM and SIGHUP around a search: before it they end the command, after it they cost nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from allocator.outside.signals import handling, signals_so_far


class Interrupts:
    """Turns the signals into KeyboardInterrupt, unless `shielded`: then they are not heard.

    While it runs, the search takes the signals itself, as a request to stop. A library that is just being
    imported may turn the exception into another one, or swallow it: `heard` tells that there was one. `came`
    tells of any, shielded or not, and of those that a search took.
    """

    shielded = False
    heard = False

    def __init__(self) -> None:
        self._before = signals_so_far()

    @property
    def came(self) -> bool:
        """Whether a signal came since the command began."""
        return signals_so_far() > self._before

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if not self.shielded:
            self.heard = True
            raise KeyboardInterrupt

    def raise_if_heard(self) -> None:
        """Raise KeyboardInterrupt where one was swallowed."""
        if self.heard:
            raise KeyboardInterrupt


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """Handle the signals as `Interrupts` does, then as before. On any but the main thread none arrive."""
    handler = Interrupts()
    with handling(handler):
        yield handler
