"""Slices solved on a foreign executor: no wait for it is without a limit, and every answer is checked.

Every call into it is made on a thread of its own, which may hang; every answer is judged before it is taken.
"""

import queue
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import numpy as np

from allocator.matrix.sparse_rows import times
from allocator.solvers.program import Outcome, Program, Status

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from allocator.problem import Ints
    from allocator.search.lns.slices import Slice


class Answer(NamedTuple):
    """What came back for the slice at a position: an outcome that was judged, or why there is none."""

    position: int
    outcome: Outcome | None
    failure: str = ""


class Away:
    """Slices sent to an executor, in order; their answers as they come.

    A future is whatever has a method `result` that waits: those of dask and joblib are none of the standard
    library's.
    """

    def __init__(self, executor: "Executor", task: "Callable[[Slice], Outcome]") -> None:
        self._executor, self._task = executor, task
        self._orders: queue.SimpleQueue[tuple[int, Slice] | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._futures: list[Any] = []
        self._sent = 0

    def send(self, part: "Slice") -> None:
        """Have a slice solved, as soon as the executor takes it."""
        if not self._sent:
            threading.Thread(target=self._submit, daemon=True).start()
        self._orders.put((self._sent, part))
        self._sent += 1

    def next_answer(self, seconds: float) -> Answer | None:
        """The next answer; None where none came in that time."""
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            return None

    def withdraw(self, seconds: float) -> None:
        """Cancel what has not begun. An executor that takes longer for it is left alone."""
        self._orders.put(None)
        cancelling = threading.Thread(target=self._cancel, daemon=True)
        cancelling.start()
        cancelling.join(seconds)

    def _cancel(self) -> None:
        for future in list(self._futures):
            with suppress(BaseException):
                future.cancel()

    def _submit(self) -> None:
        while order := self._orders.get():
            position, part = order
            try:
                future: Any = self._executor.submit(self._task, part)
            except BaseException as error:  # whatever keeps a foreign executor from taking it
                self._answers.put(Answer(position, None, _in_words(error)))
                continue
            self._futures.append(future)
            threading.Thread(target=self._wait, args=(position, part, future), daemon=True).start()

    def _wait(self, position: int, part: "Slice", future: Any) -> None:
        self._answers.put(_judged(position, part, future))


def _judged(position: int, part: "Slice", future: Any) -> Answer:
    """The answer of a future, once it has one."""
    try:
        if not callable(getattr(future, "result", None)):
            return Answer(position, None, f"its submit gives {_kind(future)}, not a future")
        outcome = future.result()
        flaw = flaw_of(part.program, part.incumbent, outcome)
    except BaseException as error:  # of the task, of its way here, or a cancelled future
        return Answer(position, None, _in_words(error))
    return Answer(position, None, flaw) if flaw else Answer(position, outcome)


def flaw_of(program: Program, incumbent: "Ints", outcome: object) -> str:
    """What cannot be true of an outcome, in words; empty where nothing is. The incumbent is feasible."""
    if not isinstance(outcome, Outcome):
        return f"it answers with {_kind(outcome)}, not an outcome"
    if outcome.status not in get_args(Status):
        return "it answers with a status that there is not"
    if outcome.status == "infeasible":
        return "it finds no point where one is known"
    least = _cost(program, incumbent)
    point = outcome.point
    if point is not None:
        if (
            not isinstance(point, np.ndarray)
            or point.dtype.kind not in "iu"
            or point.shape != incumbent.shape
        ):
            return "it answers with a point of another shape"
        if not satisfies(program, point):
            return "it answers with a point that breaks rows"
        cost = _cost(program, point)
        if outcome.status == "optimal" and cost > least:
            return "it calls a point the best where a better one is known"
        least = min(least, cost)
    if point is None and outcome.status in ("optimal", "feasible"):
        return "it answers with no point where it has found one"
    if outcome.bound is not None and not int(outcome.bound) <= least:
        return "it answers with a bound that a known point disproves"
    return ""


def satisfies(program: Program, point: "Ints") -> bool:
    """Whether a point keeps the columns' bounds, every row and the tiers before, exactly."""
    if ((point < program.column_lower) | (point > program.column_upper)).any():
        return False
    activity = times(program.rows, point)
    if ((activity < program.lower) | (activity > program.upper)).any():
        return False
    return all(form.value(point) <= limit for form, limit in program.frozen)


def _cost(program: Program, point: "Ints") -> int:
    return 0 if program.cost is None else program.cost.value(point)


def _kind(thing: object) -> str:
    return type(thing).__name__


def _in_words(error: BaseException) -> str:
    """An error as part of a sentence."""
    if "Cancelled" in _kind(error):
        return "it cancelled its tasks"
    return " ".join(f"{_kind(error)}: {error}".split())
