"""Results that nobody searched for: an allocation drawn at random, good or not, with its goals counted."""

from datetime import timedelta
from random import Random
from typing import Any

from allocator import Allocation, Assignment, CoordinationModel, Mission
from allocator.goals.tiers import tier_kind
from allocator.plan import Plan
from allocator.plan.entities import Request
from allocator.plan.policy import Tier
from allocator.report.result import Result
from allocator.results.result import Goal, Provenance
from allocator.verification import goal_value
from allocator.whatif.change import Change

_NOWHERE = Provenance(
    plan_digest="", model_digest="", seed=0, workers=1, time_limit=None, effort=None, versions={},
    created="", seconds={}, columns=0, rows=0,
)  # fmt: skip


def result_of(plan: Plan, model: CoordinationModel, allocation: Allocation) -> Result:
    """A result with this allocation."""
    goals = tuple(_goal(plan, model, allocation, tier) for tier in model.tiers)
    return Result(
        plan=plan, model=model, allocation=allocation, status="feasible", goals=goals, provenance=_NOWHERE
    )


def _goal(plan: Plan, model: CoordinationModel, allocation: Allocation, tier: Tier) -> Goal:
    kind = tier_kind(tier, plan.settings.currency)
    parts = {term.code: goal_value(term.code, plan, model, allocation) for term in tier.terms}
    cost = sum(kind.cost_weights[code] * value for code, value in parts.items())
    return Goal(
        name=tier.name, value=kind.reported(cost), bound=None, unit=kind.unit, sense=kind.sense,
        proven=False, parts=parts,
    )  # fmt: skip


def allocation_at_random(plan: Plan, random: Random, share: float = 0.7) -> Allocation:
    """Missions for some of the open requests, mostly with whoever is qualified, within the window or not."""
    requests = [request for request in plan.open_requests if random.random() < share]
    return Allocation(tuple(_mission(plan, request, random) for request in requests))


def _mission(plan: Plan, request: Request, random: Random) -> Mission:
    team = tuple(
        Assignment(request.request, seat.seat, _person(plan, request, seat, random))
        for seat in plan.seats_of(request)
        for _ in range(seat.count)
    )
    return Mission(
        request=request.request, start=_day(plan, request, random), team=team, agreement=_payer(plan, random)
    )


def _person(plan: Plan, request: Request, seat: Any, random: Random) -> str:
    able = [q.expert for q in plan.qualifications if q.profile == seat.profile]
    return random.choice(able if able and random.random() < 0.8 else sorted(plan.experts))


def _day(plan: Plan, request: Request, random: Random) -> Any:
    first = request.earliest_start or plan.settings.start
    last = request.latest_end or plan.settings.end
    day = first + timedelta(days=random.randrange(-3, max(1, (last - first).days)))
    return day - timedelta(days=day.weekday()) if random.random() < 0.7 else day


def _payer(plan: Plan, random: Random) -> str | None:
    return random.choice([*plan.agreements, *plan.agreements, None]) if plan.agreements else None


def changes_at_random(plan: Plan, allocation: Allocation, random: Random) -> tuple[Change, ...]:
    """One to three changes of different requests: people, dates, payers, requests dropped and added."""
    requests = random.sample(plan.open_requests, min(len(plan.open_requests), random.choice((1, 1, 1, 2, 3))))
    return tuple(
        _change(plan, request, allocation.by_request.get(request.request), random) for request in requests
    )


def _change(plan: Plan, request: Request, mission: Mission | None, random: Random) -> Change:
    code = request.request
    if mission is None:
        new = _mission(plan, request, random)
        team: dict[str, list[str]] = {}
        for place in new.team[: random.choice((len(new.team), len(new.team), 1))]:
            team.setdefault(place.seat, []).append(place.expert)
        return Change(request=code, start=new.start, team=team, agreement=new.agreement)
    place = random.choice(mission.team)
    seat = plan.seat_of(request, place.seat)
    person, day = _person(plan, request, seat, random), _day(plan, request, random)
    payer = _payer(plan, random)
    return random.choice(
        (
            Change(request=code, expert=person, seat=place.seat, instead_of=place.expert),
            Change(request=code, expert=person, instead_of=place.expert, start=day),
            Change(request=code, start=day),
            Change(request=code, start=str(day), agreement=payer),
            Change(request=code, drop=True),
        )
    )
