"""A plan under a coordination model as numpy arrays: what the search computes on.

Days are whole numbers counted from the plan's first day, which is day 0; travel may lie before it. A *start*
is one (request, first mission day) pair; all starts stand in one array sorted by request, then day, so that
the starts of a request are a slice and "the starts from day a to day b" a pair of binary searches.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from allocator.plan import Plan, TeamSeat
from allocator.plan.calendar import working_days
from allocator.plan.entities import Request
from allocator.plan.policy import CoordinationModel
from allocator.problem.arrays import FOREVER, Bools, Ints
from allocator.problem.delivered import Delivered, deliver
from allocator.problem.qualifications import Held, hold


@dataclass(frozen=True)
class Problem:
    """Index maps and arrays of one plan. Requests are the open ones, in the plan's order.

    `seat_request[q]` is the request of seat q; `start_request`, `start_day`, `start_last` describe the
    starts; those of request r are `start_offset[r]:start_offset[r + 1]`.
    """

    plan: Plan
    model: CoordinationModel
    requests: tuple[Request, ...]
    experts: tuple[str, ...]
    seats: tuple[TeamSeat, ...]
    seat_request: Ints
    start_request: Ints
    start_day: Ints
    start_last: Ints
    start_offset: Ints

    # -- index maps -------------------------------------------------------------------------------------

    @cached_property
    def request_index(self) -> dict[str, int]:
        """Position of each open request."""
        return {request.request: i for i, request in enumerate(self.requests)}

    @cached_property
    def expert_index(self) -> dict[str, int]:
        """Position of each expert."""
        return {code: i for i, code in enumerate(self.experts)}

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Codes of all Members that the plan names."""
        return tuple(self.plan.members)

    @cached_property
    def member_index(self) -> dict[str, int]:
        """Position of each Member."""
        return {code: i for i, code in enumerate(self.members)}

    @cached_property
    def administrations(self) -> tuple[str, ...]:
        """Codes of all administrations."""
        return tuple(self.plan.administrations)

    @cached_property
    def agreements(self) -> tuple[str, ...]:
        """Codes of all agreements; empty where no funding is asked for."""
        return tuple(self.plan.agreements or ())

    # -- requests ---------------------------------------------------------------------------------------

    @cached_property
    def request_member(self) -> Ints:
        """The asking Member of each request."""
        return _ints(self.member_index[request.member] for request in self.requests)

    @cached_property
    def request_days(self) -> Ints:
        """Working days of each request."""
        return _ints(request.days or 0 for request in self.requests)

    @cached_property
    def request_weight(self) -> Ints:
        """Priority weight of each request."""
        return _ints(self.model.priorities[request.priority] for request in self.requests)

    @cached_property
    def takes_part(self) -> Bools:
        """(requests x members): which Members take part in each request."""
        part = np.zeros((len(self.requests), len(self.members)), dtype=bool)
        for i, request in enumerate(self.requests):
            for member in self.plan.members_of(request):
                part[i, self.member_index[member]] = True
        return part

    @cached_property
    def report_days(self) -> Ints:
        """Days of reporting after the return, per request."""
        types = self.plan.mission_types
        return _ints(types[request.mission_type].report_days for request in self.requests)

    @cached_property
    def seat_count(self) -> Ints:
        """Equal places of each seat."""
        return _ints(seat.count for seat in self.seats)

    @cached_property
    def team_size(self) -> Ints:
        """People on the team of each request."""
        size = np.zeros(len(self.requests), dtype=np.int64)
        np.add.at(size, self.seat_request, self.seat_count)
        return size

    @cached_property
    def held(self) -> Held:
        """What each expert holds for each (profile, topic) that a seat needs."""
        pairs = [(self.requests[r], seat) for r, seat in zip(self.seat_request, self.seats, strict=True)]
        return hold(self.plan, pairs, FOREVER)

    # -- experts ----------------------------------------------------------------------------------------

    @cached_property
    def expert_administration(self) -> Ints:
        """The administration of each expert."""
        index = {code: i for i, code in enumerate(self.administrations)}
        return _ints(index[self.plan.experts[code].administration] for code in self.experts)

    @cached_property
    def rest_days(self) -> Ints:
        """Days at home between two missions, per expert."""
        return _ints(self.plan.experts[code].rest_days for code in self.experts)

    @cached_property
    def countries(self) -> dict[str, int]:
        """Position of each country that an administration stands for."""
        names = sorted({a.country for a in self.plan.administrations.values() if a.country})
        return {name: i for i, name in enumerate(names)}

    @cached_property
    def expert_country(self) -> Ints:
        """Country of each expert's administration, for pairing; -1 where it has none."""
        employer = (self.plan.administration_of(code) for code in self.experts)
        return _ints(self.countries.get(a.country, -1) for a in employer)

    # -- what has been delivered ------------------------------------------------------------------------

    @cached_property
    def delivered(self) -> Delivered:
        """What delivered missions have used, and the days that they still take."""
        return deliver(
            self.plan, self.expert_index, self.member_index, self.expert_administration, self.day_number
        )

    @cached_property
    def delivered_region(self) -> Ints:
        """Region of the Member that asked, per delivered mission."""
        asked = (self.plan.requests[mission.request] for mission in self.plan.delivered.missions)
        return _ints(self._regions[self.plan.members[request.member].region] for request in asked)

    # -- journeys ---------------------------------------------------------------------------------------

    @cached_property
    def _regions(self) -> dict[str, int]:
        rows = [a.region for a in self.plan.administrations.values()]
        rows += [member.region for member in self.plan.members.values()]
        return {region: i for i, region in enumerate(sorted(set(rows)))}

    @cached_property
    def expert_region(self) -> Ints:
        """Region of each expert's administration."""
        employer = (self.plan.administration_of(code) for code in self.experts)
        return _ints(self._regions[a.region] for a in employer)

    @cached_property
    def request_region(self) -> Ints:
        """Region of the Member that asks."""
        return _ints(self._regions[self.plan.members[r.member].region] for r in self.requests)

    @cached_property
    def _journey(self) -> tuple[Ints, Ints]:
        """(regions x regions): travel days each way (-1: the type's) and cost of the journey."""
        size = len(self._regions)
        days, cost = np.full((size, size), -1, dtype=np.int64), np.zeros((size, size), dtype=np.int64)
        for row in self.plan.travel or ():
            if row.from_region in self._regions and row.to_region in self._regions:
                route = self._regions[row.from_region], self._regions[row.to_region]
                days[route] = -1 if row.days is None else row.days
                cost[route] = row.cost
        return days, cost

    def travel_days(self, expert: Ints, request: Ints) -> Ints:
        """Travel days each way for pairs of positions."""
        own = self._journey[0][self.expert_region[expert], self.request_region[request]]
        return np.where(own >= 0, own, self._type_travel_days[request])

    @cached_property
    def _type_travel_days(self) -> Ints:
        types = self.plan.mission_types
        return _ints(types[request.mission_type].travel_days for request in self.requests)

    def cost(self, expert: Ints, request: Ints) -> Ints:
        """Cost of sending an expert on a request, in the plan's currency, for pairs of positions."""
        journey = self._journey[1][self.expert_region[expert], self.request_region[request]]
        day_cost = _ints(self.plan.experts[code].day_cost for code in self.experts)
        return journey + day_cost[expert] * self.request_days[request]

    # -- starts -----------------------------------------------------------------------------------------

    @cached_property
    def _start_key(self) -> Ints:
        return self.start_request * (4 * FOREVER) + self.start_day + FOREVER

    @cached_property
    def _last_key(self) -> Ints:
        return self.start_request * (4 * FOREVER) + self.start_last + FOREVER

    def first_start_from(self, request: Ints, day: Ints) -> Ints:
        """Position of the first start of each request on or after each day (or the end of its slice)."""
        key = request * (4 * FOREVER) + np.clip(day, -FOREVER, FOREVER) + FOREVER
        return np.searchsorted(self._start_key, key, side="left")

    def end_of_starts_done_by(self, request: Ints, day: Ints) -> Ints:
        """One past the last start of each request whose mission is over by each day."""
        key = request * (4 * FOREVER) + np.clip(day, -FOREVER, FOREVER) + FOREVER
        return np.searchsorted(self._last_key, key, side="right")

    def day_number(self, day: date) -> int:
        """A date as a day of the plan."""
        return day.toordinal() - self.plan.settings.start.toordinal()

    def date_of(self, day: int) -> date:
        """A day of the plan as a date."""
        return date.fromordinal(self.plan.settings.start.toordinal() + int(day))


def build_problem(plan: Plan, model: CoordinationModel) -> Problem:
    """The arrays of a plan: every start on the plan's grid inside each request's window."""
    requests = plan.open_requests
    seats = [(i, seat) for i, request in enumerate(requests) for seat in plan.seats_of(request)]
    starts = [_starts_of(plan, request) for request in requests]
    sizes = [len(days) for days, _ in starts]
    return Problem(
        plan=plan,
        model=model,
        requests=requests,
        experts=tuple(plan.experts),
        seats=tuple(seat for _, seat in seats),
        seat_request=_ints(i for i, _ in seats),
        start_request=np.repeat(np.arange(len(requests), dtype=np.int64), sizes),
        start_day=_joined([days for days, _ in starts]),
        start_last=_joined([last for _, last in starts]),
        start_offset=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
    )


def _starts_of(plan: Plan, request: Request) -> tuple[Ints, Ints]:
    """First and last mission days of every start that the grid, the working week and the window allow."""
    settings = plan.settings
    origin = settings.start.toordinal()
    days = np.arange(settings.end.toordinal() - origin + 1, dtype=np.int64)
    weekday = (days + settings.start.weekday()) % 7
    works = among(weekday, working_days(plan, request.member))
    workday = days[works]
    n = request.days or 0
    first, last = workday[: max(0, len(workday) - n + 1)], workday[n - 1 :]
    on_grid = among((first + settings.start.weekday()) % 7, settings.start_days)
    earliest = request.earliest_start.toordinal() - origin if request.earliest_start else 0
    latest = request.latest_end.toordinal() - origin if request.latest_end else len(days) - 1
    allowed = on_grid & (first >= earliest) & (last <= latest)
    return first[allowed], last[allowed]


def among(weekday: Ints, chosen: Iterable[int]) -> Bools:
    """Which weekdays are among some."""
    marked = np.zeros(7, dtype=bool)
    marked[list(chosen)] = True
    found: Bools = marked[weekday]
    return found


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate([np.empty(0, dtype=np.int64), *parts]).astype(np.int64)
