"""An administration has no more people away at once, and gives no more mission days, than it can spare."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan import calendar
from allocator.problem import FOREVER
from allocator.problem.rows import NO_LIMIT, Spans, beside, left, limits, make_rows
from allocator.rules.base import HARD, OFF, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.entities import Administration
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Ints, Problem
    from allocator.problem.delivered import Delivered
    from allocator.problem.rows import Parts
    from allocator.rules.columns import Columns

RULE = Rule(
    "release_quota",
    "No administration has more people away at once, or gives more mission days, than it allows",
    levels(HARD, OFF),
    "people or days beyond the quota",
    joins="administration",
)

Stay = tuple[date, date, str]  # departure, return, expert


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    if model.level(RULE.code) is OFF:
        return
    stays, done = _stays(plan, allocation), _stays(plan, plan.delivered)
    days, days_done = _days(plan, allocation), _days(plan, plan.delivered)
    for employer in sorted(stays):
        administration = plan.administrations[employer]
        for amount, message in (
            *_too_long(administration, days[employer], days_done[employer]),
            *_too_many(administration, stays[employer], done[employer]),
        ):
            yield Violation(rule=RULE.code, level=HARD, subject=employer, message=message, amount=amount)


def _stays(plan: "Plan", allocation: "Allocation") -> dict[str, list[Stay]]:
    """Who of each administration is away from when to when."""
    stays: dict[str, list[Stay]] = defaultdict(list)
    for mission, place in allocation.assignments():
        away = calendar.away(plan, plan.requests[mission.request], place.expert, mission.start)
        stays[plan.experts[place.expert].administration].append((*away, place.expert))
    return stays


def _days(plan: "Plan", allocation: "Allocation") -> Counter[str]:
    """The mission days that each administration gives."""
    days: Counter[str] = Counter()
    for mission, place in allocation.assignments():
        days[plan.experts[place.expert].administration] += plan.requests[mission.request].days or 0
    return days


def _too_long(administration: "Administration", days: int, done: int) -> Iterator[tuple[int, str]]:
    if administration.days is not None and days > max(0, administration.days - done):
        before = f", {done} of them delivered before" if done else ""
        message = f"gives {days + done} mission days{before}, allows {administration.days}"
        yield days - max(0, administration.days - done), message


def _too_many(
    administration: "Administration", stays: list[Stay], done: list[Stay]
) -> Iterator[tuple[int, str]]:
    if administration.away_at_once is None:
        return
    for day in sorted({departure for departure, _, _ in (*stays, *done)}):  # crowds grow on departures only
        planned, before = _away(stays, day), _away(done, day)
        excess = len(planned) - max(0, administration.away_at_once - len(before))
        if planned and excess > 0:
            away = ", ".join(sorted(planned | before))
            yield excess, f"{away} away on {day}, allows {administration.away_at_once} at once"


def _away(stays: list[Stay], day: date) -> set[str]:
    return {expert for departure, back, expert in stays if departure <= day <= back}


def rows(problem: "Problem", columns: "Columns") -> "Parts":
    """People of an administration away at once, as spans; its mission days in all, as a row."""
    if problem.model.level(RULE.code) is OFF:
        return []
    bodies = list(problem.plan.administrations.values())
    at_once = limits(body.away_at_once for body in bodies)
    done = problem.delivered
    days = left(limits(body.days for body in bodies), done.body_days)
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
    expert, first, last = spells(done)
    away = beside(spans, problem.expert_administration[expert], first, last)
    return [spans, away, total]


def spells(done: "Delivered") -> "tuple[Ints, Ints, Ints]":
    """(expert, first day, last day) of each stretch of days away on what is delivered: who was on two such
    missions at once was missed once."""
    order = np.lexsort((done.departure, done.expert))
    expert, first, last = done.expert[order], done.departure[order], done.back[order]
    apart = expert * (4 * FOREVER)
    until = np.maximum.accumulate(last + apart) - apart
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = (expert[1:] != expert[:-1]) | (first[1:] > until[:-1])
    ends = np.append(begins[1:], True)[: len(order)]
    return expert[begins], first[begins], until[ends]
