"""Programs solved by OR-Tools CP-SAT, in a process of its own."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, get_args

import numpy as np

from allocator.errors import DefectError
from allocator.matrix import Linear
from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT
from allocator.solvers.carries import Room
from allocator.solvers.children.jobs import LEAST, MOST, Cost, ProgramJob, RowArrays, Settings
from allocator.solvers.children.line import GarbledError
from allocator.solvers.crew import Question, ask
from allocator.solvers.program import Limits, Outcome, Program, Status, Watch
from allocator.solvers.small import in_small_numbers
from allocator.solvers.stages import in_stages

_LABEL = "CP-SAT"

#: Sums of the coefficients of booleans beyond 2^31 are what it gets wrong; presolve adds rows up.
ROOM = Room(coefficient=1 << 28, reach=1 << 28)


def minimise(
    program: Program,
    limits: Limits,
    *,
    hint: Ints | None = None,
    watch: Watch | None = None,
    presolve: bool = True,
    relaxed: bool = False,
) -> Outcome:
    """Minimise a program, or find any point of one without a cost. With `relaxed` it leans on the linear
    relaxation of all rows: for small programs whose cost is hard to reach.

    The bound is None where CP-SAT proved none. With `limits.work` instead of seconds, and whenever it runs
    to the end, the same program, limits and hint give the same outcome.
    """
    began = time.perf_counter()
    small = in_small_numbers(program, ROOM)

    def solve(stage: Program, left: Limits, start: Ints | None, told: Watch) -> Outcome:
        return _solve(stage, start, told, settings(left, presolve=presolve, relaxed=relaxed), left)

    return in_stages(small, program.cost, limits.since(began), hint, watch or Watch(), solve)


def _solve(program: Program, hint: Ints | None, watch: Watch, set_to: Settings, limits: Limits) -> Outcome:
    """A program as it is."""
    job = ProgramJob(
        rows=_rows(program),
        lower=program.column_lower,
        upper=program.column_upper,
        cost=cost_of(program.cost),
        hint=hint,
        settings=set_to,
    )
    answers = Answers(program.cost, watch, len(program.column_lower))
    ask(Question("cp_sat", _LABEL, job, limits, set_to.in_step), watch, answers.hear)
    return answers.outcome


@dataclass
class Answers:
    """What CP-SAT says of a job, passed on as points and bounds; `outcome` is how it ended.

    `point` makes what is handed on from the values of `count` variables. Bounds come without the constant of
    `cost`.
    """

    cost: Linear | None
    watch: Watch
    count: int
    point: Callable[[Ints], Ints] = lambda values: values
    outcome: Outcome = field(default_factory=lambda: Outcome("unknown"))
    _last: Ints | None = None  # the point told last

    def hear(self, kind: str, content: Any) -> None:
        """Take a message. Raises GarbledError, TypeError or ValueError where it makes no sense."""
        if kind == "point":
            point = self._last = self.point(whole_numbers(content, self.count))
            self.watch.improved(point, self.cost.value(point) if self.cost else 0)
        elif kind == "bound":
            self.watch.bounded(self._whole(content))
        elif kind == "end":
            self._end(*content)
        else:
            raise GarbledError

    def _end(self, status: Any, bound: Any) -> None:
        if status == "invalid":
            raise DefectError("CP-SAT refuses the model", [str(bound)])
        found = status in ("optimal", "feasible")
        if status not in get_args(Status) or (found and self._last is None):
            raise GarbledError
        proven = self._whole(bound) if found and self.cost is not None else None
        self.outcome = Outcome(status, self._last if found else None, proven)

    def _whole(self, bound: float) -> int:
        """A bound on a whole-number cost, rounded up; the tolerance undoes the float conversion only."""
        constant = 0 if self.cost is None else self.cost.constant
        return math.ceil(bound - 1e-6 * max(1.0, abs(bound) * 1e-6)) + constant


def whole_numbers(content: Any, count: int) -> Ints:
    """So many whole numbers that were sent. Raises GarbledError where something else was."""
    if not isinstance(content, np.ndarray) or content.shape != (count,) or content.dtype != np.int64:
        raise GarbledError
    return content


def settings(
    limits: Limits, *, presolve: bool = True, relaxed: bool = False, leader: str | None = None
) -> Settings:
    """How CP-SAT works within limits: several workers keep in step only where no clock may decide."""
    return Settings(
        until=None if limits.seconds is None else time.monotonic() + limits.seconds,
        work=limits.work,
        workers=limits.workers,
        seed=limits.seed,
        presolve=presolve,
        relaxed=relaxed,
        in_step=limits.workers > 1 and limits.work is not None,
        leader=leader if limits.work is None else None,
    )


def cost_of(linear: Linear | None) -> Cost | None:
    """A cost without its constant."""
    return None if linear is None else Cost(linear.column, linear.coefficient)


def finite(bounds: Ints) -> Ints:
    """Row bounds inside CP-SAT's range."""
    limited = np.where(bounds >= NO_LIMIT, MOST, bounds)
    return np.where(limited <= -NO_LIMIT, LEAST, limited)


def _rows(program: Program) -> RowArrays:
    """The rows, and below them the tiers already decided."""
    rows, forms = program.rows, [form for form, _ in program.frozen]
    ends = rows.indptr[-1] + np.cumsum([len(form.column) for form in forms], dtype=np.int64)
    limit = np.array([limit - form.constant for form, limit in program.frozen], dtype=np.int64)
    return RowArrays(
        first=np.concatenate([rows.indptr, ends]),
        variable=np.concatenate([rows.indices, *(form.column for form in forms)]),
        coefficient=np.concatenate([rows.data, *(form.coefficient for form in forms)]),
        lower=np.concatenate([finite(program.lower), np.full(len(forms), LEAST, dtype=np.int64)]),
        upper=np.concatenate([finite(program.upper), limit]),
    )
