"""A question as independent jobs, and the one place that runs them."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from allocator.search.interrupts import stopping
from allocator.solvers.program import Limits


class Outcome(Protocol):
    """What a job gives: it says whether a signal ended it."""

    @property
    def interrupted(self) -> bool: ...


Found = TypeVar("Found", bound=Outcome)


@dataclass(frozen=True)
class Job(Generic[Found]):
    """Something to be solved by itself. `key` names it among the jobs of a question; `solve` can be pickled
    and depends on nothing but what it was made with and the limits it is given."""

    key: str
    solve: Callable[[Limits], Found]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceProgress:
    """How far the jobs of a question are: `done` of `of`, the last of them `key`, after so many seconds."""

    question: str
    key: str
    done: int
    of: int
    seconds: float


#: Called after every job; returning False ends the question with what is known by then.
OnAdvice = Callable[[AdviceProgress], object]


@dataclass
class Clock:
    """The time of one question, shared by its jobs: each gets an equal part of what is left when it
    begins."""

    question: str
    limits: Limits
    on_progress: OnAdvice | None = None
    began: float = 0.0
    ended: bool = False

    def __post_init__(self) -> None:
        self.began = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds since the question began."""
        return time.perf_counter() - self.began

    @property
    def left(self) -> float | None:
        """Seconds left; None without a limit."""
        if self.limits.seconds is None:
            return None
        return max(0.0, self.limits.seconds - self.seconds)

    def share(self, part: float) -> Limits:
        """Limits that spend a part of what is left."""
        return replace(self.limits, seconds=None if self.left is None else self.left * part)

    def over(self) -> bool:
        """Whether no further job should begin."""
        return self.ended or (self.left is not None and self.left <= 0.0)

    def end(self) -> None:
        """Begin nothing any more."""
        self.ended = True

    def done(self, key: str, done: int, of: int) -> None:
        """Tell that a job has ended."""
        if self.on_progress is None:
            return
        told = AdviceProgress(question=self.question, key=key, done=done, of=of, seconds=self.seconds)
        self.ended |= self.on_progress(told) is False


def run_jobs(jobs: Iterable[Job[Found]], clock: Clock, *, part: float = 1.0) -> dict[str, Found]:
    """What each job found, by key, as far as a part of the time left reaches; a signal ends them with those
    that are done."""
    waiting, found = list(jobs), dict[str, Found]()
    budget = clock.share(part).seconds
    began = time.perf_counter()
    with stopping(clock.end):  # searches take signals themselves; those between two of them arrive here
        for number, job in enumerate(waiting):
            seconds = None if budget is None else budget - (time.perf_counter() - began)
            if clock.over() or (seconds is not None and seconds <= 0.0):
                break
            each = None if seconds is None else seconds / (len(waiting) - number)
            found[job.key] = job.solve(replace(clock.limits, seconds=each))
            clock.ended |= found[job.key].interrupted
            clock.done(job.key, number + 1, len(waiting))
    return found
