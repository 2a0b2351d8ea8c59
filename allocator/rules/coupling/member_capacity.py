"""A Member hosts no more missions at once than it can, and none works there on a day on which it is closed.
That holds for every Member that takes part."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan import calendar
from allocator.problem.closed_days import met_days
from allocator.problem.rows import NO_LIMIT, Spans, beside, limits, shut_rows
from allocator.problem.start_ranges import spread
from allocator.rules.base import HARD, OFF, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Bools, Problem
    from allocator.problem.rows import Parts
    from allocator.rules.columns import Columns

RULE = Rule(
    "member_capacity",
    "No Member hosts more missions at once than it can, nor any while it is closed",
    levels(HARD, OFF),
    "missions beyond the capacity",
    joins="member",
)

Visit = tuple[date, date, str]  # first day, last day, request


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    if model.level(RULE.code) is not OFF:
        yield from _crowds(plan, allocation)
        yield from _closed(plan, allocation)


def _crowds(plan: "Plan", allocation: "Allocation") -> Iterator[Violation]:
    visits, done = _visits(plan, allocation), _visits(plan, plan.delivered)
    for member, hosted in sorted(visits.items()):
        limit = plan.members[member].missions_at_once
        if limit is None:
            continue
        for day in sorted({start for start, _, _ in (*hosted, *done[member])}):  # crowds grow on starts only
            present, before = _present(hosted, day), _present(done[member], day)
            excess = len(present) - max(0, limit - len(before))
            if present and excess > 0:
                yield Violation(
                    rule=RULE.code,
                    level=HARD,
                    subject=member,
                    message=f"hosts {', '.join(sorted(present + before))} on {day}, at most {limit} at once",
                    amount=excess,
                )


def _visits(plan: "Plan", allocation: "Allocation") -> "dict[str, list[Visit]]":
    """The missions of each Member that takes part."""
    visits: dict[str, list[Visit]] = defaultdict(list)
    for mission in allocation.missions:
        request = plan.requests[mission.request]
        last = calendar.last_day(plan, request, mission.start)
        for member in set(plan.members_of(request)):
            visits[member].append((mission.start, last, mission.request))
    return visits


def _present(visits: "list[Visit]", day: "date") -> list[str]:
    return [request for start, last, request in visits if start <= day <= last]


def _closed(plan: "Plan", allocation: "Allocation") -> Iterator[Violation]:
    for mission in allocation.missions:
        request = plan.requests[mission.request]
        hosts = plan.members_of(request)
        closures = [closure for closure in plan.closures if closure.member in hosts]
        for day in calendar.mission_days(plan, request, mission.start) if closures else ():
            for closure in closures:
                if closure.first <= day <= closure.last:
                    yield Violation(
                        rule=RULE.code,
                        level=HARD,
                        subject=f"{mission.request}, {closure.member}",
                        message=f"{closure.member} is closed on {day}: {closure.reason or 'no reason given'}",
                    )


def rows(problem: "Problem", columns: "Columns") -> "Parts":
    """Missions at a Member at once, as spans; no start whose mission days meet a closure."""
    if problem.model.level(RULE.code) is OFF:
        return []
    capacity = limits(member.missions_at_once for member in problem.plan.members.values())
    request, member = np.nonzero(problem.takes_part & (capacity < NO_LIMIT))
    owner, position = spread(np.diff(problem.start_offset)[request])
    start = problem.start_offset[request[owner]] + position
    spans = Spans(
        code=RULE.code, kind="member", who=member[owner],
        first=problem.start_day[start], last=problem.start_last[start],
        column=columns.y[start], group=problem.start_request[start], capacity=capacity,
    )  # fmt: skip
    done, closed = problem.delivered, shut_rows(RULE.code, problem, meets_closure(problem))
    return [spans, beside(spans, done.host, done.first, done.last), closed]


def meets_closure(problem: "Problem") -> "Bools":
    """Which starts have a mission day on which a Member that takes part is closed."""
    closed: dict[str, set[int]] = {}
    for closure in problem.plan.closures:
        days = range(problem.day_number(closure.first), problem.day_number(closure.last) + 1)
        closed.setdefault(closure.member, set()).update(days)
    return met_days(problem, closed) > 0
