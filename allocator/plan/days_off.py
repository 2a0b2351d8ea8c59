"""Releases as they would be if they took in the days off around them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from allocator.plan.entities import Availability
from allocator.plan.plan import Plan

_DAY = timedelta(days=1)


def with_days_off(plan: Plan) -> Plan:
    """The plan with every release reaching over the days off before and after it, so that rows from Monday
    to Friday join across the weekend."""
    return replace(plan, availability=tuple(_widened(plan)))


def _widened(plan: Plan) -> Iterator[Availability]:
    works = plan.settings.working_days
    for row in plan.availability:
        yield replace(row, first=_over(row.first, -_DAY, works), last=_over(row.last, _DAY, works))


def _over(day: date, step: timedelta, works: frozenset[int]) -> date:
    """The last day off in a row beyond a day, or the day itself."""
    for _ in range(6):
        if (day + step).weekday() in works:
            break
        day += step
    return day
