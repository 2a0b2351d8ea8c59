"""The life of a solver process: jobs come in on standard input, points and bounds go out on standard output.

It is a process of its own because solvers abort, crash, overrun their limits by minutes or do not listen at
all, and only a process can be ended from outside, or end, without harm. It ends when its parent does (the
line ends then), when nothing is asked for a while, and never says anything on the terminal.
"""

import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from allocator.solvers.children.desk import Desk
from allocator.solvers.children.line import GarbledError, receive

IDLE = 60.0  # seconds without a job after which it ends
_FIRST_TO_GO = 500  # how much sooner than its parent Linux ends it where memory is short, of 1000

Solve = Callable[[Any, Desk], object]  # what it returns is told as the end


def serve(solver: str) -> None:
    """Solve job after job until the parent is gone. The messages are (number, kind, content)."""
    _apart()
    desk = Desk(_private_output())
    jobs: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(desk, jobs), daemon=True).start()
    try:
        solve = _solver(solver)
        while True:
            number, job = jobs.get(timeout=IDLE)
            desk.begin(number)
            desk.tell("end", solve(job, desk))
            del job  # its arrays, while it waits
    except queue.Empty:
        os._exit(0)
    except Exception as error:  # too little memory, a broken installation
        desk.tell("failed", " ".join(f"{type(error).__name__}: {error}".split()))
        os._exit(1)


def _listen(desk: Desk, jobs: "queue.SimpleQueue[tuple[int, Any]]") -> None:
    """Hear the parent; its end is the end."""
    line = open(0, "rb", buffering=0, closefd=False)  # noqa: SIM115
    while True:
        try:
            what, number, job = receive(line)
        except (EOFError, OSError, GarbledError):
            os._exit(0)
        if what == "stop":
            desk.stop(number)
        else:
            jobs.put((number, job))


def _solver(name: str) -> Solve:
    """The solver, imported when the process already listens."""
    if name == "cp_sat":
        from allocator.solvers.children.cp_sat_job import solve

        return solve
    from allocator.solvers.children import highs_job

    return highs_job.solve


def _private_output() -> Any:
    """The line to the parent; what libraries print goes with their complaints."""
    line = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return line


def _apart() -> None:
    """Leave Ctrl-C to the parent, and be the one that goes where memory is short."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(str(_FIRST_TO_GO))
