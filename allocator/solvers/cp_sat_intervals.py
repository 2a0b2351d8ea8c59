"""Programs in their interval formulation, solved by OR-Tools CP-SAT."""

import time

from allocator.intervals import Formulation
from allocator.matrix import complete
from allocator.problem import Ints
from allocator.solvers.cp_sat import Value, run
from allocator.solvers.interval_model import IntervalModel
from allocator.solvers.program import Limits, Outcome, Watch

_LEADER = "pseudo_costs"  # the bounds of its relaxation are what proofs here need


def minimise(
    formulation: Formulation, limits: Limits, *, hint: Ints | None = None, watch: Watch | None = None
) -> Outcome:
    """Minimise a formulation, or find any point of one without a cost.

    `hint` is a feasible point of the matrix; nothing dearer is looked for. Points come back, and go to
    `watch`, as completed points of the matrix. The bound is None where CP-SAT proved none.
    """
    began = time.perf_counter()
    made = IntervalModel(formulation)
    if hint is not None:
        made.begin_at(formulation.variables(hint))
    matrix = formulation.space.matrix

    def point(value: Value) -> Ints:
        return complete(matrix, formulation.point(made.values(value)))

    left, cost = limits.since(began), formulation.matrix_cost
    return run(made.model, point, cost, left, watch or Watch(), leader=_LEADER)
