"""A question with its clock and its yardstick, and the advice that answers it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from allocator.advise.coverage import Coverage, Measure, coverage_of, require_served
from allocator.advise.effects import Yardstick
from allocator.advise.jobs import Clock, Job, OnAdvice, run_jobs
from allocator.results.result import Result
from allocator.solvers.program import Limits
from allocator.store import RunStore
from allocator.whatif.base import base_of

_FIRST = 0.1  # of the time, for what can be served as things are

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Advice(Generic[Answer]):
    """The answer to one question about a result.

    `today` is what the result serves, in weight units, `best` what is known of the most that could be served
    as things are: its allocation may be better than the result's. `interrupted` says that the question was
    ended before all its searches had begun.
    """

    question: str
    result: Result
    today: int
    best: Coverage
    answer: Answer
    seconds: float
    interrupted: bool = False


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a question is asked: its time, or its work, and who listens; `store` keeps what its searches
    find."""

    time_limit: float | None
    workers: int | None
    seed: int
    effort: int | None
    store: RunStore | str | Path | None
    on_progress: OnAdvice | None

    @property
    def limits(self) -> Limits:
        """The limits of all searches together."""
        seconds = self.time_limit if self.effort is None else None
        return Limits(seconds, self.effort, self.workers or os.cpu_count() or 1, self.seed)

    @property
    def kept(self) -> RunStore | None:
        """The store."""
        return RunStore(self.store) if isinstance(self.store, str | Path) else self.store


@dataclass
class Asked:
    """A question that is being answered."""

    question: str
    clock: Clock
    yardstick: Yardstick

    def measured_first(self) -> Yardstick:
        """The yardstick after a search for what can be served as things are, unless that is known."""
        best, result = self.yardstick.best, self.yardstick.result
        if best.bound is None or best.value is None or best.value < best.bound:
            search = Measure(result.plan, result.model, result.allocation)
            found = run_jobs([Job("as it is", search)], self.clock, part=_FIRST)
            self.yardstick = self.yardstick.learning(found.values(), found.values())
        return self.yardstick

    def answered(self, yardstick: Yardstick, answer: Answer) -> Advice[Answer]:
        """The advice."""
        today = coverage_of(self.yardstick.result).value or 0
        return Advice(
            question=self.question, result=self.yardstick.result, today=today, best=yardstick.best,
            answer=answer, seconds=self.clock.seconds, interrupted=self.clock.ended,
        )  # fmt: skip


def question_of(
    question: str,
    result: Result,
    options: Options,
    *,
    coverage: bool = True,
) -> Asked:
    """A question that begins now. Raises InputError for a result that breaks hard rules, and where it is
    about what is served and the model does not ask for that."""
    base_of(result)
    if coverage:
        require_served(result)
    clock = Clock(question, options.limits, options.on_progress, options.kept)
    return Asked(question, clock, Yardstick(result, coverage_of(result)))
