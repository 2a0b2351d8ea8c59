"""One runner for every list of questions: what is known comes from the store, the rest is solved elsewhere,
and each answer is kept as it comes."""

import os
import queue
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from allocator.errors import InputError
from allocator.outside.signals import handling
from allocator.store import Entry, RunStore
from allocator.store.jobs.here import Here
from allocator.store.jobs.job import DIED, NOT_RUN, Job, Outcome, Told
from allocator.store.jobs.workers import Workers

_AWAY = 64  # jobs sent to somebody else's executor at once: more than most clusters have workers
_LOOK_UP = 0.2  # seconds after which a stop is heard
_PATIENCE = 5.0  # seconds for interrupted searches to hand over what they have
_TRIES = 2  # of a job whose process died

HERE = 0  # processes: the jobs are done in this one


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepProgress:
    """Where a list of jobs stands: `done` of `total`, the newest of them, and an estimate of the seconds
    left, None before there is one."""

    done: int
    total: int
    newest: Outcome
    seconds: float
    left: float | None


OnSweepProgress = Callable[[SweepProgress], object]


def run_all(
    jobs: Iterable[Job | Outcome],
    *,
    total: int | None = None,
    store: RunStore | None = None,
    executor: Executor | None = None,
    processes: int | None = None,
    on_progress: OnSweepProgress | None = None,
    on_stop: Callable[[], object] = lambda: None,
) -> tuple[Outcome, ...]:
    """The outcomes of all jobs, in their order. An Outcome among them, of what could not be asked, passes.

    What the store has settled is not asked again, nor the same question twice; each answer is kept in it as
    soon as it is there, so that a list that was killed goes on where it was. Where it cannot be kept, a
    RuntimeWarning says so and the list goes on. `executor` works elsewhere and stays the caller's; without
    one so many `processes` do, by default one per core; with `HERE`, this one does, one job after the other.
    A job that fails, or whose process dies twice, is an outcome with a reason.

    `on_progress` returning False, Ctrl-C, SIGTERM and SIGHUP end it: what is at work hands over what it has,
    and the outcomes are those of the jobs that were begun; no further job is drawn from `jobs`, of which
    there are `total`, by default as many as the list is long. `on_stop` is called then. Raises InputError
    where the store cannot be read.
    """
    if total is None:
        jobs = list(jobs)
        total = len(jobs)
    if executor is not None or processes == HERE:
        width = 1 if executor is None else _AWAY
        with _kept(store) as kept:
            return _Run(kept, executor or Here(), width, total, on_progress, on_stop).outcomes(jobs)
    number = max(1, processes or os.cpu_count() or 1)
    workers = Workers(number)
    try:
        with _kept(store) as kept:

            def stop() -> None:
                workers.stop()
                on_stop()

            return _Run(kept, workers, number, total, on_progress, stop).outcomes(jobs)
    finally:
        workers.shutdown(cancel_futures=True)


@contextmanager
def _kept(store: RunStore | None) -> Iterator[RunStore]:
    """The store, or one for the time being: what was found by one job helps the next."""
    if store is not None:
        yield store
        return
    with TemporaryDirectory(prefix="allocator-") as folder:
        yield RunStore(Path(folder) / "runs.sqlite")


@dataclass(eq=False)
class _At:
    """A job at work, and the places of all in the list that ask the same."""

    job: Job
    places: list[int]
    began: float
    tries: int = 1
    future: "Future[Any] | None" = None


@dataclass
class _Run:
    """The state of one list."""

    store: RunStore
    executor: Executor
    width: int
    total: int
    on_progress: OnSweepProgress | None
    on_stop: Callable[[], object]
    _done: dict[int, Outcome] = field(default_factory=dict)
    _at: dict[str, _At] = field(default_factory=dict)
    _answered: dict[str, Outcome] = field(default_factory=dict)
    _ended: "queue.SimpleQueue[_At]" = field(default_factory=queue.SimpleQueue)
    _stopped: bool = False
    _keeps: bool = True
    _solved: int = 0
    _began: float = field(default_factory=time.monotonic)

    def outcomes(self, jobs: Iterable[Job | Outcome]) -> tuple[Outcome, ...]:
        """Everything, in order."""
        rest = enumerate(jobs)
        with handling(lambda *_: self._stop()):
            more = True
            while (more or self._at) and not self._stopped:
                more = more and self._begin_next(rest)
                self._collect(_LOOK_UP if self._at else 0.0)
            if self._stopped:
                self._gather()
        for at in list(self._at.values()):
            self._end(at, _CUT_SHORT)
        return tuple(self._done[i] for i in sorted(self._done))

    def _begin_next(self, rest: "Iterator[tuple[int, Job | Outcome]]") -> bool:
        """Send jobs until all places are taken; False where there are no more."""
        while len(self._at) < self.width and not self._stopped:
            place, job = next(rest, (-1, None))
            if job is None:
                return False
            if isinstance(job, Outcome):
                self._finish([place], job)
                continue
            key = job.key
            if key in self._at:
                self._at[key].places.append(place)
            elif key in self._answered:
                self._finish([place], replace(self._answered[key], title=job.title, known=True))
            elif (entry := self._known(job)) is not None:
                told = Told(
                    status=entry.status, answer=entry.answer, settled=True, summary=entry.summary,
                    reason=_reason(entry.answer),
                )  # fmt: skip
                outcome = Outcome(title=job.title, told=told, id=key, seconds=entry.seconds, known=True)
                self._finish([place], outcome)
            else:
                self._at[key] = _At(job, [place], time.monotonic())
                self._send(self._at[key])
        return True

    def _known(self, job: Job) -> Entry | None:
        """What the store has settled, unless it does not hold: then that is taken out and said."""
        entry = self.store.answer_to(job.key)
        if entry is None or not (doubt := job.doubt(entry.answer)):
            return entry
        message = f"a kept run {doubt}: it is taken out of {self.store.path}, and solved again"
        warnings.warn(message, RuntimeWarning, stacklevel=2)
        self.store.remove([job.key])
        return None

    def _send(self, at: _At) -> None:
        """Have a job done."""
        try:
            at.future = self.executor.submit(at.job.task(self.store))
            at.future.add_done_callback(partial(_tell, self._ended, at))
        except Exception as error:  # of somebody else's executor
            at.future = Future()
            at.future.set_exception(error)
            self._ended.put(at)

    def _collect(self, seconds: float) -> None:
        """Take what has ended, waiting so long for the first."""
        with suppress(queue.Empty):
            at = self._ended.get(timeout=seconds) if seconds else self._ended.get_nowait()
            while True:
                self._take(at)
                at = self._ended.get_nowait()

    def _take(self, at: _At) -> None:
        assert at.future is not None
        try:
            told = at.future.result()
            if not isinstance(told, Told):
                told = Told(status=DIED, reason=f"it was answered with {type(told).__name__}, not an answer")
        except BaseException as error:  # a process that died, a cluster that is gone, a future cancelled
            if self._stopped:
                self._end(at, _CUT_SHORT)
                return
            if at.tries < _TRIES:
                at.tries += 1
                self._send(at)
                return
            told = Told(
                status=DIED, reason=" ".join(str(error).split()) or f"it ended by {type(error).__name__}"
            )
        self._end(at, told)

    def _end(self, at: _At, told: Told) -> None:
        """The outcome of a job that was at work, kept where there is something to keep."""
        self._at = {key: other for key, other in self._at.items() if other is not at}
        seconds = round(time.monotonic() - at.began, 3)
        self._solved += 1
        if told.answer is not None:
            self._keep(at.job, told, seconds)
        outcome = Outcome(
            title=at.job.title, told=told, id=at.job.key if told.answer is not None else "", seconds=seconds
        )
        if told.settled:
            self._answered[at.job.key] = outcome
        self._finish(at.places, outcome)

    def _keep(self, job: Job, told: Told, seconds: float) -> None:
        if not self._keeps:
            return
        try:
            self.store.keep(job.entry(told, seconds))
        except InputError as error:
            self._keeps = False
            message = f"what is found from here on is not kept: {error.faults[0]}"
            warnings.warn(message, RuntimeWarning, stacklevel=2)

    def _finish(self, places: list[int], outcome: Outcome) -> None:
        for place in places:
            self._done[place] = outcome
        if self.on_progress is None or self._stopped:
            return
        told = SweepProgress(
            done=len(self._done), total=self.total, newest=outcome,
            seconds=time.monotonic() - self._began, left=self._left(),
        )  # fmt: skip
        if self.on_progress(told) is False:
            self._stop()

    def _left(self) -> float | None:
        """The seconds left if what is to come takes as long as what was solved."""
        if not self._solved:
            return None
        return (time.monotonic() - self._began) / self._solved * (self.total - len(self._done))

    def _stop(self) -> None:
        if not self._stopped:
            self._stopped = True
            self.on_stop()

    def _gather(self) -> None:
        """Wait a little for what was at work when it was stopped."""
        for at in list(self._at.values()):
            if at.future is not None:
                with suppress(BaseException):  # of somebody else's future
                    at.future.cancel()
        until = time.monotonic() + _PATIENCE
        while self._at and (left := until - time.monotonic()) > 0:
            self._collect(left)


_CUT_SHORT = Told(status=NOT_RUN, reason="the sweep ended before it was done")


def _tell(ended: "queue.SimpleQueue[_At]", at: _At, _: "Future[Any]") -> None:
    ended.put(at)


def _reason(answer: Any) -> str:
    """Why a kept answer is none."""
    words = answer.get("words") if isinstance(answer, dict) else None
    return words if isinstance(words, str) else ""
