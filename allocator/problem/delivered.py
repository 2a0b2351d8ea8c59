"""Delivered missions as arrays: what they have used of limits, and the days that they take."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan import calendar

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Assignment
    from allocator.problem.arrays import Bools, Ints


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """One item of `expert`, `departure`, `back` and `busy_until` per place taken (`busy_until` is the last
    day of report and rest); one of `host`, `first` and `last` per Member that took part. Days count from the
    plan's first, which is 0.

    Per expert: `missions`, `days`, and `had_field_mission` for those who went as pre-accredited. `knows`:
    (experts x Members) who have worked together. `body_days` per administration, `spent` per agreement.
    """

    expert: "Ints"
    departure: "Ints"
    back: "Ints"
    busy_until: "Ints"
    host: "Ints"
    first: "Ints"
    last: "Ints"
    missions: "Ints"
    days: "Ints"
    had_field_mission: "Bools"
    knows: "Bools"
    body_days: "Ints"
    spent: "Ints"


def deliver(
    plan: "Plan",
    experts: Mapping[str, int],
    members: Mapping[str, int],
    administration: "Ints",
    day_number: Callable[[date], int],
) -> Delivered:
    """The arrays of a plan's delivered missions; `administration` is the employer of each expert."""
    places = [(plan.requests[m.request], m, place) for m, place in plan.delivered.assignments()]
    who = _ints(experts[place.expert] for _, _, place in places)
    days = _ints(request.days or 0 for request, _, _ in places)
    away = [calendar.away(plan, request, place.expert, m.start) for request, m, place in places]
    free = [calendar.free_again(plan, request, place.expert, m.start) for request, m, place in places]
    visits = [
        (members[code], m.start, calendar.last_day(plan, plan.requests[m.request], m.start))
        for m in plan.delivered.missions
        for code in plan.members_of(plan.requests[m.request])
    ]
    knows = np.zeros((len(experts), len(members)), dtype=bool)
    for request, _, place in places:
        knows[experts[place.expert], [members[code] for code in plan.members_of(request)]] = True
    learner = np.array([_went_as_learner(plan, place) for _, _, place in places], dtype=bool)
    employers = len(plan.administrations)
    return Delivered(
        expert=who,
        departure=_ints(day_number(departure) for departure, _ in away),
        back=_ints(day_number(back) for _, back in away),
        busy_until=_ints(day_number(day) - 1 for day in free),
        host=_ints(host for host, _, _ in visits),
        first=_ints(day_number(first) for _, first, _ in visits),
        last=_ints(day_number(last) for _, _, last in visits),
        missions=_summed(who, np.ones_like(who), len(experts)),
        days=_summed(who, days, len(experts)),
        had_field_mission=_summed(who[learner], np.ones_like(who[learner]), len(experts)) > 0,
        knows=knows,
        body_days=_summed(administration[who], days, employers),
        spent=_spent(plan),
    )


def _went_as_learner(plan: "Plan", place: "Assignment") -> bool:
    """Whether somebody took a seat for which the person is pre-accredited; any, where no seat is told."""
    request = plan.requests[place.request]
    held = (
        plan.qualification_of(place.expert, seat.profile, plan.topic_of(request, seat))
        for seat in plan.seats_of(request)
        if place.seat in ("", seat.seat)
    )
    return any(row is not None and row.status == "pre-accredited" for row in held)


def _spent(plan: "Plan") -> "Ints":
    """What each agreement has paid."""
    index = {code: i for i, code in enumerate(plan.agreements or ())}
    spent = np.zeros(len(index), dtype=np.int64)
    for mission, place in plan.delivered.assignments():
        if mission.agreement in index:
            spent[index[mission.agreement]] += plan.cost_of(plan.requests[mission.request], place.expert)
    return spent


def _summed(owner: "Ints", load: "Ints", owners: int) -> "Ints":
    total = np.zeros(owners, dtype=np.int64)
    np.add.at(total, owner, load)
    return total


def _ints(values: Iterable[int]) -> "Ints":
    return np.fromiter(values, dtype=np.int64)
