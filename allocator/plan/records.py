"""The records of one plan: everything asked and everything offered for one period, cross-checked."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from allocator.errors import Fault
from allocator.plan.declarations import sheet
from allocator.plan.entities import (
    CANCELLED,
    POSTPONED,
    Administration,
    Agreement,
    Availability,
    Closure,
    Decision,
    Departure,
    Expert,
    History,
    Interest,
    Member,
    MissionType,
    Qualification,
    Request,
    RequestSeat,
    Seat,
    Settings,
    Travel,
)

TeamSeat = Seat | RequestSeat


@dataclass(frozen=True, kw_only=True)
class Records:
    """The records of a plan, sheet by sheet in the order of the workbook, and what is looked up in them."""

    settings: Settings = sheet("Plan", Settings, required=True, vertical=True)
    members: Mapping[str, Member] = sheet("Members", Member, "member")
    closures: tuple[Closure, ...] = sheet(
        "Closures", Closure, "member", "first", "last", default=(), unique=False
    )
    administrations: Mapping[str, Administration] = sheet("Administrations", Administration, "administration")
    experts: Mapping[str, Expert] = sheet("Experts", Expert, "expert", required=True)
    qualifications: tuple[Qualification, ...] = sheet(
        "Qualifications", Qualification, "expert", "profile", "topic", default=(), required=True
    )
    availability: tuple[Availability, ...] = sheet(
        "Availability", Availability, "expert", "first", "last", default=(), unique=False
    )
    mission_types: Mapping[str, MissionType] = sheet(
        "Mission types", MissionType, "mission_type", required=True
    )
    seats: tuple[Seat, ...] = sheet("Seats", Seat, "mission_type", "seat", default=(), required=True)
    requests: Mapping[str, Request] = sheet("Requests", Request, "request", required=True)
    request_seats: tuple[RequestSeat, ...] = sheet(
        "Request seats", RequestSeat, "request", "seat", default=()
    )
    interest: tuple[Interest, ...] = sheet("Interest", Interest, "expert", "request", default=())
    # None: no sheet, so no funding is asked for
    agreements: Mapping[str, Agreement] | None = sheet("Agreements", Agreement, "agreement", default=None)
    # None: no sheet, so travel costs nothing
    travel: tuple[Travel, ...] | None = sheet("Travel", Travel, "from_region", "to_region", default=None)
    history: tuple[History, ...] = sheet("History", History, "expert", "member", default=())
    decisions: tuple[Decision, ...] = sheet(
        "Assignments", Decision, "request", "seat", "expert", default=(), unique=False
    )
    departures: tuple[Departure, ...] = ()
    warnings: tuple[Fault, ...] = field(default=(), compare=False)
    digest: str = ""

    @cached_property
    def open_requests(self) -> tuple[Request, ...]:
        """The requests to plan: those neither delivered already nor cancelled; of what is postponed it is
        known that it is not served."""
        return tuple(request for request in self.requests.values() if self.is_open(request.request))

    def is_open(self, code: str) -> bool:
        """Whether a request is among those to plan."""
        request = self.requests[code]
        return request.done_on is None and request.status != CANCELLED

    def why_not_open(self, code: str) -> str:
        """What has become of a request that is not open."""
        return "is already delivered" if self.requests[code].done_on is not None else "is cancelled"

    @cached_property
    def not_to_serve(self) -> frozenset[str]:
        """The open requests of which it is decided that they are not served: excluded or postponed."""
        excluded = {row.request for row in self.decisions if row.excludes and not row.expert}
        postponed = {code for code, request in self.requests.items() if request.status == POSTPONED}
        return frozenset(code for code in excluded | postponed if self.is_open(code))

    @cached_property
    def _seats_by_type(self) -> dict[str, tuple[Seat, ...]]:
        return _grouped(self.seats, lambda seat: seat.mission_type)

    @cached_property
    def _seats_by_request(self) -> dict[str, tuple[RequestSeat, ...]]:
        return _grouped(self.request_seats, lambda seat: seat.request)

    @cached_property
    def _decisions(self) -> dict[str, tuple[Decision, ...]]:
        return _grouped(self.decisions, lambda row: row.request)

    @cached_property
    def _qualifications(self) -> dict[tuple[str, str, str], Qualification]:
        return {(q.expert, q.profile, q.topic): q for q in self.qualifications}

    @cached_property
    def _travel(self) -> dict[tuple[str, str], Travel]:
        return {(t.from_region, t.to_region): t for t in self.travel or ()}

    @cached_property
    def availability_of(self) -> dict[str, tuple[tuple[date, date], ...]]:
        """The disjoint spells of release in order, touching rows joined, of everybody who has rows or has
        withdrawn; a withdrawal ends them."""
        rows: dict[str, list[tuple[date, date]]] = defaultdict(list)
        for row in self.availability:
            rows[row.expert].append((row.first, row.last))
        found = {expert: _joined(sorted(spells)) for expert, spells in rows.items()}
        for expert in self.experts:
            if (since := self.withdrawn_from(expert)) is not None:
                found[expert] = tuple(_until(since, found.get(expert, ((date.min, date.max),))))
        return found

    def withdrawn_from(self, expert: str) -> date | None:
        """The first day on which a person, or the administration, has withdrawn; None where neither has."""
        person = self.experts[expert]
        both = person.withdrawn_from, self.administrations[person.administration].withdrawn_from
        return min((day for day in both if day is not None), default=None)

    def decisions_of(self, request: str) -> tuple[Decision, ...]:
        """The rows of Assignments about a request."""
        return self._decisions.get(request, ())

    def seats_of(self, request: Request) -> tuple[TeamSeat, ...]:
        """The team a request asks for: its own seats where it has any, else its type's."""
        own = self._seats_by_request.get(request.request, ())
        return own or self._seats_by_type.get(request.mission_type, ())

    def seat_of(self, request: Request, code: str) -> TeamSeat:
        """The seat of a request by its name; KeyError for one it does not have."""
        for seat in self.seats_of(request):
            if seat.seat == code:
                return seat
        raise KeyError(code)

    def topic_of(self, request: Request, seat: TeamSeat) -> str:
        """The topic a seat needs: its own, else the request's."""
        return seat.topic or request.topic

    def members_of(self, request: Request) -> tuple[str, ...]:
        """Codes of all Members that take part, the asking one first."""
        return (request.member, *request.other_members)

    def qualification_of(self, expert: str, profile: str, topic: str) -> Qualification | None:
        """The row that speaks for an expert: the topic's own, else the one for any topic, else None."""
        own = self._qualifications.get((expert, profile, topic))
        return own or self._qualifications.get((expert, profile, "*"))

    def administration_of(self, expert: str) -> Administration:
        """The employer of an expert."""
        return self.administrations[self.experts[expert].administration]

    def travel_days(self, request: Request, expert: str) -> int:
        """Days of travel each way: the regions' own where the Travel sheet gives them, else the type's."""
        row = self._journey(request, expert)
        if row is not None and row.days is not None:
            return row.days
        return self.mission_types[request.mission_type].travel_days

    def cost_of(self, request: Request, expert: str) -> int:
        """Cost of sending an expert on a request: the journey, and the day cost for each mission day."""
        row = self._journey(request, expert)
        return (row.cost if row else 0) + self.experts[expert].day_cost * (request.days or 0)

    def _journey(self, request: Request, expert: str) -> Travel | None:
        route = (self.administration_of(expert).region, self.members[request.member].region)
        return self._travel.get(route)


_Row = TypeVar("_Row")


def _grouped(rows: Iterable[_Row], key: Callable[[_Row], str]) -> dict[str, tuple[_Row, ...]]:
    groups: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return {name: tuple(group) for name, group in groups.items()}


def _joined(spells: list[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    joined: list[tuple[date, date]] = []
    for first, last in spells:
        if joined and first.toordinal() <= joined[-1][1].toordinal() + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def _until(day: date, spells: Iterable[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    """What lies before a day of some spells."""
    for first, last in spells:
        if first < day:
            yield first, min(last, day - timedelta(days=1))
