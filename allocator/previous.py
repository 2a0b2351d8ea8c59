"""Re-planning: a plan that starts from an earlier allocation."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING

from allocator.errors import Fault
from allocator.plan.delivered import delivered_rows
from allocator.plan.entities import PREVIOUS, Decision

if TYPE_CHECKING:
    from allocator.allocation import Assignment, Mission
    from allocator.plan import Plan
    from allocator.results.result import Result

_PLACE = "previous allocation"


def with_previous(plan: "Plan", earlier: "Result") -> "Plan":
    """The plan with an earlier result's allocation in place of its `previous` rows.

    Each row keeps how far it was agreed. People, seats and requests that the plan no longer knows are left
    out and stand among its warnings; a payer it no longer knows leaves the row without one. Of what has been
    delivered the plan's own rows say who went; where it has none, those of the earlier result do.
    """
    agreed = {(row.request, row.seat, row.expert): row.status for row in earlier.plan.decisions}
    own = delivered_rows(plan)
    rows = []
    faults = []
    for mission, place in chain(earlier.plan.delivered.assignments(), earlier.allocation.assignments()):
        if place.request in own:
            continue
        unknown = next(_unknown(plan, place), None)
        if unknown is not None:
            message = f"{place.expert} on {place.request} is left out: the plan has no {unknown}"
            faults.append(Fault(place=_PLACE, message=message, severity="warning"))
            continue
        status = agreed.get((place.request, place.seat, place.expert), "draft")
        rows.append(_row(plan, mission, place, status))
    kept = (row for row in plan.decisions if row.decision != PREVIOUS or row.request in own)
    return replace(
        plan,
        decisions=(*kept, *rows),
        warnings=(*plan.warnings, *faults),
        digest=sha256(f"{plan.digest}{rows}".encode()).hexdigest(),
    )


def _row(plan: "Plan", mission: "Mission", place: "Assignment", status: str) -> Decision:
    payer = mission.agreement or ""
    return Decision(
        request=place.request,
        seat=place.seat,
        expert=place.expert,
        start=mission.start,
        agreement=payer if payer in (plan.agreements or {}) else "",
        decision=PREVIOUS,
        status=status,
        place=_PLACE,
    )


def _unknown(plan: "Plan", place: "Assignment") -> Iterator[str]:
    """What the plan does not know of an assignment, in words."""
    if place.request not in plan.requests:
        yield f"request {place.request}"
    elif place.seat not in {"", *(seat.seat for seat in plan.seats_of(plan.requests[place.request]))}:
        yield f"seat {place.seat} for {place.request}"
    if place.expert not in plan.experts:
        yield f"expert {place.expert}"
