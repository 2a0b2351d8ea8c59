"""Programs solved by OR-Tools CP-SAT."""

import math
import time
from collections.abc import Callable

import numpy as np
from ortools.sat.python import cp_model

from allocator.errors import DefectError
from allocator.matrix import Linear
from allocator.problem import Ints
from allocator.rows import NO_LIMIT
from allocator.solvers.carries import Room
from allocator.solvers.program import Limits, Outcome, Program, Status, Watch
from allocator.solvers.small import in_small_numbers
from allocator.solvers.stages import in_stages

#: Sums of the coefficients of booleans beyond 2^31 are what it gets wrong; presolve adds rows up.
ROOM = Room(coefficient=1 << 28, reach=1 << 28)

#: The value of a variable in the solution at hand.
Value = Callable[[cp_model.IntVar], int]

_STATUS: dict[cp_model.CpSolverStatus, Status] = {
    cp_model.OPTIMAL: "optimal",
    cp_model.FEASIBLE: "feasible",
    cp_model.INFEASIBLE: "infeasible",
    cp_model.UNKNOWN: "unknown",
}


def minimise(
    program: Program,
    limits: Limits,
    *,
    hint: Ints | None = None,
    watch: Watch | None = None,
    presolve: bool = True,
) -> Outcome:
    """Minimise a program, or find any point of one without a cost.

    The bound is None where CP-SAT proved none. With `limits.work` instead of seconds, and whenever it runs
    to the end, the same program, limits and hint give the same outcome.
    """
    began = time.perf_counter()
    small = in_small_numbers(program, ROOM)

    def solve(stage: Program, left: Limits, start: Ints | None, told: Watch) -> Outcome:
        return _solve(stage, left, start, told, presolve=presolve)

    return in_stages(small, program.cost, limits.since(began), hint, watch or Watch(), solve)


def _solve(program: Program, limits: Limits, hint: Ints | None, watch: Watch, *, presolve: bool) -> Outcome:
    """A program as it is."""
    began = time.perf_counter()
    model, variables = _model(program, hint)

    def point(value: Value) -> Ints:
        return np.array([value(v) for v in variables], dtype=np.int64)

    return run(model, point, program.cost, limits.since(began), watch, presolve=presolve)


def run(
    model: cp_model.CpModel,
    point: Callable[[Value], Ints],
    cost: Linear | None,
    limits: Limits,
    watch: Watch,
    *,
    presolve: bool = True,
    leader: str | None = None,
) -> Outcome:
    """Solve a model. `point` makes what is handed on from the values of its variables, `cost` its cost.

    With a `leader`, one of CP-SAT's subsolvers, workers are independent of each other unless work is limited;
    of two, the first is the leader and the other searches neighbourhoods.
    """
    solver = cp_model.CpSolver()
    _configure(solver, limits, presolve)
    if leader is not None and limits.work is None:
        solver.parameters.interleave_search = False
        if limits.workers == 2:
            solver.parameters.subsolvers.append(leader)
    if watch.stopped:
        return Outcome("unknown")
    watch.stoppers.append(solver.stop_search)
    if cost is not None:
        solver.best_bound_callback = lambda bound: watch.bounded(_whole(bound))
    try:
        code = solver.solve(model, _Solutions(point, cost, watch))
    finally:
        watch.stoppers.remove(solver.stop_search)
    if code == cp_model.MODEL_INVALID:
        raise DefectError("CP-SAT refuses the model", [model.validate()])
    status = _STATUS[code]
    found = status in ("optimal", "feasible")
    bound = _whole(solver.best_objective_bound) if found and cost is not None else None
    return Outcome(status, point(solver.value) if found else None, bound)


def _configure(solver: cp_model.CpSolver, limits: Limits, presolve: bool) -> None:
    parameters = solver.parameters
    parameters.num_workers = limits.workers
    parameters.random_seed = limits.seed
    parameters.catch_sigint_signal = False
    parameters.cp_model_presolve = presolve
    parameters.interleave_search = limits.workers > 1
    if limits.seconds is not None:
        parameters.max_time_in_seconds = max(0.0, limits.seconds)
    if limits.work is not None:
        parameters.max_deterministic_time = max(0.0, limits.work)


class _Solutions(cp_model.CpSolverSolutionCallback):
    """Passes each new point on; runs on the solver's thread."""

    def __init__(self, point: Callable[[Value], Ints], cost: Linear | None, watch: Watch) -> None:
        super().__init__()
        self._point, self._cost, self._watch = point, cost, watch

    def on_solution_callback(self) -> None:
        """A better point: copy it out."""
        point = self._point(self.value)
        self._watch.improved(point, self._cost.value(point) if self._cost else 0)


def _model(program: Program, hint: Ints | None) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """The program as a CP-SAT model; variable j is column j."""
    model = cp_model.CpModel()
    bounds = zip(program.column_lower.tolist(), program.column_upper.tolist(), strict=True)
    variables = [model.new_int_var(lower, upper, "") for lower, upper in bounds]
    fixed = program.column_lower == program.column_upper
    indptr, indices = program.rows.indptr.tolist(), program.rows.indices.tolist()
    data, lower, upper = program.rows.data.tolist(), program.lower.tolist(), program.upper.tolist()
    unit = (program.rows.data == 1).tolist()
    boolean = ((program.column_lower >= 0) & (program.column_upper <= 1)).tolist()
    for i in range(len(lower)):
        own = range(indptr[i], indptr[i + 1])
        columns = [indices[k] for k in own]
        if upper[i] == 1 and lower[i] <= 0 and all(unit[k] and boolean[indices[k]] for k in own):
            model.add_at_most_one(
                variables[j] for j in columns if not (fixed[j] and not program.column_upper[j])
            )
            continue
        form = cp_model.LinearExpr.weighted_sum([variables[j] for j in columns], [data[k] for k in own])
        model.add_linear_constraint(form, finite(lower[i]), finite(upper[i]))
    for frozen, limit in program.frozen:
        model.add(_form(frozen, variables) <= limit)
    if program.cost is not None:
        model.minimize(_form(program.cost, variables))
    if hint is not None:
        for variable, value in zip(variables, hint.tolist(), strict=True):
            model.add_hint(variable, value)
    return model, variables


def _form(linear: Linear, variables: list[cp_model.IntVar]) -> cp_model.LinearExprT:
    terms = [variables[j] for j in linear.column.tolist()]
    return cp_model.LinearExpr.weighted_sum(terms, linear.coefficient.tolist()) + linear.constant


def finite(bound: int) -> int:
    """A row bound inside CP-SAT's range."""
    if bound >= NO_LIMIT:
        return cp_model.INT_MAX
    return cp_model.INT_MIN if bound <= -NO_LIMIT else bound


def _whole(bound: float) -> int:
    """A bound on a whole-number cost, rounded up; the tolerance undoes the float conversion only."""
    return math.ceil(bound - 1e-6 * max(1.0, abs(bound) * 1e-6))
