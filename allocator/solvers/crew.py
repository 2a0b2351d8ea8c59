"""The solver processes of this process: kept warm, asked one job at a time, replaced where one dies.

A solver that aborts, crashes, is killed, hangs or talks nonsense costs the answer to one question.
"""

import atexit
import os
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from allocator.solvers.children.line import GarbledError
from allocator.solvers.process import Ended, Process, Solver
from allocator.solvers.program import Limits, Watch

#: Called with the kind and the content of each message, the last being the "end"; raises GarbledError,
#: TypeError, ValueError or OverflowError at what makes no sense.
Hear = Callable[[str, Any], None]

_STOPPED = 0.8  # seconds to end in for a solver that was told to
_IN_STEP = 0.2  # the same for one that must not be told to: see `Question.in_step`
_LATE = 2.0  # seconds beyond its limit that a solver may take, and
_LATER = 0.25  # so much of the limit: presolve does not look at the clock
_PER_WORK = 30.0  # seconds for a unit of deterministic work, which takes about one, before it is called hung
_WORK = 120.0  # seconds more for them all
_UNCOUNTED = 1800.0  # seconds for HiGHS where work is limited, of which it counts none


@dataclass(frozen=True)
class Question:
    """A job for a solver, and what is known of it here. `label` names the solver in words.

    `in_step`: CP-SAT's workers wait for each other. It would abort where such a search is stopped too soon,
    so it is ended, with all that it has told.
    """

    solver: Solver
    label: str
    job: object
    limits: Limits
    in_step: bool = False


class _DiedError(Exception):
    """A solver is no more, or had to be ended; says how."""


class _OverError(Exception):
    """A solver that was told to end did not do so soon."""


def ask(question: Question, watch: Watch, hear: Hear) -> bool:
    """Pass on what a solver says of a job; whether it said all. It did not where it was stopped, died, hung,
    or died too often before; `watch` is told what went wrong."""
    if watch.stopped or watch.mishaps.given_up(question.label, watch.task):
        return False
    process: Process | None = None
    try:
        process = _crew.taken(question.solver)
        _converse(process, question, watch, hear)
        _crew.rests(process)
        process = None
        watch.mishaps.went_well(question.label, watch.task)
        return True
    except _OverError:
        pass
    except OSError as error:
        watch.died(question.label, f"could not be started: {error}")
    except _DiedError as error:
        watch.died(question.label, str(error))
    finally:
        if process is not None:
            process.end()
    return False


def get_ready(*solvers: Solver) -> None:
    """Have a process of each solver, to be asked soon: they get ready beside whatever is done here."""
    for solver in solvers:
        _crew.get_ready(solver)


def _converse(process: Process, question: Question, watch: Watch, hear: Hear) -> None:
    """Send the job and listen to the end."""
    number = process.begin(question.job)
    bell = partial(process.heard.put, (number, "stop", None))
    watch.stoppers.append(bell)
    try:
        if watch.stopped:
            bell()
        _listen(process, number, question, hear)
    finally:
        watch.stoppers.remove(bell)


def _listen(process: Process, number: int, question: Question, hear: Hear) -> None:
    """Pass on what is said of a job until its end."""
    stopped, until = False, _patience(question)
    while True:
        message = _next(process, until, stopped=stopped)
        try:
            of, kind, content = message
            if of != number:
                continue
            if kind == "failed":
                raise _DiedError(f"failed: {content}")
            if kind != "stop":
                hear(kind, content)
                if kind == "end":
                    return
            elif not stopped:
                stopped, until = True, time.monotonic() + (_IN_STEP if question.in_step else _STOPPED)
                if not question.in_step:
                    process.stop(number)
        except (GarbledError, TypeError, ValueError, OverflowError):
            raise _DiedError("gave an answer that makes no sense and was ended") from None


def _next(process: Process, until: float | None, *, stopped: bool) -> Any:
    """The next message. Raises where there is none."""
    try:
        left = None if until is None else min(max(0.0, until - time.monotonic()), threading.TIMEOUT_MAX)
        message = process.heard.get(timeout=left)
    except queue.Empty:
        if stopped:
            raise _OverError from None
        raise _DiedError("did not end at its limit and was ended") from None
    if isinstance(message, Ended):
        if stopped:
            raise _OverError
        garbled = "sent what cannot be read and was ended"
        raise _DiedError(garbled if message.garbled else process.obituary())
    return message


def _patience(question: Question) -> float | None:
    """The moment at which a solver that does not end is taken for hung; None where it may take for ever."""
    limits, now = question.limits, time.monotonic()
    if limits.seconds is not None:
        return now + limits.seconds * (1 + _LATER) + _LATE
    if limits.work is None:
        return None
    return now + (_UNCOUNTED if question.solver == "highs" else limits.work * _PER_WORK + _WORK)


class _Crew:
    """The processes at rest."""

    def __init__(self) -> None:
        self.forget()

    def taken(self, solver: Solver) -> Process:
        """A process at rest, the one that worked last, or a new one. Raises OSError."""
        with self._lock:
            while self._resting[solver]:
                process = self._resting[solver].pop()
                if process.usable:
                    return process
                process.end()
        return Process(solver)

    def rests(self, process: Process) -> None:
        """A process has done its job."""
        process.rest()
        with self._lock:
            self._resting[process.solver].append(process)

    def get_ready(self, solver: Solver) -> None:
        """Have one at rest, if the system allows it."""
        with suppress(OSError):  # whoever asks it will hear of that
            self.rests(self.taken(solver))

    def end(self) -> None:
        """End all that rest."""
        with self._lock:
            for resting in self._resting.values():
                while resting:
                    resting.pop().end()

    def forget(self) -> None:
        """Have none: those there are belong to the process that this one was forked from."""
        self._lock = threading.Lock()
        self._resting: defaultdict[Solver, list[Process]] = defaultdict(list)


_crew = _Crew()
atexit.register(_crew.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_crew.forget)
