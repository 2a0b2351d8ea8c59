"""One minimisation as arrays: what every solver is given."""

from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from allocator.matrix import Linear, Matrix, System, Tightened, activity_bounds
from allocator.problem import Ints

Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True)
class Program(System):
    """Minimise `cost` over lower <= A x <= upper and the column bounds; without a cost, find any point.

    `frozen` holds (form, greatest value) pairs: the tiers already decided.
    """

    cost: Linear | None
    frozen: tuple[tuple[Linear, int], ...] = ()

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


@dataclass(frozen=True)
class Outcome:
    """What a solver found: a point, a lower bound on the cost (exact, rounded up), and how it ended.

    `prices` are the duals of a relaxation, one per row: what a unit more on the side that presses adds to the
    cost, as the solver rounds it.
    """

    status: Status
    point: Ints | None = None
    bound: int | None = None
    prices: NDArray[np.float64] | None = None


@dataclass
class Watch:
    """How the outside follows and stops a solve. `improved` and `bounded` may be called from any thread."""

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


def program_of(matrix: Matrix, tightened: Tightened) -> Program:
    """The matrix within tightened bounds, rows that these bounds already satisfy left out."""
    least, most = activity_bounds(matrix.rows, tightened.lower, tightened.upper)
    binding = np.flatnonzero((most > matrix.upper) | (least < matrix.lower))
    return Program(
        rows=matrix.rows[binding],
        lower=matrix.lower[binding],
        upper=matrix.upper[binding],
        column_lower=tightened.lower,
        column_upper=tightened.upper,
        cost=None,
    )
