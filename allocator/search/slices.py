"""Slices of the matrix, solved side by side: in processes here, or where an executor takes them."""

import os
import time
import warnings
from collections.abc import Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

from allocator.problem import Ints
from allocator.solvers import cp_sat
from allocator.solvers.program import Limits, Outcome, Program, Watch

_POLL = 0.05  # seconds between looks at a stop while slices are away
_SILENCE = 60.0  # seconds without any answer after which an executor is given up; a slice takes a few


@dataclass(frozen=True)
class Slice:
    """A neighbourhood as plain arrays, which travel: its program, the incumbent there, and its limits.

    It holds its own rows and columns only, never the matrix they were taken from.
    """

    program: Program
    incumbent: Ints
    limits: Limits


def solve_slice(part: Slice, watch: Watch | None = None) -> Outcome:
    """The best values of a slice's columns. Without a watch, far away, what went wrong comes back with them.

    Limited by work alone, the same slice has the same outcome on every machine with the same OR-Tools.
    """
    if watch is not None:
        return cp_sat.minimise(part.program, part.limits, hint=part.incumbent, watch=watch)
    alone = Watch(task="neighbourhoods")
    outcome = cp_sat.minimise(part.program, part.limits, hint=part.incumbent, watch=alone)
    return replace(outcome, mishaps=tuple(alone.mishaps.sentences))


@dataclass
class SlicePool:
    """Where slices are solved: on `executor` for as long as it works, else on local threads.

    An executor that fails is not used again: what it owes is solved here, and a RuntimeWarning says so.
    """

    executor: Executor | None = None

    def solve(self, slices: Iterable[Slice], seconds: float | None, watch: Watch) -> list[Outcome]:
        """The outcomes in the order of the slices, each slice being sent off as soon as it is made.

        After `seconds` (None: no end), or once `watch` is stopped, whatever is not solved is "unknown".
        Where neither happens, the outcomes depend neither on the executor nor on its failures.
        """
        until = None if seconds is None else time.perf_counter() + seconds
        if self.executor is None:
            return _solve_here(slices, until, watch)
        parts: list[Slice] = []
        futures: list[Future[Outcome]] = []
        for part in slices:
            parts.append(part)
            futures.append(_submitted(self.executor, _within(part, until)))
        _await(futures, until, watch)
        answers = [_answer(future) for future in futures]
        for sentence in (sentence for answer in answers if answer for sentence in answer.mishaps):
            watch.mishaps.say(sentence)
        owed = [position for position, answer in enumerate(answers) if answer is None]
        failed = bool(owed) and not _over(until, watch)
        if failed:
            self._give_up(futures)
        for future in futures:
            future.cancel()
        if failed:
            again = _solve_here([parts[position] for position in owed], until, watch)
            answers = _filled(answers, owed, again)
        return [answer or Outcome("unknown") for answer in answers]

    def _give_up(self, futures: Sequence[Future[Outcome]]) -> None:
        """Work without the executor from now on, and say why."""
        reason = next(filter(None, map(_failure, futures)), f"no answer for {_SILENCE:g} seconds")
        message = f"the executor failed ({reason}); the search goes on with local threads"
        warnings.warn(message, RuntimeWarning, stacklevel=3)
        self.executor = None


def _solve_here(slices: Iterable[Slice], until: float | None, watch: Watch) -> list[Outcome]:
    """In processes of this machine, each listened to by a thread."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(lambda part: solve_slice(_within(part, until), watch), slices))


def _within(part: Slice, until: float | None) -> Slice:
    """The slice with the seconds that are left, so that it ends by itself, wherever it is."""
    if until is None:
        return part
    return replace(part, limits=replace(part.limits, seconds=max(0.0, until - time.perf_counter())))


def _over(until: float | None, watch: Watch) -> bool:
    return watch.stopped or (until is not None and time.perf_counter() >= until)


def _submitted(executor: Executor, part: Slice) -> Future[Outcome]:
    """The future of a slice; a failed one where the executor takes nothing any more."""
    try:
        return executor.submit(solve_slice, part)
    except Exception as error:  # whatever keeps a stranger's executor from taking it
        refused: Future[Outcome] = Future()
        refused.set_exception(error)
        return refused


def _await(futures: Iterable[Future[Outcome]], until: float | None, watch: Watch) -> None:
    """Return when all are done, the time is up, the run is stopped, or nothing is heard any more."""
    pending, heard = set(futures), time.perf_counter()
    while pending and not _over(until, watch) and time.perf_counter() < heard + _SILENCE:
        done, pending = wait(pending, timeout=_POLL, return_when=FIRST_COMPLETED)
        if done:
            heard = time.perf_counter()


def _answer(future: Future[Outcome]) -> Outcome | None:
    """What came back; None where nothing did, or a failure."""
    if not future.done() or future.cancelled() or future.exception() is not None:
        return None
    return future.result()


def _failure(future: Future[Outcome]) -> str | None:
    """Why no answer came, in words."""
    if not future.done():
        return None
    if future.cancelled():
        return "it cancelled its tasks"
    error = future.exception()
    return None if error is None else " ".join(f"{type(error).__name__}: {error}".split())


def _filled(
    answers: Sequence[Outcome | None], owed: Sequence[int], found: Sequence[Outcome]
) -> list[Outcome | None]:
    """The answers with what was owed put in its place."""
    late = dict(zip(owed, found, strict=True))
    return [late.get(position, answer) for position, answer in enumerate(answers)]
