"""Requests whose window is too short for their mission, and follow-ups that come too late for theirs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np

from allocator.inputs.warnings.starts import Starts
from allocator.plan.entities import Request
from allocator.plan.plan import Plan
from allocator.tables.findings import Draft, Findings

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def check_start_days(plan: Plan, draft: Draft, findings: Findings) -> None:
    """Warn at the setting where no start day is a working day of the plan."""
    if _has_no_grid(plan):
        week = _named(plan, "working_days")
        message = f"no mission can start: none of them is a working day, and those are {week}"
        findings.on(draft, "start_days", message, severity="warning")


def _has_no_grid(plan: Plan) -> bool:
    return not plan.settings.start_days & plan.settings.working_days


def _named(plan: Plan, field: str) -> str:
    return ", ".join(_WEEKDAYS[day] for day in sorted(getattr(plan.settings, field)))


def check_windows(
    plan: Plan, starts: Mapping[str, Starts], requests: Mapping[str, Draft], findings: Findings
) -> None:
    """Warn of every request in `requests` whose mission fits at no start day, at what makes its window."""
    for code, draft in requests.items():
        request = plan.requests[code]
        if starts[code].obstacle == "grid" and _has_no_grid(plan):
            continue
        if starts[code].obstacle and not _is_out_of_plan(plan, request):
            field, message = _in_the_way(plan, request, starts[code], draft)
            findings.on(draft, field, message, severity="warning")


def _is_out_of_plan(plan: Plan, request: Request) -> bool:
    """Whether another check says so already: a window outside the plan, or closed before it was asked for."""
    earliest, latest = _window(plan, request)
    return (
        earliest > plan.settings.end
        or latest < plan.settings.start
        or latest < min(request.requested_on, plan.settings.end)
    )


def _window(plan: Plan, request: Request) -> tuple[date, date]:
    return request.earliest_start or plan.settings.start, request.latest_end or plan.settings.end


def _in_the_way(plan: Plan, request: Request, starts: Starts, draft: Draft) -> tuple[str, str]:
    """The field to look at, and what no start day gets past."""
    earliest, latest = _window(plan, request)
    window, settings = f"from {earliest} to {latest}", plan.settings
    edge = next((name for name in ("latest_end", "earliest_start") if draft.values[name]), "mission_type")
    needed = f"{request.days} working days"
    if starts.obstacle == "days":
        if edge == "mission_type" and draft.values["days"]:
            edge = "days"
        return edge, f"{needed} do not fit {window}, which has {starts.count}; widen the window"
    if starts.obstacle == "grid":
        names = _named(plan, "start_days")
        return edge, f"no start day of the plan ({names}) leaves {needed} {window}; widen the window"
    if starts.obstacle == "closures":
        hosts = ", ".join(plan.members_of(request))
        message = f"every mission of {needed} {window} meets a closure of {hosts}; widen the window"
        return edge, message
    if starts.obstacle == "notice":
        return "requested_on", (
            f"the last possible start, {starts.latest}, comes sooner than the journey and the plan's "
            f"{settings.notice_days} days of notice allow; widen the window"
        )
    return edge, (
        f"the last possible start, {starts.latest}, is before frozen until, {settings.frozen_until}; "
        "widen the window"
    )


def check_sequence(
    plan: Plan, starts: Mapping[str, Starts], requests: Mapping[str, Draft], findings: Findings
) -> None:
    """Warn of every follow-up that its predecessors, however early they are, leave no start.

    What follows on one that cannot be served is left alone: the cause is told once.
    """
    ends: dict[str, date | None] = {}
    for code in _in_order(plan):
        request = plan.requests[code]
        if request.done_on is not None:
            ends[code] = request.done_on
            continue
        if not plan.is_open(code):
            ends[code] = None
            continue
        before = [(ends[earlier], earlier) for earlier in request.after if earlier in ends]
        known = [(end, earlier) for end, earlier in before if end is not None]
        own = starts[code]
        if len(known) < len(before) or own.obstacle:
            ends[code] = None
            continue
        ready = max((end.toordinal() + request.gap_days + 1 for end, _ in known), default=0)
        at = int(np.searchsorted(own.first, ready))
        ends[code] = date.fromordinal(int(own.last[at])) if at < len(own.first) else None
        if ends[code] is None and code in requests:
            end, earlier = max(known)
            last = date.fromordinal(int(own.first[-1]))
            message = (
                f"{earlier} ends on {end} at the earliest, and with {request.gap_days} gap days the "
                f"last possible start, {last}, is too early; widen a window or shorten the gap"
            )
            findings.on(requests[code], "after", message, severity="warning")


def _in_order(plan: Plan) -> Iterator[str]:
    """The requests, each after its predecessors. Those that wait for each other in a circle are left out."""
    waiting: dict[str, set[str]] = {}
    followers: dict[str, list[str]] = defaultdict(list)
    for code, request in plan.requests.items():
        done = request.done_on is not None
        waiting[code] = set() if done else {earlier for earlier in request.after if earlier in plan.requests}
        for earlier in waiting[code]:
            followers[earlier].append(code)
    ready = [code for code, earlier in waiting.items() if not earlier]
    for code in ready:  # grows as it goes
        yield code
        for follower in followers[code]:
            waiting[follower].discard(code)
            if not waiting[follower]:
                ready.append(follower)
