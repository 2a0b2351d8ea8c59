"""Re-planning: a plan that starts from an earlier allocation."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

from allocator.errors import Fault
from allocator.plan.agreed import agreed_row
from allocator.plan.delivered import delivered_rows
from allocator.plan.entities import DECLINED, DONE, PREVIOUS, Decision, Departure

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Assignment, Mission
    from allocator.results.result import Result

_PLACE = "previous allocation"


def with_previous(plan: "Plan", earlier: "Result") -> "Plan":
    """The plan with an earlier result's allocation in place of its `previous` rows.

    Each row keeps how far it was agreed; what people have declined by the plan, or by the earlier one, stays
    so. People, seats and requests that the plan no longer knows are left
    out: they stand among its warnings and, but for what was delivered, its departures. A payer it no longer
    knows leaves the row without one, and is a departure too. Of what has been delivered the plan's own rows
    say who went; where it has none, those of the earlier result do, but for a start after the day on which it
    was done.
    """
    declined = {(row.request, row.expert): row for row in plan.decisions if row.status == DECLINED}
    plan = _with_what_is_done(plan, earlier.plan)
    own = delivered_rows(plan)
    rows = []
    departures = []
    faults = [*_too_late(plan, earlier, own)]
    for mission, place in chain(earlier.plan.delivered.assignments(), earlier.allocation.assignments()):
        if place.request in own:
            continue
        told = agreed_row(earlier.plan, place.request, place.expert, mission.start)
        row = _row(plan, mission, place, declined.get((place.request, place.expert), told))
        unknown = next(_unknown(plan, place), None)
        if unknown is not None:
            if place.request not in earlier.plan.delivered.by_request:
                departures.append(_departure(earlier.plan, row, unknown))
            message = f"{place.expert} on {place.request} is left out: the plan has no {unknown}"
            faults.append(Fault(place=_PLACE, message=message, severity="warning"))
            continue
        rows.append(row)
        if mission.agreement and plan.agreements is not None and not row.agreement:
            lost = replace(row, agreement=mission.agreement)
            departures.append(_departure(earlier.plan, lost, f"agreement {mission.agreement}"))
    kept = tuple(row for row in plan.decisions if row.decision != PREVIOUS or row.request in own)
    rows += _declined(plan, earlier.plan, (*kept, *rows))
    return replace(
        plan,
        decisions=(*kept, *rows),
        departures=tuple(departures),
        warnings=(*plan.warnings, *faults),
        digest=sha256(f"{plan.digest}{rows}".encode()).hexdigest(),
    )


def _with_what_is_done(plan: "Plan", earlier: "Plan") -> "Plan":
    """The plan, in which what rows of the earlier one call done is delivered."""
    done = {row.request for row in earlier.decisions if row.status == DONE and not row.excludes}
    open_now = done.intersection(request.request for request in plan.open_requests)
    if not open_now:
        return plan
    requests = {
        code: replace(request, done_on=earlier.requests[code].done_on) if code in open_now else request
        for code, request in plan.requests.items()
    }
    return replace(plan, requests=MappingProxyType(requests))


def _declined(plan: "Plan", earlier: "Plan", rows: Iterable[Decision]) -> list[Decision]:
    """What people have declined, in the words of the plan or else of the earlier one, about whom `rows` say
    nothing on the same request."""
    told = {(row.request, row.expert) for row in rows}
    found: dict[tuple[str, str], Decision] = {}
    for row in (*plan.decisions, *earlier.decisions):
        known = row.request in plan.requests and row.expert in plan.experts
        if row.status == DECLINED and known and (row.request, row.expert) not in told:
            found.setdefault((row.request, row.expert), replace(row, decision="", place=_PLACE, cells=()))
    return list(found.values())


def _row(plan: "Plan", mission: "Mission", place: "Assignment", agreed: Decision | None) -> Decision:
    payer = mission.agreement or ""
    return Decision(
        request=place.request,
        seat=place.seat,
        expert=place.expert,
        start=None if _after_done(plan, mission) else mission.start,
        agreement=payer if payer in (plan.agreements or {}) else "",
        decision=PREVIOUS,
        status=agreed.status if agreed else "draft",
        status_reason=agreed.status_reason if agreed else "",
        place=_PLACE,
    )


def _departure(earlier: "Plan", row: Decision, missing: str) -> Departure:
    expert = earlier.experts[row.expert]
    members = earlier.members_of(earlier.requests[row.request])
    return Departure(
        row=row,
        person=f"{row.expert} ({expert.name})" if expert.name else row.expert,
        administration=expert.administration,
        members=tuple(earlier.members[code].name or code for code in members),
        missing=missing,
    )


def _after_done(plan: "Plan", mission: "Mission") -> bool:
    """Whether a mission would have begun after it was done."""
    request = plan.requests.get(mission.request)
    return request is not None and request.done_on is not None and mission.start > request.done_on


def _too_late(plan: "Plan", earlier: "Result", own: Container[str]) -> Iterator[Fault]:
    """What was delivered before it was planned to start."""
    for mission in (*earlier.plan.delivered.missions, *earlier.allocation.missions):
        code = mission.request
        if code not in own and _after_done(plan, mission):
            done = plan.requests[code].done_on
            message = (
                f"{code} was to start on {mission.start}, and was done on {done}: it counts as so many days "
                "before that; give its start in a row of Assignments"
            )
            yield Fault(place=_PLACE, message=message, severity="warning")


def _unknown(plan: "Plan", place: "Assignment") -> Iterator[str]:
    """What the plan does not know of an assignment, in words."""
    if place.request not in plan.requests:
        yield f"request {place.request}"
    elif place.seat not in {"", *(seat.seat for seat in plan.seats_of(plan.requests[place.request]))}:
        yield f"seat {place.seat} for {place.request}"
    if place.expert not in plan.experts:
        yield f"expert {place.expert}"
