"""The interval formulation as a CP-SAT model."""

from collections.abc import Sequence

import numpy as np
from ortools.sat.python import cp_model

from allocator.intervals import Formulation
from allocator.intervals.activities import Activity, Resource
from allocator.intervals.space import Row
from allocator.matrix import Linear
from allocator.problem import Ints
from allocator.solvers.cp_sat import Value, finite


class IntervalModel:
    """Variables come into being when something first speaks of them; `model` is complete when built."""

    def __init__(self, formulation: Formulation) -> None:
        self.model = cp_model.CpModel()
        self._formulation = formulation
        self._space = formulation.space
        self._made: dict[int, cp_model.IntVar] = {}
        self._length: dict[int, int] = {}  # of requests that are equally long from every start
        self._lengths: dict[int, cp_model.IntVar] = {}  # of the others
        self._helpers: list[tuple[cp_model.IntVar, tuple[int, ...]]] = []  # each the sum of these variables
        self._present: dict[tuple[int, ...], cp_model.IntVar] = {}
        self._intervals: dict[Activity, cp_model.IntervalVar] = {}
        for request in range(self._space.requests):
            self._begin(request)
        for candidate in range(self._space.candidates):
            self._hold(candidate)
        for occasion in formulation.occasions:
            self._occur(occasion.variable, occasion.request, occasion.starts)
        for column in formulation.used.tolist():
            self._tie(column)
        for row in formulation.rows:
            self._add(row)
        for resource in formulation.resources:
            self._share(resource)
        if formulation.cost is not None:
            self.model.minimize(self._form(formulation.cost))

    def begin_at(self, values: Ints) -> None:
        """Hint a feasible point, and look for nothing dearer."""
        for number, variable in self._made.items():
            self.model.add_hint(variable, int(values[number]))
        for variable, parts in self._helpers:
            self.model.add_hint(variable, int(values[list(parts)].sum()))
        for request, length in self._lengths.items():
            day, last = self._space.day[request], self._space.last[request]
            self.model.add_hint(length, int(values[last] - values[day]))
        cost = self._formulation.cost
        if cost is not None:
            self.model.add(self._form(cost) <= cost.value(values))

    def values(self, value: Value) -> Ints:
        """The values of all variables in a solution; those that nothing speaks of are at their least."""
        values = self._formulation.lower.copy()
        values[list(self._made)] = [value(variable) for variable in self._made.values()]
        return values

    # -- variables ------------------------------------------------------------------------------------------

    def _variable(self, number: int) -> cp_model.IntVar:
        made = self._made.get(number)
        if made is None:
            lower, upper = self._formulation.lower[number], self._formulation.upper[number]
            made = self._made[number] = self.model.new_int_var(int(lower), int(upper), "")
        return made

    def _served(self, request: int) -> cp_model.IntVar:
        return self._variable(int(self._space.served[request]))

    def _optional(self, request: int) -> bool:
        return not self._formulation.lower[self._space.served[request]]

    def _day(self, request: int) -> cp_model.IntVar:
        return self._made[int(self._space.day[request])]

    def _begin(self, request: int) -> None:
        """The days of a request: on one of its starts, or on the day that stands for none."""
        problem, starts = self._space.matrix.columns.problem, self._space.starts(request)
        no_day, no_last = (int(days[request]) for days in self._space.unserved)
        none, served = ([no_day] if self._optional(request) else []), self._served(request)
        firsts, lasts = problem.start_day[starts], problem.start_last[starts]
        day = self.model.new_int_var_from_domain(_domain([*firsts.tolist(), *none]), "")
        self._made[int(self._space.day[request])] = day
        if none:
            self.model.add(day == no_day).only_enforce_if(~served)
            self.model.add(day != no_day).only_enforce_if(served)
        lengths = np.unique(lasts - firsts)
        if len(lengths) < 2:
            self._length[request] = int(lengths.sum())
            return
        length = self.model.new_int_var_from_domain(_domain(lengths.tolist()), "")
        self._lengths[request] = length
        last = self.model.new_int_var_from_domain(
            _domain([*lasts.tolist(), *([no_last] if none else [])]), ""
        )
        self._made[int(self._space.last[request])] = last
        self.model.add(last == day + length)
        chosen = [self.model.new_bool_var("") for _ in lengths]
        self.model.add_exactly_one(chosen)
        for literal, days in zip(chosen, lengths.tolist(), strict=True):
            own = firsts[lasts - firsts == days].tolist()
            self.model.add(length == days).only_enforce_if(literal)
            allowed = _domain([*own, *(none if days == lengths[0] else [])])
            self.model.add_linear_expression_in_domain(day, allowed).only_enforce_if(literal)

    def _last(self, request: int) -> cp_model.LinearExprT:
        if request in self._length:
            return self._day(request) + self._length[request]
        return self._made[int(self._space.last[request])]

    def _hold(self, candidate: int) -> None:
        """Whoever is taken is taken for a mission that begins on one of the starts that suit."""
        request = int(self._space.candidate_request[candidate])
        suit = int(self._space.starts_of_candidate[candidate])
        if not suit:
            return
        taken = self._variable(int(self._space.taken[candidate]))
        if self._optional(request):
            self.model.add_implication(taken, self._served(request))
        if suit < self._space.starts_left[request]:
            days = self._space.matrix.columns.problem.start_day[self._space.open_starts_of(candidate)]
            self.model.add_linear_expression_in_domain(
                self._day(request), _domain(days.tolist())
            ).only_enforce_if(taken)

    def _occur(self, variable: int, request: int, starts: Ints) -> None:
        others = np.setdiff1d(self._space.starts(request), starts)
        days = self._space.matrix.columns.problem.start_day[others].tolist()
        if self._optional(request):
            days.append(int(self._space.unserved[0][request]))
        self.model.add_linear_expression_in_domain(self._day(request), _domain(days)).only_enforce_if(
            ~self._variable(variable)
        )

    def _tie(self, column: int) -> None:
        """A column of y or z that stays: the request begins then, and the candidate is taken."""
        columns = self._space.matrix.columns
        start = int(self._space.start_of_column[column])
        begins = self._begins(start)
        if column == start:
            return
        z = self._variable(column)
        taken = self._variable(int(self._space.taken[columns.z_candidate[column - len(columns.y)]]))
        self.model.add_implication(z, taken)
        self.model.add_implication(z, begins)
        self.model.add_bool_or(z, ~taken, ~begins)

    def _begins(self, start: int) -> cp_model.IntVar:
        if start in self._made:
            return self._made[start]
        problem = self._space.matrix.columns.problem
        begins = self._variable(start)
        day = self._day(int(problem.start_request[start]))
        self.model.add(day == int(problem.start_day[start])).only_enforce_if(begins)
        self.model.add(day != int(problem.start_day[start])).only_enforce_if(~begins)
        return begins

    # -- rows -----------------------------------------------------------------------------------------------

    def _add(self, row: Row) -> None:
        when = None if row.when < 0 else self._variable(row.when)
        if when is None and self._add_clause(row):
            return
        constraint = self.model.add_linear_constraint(
            self._form(Linear(row.variable, row.coefficient)), finite(row.lower), finite(row.upper)
        )
        if when is not None:
            constraint.only_enforce_if(when if row.value else ~when)

    def _add_clause(self, row: Row) -> bool:
        """A row that says `at most one` or `exactly one` of some literals, as that."""
        lower, upper = self._formulation.lower[row.variable], self._formulation.upper[row.variable]
        if (np.abs(row.coefficient) != 1).any() or (lower < 0).any() or (upper > 1).any():
            return False
        negative = int((row.coefficient < 0).sum())
        if row.upper + negative != 1 or row.lower + negative > 1:
            return False
        literals = [
            self._variable(number) if sign > 0 else ~self._variable(number)
            for number, sign in zip(row.variable.tolist(), row.coefficient.tolist(), strict=True)
        ]
        if row.lower + negative == 1:
            self.model.add_exactly_one(literals)
        else:
            self.model.add_at_most_one(literals)
        return True

    def _form(self, linear: Linear) -> cp_model.LinearExprT:
        first = int(self._space.last[0]) if self._space.requests else self._space.extra
        terms = [
            self._last(number - first) if first <= number < self._space.extra else self._variable(number)
            for number in linear.column.tolist()
        ]
        return cp_model.LinearExpr.weighted_sum(terms, linear.coefficient.tolist()) + linear.constant

    # -- resources ------------------------------------------------------------------------------------------

    def _share(self, resource: Resource) -> None:
        intervals = [self._interval(activity) for activity in resource.activities]
        if resource.capacity == 1 and set(resource.demand) == {1}:
            self.model.add_no_overlap(intervals)
        else:
            self.model.add_cumulative(intervals, resource.demand, resource.capacity)

    def _interval(self, activity: Activity) -> cp_model.IntervalVar:
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
