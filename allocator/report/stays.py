"""Who goes where and when: the dates and costs that several tables count on, worked out once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from allocator.plan import calendar

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Assignment, Mission
    from allocator.plan.entities import Request
    from allocator.results.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One expert on one mission: mission days from the start to `last`, away from `departure` to `back`."""

    request: "Request"
    mission: "Mission"
    place: "Assignment"
    last: date
    departure: date
    back: date
    cost: int

    @property
    def days_away(self) -> int:
        """Calendar days from departure to return, both included."""
        return (self.back - self.departure).days + 1


def missions_in_order(result: "Result") -> "list[Mission]":
    """The missions by start date; those of one day in the order of the requests."""
    order = {code: number for number, code in enumerate(result.plan.requests)}
    return sorted(result.allocation.missions, key=lambda mission: (mission.start, order[mission.request]))


def stays(result: "Result") -> list[Stay]:
    """The stay of every assignment, by start date, in the order of the teams."""
    plan = result.plan
    return [_stay(plan, mission, place) for mission in missions_in_order(result) for place in mission.team]


def delivered_stays(plan: "Plan") -> list[Stay]:
    """The stay of everybody who went on what is delivered, in the plan's order."""
    return [_stay(plan, mission, place) for mission, place in plan.delivered.assignments()]


def _stay(plan: "Plan", mission: "Mission", place: "Assignment") -> Stay:
    request = plan.requests[mission.request]
    departure, back = calendar.away(plan, request, place.expert, mission.start)
    return Stay(
        request=request,
        mission=mission,
        place=place,
        last=calendar.last_day(plan, request, mission.start),
        departure=departure,
        back=back,
        cost=plan.cost_of(request, place.expert),
    )


def rests_on_tentative(plan: "Plan", stay: Stay) -> bool:
    """Whether a day of the stay is released only tentatively."""
    rows = [row for row in plan.availability if row.expert == stay.place.expert]
    confirmed = [(row.first, row.last) for row in rows if row.status == "confirmed"]
    return bool(rows) and not _covered(confirmed, stay.departure, stay.back)


def _covered(spells: Iterable[tuple[date, date]], first: date, last: date) -> bool:
    """Whether the spells together hold every day from `first` to `last`."""
    reached = first.toordinal()
    for begin, end in sorted(spells):
        if begin.toordinal() <= reached:
            reached = max(reached, end.toordinal() + 1)
    return reached > last.toordinal()
