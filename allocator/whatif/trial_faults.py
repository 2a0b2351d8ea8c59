"""What is wrong with a change by itself, whatever is allocated."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from allocator.tables.cells.dates import date_of
from allocator.tables.cells.suggest import did_you_mean

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.entities import Request
    from allocator.whatif.change import Change

Faults = Iterator[tuple[str, str]]


def faults_of(plan: "Plan", change: "Change") -> Faults:
    """(argument, what is wrong with it), of all that can be told from the plan alone."""
    request = plan.requests.get(change.request)
    if request is None:
        yield "request", f"is not a request of this plan{did_you_mean(str(change.request), plan.requests)}"
        return
    if request.done_on is not None:
        yield "request", f"was already delivered on {request.done_on}"
    elif not plan.is_open(request.request):
        yield "request", "is cancelled; set its status on the sheet Requests back to open"
    yield from _contradictions(change)
    yield from _unknown_seats(plan, request, change)
    yield from _unknown_people(plan, change)
    yield from _unknown_payer(plan, change)
    if change.start is not None:
        yield from _no_date(change.start)


def _contradictions(change: "Change") -> Faults:
    """Arguments that do not go together, or that say too little."""
    others = (change.expert, change.seat, change.instead_of, change.start, change.agreement, change.team)
    if change.drop and any(other is not None for other in others):
        yield "drop", "what is dropped has neither people nor a date nor a payer"
    elif not change.drop and all(other is None for other in others):
        yield "", "nothing is changed: say who goes, when, who pays, or that it is dropped"
    elif change.expert is not None and change.team is not None:
        yield "team", "says who goes already; leave one of team and expert out"
    elif change.expert is None and (change.seat, change.instead_of) != (None, None):
        yield "expert", "say who goes there"


def _unknown_seats(plan: "Plan", request: "Request", change: "Change") -> Faults:
    known = [seat.seat for seat in plan.seats_of(request)]
    for seat in (*(() if change.seat is None else (change.seat,)), *(change.team or ())):
        if seat not in known:
            yield "seat", f"{seat} is no seat of it: {', '.join(known)}"


def _unknown_people(plan: "Plan", change: "Change") -> Faults:
    named = [("expert", change.expert), *(("team", place.expert) for place in change.places)]
    for argument, code in named:
        if code is not None and code not in plan.experts:
            yield argument, f"{code} is not an expert of this plan{did_you_mean(str(code), plan.experts)}"


def _unknown_payer(plan: "Plan", change: "Change") -> Faults:
    if change.agreement is None:
        return
    if plan.agreements is None:
        yield "agreement", "the plan has no agreements, so nobody is asked to pay"
    elif change.agreement not in plan.agreements:
        meant = did_you_mean(str(change.agreement), plan.agreements)
        yield "agreement", f"{change.agreement} is not an agreement of this plan{meant}"


def _no_date(given: object) -> Faults:
    try:
        date_of(given)
    except ValueError as error:
        yield "start", str(error)
