"""A job solved by OR-Tools CP-SAT in its own process.

It tells ("point", values), ("bound", float) and, for an interval formulation, first ("variables", numbers of
those that the values are of); at the end (status, bound or None). Bounds and costs are without the constant.
"""

import time
from collections.abc import Callable, Sequence

import numpy as np
from ortools.sat.python import cp_model

from allocator.solvers.children.desk import Desk
from allocator.solvers.children.interval_model import IntervalModel
from allocator.solvers.children.jobs import IntervalJob, Ints, ProgramJob, Settings

#: How it ended, and the bound on the cost; "invalid", with what is wrong, is a defect of the caller.
End = tuple[str, float | str | None]

_STATUS = {
    cp_model.OPTIMAL: "optimal",
    cp_model.FEASIBLE: "feasible",
    cp_model.INFEASIBLE: "infeasible",
    cp_model.UNKNOWN: "unknown",
}


def solve(job: ProgramJob | IntervalJob, desk: Desk) -> End:
    """Minimise, or find any point of a job without a cost."""
    if isinstance(job, ProgramJob):
        model, variables = _model(job)
    else:
        made = IntervalModel(job)
        model, variables = made.model, made.variables
        desk.tell("variables", np.array(made.numbers, dtype=np.int64))
    solver = cp_model.CpSolver()
    _configure(solver, job.settings)
    if job.cost is not None:
        solver.best_bound_callback = lambda bound: desk.tell("bound", bound)
    if not desk.on_stop(solver.stop_search):
        return "unknown", None

    def found(value: Callable[[cp_model.IntVar], int]) -> None:
        desk.tell("point", np.array([value(variable) for variable in variables], dtype=np.int64))

    code = solver.solve(model, _Solutions(found))
    if code == cp_model.MODEL_INVALID:
        return "invalid", model.validate()
    status = _STATUS[code]
    if status not in ("optimal", "feasible"):
        return status, None
    found(solver.value)
    return status, None if job.cost is None else solver.best_objective_bound


def _configure(solver: cp_model.CpSolver, settings: Settings) -> None:
    """Ctrl-C is the parent's. Workers in step abort CP-SAT 9.15 where they are stopped while the first of
    them has only the hint, whole, to show: such a job is never told to stop, and none is in step by
    default."""
    parameters = solver.parameters
    parameters.num_workers = settings.workers
    parameters.random_seed = settings.seed
    parameters.catch_sigint_signal = False
    parameters.cp_model_presolve = settings.presolve
    parameters.interleave_search = settings.in_step
    if settings.relaxed:
        parameters.linearization_level = 2
    if settings.leader is not None and settings.workers == 2:
        parameters.subsolvers.append(settings.leader)
    if settings.until is not None:
        parameters.max_time_in_seconds = max(0.0, settings.until - time.monotonic())
    if settings.work is not None:
        parameters.max_deterministic_time = max(0.0, settings.work)


class _Solutions(cp_model.CpSolverSolutionCallback):
    """Passes each new point on; runs on the solver's threads."""

    def __init__(self, found: Callable[[Callable[[cp_model.IntVar], int]], None]) -> None:
        super().__init__()
        self._found = found

    def on_solution_callback(self) -> None:
        """A better point: copy it out."""
        self._found(self.value)


def _model(job: ProgramJob) -> tuple[cp_model.CpModel, Sequence[cp_model.IntVar]]:
    """The program as a CP-SAT model; variable j is column j."""
    model = cp_model.CpModel()
    bounds = zip(job.lower.tolist(), job.upper.tolist(), strict=True)
    variables = [model.new_int_var(lower, upper, "") for lower, upper in bounds]
    _add_rows(model, job, variables)
    if job.cost is not None:
        model.minimize(_form(job.cost.variable, job.cost.coefficient, variables))
    if job.hint is not None:
        for variable, value in zip(variables, job.hint.tolist(), strict=True):
            model.add_hint(variable, value)
    return model, variables


def _add_rows(model: cp_model.CpModel, job: ProgramJob, variables: list[cp_model.IntVar]) -> None:
    """Every row; those that say `at most one` of some 0-1 columns, as that."""
    rows = job.rows
    zero = ((job.lower == 0) & (job.upper == 0)).tolist()
    unit = (rows.coefficient == 1) & ((job.lower >= 0) & (job.upper <= 1))[rows.variable]
    others = np.concatenate([[0], np.cumsum(~unit)])[rows.first]
    clause = (rows.upper == 1) & (rows.lower <= 0) & (np.diff(others) == 0)
    first, column, coefficient = rows.first.tolist(), rows.variable.tolist(), rows.coefficient.tolist()
    lower, upper = rows.lower.tolist(), rows.upper.tolist()
    for i, is_clause in enumerate(clause.tolist()):
        own = slice(first[i], first[i + 1])
        if is_clause:
            model.add_at_most_one(variables[j] for j in column[own] if not zero[j])
            continue
        terms = [variables[j] for j in column[own]]
        form = cp_model.LinearExpr.weighted_sum(terms, coefficient[own])
        model.add_linear_constraint(form, lower[i], upper[i])


def _form(variable: Ints, coefficient: Ints, variables: Sequence[cp_model.IntVar]) -> cp_model.LinearExprT:
    terms = [variables[j] for j in variable.tolist()]
    return cp_model.LinearExpr.weighted_sum(terms, coefficient.tolist())
