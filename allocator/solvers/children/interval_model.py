"""The interval formulation as a CP-SAT model."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from ortools.sat.python import cp_model

from allocator.solvers.children.jobs import IntervalJob, ResourceArrays


class _Activity(NamedTuple):
    """From `before` days before a request's first day to `after` days after its last one."""

    present: tuple[int, ...]
    request: int
    before: int
    after: int


class IntervalModel:
    """A variable is made where something first refers to it; `model` is complete when built."""

    def __init__(self, job: IntervalJob) -> None:
        self.model = cp_model.CpModel()
        self._job = job
        self._taken = job.width + job.requests
        self._days = self._taken + job.candidates
        self._lasts = self._days + job.requests
        self._extra = self._lasts + job.requests
        self._made: dict[int, cp_model.IntVar] = {}
        self._length: dict[int, int] = {}  # of requests that are equally long from every start
        self._lengths: dict[int, cp_model.IntVar] = {}  # of the others
        self._helpers: list[tuple[cp_model.IntVar, tuple[int, ...]]] = []  # each the sum of these variables
        self._present: dict[tuple[int, ...], cp_model.IntVar] = {}
        self._intervals: dict[_Activity, cp_model.IntervalVar] = {}
        for request in range(job.requests):
            self._begin(request)
        for candidate in range(job.candidates):
            self._hold(candidate)
        for variable, request, others in job.occasions:
            self._occur(variable, request, others.tolist())
        for tie in job.ties.tolist():
            self._tie(*tie)
        for row in range(len(job.when)):
            self._add(row)
        for resource in job.resources:
            self._share(resource)
        if job.cost is not None:
            self.model.minimize(self._cost())
        if job.hint is not None:
            self._begin_at(job.hint.tolist())

    @property
    def numbers(self) -> list[int]:
        """The variables made, by number."""
        return list(self._made)

    @property
    def variables(self) -> list[cp_model.IntVar]:
        """The same as those of the model."""
        return list(self._made.values())

    def _begin_at(self, values: list[int]) -> None:
        """Hint a feasible point, and look for nothing dearer."""
        for number, variable in self._made.items():
            self.model.add_hint(variable, values[number])
        for variable, parts in self._helpers:
            self.model.add_hint(variable, sum(values[part] for part in parts))
        for request, length in self._lengths.items():
            self.model.add_hint(length, values[self._lasts + request] - values[self._days + request])
        cost = self._job.cost
        if cost is not None:
            terms = zip(cost.variable.tolist(), cost.coefficient.tolist(), strict=True)
            self.model.add(self._cost() <= sum(coefficient * values[number] for number, coefficient in terms))

    # -- variables ------------------------------------------------------------------------------------------

    def _variable(self, number: int) -> cp_model.IntVar:
        made = self._made.get(number)
        if made is None:
            lower, upper = self._job.lower[number], self._job.upper[number]
            made = self._made[number] = self.model.new_int_var(int(lower), int(upper), "")
        return made

    def _served(self, request: int) -> cp_model.IntVar:
        return self._variable(self._job.width + request)

    def _optional(self, request: int) -> bool:
        return not self._job.lower[self._job.width + request]

    def _day(self, request: int) -> cp_model.IntVar:
        return self._made[self._days + request]

    def _nowhere(self, request: int) -> list[int]:
        """The first and last day that stand for none; empty where the request must be served."""
        return [int(days[request]) for days in self._job.nowhere] if self._optional(request) else []

    def _begin(self, request: int) -> None:
        """The days of a request: on one of its starts, or on the day that stands for none."""
        own = slice(*self._job.start_first[request : request + 2].tolist())
        firsts, lasts = self._job.first_day[own], self._job.last_day[own]
        none, served = self._nowhere(request), self._served(request)
        day = self.model.new_int_var_from_domain(_domain([*firsts.tolist(), *none[:1]]), "")
        self._made[self._days + request] = day
        if none:
            self.model.add(day == none[0]).only_enforce_if(~served)
            self.model.add(day != none[0]).only_enforce_if(served)
        lengths = np.unique(lasts - firsts)
        if len(lengths) < 2:
            self._length[request] = int(lengths.sum())
            return
        length = self.model.new_int_var_from_domain(_domain(lengths.tolist()), "")
        self._lengths[request] = length
        last = self.model.new_int_var_from_domain(_domain([*lasts.tolist(), *none[1:]]), "")
        self._made[self._lasts + request] = last
        self.model.add(last == day + length)
        chosen = [self.model.new_bool_var("") for _ in lengths]
        self.model.add_exactly_one(chosen)
        for literal, days in zip(chosen, lengths.tolist(), strict=True):
            self.model.add(length == days).only_enforce_if(literal)
            allowed = [*firsts[lasts - firsts == days].tolist(), *(none[:1] if days == lengths[0] else [])]
            self.model.add_linear_expression_in_domain(day, _domain(allowed)).only_enforce_if(literal)

    def _last(self, request: int) -> cp_model.LinearExprT:
        if request in self._length:
            return self._day(request) + self._length[request]
        return self._made[self._lasts + request]

    def _hold(self, candidate: int) -> None:
        """Whoever is taken is taken for a mission that begins on one of the days that suit."""
        job, request = self._job, int(self._job.taken_request[candidate])
        days = job.taken_day[slice(*job.taken_first[candidate : candidate + 2].tolist())]
        if not len(days):
            return
        taken = self._variable(self._taken + candidate)
        if self._optional(request):
            self.model.add_implication(taken, self._served(request))
        if len(days) < job.start_first[request + 1] - job.start_first[request]:
            suit = _domain(days.tolist())
            self.model.add_linear_expression_in_domain(self._day(request), suit).only_enforce_if(taken)

    def _occur(self, variable: int, request: int, others: list[int]) -> None:
        days = _domain([*others, *self._nowhere(request)[:1]])
        self.model.add_linear_expression_in_domain(self._day(request), days).only_enforce_if(
            ~self._variable(variable)
        )

    def _tie(self, column: int, start: int, request: int, day: int, taken: int) -> None:
        """A column of y or z that stays: the request begins then, and the candidate is taken."""
        begins = self._begins(start, request, day)
        if column == start:
            return
        z, person = self._variable(column), self._variable(taken)
        self.model.add_implication(z, person)
        self.model.add_implication(z, begins)
        self.model.add_bool_or(z, ~person, ~begins)

    def _begins(self, start: int, request: int, on: int) -> cp_model.IntVar:
        if start in self._made:
            return self._made[start]
        begins, day = self._variable(start), self._day(request)
        self.model.add(day == on).only_enforce_if(begins)
        self.model.add(day != on).only_enforce_if(~begins)
        return begins

    # -- rows -----------------------------------------------------------------------------------------------

    def _add(self, row: int) -> None:
        rows, condition = self._job.rows, int(self._job.when[row])
        own = slice(*rows.first[row : row + 2].tolist())
        numbers, coefficients = rows.variable[own].tolist(), rows.coefficient[own].tolist()
        lower, upper = int(rows.lower[row]), int(rows.upper[row])
        when = None if condition < 0 else self._variable(condition)
        if when is None and self._add_clause(numbers, coefficients, lower, upper):
            return
        constraint = self.model.add_linear_constraint(self._form(numbers, coefficients), lower, upper)
        if when is not None:
            constraint.only_enforce_if(when if self._job.value[row] else ~when)

    def _add_clause(self, numbers: list[int], coefficients: list[int], lower: int, upper: int) -> bool:
        """A row that says `at most one` or `exactly one` of some literals, as that."""
        below, above = self._job.lower[numbers], self._job.upper[numbers]
        if any(abs(coefficient) != 1 for coefficient in coefficients):
            return False
        negative = sum(coefficient < 0 for coefficient in coefficients)
        if (below < 0).any() or (above > 1).any() or upper + negative != 1 or lower + negative > 1:
            return False
        literals = [
            self._variable(number) if sign > 0 else ~self._variable(number)
            for number, sign in zip(numbers, coefficients, strict=True)
        ]
        if lower + negative == 1:
            self.model.add_exactly_one(literals)
        else:
            self.model.add_at_most_one(literals)
        return True

    def _form(self, numbers: Sequence[int], coefficients: Sequence[int]) -> cp_model.LinearExprT:
        terms = [
            self._last(number - self._lasts)
            if self._lasts <= number < self._extra
            else self._variable(number)
            for number in numbers
        ]
        return cp_model.LinearExpr.weighted_sum(terms, coefficients)

    def _cost(self) -> cp_model.LinearExprT:
        assert self._job.cost is not None
        return self._form(self._job.cost.variable.tolist(), self._job.cost.coefficient.tolist())

    # -- resources ------------------------------------------------------------------------------------------

    def _share(self, resource: ResourceArrays) -> None:
        intervals = [self._interval(_Activity(*activity)) for activity in resource.activities]
        if resource.capacity == 1 and set(resource.demand) == {1}:
            self.model.add_no_overlap(intervals)
        else:
            self.model.add_cumulative(intervals, resource.demand, resource.capacity)

    def _interval(self, activity: _Activity) -> cp_model.IntervalVar:
        if activity not in self._intervals:
            day, last = self._day(activity.request), self._last(activity.request)
            more = activity.before + activity.after + 1
            length = self._length.get(activity.request)
            self._intervals[activity] = self.model.new_optional_interval_var(
                day - activity.before,
                self._lengths[activity.request] + more if length is None else length + more,
                last + activity.after + 1,
                self._is_present(activity.present),
                "",
            )
        return self._intervals[activity]

    def _is_present(self, variables: tuple[int, ...]) -> cp_model.IntVar:
        if len(variables) == 1:
            return self._variable(variables[0])
        if variables not in self._present:
            present = self._present[variables] = self.model.new_bool_var("")
            self.model.add_exactly_one(~present, *(self._variable(v) for v in variables))
            self._helpers.append((present, variables))
        return self._present[variables]


def _domain(days: Sequence[int]) -> cp_model.Domain:
    return cp_model.Domain.from_values(days)
