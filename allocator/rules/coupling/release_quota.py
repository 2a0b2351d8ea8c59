"""An administration has no more people away at once, and gives no more mission days, than it can spare."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan import calendar
from allocator.rows import NO_LIMIT, Spans, limits, make_rows
from allocator.rules.base import HARD, OFF, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.columns import Columns
    from allocator.plan import Plan
    from allocator.plan.entities import Administration
    from allocator.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.rows import Parts

RULE = Rule(
    "release_quota",
    "No administration has more people away at once, or gives more mission days, than it allows",
    levels(HARD, OFF),
    "people or days beyond the quota",
)

Stay = tuple[date, date, str]  # departure, return, expert


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    if model.level(RULE.code) is OFF:
        return
    stays: dict[str, list[Stay]] = defaultdict(list)
    days: dict[str, int] = defaultdict(int)
    for mission, place in allocation.assignments():
        request = plan.requests[mission.request]
        employer = plan.experts[place.expert].administration
        stays[employer].append((*calendar.away(plan, request, place.expert, mission.start), place.expert))
        days[employer] += request.days or 0
    for employer in sorted(stays):
        administration = plan.administrations[employer]
        for amount, message in _excesses(administration, stays[employer], days[employer]):
            yield Violation(rule=RULE.code, level=HARD, subject=employer, message=message, amount=amount)


def _excesses(administration: "Administration", stays: list[Stay], days: int) -> Iterator[tuple[int, str]]:
    if administration.days is not None and days > administration.days:
        yield days - administration.days, f"gives {days} mission days, allows {administration.days}"
    if administration.away_at_once is None:
        return
    for day in sorted({departure for departure, _, _ in stays}):  # the crowd grows on departures only
        away = sorted({expert for departure, back, expert in stays if departure <= day <= back})
        excess = len(away) - administration.away_at_once
        if excess > 0:
            yield excess, f"{', '.join(away)} away on {day}, allows {administration.away_at_once} at once"


def rows(problem: "Problem", columns: "Columns") -> "Parts":
    """People of an administration away at once, as spans; its mission days in all, as a row."""
    if problem.model.level(RULE.code) is OFF:
        return []
    bodies = list(problem.plan.administrations.values())
    at_once = limits(body.away_at_once for body in bodies)
    days = limits(body.days for body in bodies)
    body = problem.expert_administration[columns.z_expert]
    some = at_once[body] < NO_LIMIT
    spans = Spans(
        code=RULE.code, kind="administration", who=body[some],
        first=columns.z_departure[some], last=columns.z_return[some],
        column=columns.z[some], group=columns.z_expert[some], capacity=at_once,
    )  # fmt: skip
    limited = np.flatnonzero(days < NO_LIMIT)
    number = np.cumsum(days < NO_LIMIT) - 1
    counted = days[body] < NO_LIMIT
    load = problem.request_days[columns.z_request]
    total = make_rows(
        RULE.code, "administration", limited,
        [(number[body[counted]], columns.z[counted], load[counted])],
        upper=days[limited],
    )  # fmt: skip
    return [spans, total]
