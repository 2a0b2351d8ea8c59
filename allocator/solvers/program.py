"""One minimisation as arrays: what every solver is given."""

import time
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from scipy import sparse

from allocator.matrix import Linear, System, Tightened, activity_bounds
from allocator.problem import Doubles, Ints
from allocator.rows import NO_LIMIT

Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True)
class Program(System):
    """Minimise `cost` over lower <= A x <= upper and the column bounds; without a cost, find any point.

    `frozen` holds (form, greatest value) pairs: the tiers already decided. Every point is as good with column
    j rounded down to a multiple of `grain[j]`; None where nothing is known.
    """

    cost: Linear | None
    frozen: tuple[tuple[Linear, int], ...] = ()
    grain: Ints | None = None

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


@dataclass
class Watch:
    """How the outside follows and stops a solve. All but `stop` may be called from any thread."""

    stopped: bool = False
    stoppers: list[Any] = field(default_factory=list)

    def stop(self) -> None:
        """Ask whatever runs to end soon with what it has."""
        self.stopped = True
        for stopper in list(self.stoppers):
            stopper()

    def improved(self, point: Ints, cost: int) -> None:
        """A better point was found."""

    def bounded(self, bound: int) -> None:
        """No point costs less than `bound`."""

    def priced(self, regret: Doubles) -> None:
        """Under prices close to the best, taking each column costs so much beyond what would do instead."""


class Relay(Watch):
    """Hands on to another watch what it is told, and is stopped as soon as that one is."""

    def __init__(self, outer: Watch) -> None:
        self.outer = outer
        super().__init__(stopped=outer.stopped, stoppers=outer.stoppers)

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
    least, most = activity_bounds(system.rows, tightened.lower, tightened.upper)
    binding = np.flatnonzero((most > system.upper) | (least < system.lower))
    return Program(
        rows=system.rows[binding],
        lower=system.lower[binding],
        upper=system.upper[binding],
        column_lower=tightened.lower,
        column_upper=tightened.upper,
        cost=None,
    )


def frozen_as_rows(program: Program) -> tuple[sparse.csr_array, Ints, Ints]:
    """The rows with the frozen tiers below them, and their bounds."""
    forms = [form for form, _ in program.frozen]
    if not forms:
        return program.rows, program.lower, program.upper
    number = np.repeat(np.arange(len(forms)), [len(form.column) for form in forms])
    column, coefficient = (
        np.concatenate([getattr(form, part) for form in forms]) for part in ("column", "coefficient")
    )
    shape = len(forms), program.shape[1]
    below = sparse.coo_array((coefficient, (number, column)), shape=shape)
    limit = np.array([limit - form.constant for form, limit in program.frozen], dtype=np.int64)
    return (
        sparse.vstack([program.rows, below]).tocsr(),
        np.concatenate([program.lower, np.full(len(forms), -NO_LIMIT, dtype=np.int64)]),
        np.concatenate([program.upper, limit]),
    )
