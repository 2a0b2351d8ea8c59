"""Ctrl-C, SIGTERM and SIGHUP as a request to stop, instead of an exception at some unlucky line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from allocator.outside.signals import handling


@dataclass
class Stops:
    """Passes signals on as a request to stop, and remembers that there was one."""

    stop: Callable[[], None]
    heard: bool = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.heard = True
        self.stop()


@contextmanager
def stopping(stop: Callable[[], None]) -> Iterator[Stops]:
    """While inside, the signals that ask a program to end call `stop`; afterwards they do what they did."""
    stops = Stops(stop)
    with handling(stops):
        yield stops
