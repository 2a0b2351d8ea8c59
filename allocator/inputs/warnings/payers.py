"""Agreements that nobody can use, and requests that no agreement can pay."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from allocator.inputs.warnings.qualified import Fits
from allocator.inputs.warnings.starts import Starts
from allocator.plan.entities import Agreement, Request
from allocator.plan.plan import Plan
from allocator.problem import Ints
from allocator.tables.cells.cells import shown
from allocator.tables.findings import Draft, Findings
from allocator.tables.lenient import ANY

#: More than any team costs: nobody can be sent.
_NOBODY = np.int64(1) << 60

#: What an agreement or a request asks of the other, in the order in which it is told.
_BENEFICIARIES, _TOPICS, _CHOICE, _DATES = "beneficiaries", "topics", "agreements", "dates"


@dataclass(frozen=True, slots=True)
class _Payable:
    """The open requests that could be served, and what each agreement pays of them."""

    plan: Plan
    starts: Mapping[str, Starts]
    requests: tuple[Request, ...]

    def obstacle(self, request: Request, payer: Agreement) -> str:
        """The first thing that keeps an agreement from paying for a request; empty where it may."""
        region = self.plan.members[request.member].region
        places = {request.member, region}
        if payer.beneficiaries and ANY not in places and region and not places & set(payer.beneficiaries):
            return _BENEFICIARIES
        if payer.topics and request.topic != ANY and request.topic not in payer.topics:
            return _TOPICS
        if request.agreements and payer.agreement not in request.agreements:
            return _CHOICE
        starts = self.starts[request.request]
        first = payer.first.toordinal() if payer.first else 0
        last = payer.last.toordinal() if payer.last else _NOBODY
        inside = (starts.first >= first) & (starts.last <= last)
        return "" if inside.any() else _DATES


def check_payers(
    plan: Plan,
    starts: Mapping[str, Starts],
    fits: Fits,
    agreements: Mapping[str, Draft],
    requests: Mapping[str, Draft],
    findings: Findings,
) -> None:
    """Warn of agreements without use, one reason each, and of the requests in `requests` without a payer."""
    if plan.agreements is None:
        return
    served = tuple(r for r in plan.open_requests if len(starts[r.request].first))
    payable = _Payable(plan, starts, served)
    obstacles = {
        code: [payable.obstacle(request, payer) for request in served]
        for code, payer in plan.agreements.items()
    }
    team_costs = _TeamCosts(plan, fits)
    for code, payer in plan.agreements.items():
        fault = _outside(plan, payer) or _no_request(payer, obstacles[code]) or _no_provider(plan, payer)
        paid = [r for r, why in zip(served, obstacles[code], strict=True) if not why]
        fault = fault or team_costs.too_dear(payer, paid)
        if fault and code in agreements:
            findings.on(agreements[code], *fault, severity="warning")
    for i, request in enumerate(served):
        if request.request in requests and plan.agreements and all(o[i] for o in obstacles.values()):
            _note_unpaid(request, requests[request.request], findings)


def _note_unpaid(request: Request, draft: Draft, findings: Findings) -> None:
    if request.agreements:
        message = "none of them can pay: compare beneficiaries, topics and dates in Agreements"
        findings.on(draft, "agreements", message, severity="warning")
        return
    topic = f" on {shown(request.topic)}" if request.topic else ""
    message = f"no agreement pays for {request.member}{topic} inside the request's window"
    findings.on(draft, "request", message, severity="warning")


def _outside(plan: Plan, payer: Agreement) -> tuple[str, str] | None:
    """An agreement that lies wholly outside the plan, at the date that says so."""
    start, end = plan.settings.start, plan.settings.end
    if payer.last is not None and payer.last < start:
        return "last", f"is before the plan starts on {start}; the agreement pays for nothing"
    if payer.first is not None and payer.first > end:
        return "first", f"is after the plan ends on {end}; the agreement pays for nothing"
    return None


def _no_request(payer: Agreement, obstacles: list[str]) -> tuple[str, str] | None:
    """An agreement that may pay for no request, at the last condition that none of them passes."""
    if not obstacles or not all(obstacles):
        return None
    use = "so the agreement pays for nothing"
    left = set(obstacles)
    if left <= {_BENEFICIARIES}:
        return "beneficiaries", f"no open request comes from there, {use}"
    if left <= {_BENEFICIARIES, _TOPICS}:
        whose = " of these beneficiaries" if payer.beneficiaries else ""
        return "topics", f"no open request{whose} asks for one of them, {use}"
    if _DATES not in left:
        return "agreement", f"every open request that it could pay for names other agreements, {use}"
    field = "last" if payer.last is not None else "first"
    return field, f"no mission of the requests that it could pay for lies inside its dates, {use}"


def _no_provider(plan: Plan, payer: Agreement) -> tuple[str, str] | None:
    """An agreement whose providers employ nobody."""
    employers = {expert.administration for expert in plan.experts.values()}
    if not payer.providers or ANY in employers or employers & set(payer.providers):
        return None
    return "providers", "employ no expert of the plan, so nobody can go under the agreement"


class _TeamCosts:
    """Per seat and administration the cheapest person who qualifies."""

    def __init__(self, plan: Plan, fits: Fits) -> None:
        self._plan = plan
        self._fits = fits
        self._bodies = list(plan.administrations)
        self._position = {request.request: i for i, request in enumerate(plan.open_requests)}
        self._least = self._cheapest() if len(fits.seats) and plan.experts else None

    def _cheapest(self) -> Ints:
        """(seats x administrations): the least cost of one person; _NOBODY where nobody qualifies."""
        plan, fits = self._plan, self._fits
        requests = plan.open_requests
        regions = {a.region for a in plan.administrations.values()}
        regions |= {member.region for member in plan.members.values()}
        index = {region: i for i, region in enumerate(sorted(regions))}
        fares = np.zeros((len(index), len(index)), dtype=np.int64)
        for row in plan.travel or ():
            if row.from_region in index and row.to_region in index:
                fares[index[row.from_region], index[row.to_region]] = row.cost
        home = np.array([index[plan.administration_of(code).region] for code in plan.experts])
        goal = np.array([index[plan.members[r.member].region] for r in requests])
        day_cost = np.array([expert.day_cost for expert in plan.experts.values()], dtype=np.int64)
        days = np.array([request.days or 0 for request in requests], dtype=np.int64)
        employer = {body: i for i, body in enumerate(self._bodies)}
        own = np.array([employer[expert.administration] for expert in plan.experts.values()])
        seat, person = np.nonzero(fits.fit)
        asked = fits.seat_request[seat]
        cost = fares[home[person], goal[asked]] + day_cost[person] * days[asked]
        least = np.full((len(fits.seats), len(self._bodies)), _NOBODY, dtype=np.int64)
        np.minimum.at(least, (seat, own[person]), cost)
        return least

    def too_dear(self, payer: Agreement, paid: list[Request]) -> tuple[str, str] | None:
        """A budget below the cost of the cheapest team that the agreement could send to one of `paid`."""
        if payer.budget is None or not paid or self._least is None:
            return None
        provides = [not payer.providers or body in payer.providers or body == ANY for body in self._bodies]
        seats = self._least[:, np.flatnonzero(provides)].min(axis=1, initial=_NOBODY)
        counts = np.array([seat.count for seat in self._fits.seats], dtype=np.int64)
        possible = np.ones(len(self._plan.open_requests), dtype=bool)
        possible[self._fits.seat_request[seats >= _NOBODY]] = False
        team = np.zeros(len(possible), dtype=np.int64)
        np.add.at(team, self._fits.seat_request, np.where(seats < _NOBODY, seats * counts, 0))
        wanted = [self._position[r.request] for r in paid if possible[self._position[r.request]]]
        if not wanted or team[wanted].min() <= payer.budget:
            return None
        currency, least = self._plan.settings.currency, int(team[wanted].min())
        return "budget", f"the cheapest mission that it could pay for costs {least:,} {currency}; raise it"
