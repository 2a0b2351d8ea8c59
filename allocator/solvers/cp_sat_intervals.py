"""Programs in their interval formulation, solved by OR-Tools CP-SAT, in a process of its own."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from allocator.matrix import Linear, complete
from allocator.matrix.intervals import Formulation
from allocator.matrix.intervals.activities import Resource
from allocator.problem import Ints
from allocator.solvers.children.jobs import IntervalJob, ResourceArrays, RowArrays
from allocator.solvers.children.line import GarbledError
from allocator.solvers.cp_sat import ROOM, Answers, cost_of, finite, settings, whole_numbers
from allocator.solvers.crew import Question, ask
from allocator.solvers.program import Limits, Outcome, Program, Relay, Watch
from allocator.solvers.small_intervals import formulation_of, rows_in_small_numbers
from allocator.solvers.stages import in_stages

_LABEL = "CP-SAT with intervals"
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
    job = _job(formulation, limits, start)
    answers = _Answers(formulation, watch)
    ask(Question("cp_sat", _LABEL, job, limits, job.settings.in_step), watch, answers.hear)
    return answers.outcome


class _Completed(Relay):
    """Hands on points of the matrix for values of variables."""

    def __init__(self, outer: Watch, point: Callable[[Ints], Ints], cost: Linear | None) -> None:
        super().__init__(outer)
        self._point, self._cost = point, cost

    def improved(self, point: Ints, cost: int) -> None:
        whole = self._point(point)
        self.outer.improved(whole, self._cost.value(whole) if self._cost else 0)


class _Answers(Answers):
    """Answers of which the values are those of some variables of a formulation."""

    def __init__(self, formulation: Formulation, watch: Watch) -> None:
        super().__init__(formulation.cost, watch, 0, self._every)
        self._formulation = formulation
        self._numbers = np.empty(0, dtype=np.int64)

    def hear(self, kind: str, content: Any) -> None:
        """Take a message; the first says which variables there are."""
        if kind != "variables":
            super().hear(kind, content)
            return
        self._numbers = whole_numbers(content, len(content))
        if not ((self._numbers >= 0) & (self._numbers < len(self._formulation.upper))).all():
            raise GarbledError
        self.count = len(content)

    def _every(self, values: Ints) -> Ints:
        """The values of all variables; those that no constraint refers to are at their least."""
        every = self._formulation.lower.copy()
        every[self._numbers] = values
        return every


def _job(formulation: Formulation, limits: Limits, start: Ints | None) -> IntervalJob:
    """The formulation as plain arrays, without the matrix that it was taken from."""
    space = formulation.space
    columns, problem = space.matrix.columns, space.matrix.columns.problem
    open_start = np.flatnonzero(space.open_start)
    z = np.flatnonzero(space.open_z)
    z = z[np.lexsort((columns.z_start[z], columns.z_candidate[z]))]
    return IntervalJob(
        width=space.width,
        requests=space.requests,
        candidates=space.candidates,
        lower=formulation.lower,
        upper=formulation.upper,
        start_first=_first(space.starts_left),
        first_day=problem.start_day[open_start],
        last_day=problem.start_last[open_start],
        nowhere=space.unserved,
        taken_request=space.candidate_request,
        taken_first=_first(space.starts_of_candidate),
        taken_day=problem.start_day[columns.z_start[z]],
        occasions=_occasions(formulation),
        ties=_ties(formulation),
        rows=_rows(formulation),
        when=np.array([row.when for row in formulation.rows], dtype=np.int64),
        value=np.array([row.value for row in formulation.rows], dtype=bool),
        resources=tuple(map(_resource, formulation.resources)),
        cost=cost_of(formulation.cost),
        hint=start,
        settings=settings(limits, leader=_LEADER),
    )


def _first(counts: Ints) -> Ints:
    """Where each of consecutive groups begins, and where the last one ends."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)])


def _occasions(formulation: Formulation) -> tuple[tuple[int, int, Ints], ...]:
    space = formulation.space
    day = space.matrix.columns.problem.start_day
    return tuple(
        (each.variable, each.request, day[np.setdiff1d(space.starts(each.request), each.starts)])
        for each in formulation.occasions
    )


def _ties(formulation: Formulation) -> Ints:
    space, column = formulation.space, formulation.used
    columns = space.matrix.columns
    start, z = space.start_of_column[column], column - len(columns.y)
    taken = np.full(len(column), -1, dtype=np.int64)
    taken[z >= 0] = space.taken[columns.z_candidate[z[z >= 0]]]
    problem = columns.problem
    return np.stack([column, start, problem.start_request[start], problem.start_day[start], taken], axis=1)


def _rows(formulation: Formulation) -> RowArrays:
    rows, none = formulation.rows, [np.empty(0, dtype=np.int64)]
    return RowArrays(
        first=_first(np.array([len(row.variable) for row in rows], dtype=np.int64)),
        variable=np.concatenate(none + [row.variable for row in rows]),
        coefficient=np.concatenate(none + [row.coefficient for row in rows]),
        lower=finite(np.array([row.lower for row in rows], dtype=np.int64)),
        upper=finite(np.array([row.upper for row in rows], dtype=np.int64)),
    )


def _resource(resource: Resource) -> ResourceArrays:
    activities = tuple((a.present, a.request, a.before, a.after) for a in resource.activities)
    return ResourceArrays(activities, resource.demand, resource.capacity)
