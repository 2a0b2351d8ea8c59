"""Tiny plans in memory, for results that can be worked out by hand.

Unless a test says otherwise: 7 September (a Monday) to 18 December 2026, missions of five days that start on
Mondays, one travel day each way, no report days, one seat `lead` for a CMA; experts work in English, rest
seven days and hold CMA for any topic, accredited, level 3; `KEN-03` belongs to `KEN`, a Member or any body.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.plan.entities import (
    Administration,
    Agreement,
    Decision,
    Expert,
    Member,
    MissionType,
    Qualification,
    Request,
    Seat,
    Settings,
)
from allocator.plan.policy import CoordinationModel, Level, Tier
from allocator.plan.reference import members as wco_members
from allocator.rules.base import Violation
from allocator.rules.coupling import COUPLING
from allocator.rules.eligibility import ELIGIBILITY

FIRST_MONDAY = date(2026, 9, 7)
RULES = {module.RULE.code: module for module in (*ELIGIBILITY, *COUPLING)}


def monday(week: int) -> date:
    """The Monday of a week of the plan; week 1 is the first."""
    return FIRST_MONDAY + timedelta(weeks=week - 1)


def day(week: int, weekday: int) -> date:
    """A day of a week of the plan; Monday is 0."""
    return monday(week) + timedelta(days=weekday)


def settings(**changes: Any) -> Settings:
    """The `Plan` sheet."""
    return Settings(**{"title": "by hand", "start": FIRST_MONDAY, "end": date(2026, 12, 18), **changes})


def member(code: str, **changes: Any) -> Member:
    """A Member with the region that the bundled table gives it."""
    return Member(**{"member": code, "region": _region(code), "languages": ("en",), **changes})


def administration(code: str, **changes: Any) -> Administration:
    """An employer: of the country of its code where that is a Member, else of none."""
    country = code if code in wco_members() else ""
    return Administration(**{"administration": code, "region": _region(code), "country": country, **changes})


def expert(code: str, **changes: Any) -> Expert:
    """An expert of the administration that the code begins with."""
    return Expert(**{"expert": code, "administration": code.split("-")[0], "languages": ("en",), **changes})


def holds(code: str, profile: str = "CMA", topic: str = "*", **changes: Any) -> Qualification:
    """A qualification, accredited and of level 3."""
    return Qualification(**{"expert": code, "profile": profile, "topic": topic, **changes})


def request(code: str, member: str = "ZMB", **changes: Any) -> Request:
    """A request of five days of type `visit`, made long before the plan, possible all through it."""
    ask: dict[str, Any] = {
        "mission_type": "visit", "requested_on": date(2026, 1, 5), "languages": ("en",), "days": 5,
        "earliest_start": FIRST_MONDAY, "latest_end": date(2026, 12, 18), "topic": "valuation",
    }  # fmt: skip
    return Request(**{"request": code, "member": member, **ask, **changes})


def seat(code: str = "lead", mission_type: str = "visit", profile: str = "CMA", **changes: Any) -> Seat:
    """A seat for a CMA of any status and level."""
    return Seat(**{"mission_type": mission_type, "seat": code, "profile": profile, **changes})


def decision(kind: str, code: str, **changes: Any) -> Decision:
    """A row of the `Assignments` sheet: fixed, previous or excluded."""
    return Decision(**{"request": code, "decision": kind, **changes})


TWO_SEATS = (seat("lead"), seat("expert"))


def agreement(code: str = "FUND", **changes: Any) -> Agreement:
    """A fund of the Secretariat that pays for anything."""
    return Agreement(**{"agreement": code, "kind": "fund", "funders": ("WCO",), **changes})


def plan_of(
    experts: Iterable[str | Expert],
    requests: Iterable[str | Request],
    *,
    members: Iterable[Member] = (),
    administrations: Iterable[Administration] = (),
    mission_types: Iterable[MissionType] = (),
    **sheets: Any,
) -> Plan:
    """A plan. Text stands for an expert or a request with the defaults; Members and administrations that
    are not given are added."""
    people = [expert(each) if isinstance(each, str) else each for each in experts]
    asks = [request(each) if isinstance(each, str) else each for each in requests]
    hosts = {ask.member: member(ask.member) for ask in asks}
    hosts |= {code: member(code) for ask in asks for code in ask.other_members}
    employers = {each.administration: administration(each.administration) for each in people}
    defaults: dict[str, Any] = {
        "settings": settings(),
        "seats": (seat(),),
        "qualifications": tuple(holds(each.expert) for each in people),
    }
    return Plan(
        members=hosts | {each.member: each for each in members},
        administrations=employers | {each.administration: each for each in administrations},
        experts={each.expert: each for each in people},
        mission_types={"visit": MissionType(mission_type="visit", days=5)}
        | {each.mission_type: each for each in mission_types},
        requests={each.request: each for each in asks},
        **{**defaults, **sheets},
    )


def visit(**changes: Any) -> Plan:
    """Kenya's expert may go to Zambia; the changes are the request's."""
    return plan_of(["KEN-01"], [request("R1", **changes)])


def model_of(**levels: Level) -> CoordinationModel:
    """A model with every rule hard but those given."""
    assert not levels.keys() - RULES.keys()
    return CoordinationModel(
        title="by hand", levels={**dict.fromkeys(RULES, Level.HARD), **levels}, tiers=(Tier(()),)
    )


def mission(code: str, start: date, *team: str, agreement: str | None = None) -> Mission:
    """A mission. `KEN-03` sits in the seat `lead`, `expert:KEN-03` in the seat `expert`."""
    places = (each.rpartition(":") for each in team)
    seated = tuple(Assignment(request=code, seat=name or "lead", expert=who) for name, _, who in places)
    return Mission(request=code, start=start, team=seated, agreement=agreement)


def broken(code: str, plan: Plan, *missions: Mission, **levels: Level) -> list[Violation]:
    """What a rule says about the missions, each rule hard unless a level is given."""
    found = list(RULES[code].check(plan, model_of(**levels), Allocation(missions)))
    assert all(violation.rule == code and violation.amount > 0 for violation in found)
    return found


def amount(code: str, plan: Plan, *missions: Mission, **levels: Level) -> int:
    """The total by which a rule is broken."""
    return sum(violation.amount for violation in broken(code, plan, *missions, **levels))


def _region(code: str) -> str:
    return wco_members()[code].region if code in wco_members() else "EUR"
