"""What an allocation changes of the previous one: who stays, who moves, who is sent instead."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from allocator.goals import stability
from allocator.plan.calendar import away
from allocator.plan.entities import PREVIOUS
from allocator.report.stays import Stay, stays
from allocator.rules.coupling.fixed import locks

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.entities import Decision, Departure
    from allocator.results.result import Result

#: How far a row can be agreed, the least first.
AGREED = tuple(stability.AGREED)

#: What can become of a person on a request, in the order in which a planner must act.
NOT_SERVED, OTHER_PERSON, NOT_SENT, NEW_DATE, OTHER_PAYER, OTHER_SEAT, NEW, KEPT = KINDS = (
    "not served any more",
    "other person",
    "no longer sent",
    "new date",
    "other payer",
    "other seat",
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
    rows = rows_before(plan)
    held = {_key(row) for row in locks(plan) if row.decision == PREVIOUS}
    return () if all(_key(row) in held for row in rows) else rows


def rows_before(plan: "Plan") -> "tuple[Decision, ...]":
    """The previous rows that name a person, of requests that are still open, each with the payer that it had,
    be that in the plan or not."""
    paid = {_key(each.row): each.row.agreement for each in plan.departures if each.missing == _payer(each)}
    return tuple(
        replace(row, agreement=paid[_key(row)]) if _key(row) in paid else row
        for row in plan.decisions
        if row.decision == PREVIOUS and row.expert and plan.requests[row.request].done_on is None
    )


def departures(plan: "Plan") -> "tuple[Departure, ...]":
    """What the plan has no place for of the previous allocation, but for what has been delivered since. A row
    that lost its payer alone has a place."""
    done = {request.request for request in plan.requests.values() if request.done_on is not None}
    return tuple(
        each for each in plan.departures if each.row.request not in done and each.missing != _payer(each)
    )


def payers_gone(plan: "Plan") -> "set[str]":
    """The agreements of the previous allocation that the plan has no more."""
    return {each.row.agreement for each in plan.departures if each.missing == _payer(each)}


def _payer(departure: "Departure") -> str:
    return f"agreement {departure.row.agreement}"


def _key(row: "Decision") -> tuple[str, str, str]:
    return row.request, row.seat, row.expert


def has_left(plan: "Plan", row: "Decision") -> bool:
    """Whether the person of a previous row has left: is not in the plan any more, or has withdrawn by the day
    of returning home."""
    if row.expert not in plan.experts:
        return True
    since = plan.withdrawn_from(row.expert)
    if since is None or row.start is None or row.request not in plan.requests:
        return since is not None
    return away(plan, plan.requests[row.request], row.expert, row.start)[1] >= since


def changes_of(result: "Result") -> list[Change]:
    """Every person of the previous allocation and of this one: those who left first, then what changed, the
    further agreed the earlier; what is new and what is kept last."""
    before: dict[str, list[Decision]] = defaultdict(list)
    now: dict[str, list[Stay]] = defaultdict(list)
    for row in (*previous_rows(result.plan), *(each.row for each in departures(result.plan))):
        before[row.request].append(row)
    for stay in stays(result):
        now[stay.place.request].append(stay)
    withdrawn = dict.fromkeys(code for code in before if code not in result.plan.requests)
    codes = (*(code for code in result.plan.requests if code in before or code in now), *withdrawn)
    found = [change for code in codes for change in _of_request(code, before[code], now[code])]
    return sorted(found, key=lambda change: (not _leaves(result.plan, change), *_urgency(change)))


def _leaves(plan: "Plan", change: Change) -> bool:
    gone = change.kind in (NOT_SERVED, OTHER_PERSON, NOT_SENT)
    return gone and change.before is not None and has_left(plan, change.before)


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
    if row.agreement not in ("", stay.mission.agreement or ""):
        return OTHER_PAYER
    return KEPT if row.seat in ("", stay.place.seat) else OTHER_SEAT


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
