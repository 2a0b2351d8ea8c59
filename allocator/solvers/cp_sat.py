"""Programs solved by OR-Tools CP-SAT."""

import math

import numpy as np
from ortools.sat.python import cp_model

from allocator.errors import DefectError
from allocator.matrix import Linear
from allocator.problem import Ints
from allocator.rows import NO_LIMIT
from allocator.solvers.program import Limits, Outcome, Program, Status, Watch

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
    watch = watch or Watch()
    model, variables = _model(program, hint)
    solver = cp_model.CpSolver()
    _configure(solver, limits, presolve)
    if watch.stopped:
        return Outcome("unknown")
    watch.stoppers.append(solver.stop_search)
    if program.cost is not None:
        solver.best_bound_callback = lambda bound: watch.bounded(_whole(bound))
    try:
        code = solver.solve(model, _Solutions(variables, program, watch))
    finally:
        watch.stoppers.remove(solver.stop_search)
    if code == cp_model.MODEL_INVALID:
        raise DefectError("CP-SAT refuses the model", [model.validate()])
    status = _STATUS[code]
    found = status in ("optimal", "feasible")
    point = np.array([solver.value(v) for v in variables], dtype=np.int64) if found else None
    bound = _whole(solver.best_objective_bound) if found and program.cost is not None else None
    return Outcome(status, point, bound)


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

    def __init__(self, variables: list[cp_model.IntVar], program: Program, watch: Watch) -> None:
        super().__init__()
        self._variables, self._program, self._watch = variables, program, watch

    def on_solution_callback(self) -> None:
        """A better point: copy it out."""
        point = np.array([self.value(v) for v in self._variables], dtype=np.int64)
        cost = self._program.cost.value(point) if self._program.cost else 0
        self._watch.improved(point, cost)


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
        model.add_linear_constraint(form, _finite(lower[i]), _finite(upper[i]))
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


def _finite(bound: int) -> int:
    """A row bound inside CP-SAT's range."""
    if bound >= NO_LIMIT:
        return cp_model.INT_MAX
    return cp_model.INT_MIN if bound <= -NO_LIMIT else bound


def _whole(bound: float) -> int:
    """A bound on a whole-number cost, rounded up; the tolerance undoes the float conversion only."""
    return math.ceil(bound - 1e-6 * max(1.0, abs(bound) * 1e-6))
