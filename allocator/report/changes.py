"""What an allocation changes of the previous one: who stays, who moves, who is sent instead."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from allocator.goals import stability
from allocator.plan.entities import DECLINED, OPEN, PREVIOUS
from allocator.report.stays import Stay, stays

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.entities import Decision, Departure
    from allocator.results.result import Result

#: How far a row can be agreed, the least first.
AGREED = tuple(stability.AGREED)

#: What can become of a person on a request, in the order in which a planner must act.
NOT_SERVED, OTHER_PERSON, NOT_SENT, NEW_DATE, OTHER_PAYER, NEW, KEPT = KINDS = (
    "not served any more",
    "other person",
    "no longer sent",
    "new date",
    "other payer",
    "new",
    "kept",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One person on one request: `before` is None for what is new, `stay` for what is gone."""

    kind: str
    request: str
    before: "Decision | None"
    stay: Stay | None

    @property
    def agreed(self) -> str:
        """How far the previous row was agreed; an empty text for what is new."""
        return self.before.status if self.before else ""


def previous_rows(plan: "Plan") -> "tuple[Decision, ...]":
    """The rows of the previous allocation that name a person, of requests that are still open.

    None where all of them are held by the plan's frozen date: then there is nothing to compare with.
    """
    rows = tuple(
        row
        for row in plan.decisions
        if row.decision == PREVIOUS and row.expert and plan.requests[row.request].done_on is None
    )
    frozen = plan.settings.frozen_until
    held = frozen is not None and all(
        row.start is not None
        and row.start < frozen
        and row.status != DECLINED
        and plan.requests[row.request].status == OPEN
        for row in rows
    )
    return () if held else rows


def departures(plan: "Plan") -> "tuple[Departure, ...]":
    """What the plan has no place for of the previous allocation, but for what has been delivered since."""
    done = {request.request for request in plan.requests.values() if request.done_on is not None}
    return tuple(each for each in plan.departures if each.row.request not in done)


def changes_of(result: "Result") -> list[Change]:
    """Every person of the previous allocation and of this one: what changed first, the further agreed the
    earlier; what is new and what is kept last."""
    before: dict[str, list[Decision]] = defaultdict(list)
    now: dict[str, list[Stay]] = defaultdict(list)
    for row in (*previous_rows(result.plan), *(each.row for each in departures(result.plan))):
        before[row.request].append(row)
    for stay in stays(result):
        now[stay.place.request].append(stay)
    withdrawn = dict.fromkeys(code for code in before if code not in result.plan.requests)
    codes = (*(code for code in result.plan.requests if code in before or code in now), *withdrawn)
    found = [change for code in codes for change in _of_request(code, before[code], now[code])]
    return sorted(found, key=_urgency)


def _of_request(code: str, before: "list[Decision]", now: list[Stay]) -> Iterator[Change]:
    people = {stay.place.expert: stay for stay in now}
    gone = [row for row in before if row.expert not in people]
    known = {row.expert for row in before}
    come = [stay for stay in now if stay.place.expert not in known]
    for row in before:
        if row.expert in people:
            stay = people[row.expert]
            yield Change(kind=_kind_of_kept(row, stay), request=code, before=row, stay=stay)
    for row in gone:
        successor = _successor(row, come)
        if successor is not None:
            come.remove(successor)
        kind = NOT_SERVED if not now else OTHER_PERSON if successor else NOT_SENT
        yield Change(kind=kind, request=code, before=row, stay=successor)
    for stay in come:
        yield Change(kind=NEW, request=code, before=None, stay=stay)


def _kind_of_kept(row: "Decision", stay: Stay) -> str:
    if row.start not in (None, stay.mission.start):
        return NEW_DATE
    return KEPT if row.agreement in ("", stay.mission.agreement or "") else OTHER_PAYER


def _successor(row: "Decision", come: list[Stay]) -> Stay | None:
    """Who sits in the seat of somebody who goes no more; else anybody who is new on the team."""
    same = [stay for stay in come if stay.place.seat == row.seat]
    return next(iter(same or come), None)


def _urgency(change: Change) -> tuple[int, int, int, date]:
    """Disturbed people by how far they were agreed, then what is new, then what stays."""
    group = {NEW: 1, KEPT: 2}.get(change.kind, 0)
    agreed = AGREED.index(change.agreed) if change.before else -1
    start = change.before.start if change.before else None
    return group, -agreed, KINDS.index(change.kind), start or _start_now(change)


def _start_now(change: Change) -> date:
    return change.stay.mission.start if change.stay else date.max
