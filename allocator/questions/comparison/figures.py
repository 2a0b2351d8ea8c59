"""The main figures of an allocation, in an order in which results can be held beside each other."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from allocator.plan import calendar

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Assignment, Mission
    from allocator.results.result import Result


class Figure(NamedTuple):
    """A number with its unit; the currency's where it is money."""

    what: str
    value: int
    unit: str


def figures_of(result: "Result") -> Iterator[Figure]:
    """What was served, by whom, from where, for how long and for how much."""
    plan, missions = result.plan, result.allocation.missions
    places = list(result.allocation.assignments())
    served = [plan.requests[mission.request] for mission in missions]
    yield Figure("Requests asked", len(plan.open_requests), "requests")
    yield Figure("Requests served", len(served), "requests")
    for priority in sorted({request.priority for request in plan.open_requests}):
        number = sum(request.priority == priority for request in served)
        yield Figure(f"Requests served of priority {priority}", number, "requests")
    weight = sum(result.model.priorities[request.priority] for request in served)
    yield Figure("Weight of the requests served", weight, "weight units")
    yield from _regions(plan, missions)
    yield from _people(plan, places)
    yield from _teams(plan, missions)
    yield Figure("Mission days", sum(request.days or 0 for request in served), "days")
    yield Figure("Days away from home, of all experts", sum(_days(plan, *each) for each in places), "days")
    yield from _money(plan, places)


def _regions(plan: "Plan", missions: "tuple[Mission, ...]") -> Iterator[Figure]:
    asked = {plan.members[request.member].region for request in plan.open_requests}
    served = Counter(plan.members[plan.requests[mission.request].member].region for mission in missions)
    for region in sorted(asked):
        yield Figure(f"Requests served in {region}", served[region], "requests")


def _people(plan: "Plan", places: "list[tuple[Mission, Assignment]]") -> Iterator[Figure]:
    people = {place.expert for _, place in places}
    yield Figure("Seats taken", len(places), "places")
    yield Figure("Experts sent", len(people), "experts")
    employers = {plan.experts[code].administration for code in people}
    yield Figure("Administrations that release somebody", len(employers), "administrations")
    learners = {place.expert for mission, place in places if _is_learner(plan, mission, place)}
    yield Figure("Pre-accredited experts sent", len(learners), "experts")


def _is_learner(plan: "Plan", mission: "Mission", place: "Assignment") -> bool:
    request = plan.requests[mission.request]
    seat = plan.seat_of(request, place.seat)
    held = plan.qualification_of(place.expert, seat.profile, plan.topic_of(request, seat))
    return held is not None and held.status == "pre-accredited"


def _teams(plan: "Plan", missions: "tuple[Mission, ...]") -> Iterator[Figure]:
    """Teams of two and more: from different countries, or not."""
    teams = [mission.experts for mission in missions if len(mission.team) > 1]
    shared = [_same_places(plan, team) for team in teams]
    yield Figure("Teams of two or more", len(teams), "teams")
    yield Figure("Teams from different countries", sum(not number for number in shared), "teams")
    yield Figure("Same-country places", sum(shared), "places")


def _same_places(plan: "Plan", team: tuple[str, ...]) -> int:
    """Team size less distinct countries; who belongs to none shares it with nobody."""
    return len(team) - len({plan.administration_of(expert).country or f"-{expert}" for expert in team})


def _days(plan: "Plan", mission: "Mission", place: "Assignment") -> int:
    request = plan.requests[mission.request]
    departure, back = calendar.away(plan, request, place.expert, mission.start)
    return (back - departure).days + 1


def _money(plan: "Plan", places: "list[tuple[Mission, Assignment]]") -> Iterator[Figure]:
    currency, paid = plan.settings.currency, Counter[str]()
    for mission, place in places:
        cost = plan.cost_of(plan.requests[mission.request], place.expert)
        paid[mission.agreement or ""] += cost
    yield Figure("Cost", paid.total(), currency)
    for code in plan.agreements or {}:
        yield Figure(f"Paid by {code}", paid[code], currency)
