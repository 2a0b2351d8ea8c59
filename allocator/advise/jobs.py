"""A question as independent searches: each is a job of the one runner, with the run store in front of it."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from allocator.errors import DefectError
from allocator.outside.signals import signals_so_far
from allocator.solvers.program import Limits
from allocator.store import RunStore, jobs, versions
from allocator.store.jobs import HERE, NOT_RUN, SweepProgress, Told, performed, run_all
from allocator.store.jobs.job import DEFECT
from allocator.store.packing import BrokenDocumentError
from allocator.store.records import plain, record

KIND = "advise"
_ANSWERED, _INTERRUPTED = "answered", "interrupted"


class Outcome(Protocol):
    """What a search gives, a record of plain values: it says whether a signal ended it."""

    @property
    def interrupted(self) -> bool: ...


Found = TypeVar("Found", bound=Outcome)


class Search(Protocol[Found]):
    """Something to be solved by itself. It can be pickled and depends on nothing but what it was made with
    and the limits it is given."""

    @property
    def form(self) -> type[Found]:
        """The type of what it finds, by which that is read again out of the store."""

    def about(self) -> Mapping[str, Any]:
        """All that its answer depends on beside the limits, in plain values."""

    def holds(self, found: Found) -> bool:
        """Whether what was kept can be an answer: its allocation is held against the rules."""

    def __call__(self, limits: Limits) -> Found: ...


@dataclass(frozen=True)
class Job(Generic[Found]):
    """A search of a question; `key` names it among the others."""

    key: str
    search: Search[Found]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceProgress:
    """How far the searches of a question are: `done` of `of`, the last of them `key`, after so many seconds.
    `known`: the store had its answer."""

    question: str
    key: str
    done: int
    of: int
    seconds: float
    known: bool = False


#: Called after every search; returning False ends the question with what is known by then.
OnAdvice = Callable[[AdviceProgress], object]


@dataclass
class Clock:
    """The time of one question, shared by its searches: each gets an equal part of what is left when it
    begins. `store` keeps what they find, if there is one."""

    question: str
    limits: Limits
    on_progress: OnAdvice | None = None
    store: RunStore | None = None
    began: float = 0.0
    ended: bool = False
    signals: int = 0  # that came before the question

    def __post_init__(self) -> None:
        self.began, self.signals = time.perf_counter(), signals_so_far()

    def is_signalled(self) -> bool:
        """Whether somebody asked it to end, even in the moment in which a search ended by itself."""
        return signals_so_far() > self.signals

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
        """Whether no further search should begin."""
        return self.ended or (self.left is not None and self.left <= 0.0)

    def end(self) -> None:
        """Begin nothing any more."""
        self.ended = True

    def done(self, key: str, done: int, of: int, *, known: bool = False) -> None:
        """Tell that a search has ended."""
        if self.on_progress is None:
            return
        told = AdviceProgress(
            question=self.question, key=key, done=done, of=of, seconds=self.seconds, known=known
        )
        self.ended |= self.on_progress(told) is False


def run_jobs(asked: Iterable[Job[Found]], clock: Clock, *, part: float = 1.0) -> dict[str, Found]:
    """What each search found, by key, as far as a part of the time left reaches; what the store knows takes
    none. A signal ends them with those that are done."""
    waiting = list(asked)
    return _Round(waiting, clock, part).found() if waiting else {}


class _Round(Generic[Found]):
    """Some searches of a question at work."""

    def __init__(self, waiting: list[Job[Found]], clock: Clock, part: float) -> None:
        self._waiting, self._clock, self._part = waiting, clock, part
        self._until = None if clock.left is None else time.perf_counter() + clock.left * part

    def found(self) -> dict[str, Found]:
        clock, number = self._clock, len(self._waiting)
        outcomes = run_all(
            self._drawn(), total=number, store=clock.store, processes=HERE, on_progress=self._follow,
            on_stop=clock.end,
        )  # fmt: skip
        found = {}
        for job, outcome in zip(self._waiting, outcomes, strict=False):
            if outcome.told.status == DEFECT:
                raise DefectError(f"a search of the question failed: {job.key}", [outcome.told.reason])
            if outcome.told.answer is not None:
                found[job.key] = record(job.search.form, outcome.told.answer)
        return found

    def _drawn(self) -> Iterator[jobs.Job]:
        """The searches as jobs of the runner, for as long as there is time."""
        for number, job in enumerate(self._waiting):
            left = self._left()
            if self._clock.over() or (left is not None and left <= 0.0):
                return
            limits = partial(self._limits, len(self._waiting) - number)
            question = {**job.search.about(), "options": self._options(), "versions": versions()}
            yield _KeptSearch(
                title=f"{self._clock.question}: {job.key}", kind=KIND, question=question,
                work=partial(job.search, self._clock.limits), encode=_told, search=job.search, limits=limits,
            )  # fmt: skip

    def _limits(self, waiting: int) -> Limits:
        """Of one that begins now, beside others."""
        left = self._left()
        return replace(self._clock.limits, seconds=None if left is None else left / waiting)

    def _left(self) -> float | None:
        return None if self._until is None else max(0.0, self._until - time.perf_counter())

    def _options(self) -> dict[str, Any]:
        """What the limits of a search follow from; no clock counts under fixed work."""
        limits = self._clock.limits
        timed = {"time_limit": limits.seconds, "part": round(self._part, 6)} if limits.work is None else {}
        return {**timed, "effort": limits.work, "workers": limits.workers, "seed": limits.seed}

    def _follow(self, progress: SweepProgress) -> bool:
        newest = progress.newest
        key = newest.title.removeprefix(f"{self._clock.question}: ")
        unfinished = newest.told.status in (_INTERRUPTED, NOT_RUN)
        self._clock.ended |= unfinished or self._clock.is_signalled()
        self._clock.done(key, progress.done, progress.total, known=newest.known)
        return not self._clock.ended


@dataclass(frozen=True, kw_only=True)
class _KeptSearch(jobs.Job):
    """A search whose limits are known when it begins."""

    search: Search[Any]
    limits: Callable[[], Limits]

    def doubt(self, answer: Any) -> str:
        try:
            sound = self.search.holds(record(self.search.form, answer))
        except BrokenDocumentError as error:
            return str(error)
        except (LookupError, ArithmeticError, TypeError, ValueError) as error:  # of codes that are none
            return f"holds an allocation that cannot be checked ({type(error).__name__})"
        return "" if sound else "holds an allocation that breaks a rule, or is not worth what it says"

    def task(self, store: RunStore) -> "partial[Told]":
        return partial(performed, partial(self.search, self.limits()), self.encode)


def _told(found: Outcome) -> Told:
    """What was found as it goes into the store: asked again only where a signal ended it."""
    status = _INTERRUPTED if found.interrupted else _ANSWERED
    return Told(status=status, answer=plain(found), settled=not found.interrupted)
