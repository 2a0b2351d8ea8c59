"""Processes of Python that `multiprocessing` begins for this one."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

_LOCK = threading.Lock()


@contextmanager
def nothing_beside() -> Iterator[None]:
    """Python that is begun meanwhile imports nothing that happens to lie in the working folder.

    `multiprocessing` begins its processes by `python -c`, which looks there first, and modules that lie
    beside a plan may be anybody's. Where this process itself looks, those it begins still do.
    """
    with _LOCK:
        before = os.environ.get("PYTHONSAFEPATH")
        os.environ["PYTHONSAFEPATH"] = "1"
        try:
            yield
        finally:
            if before is None:
                del os.environ["PYTHONSAFEPATH"]
            else:
                os.environ["PYTHONSAFEPATH"] = before


def copies_of(*modules: str) -> "ForkServerContext | SpawnContext":
    """A context whose processes have `modules` imported from the second one on, on Linux: they are copies of
    a process that imports them once and runs nothing. Elsewhere each begins anew."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    copying = multiprocessing.get_context("forkserver")
    copying.set_forkserver_preload(list(modules))
    return copying


def begin(
    context: "ForkServerContext | SpawnContext", target: Callable[..., object], *given: object
) -> BaseProcess:
    """A process that calls `target`; one that begins anew where no copy is to be had: what makes them was
    killed, or the folder of temporary files was swept, or has too long a name for a socket."""
    with nothing_beside():
        with suppress(OSError, EOFError):
            copy = context.Process(target=target, args=given)
            copy.start()
            return copy
        anew = multiprocessing.get_context("spawn").Process(target=target, args=given)
        anew.start()
        return anew
