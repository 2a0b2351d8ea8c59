"""Programs in their interval formulation, solved by OR-Tools CP-SAT."""

import time
from collections.abc import Callable
from dataclasses import replace

from allocator.intervals import Formulation
from allocator.matrix import Linear, complete
from allocator.problem import Ints
from allocator.solvers.cp_sat import ROOM, run
from allocator.solvers.interval_model import IntervalModel
from allocator.solvers.program import Limits, Outcome, Program, Relay, Watch
from allocator.solvers.small_intervals import formulation_of, rows_in_small_numbers
from allocator.solvers.stages import in_stages

_LEADER = "pseudo_costs"  # the bounds of its relaxation are what proofs here need


def minimise(
    formulation: Formulation, limits: Limits, *, hint: Ints | None = None, watch: Watch | None = None
) -> Outcome:
    """Minimise a formulation, or find any point of one without a cost.

    `hint` is a feasible point of the matrix; nothing dearer is looked for. Points come back, and go to
    `watch`, as completed points of the matrix. The bound is None where CP-SAT proved none.
    """
    began = time.perf_counter()
    matrix, small = formulation.space.matrix, rows_in_small_numbers(formulation, ROOM)

    def point(variables: Ints) -> Ints:
        return complete(matrix, formulation.point(variables))

    def solve(stage: Program, left: Limits, start: Ints | None, told: Watch) -> Outcome:
        return _solve(formulation_of(formulation, small, stage), left, start, told)

    begin = None if hint is None else formulation.variables(hint)
    told = _Completed(watch or Watch(), point, formulation.matrix_cost)
    found = in_stages(small, formulation.cost, limits.since(began), begin, told, solve)
    return found if found.point is None else replace(found, point=point(found.point))


def _solve(formulation: Formulation, limits: Limits, start: Ints | None, watch: Watch) -> Outcome:
    """A formulation as it is; points are values of its variables."""
    began = time.perf_counter()
    made = IntervalModel(formulation)
    if start is not None:
        made.begin_at(start)
    left = limits.since(began)
    return run(made.model, made.values, formulation.cost, left, watch, leader=_LEADER)


class _Completed(Relay):
    """Hands on points of the matrix for values of variables."""

    def __init__(self, outer: Watch, point: Callable[[Ints], Ints], cost: Linear | None) -> None:
        super().__init__(outer)
        self._point, self._cost = point, cost

    def improved(self, point: Ints, cost: int) -> None:
        whole = self._point(point)
        self.outer.improved(whole, self._cost.value(whole) if self._cost else 0)
