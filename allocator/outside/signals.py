"""The signals that ask a program to end: Ctrl-C, a polite kill, a terminal that was closed."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # Windows has no SIGHUP, and alone has SIGBREAK

Handler = Callable[[int, FrameType | None], None]

_CAME: list[int] = []  # the signals that a handler here was given, in their order


def signals_so_far() -> int:
    """How many of the signals came in this process while they were handled by `handling`. A search that ends
    by itself at that moment does not tell of its signal; whoever has more to do has to know."""
    return len(_CAME)


@contextmanager
def handling(handler: Handler) -> Iterator[None]:
    """While inside, the signals call `handler`; afterwards they do what they did before.

    On any thread but the main one nothing changes: signals are not delivered there. A hang-up that is to be
    ignored stays so: `nohup` asks for that.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def counted(number: int, frame: FrameType | None) -> None:
        _CAME.append(number)
        handler(number, frame)

    before = {number: signal.signal(number, counted) for number in _handled()}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


def ignore_from_now_on() -> None:
    """Let a process that has done its work end without a message."""
    for number in _handled():
        signal.signal(number, signal.SIG_IGN)


def _handled() -> Iterator[int]:
    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is None:
            continue
        handler = signal.getsignal(number)
        is_nohup = name == "SIGHUP" and handler is signal.SIG_IGN
        if (
            handler is not None and not is_nohup
        ):  # None: set by other code than Python's, which cannot be put back
            yield number
