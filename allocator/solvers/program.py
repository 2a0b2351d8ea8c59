"""One minimisation as arrays: what every solver is given."""

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from scipy import sparse

from allocator.matrix import Linear, System, Tightened, activity_bounds
from allocator.matrix.matrix import csr
from allocator.matrix.payments import Payments
from allocator.matrix.sparse_rows import SparseRows
from allocator.problem import Doubles, Ints
from allocator.problem.rows import NO_LIMIT

Status = Literal["optimal", "feasible", "infeasible", "unknown"]

_PATIENCE = 3  # times in a row that a solver may die at a kind of task


@dataclass(frozen=True)
class Program(System):
    """Minimise `cost` over lower <= A x <= upper and the column bounds; without a cost, find any point.

    `frozen` holds (form, greatest value) pairs: the tiers already decided. Every point is as good with column
    j rounded down to a multiple of `grain[j]`; None where nothing is known. Of the columns
    with one number in `sums` no point takes two, and many rows have them all; -1, or None: there are none.
    `payments` says who may pay for whom; where it is known, branch and cut leaves amounts of money to be
    completed.
    """

    cost: Linear | None
    frozen: tuple[tuple[Linear, int], ...] = ()
    grain: Ints | None = None
    sums: Ints | None = None
    payments: Payments | None = None

    @property
    def free(self) -> int:
        """How many columns are not settled yet."""
        return int((self.column_upper > self.column_lower).sum())

    def costing_nothing(self) -> "Program":
        """The same rows where every point is as good as another, for solvers that ask for a cost."""
        nothing = np.empty(0, dtype=np.int64)
        return self.with_cost(Linear(nothing, nothing))

    def with_cost(self, cost: Linear | None) -> "Program":
        """The same rows under another cost."""
        return replace(self, cost=cost)

    def with_frozen(self, form: Linear, limit: int) -> "Program":
        """The same program, one tier further: `form` may not exceed `limit`."""
        return replace(self, frozen=(*self.frozen, (form, limit)))


@dataclass(frozen=True)
class Limits:
    """What a solver may spend: seconds of wall time (None: no end), deterministic work, threads, seed."""

    seconds: float | None = None
    work: int | None = None
    workers: int = 1
    seed: int = 0

    def since(self, began: float) -> "Limits":
        """What is left of it, if work began at that `time.perf_counter()`: making a model takes time."""
        if self.seconds is None:
            return self
        return replace(self, seconds=max(0.0, self.seconds - (time.perf_counter() - began)))


@dataclass(frozen=True)
class Outcome:
    """What a solver found: a point, a lower bound on the cost (exact, rounded up), and how it ended."""

    status: Status
    point: Ints | None = None
    bound: int | None = None
    mishaps: tuple[str, ...] = ()  # of a solve far away


@dataclass
class Mishaps:
    """Which solvers died or hung in a run, in sentences; one that does so too often in a row at the same kind
    of task is not asked for it again. Called from any thread."""

    sentences: list[str] = field(default_factory=list)
    _in_a_row: Counter[tuple[str, str]] = field(default_factory=Counter)

    def given_up(self, solver: str, task: str) -> bool:
        """Whether a solver is not to be asked for a task again."""
        return self._in_a_row[solver, task] >= _PATIENCE

    def went_well(self, solver: str, task: str) -> None:
        """A solver came to its end."""
        self._in_a_row[solver, task] = 0

    def note(self, solver: str, task: str, goal: str, how: str) -> None:
        """A solver died: it did `how` at a task for a goal."""
        where = f"{task} for the goal {goal}" if goal else task
        self.say(f"{solver} {how}, at work on {where}: its answer is missing.")
        self._in_a_row[solver, task] += 1
        if self.given_up(solver, task):
            self.say(f"{solver} is not asked for {task} again: it ended so {_PATIENCE} times in a row.")

    def say(self, sentence: str) -> None:
        """Keep a sentence, once."""
        if sentence not in self.sentences:
            self.sentences.append(sentence)


@dataclass(eq=False)
class Watch:
    """How the outside follows and stops a solve. All but `stop` may be called from any thread.

    `task`, and `goal` where there is one, say in words what it is about.
    """

    stopped: bool = False
    stoppers: list[Any] = field(default_factory=list)
    task: str = "the whole matrix"
    goal: str = ""
    mishaps: Mishaps = field(default_factory=Mishaps)

    def stop(self) -> None:
        """Ask whatever runs to end soon with what it has."""
        self.stopped = True
        for stopper in list(self.stoppers):
            stopper()

    def died(self, solver: str, how: str) -> None:
        """A solver died, or had to be ended."""
        self.mishaps.note(solver, self.task, self.goal, how)

    def improved(self, point: Ints, cost: int) -> None:
        """A better point was found."""

    def bounded(self, bound: int) -> None:
        """No point costs less than `bound`."""

    def priced(self, regret: Doubles) -> None:
        """Under prices close to the best, taking each column costs so much beyond what would do instead."""


class Relay(Watch):
    """Hands on to another watch what it is told, and is stopped as soon as that one is."""

    def __init__(self, outer: Watch) -> None:
        self.outer = outer  # asked whether it is stopped, and never stopped by being wrapped
        self.stoppers, self.mishaps = outer.stoppers, outer.mishaps
        self.task, self.goal = outer.task, outer.goal

    @property
    def stopped(self) -> bool:
        """Whether the outer one is."""
        return self.outer.stopped

    @stopped.setter
    def stopped(self, stopped: bool) -> None:
        self.outer.stopped = stopped

    def improved(self, point: Ints, cost: int) -> None:
        self.outer.improved(point, cost)

    def bounded(self, bound: int) -> None:
        self.outer.bounded(bound)

    def priced(self, regret: Doubles) -> None:
        self.outer.priced(regret)


def program_of(system: System, tightened: Tightened) -> Program:
    """A system within tightened bounds, rows that these bounds already satisfy left out."""
    binding = binding_rows(system, tightened)
    return Program(
        rows=system.rows[binding],
        lower=system.lower[binding],
        upper=system.upper[binding],
        column_lower=tightened.lower,
        column_upper=tightened.upper,
        cost=None,
    )


def binding_rows(system: System, tightened: Tightened, chosen: Ints | None = None) -> Ints:
    """The rows, or of chosen ones, their numbers rising, those that tightened bounds do not satisfy yet."""
    numbers = np.arange(system.shape[0]) if chosen is None else chosen
    least, most = activity_bounds(system.rows, tightened.lower, tightened.upper, numbers)
    return numbers[(most > system.upper[numbers]) | (least < system.lower[numbers])]


def frozen_system(frozen: tuple[tuple[Linear, int], ...], lower: Ints, upper: Ints) -> System:
    """Forms that may not exceed their limits, as rows over columns with these bounds."""
    number = np.repeat(np.arange(len(frozen)), [len(form.column) for form, _ in frozen])
    column, coefficient = (
        np.concatenate([getattr(form, part) for form, _ in frozen]) for part in ("column", "coefficient")
    )
    return System(
        rows=csr(number, column, coefficient, (len(frozen), len(lower))),
        lower=np.full(len(frozen), -NO_LIMIT, dtype=np.int64),
        upper=np.array([limit - form.constant for form, limit in frozen], dtype=np.int64),
        column_lower=lower,
        column_upper=upper,
    )


def frozen_as_rows(program: Program) -> tuple[SparseRows, Ints, Ints]:
    """The rows with the frozen tiers below them, and their bounds."""
    if not program.frozen:
        return program.rows, program.lower, program.upper
    below = frozen_system(program.frozen, program.column_lower, program.column_upper)
    return (
        sparse.vstack([program.rows, below.rows], format="csr"),
        np.concatenate([program.lower, below.lower]),
        np.concatenate([program.upper, below.upper]),
    )
