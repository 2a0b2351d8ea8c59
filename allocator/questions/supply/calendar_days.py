"""The days of a plan by month: when seats are asked for, and when experts are released."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from allocator.plan import calendar
from allocator.problem import Bools, Ints, Problem

Amounts = NDArray[np.float64]


@dataclass(frozen=True)
class Months:
    """The months of a plan. Month m holds the days `edge[m]` to `edge[m + 1] - 1` of the plan."""

    names: tuple[str, ...]
    edge: Ints

    @property
    def length(self) -> int:
        """Days of the plan."""
        return int(self.edge[-1])


def months_of(problem: Problem) -> Months:
    """The calendar months that the plan touches, cut to the plan."""
    settings = problem.plan.settings
    first = settings.start.year * 12 + settings.start.month - 1
    last = settings.end.year * 12 + settings.end.month - 1
    begins = [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]
    edge = [max(0, problem.day_number(day)) for day in begins]
    return Months(
        names=tuple(f"{day:%Y-%m}" for day in begins),
        edge=np.array([*edge, problem.day_number(settings.end) + 1], dtype=np.int64),
    )


def window_shares(problem: Problem, months: Months) -> Amounts:
    """(requests x months): the share of each request's working days between its earliest start and its latest
    end that lie in each month. All of it in the month of the earliest start where there are none."""
    shares = np.zeros((len(problem.requests), len(months.names)))
    counted = {
        weekdays: _counted(_on_weekdays(problem, months, weekdays))
        for weekdays in {calendar.working_days(problem.plan, r.member) for r in problem.requests}
    }
    for r, request in enumerate(problem.requests):
        first = problem.day_number(request.earliest_start or problem.plan.settings.start)
        last = problem.day_number(request.latest_end or problem.plan.settings.end)
        lo, hi = np.clip([first, last + 1], 0, months.length)
        edge = np.clip(months.edge, lo, max(lo, hi))
        days = np.diff(counted[calendar.working_days(problem.plan, request.member)][edge])
        if not days.any():
            days[np.searchsorted(months.edge[1:-1], lo, side="right")] = 1
        shares[r] = days / days.sum()
    return shares


def released_days(problem: Problem, months: Months) -> Ints:
    """(experts x days + 1): how many of the plan's working days before each day an expert is released."""
    works = _on_weekdays(problem, months, problem.plan.settings.working_days)
    free = np.tile(works, (len(problem.experts), 1))
    for e, code in enumerate(problem.experts):
        spells = problem.plan.availability_of.get(code)
        if spells is None:
            continue
        inside = np.zeros(months.length, dtype=bool)
        for first, last in spells:
            lo, hi = np.clip([problem.day_number(first), problem.day_number(last) + 1], 0, months.length)
            inside[lo:hi] = True
        free[e] &= inside
    return _counted(free)


def whole_parts(amounts: Amounts) -> Ints:
    """Whole numbers by month that add up to the rounded total, row by row; each is off by less than one."""
    total = np.rint(np.cumsum(amounts, axis=-1)).astype(np.int64)
    return np.diff(total, axis=-1, prepend=0)


def _on_weekdays(problem: Problem, months: Months, weekdays: frozenset[int]) -> Bools:
    """Which days of the plan fall on the weekdays."""
    weekday = (np.arange(months.length) + problem.plan.settings.start.weekday()) % 7
    return np.isin(weekday, list(weekdays))


def _counted(days: Bools) -> Ints:
    """How many days are marked before each day, along the last axis."""
    none = np.zeros((*days.shape[:-1], 1), dtype=np.int64)
    return np.concatenate([none, np.cumsum(days, axis=-1)], axis=-1)
