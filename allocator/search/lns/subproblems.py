"""Slices of the matrix, solved side by side: in processes here, or where an executor takes them."""

import os
import time
import warnings
from collections.abc import Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from allocator.search.lns.executors import Away
from allocator.search.lns.slices import Slice, solve_slice
from allocator.search.lns_parameters import ExecutorParameters
from allocator.solvers.program import Outcome, Watch


@dataclass
class SlicePool:
    """Where slices are solved: on `executor` for as long as it works, else in local solver processes.

    An executor that fails, keeps silent or answers with what cannot be true is not used again: what it owes
    is solved here, and a RuntimeWarning says so.
    """

    executor: Executor | None = None
    parameters: ExecutorParameters = field(default_factory=ExecutorParameters)
    heard: bool = field(default=False, init=False)  # whether it ever answered

    def solve(self, slices: Iterable[Slice], seconds: float | None, watch: Watch) -> list[Outcome]:
        """The outcomes in the order of the slices, each slice being sent off as soon as it is made.

        After `seconds` (None: no end), or once `watch` is stopped, whatever is not solved is "unknown".
        Where neither happens, the outcomes depend neither on the executor nor on its failures.
        """
        until = None if seconds is None else time.perf_counter() + seconds
        if self.executor is None:
            return _solve_here(slices, until, watch)
        parts, away = [], Away(self.executor, solve_slice)
        for part in slices:
            parts.append(part)
            away.send(_within(part, until))
        answers, failure = self._gathered(away, len(parts), until, watch)
        away.withdraw(self.parameters.withdrawal)
        for sentence in (sentence for answer in answers.values() for sentence in answer.mishaps):
            watch.mishaps.say(sentence)
        if failure:
            self._give_up(failure)
        if failure and not _over(until, watch):
            owed = [position for position in range(len(parts)) if position not in answers]
            again = _solve_here([parts[position] for position in owed], until, watch)
            answers |= dict(zip(owed, again, strict=True))
        return [answers.get(position, Outcome("unknown")) for position in range(len(parts))]

    def _gathered(
        self, away: Away, count: int, until: float | None, watch: Watch
    ) -> tuple[dict[int, Outcome], str]:
        """The outcomes by position until all are there, the time is up or the run is stopped, and why the
        executor failed, if it did."""
        answers: dict[int, Outcome] = {}
        began = heard = time.perf_counter()
        silence = self._silence_until(until)
        while len(answers) < count and not _over(until, watch):
            answer = away.next_answer(self.parameters.poll)
            now = time.perf_counter()
            if answer is not None and answer.outcome is None:
                return answers, answer.failure
            if answer is not None and answer.outcome is not None:
                answers[answer.position], heard, self.heard = answer.outcome, now, True
            elif now >= heard + silence:
                return answers, f"no answer for {now - heard:.3g} seconds"
        waited = time.perf_counter() - began
        if count and not self.heard and not watch.stopped and waited >= self.parameters.worth_a_warning:
            return answers, f"no answer for {waited:.3g} seconds"
        return answers, ""

    def _silence_until(self, until: float | None) -> float:
        """Seconds without any answer after which an executor is given up: part of the time that there is, but
        long enough for a slice, or for processes that must begin by importing everything. One that never
        answered leaves half of the time to this machine."""
        parameters = self.parameters
        if until is None:
            return parameters.silence
        left = max(0.0, until - time.perf_counter())
        least = parameters.short_silence
        if not self.heard:
            least = max(parameters.worth_a_warning, min(least, left / 2))
        return min(parameters.silence, max(parameters.silence_share * left, least))

    def _give_up(self, reason: str) -> None:
        """Work without the executor from now on, and say why."""
        self.executor = None
        message = f"the executor failed ({reason}); the search goes on on this machine"
        warnings.warn(message, RuntimeWarning, stacklevel=3)


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
