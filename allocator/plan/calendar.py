"""Dates of one mission, day by day and in plain Python: what the independent checks count on.

The search computes the same dates in numpy (`allocator.problem`); a property test compares the two.
"""

from datetime import date, timedelta

from allocator.plan.entities import Request
from allocator.plan.records import Records

_DAY = timedelta(days=1)


def working_days(plan: Records, member: str) -> frozenset[int]:
    """Weekdays (Monday is 0) on which a Member works."""
    own = plan.members[member].working_days
    return plan.settings.working_days if own is None else own


def mission_days(plan: Records, request: Request, start: date) -> tuple[date, ...]:
    """The working days of a mission that starts on `start`: as many as the request asks for.

    Weekends inside the stay are not among them. `start` itself must be a working day of the Member.
    """
    return days_from(start, request.days or 0, working_days(plan, request.member))


def days_from(start: date, count: int, weekdays: frozenset[int]) -> tuple[date, ...]:
    """So many working days from a day on."""
    days: list[date] = []
    day = start
    while len(days) < count:
        if day.weekday() in weekdays:
            days.append(day)
        day += _DAY
    return tuple(days)


def last_day(plan: Records, request: Request, start: date) -> date:
    """Last mission day; of what is delivered, the day on which it was done."""
    return request.done_on or mission_days(plan, request, start)[-1]


def first_day(plan: Records, request: Request) -> date:
    """The latest day from which a delivered request can have had all its working days."""
    assert request.done_on is not None
    weekdays = working_days(plan, request.member)
    day, left = request.done_on, request.days or 1
    while True:
        left -= day.weekday() in weekdays
        if not left:
            return day
        day -= _DAY


def away(plan: Records, request: Request, expert: str, start: date) -> tuple[date, date]:
    """Departure and return of an expert, both away from home."""
    travel = timedelta(days=plan.travel_days(request, expert))
    return start - travel, last_day(plan, request, start) + travel


def free_again(plan: Records, request: Request, expert: str, start: date) -> date:
    """First day on which the expert may depart again: after the return, the report and the rest."""
    report = plan.mission_types[request.mission_type].report_days
    rest = plan.experts[expert].rest_days
    return away(plan, request, expert, start)[1] + timedelta(days=report + rest + 1)
