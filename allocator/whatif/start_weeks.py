"""In which weeks a mission can start, at a glance: what its own dates and people forbid.

Nothing is solved, and no other mission is looked at: a week that is open here may still be taken by others,
which a trial then says. A week that is shut stays shut, whatever else is decided about the plan.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from allocator.plan.allocation import Allocation, Mission
from allocator.plan.entities import Settings
from allocator.results.result import Result
from allocator.rules.base import HARD
from allocator.rules.coupling import fixed, holidays, member_capacity
from allocator.rules.eligibility import release, window

#: The rules that speak of the dates of one mission: window, closures, public holidays, releases, locks.
_RULES = (window, member_capacity, holidays, release, fixed)
_DAY, _WEEK = timedelta(days=1), 7


@dataclass(frozen=True, slots=True)
class StartWeek:
    """A week: the first day on which the mission could start, None where it is shut, and then the rules that
    shut the day that is nearest to being open."""

    start: date | None
    rules: tuple[str, ...] = ()


def start_weeks(result: Result, request: str) -> Mapping[date, StartWeek]:
    """By Monday, every week of the plan for a request: with the team that it has, or only its dates where it
    is not served.

    Raises KeyError for a request that the plan does not have.
    """
    plan = result.plan
    asked = plan.requests[request].request
    own = result.allocation.by_request.get(asked)
    mission = own or Mission(request=asked, start=plan.settings.start, team=())
    return MappingProxyType({monday: _week(result, mission, monday) for monday in _mondays(plan.settings)})


def _mondays(settings: Settings) -> Iterator[date]:
    first, last = settings.start, settings.end
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        yield monday
        monday += timedelta(days=_WEEK)


def _week(result: Result, mission: Mission, monday: date) -> StartWeek:
    settings = result.plan.settings
    fewest: tuple[str, ...] | None = None
    for day in (monday + n * _DAY for n in range(_WEEK)):
        if day.weekday() not in settings.start_days or not settings.start <= day <= settings.end:
            continue
        rules = _broken(result, replace(mission, start=day))
        if not rules:
            return StartWeek(day)
        if fewest is None or len(rules) < len(fewest):
            fewest = rules
    return StartWeek(None, fewest if fewest is not None else (window.RULE.code,))


def _broken(result: Result, mission: Mission) -> tuple[str, ...]:
    """The rules of its dates that a mission breaks by itself."""
    alone, plan, model = Allocation((mission,)), result.plan, result.model
    own = mission.request
    return tuple(
        module.RULE.code
        for module in _RULES
        if any(
            each.level is HARD and (module is not fixed or each.subject == own)
            for each in module.check(plan, model, alone)
        )
    )
