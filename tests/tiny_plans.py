"""Random plans so small that all their allocations can be listed, the lists, and the best of them.

The lists are made from the plan and the checks alone: nothing here knows candidates, columns or rows.
`Points` holds every allocation of a plan that breaks at most one rule, so that the best allocation is known
both under all rules and with any one of them taken away.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import chain, combinations, product
from math import prod
from pathlib import Path
from random import Random
from typing import Any

from allocator import CoordinationModel, read_model
from allocator.goals import GOALS
from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.plan.entities import (
    Administration,
    Agreement,
    Availability,
    Closure,
    Decision,
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
from allocator.plan.policy import Level, Term, Tier
from allocator.plan.reference import members as wco_members
from allocator.rules import RULES
from allocator.rules.base import HARD, OFF, SOFT
from allocator.rules.coupling import COUPLING
from allocator.rules.coupling.fixed import locks
from allocator.rules.eligibility import ELIGIBILITY
from allocator.verification import goal_value

MODELS = {
    path.stem: read_model(path) for path in sorted((Path(__file__).parents[1] / "models").glob("*.toml"))
}
COUPLING_CODES = tuple(module.RULE.code for module in COUPLING)
FEWEST_POINTS, MOST_POINTS = 600, 3500
SENSE = {module.GOAL.code: module.GOAL.sense for module in GOALS}

_CHECK = {module.RULE.code: module.check for module in (*ELIGIBILITY, *COUPLING)}
#: Rules that speak of several missions, or of those that are not served; and rules of each mission by itself.
_TOGETHER = tuple(c for c in COUPLING_CODES if c == "fixed" or RULES[c].joins is not None)
_APART = tuple(c for c in COUPLING_CODES if c != "full_team" and c not in _TOGETHER)

_MONDAY = date(2026, 9, 7)
#: Members with public holidays between 7 September and 9 October 2026, or none; EGY, SAU: Sunday to Thursday.
_HOSTS = ("MOZ", "ZMB", "ZAF", "BWA", "EGY", "SAU", "NGA", "BRA", "MLT", "MEX", "TZA", "KEN")
_SUNDAY_TO_THURSDAY = frozenset({6, 0, 1, 2, 3})
_BODIES = ("KEN", "TZA", "ZAF", "WCO", "KRA", "FRA", "SEN", "EGY")
_COUNTRY_OF = {"KRA": "KEN", "WCO": ""}


# -- plans ------------------------------------------------------------------------------------------------


@dataclass
class _Maker:
    """Draws one plan. `focus` is a coupling rule that shall bite: its features are drawn more often."""

    random: Random
    focus: str

    def chance(self, share: float, *rules: str) -> bool:
        """Whether something happens; far more often where the plan is about one of the rules."""
        return self.random.random() < (max(share, 0.75) if self.focus in rules else share)

    def day(self, settings: Settings) -> date:
        """Any day of the plan."""
        return settings.start + timedelta(
            days=self.random.randrange((settings.end - settings.start).days + 1)
        )

    def plan(self) -> Plan:
        """All sheets."""
        pick = self.random
        settings = self.settings()
        experts = self.experts()
        types = self.mission_types()
        seats = tuple(seat for kind in types for seat in self.seats(kind))
        bodies = list(dict.fromkeys(e.administration for e in experts.values()))
        some = self.chance(0.5, "funding", "agreement_provider")
        agreements = self.agreements(settings, bodies) if some else None
        requests = self.requests(settings, agreements)
        own_seats = tuple(
            RequestSeat(request=code, seat="trainer", profile="ET", count=pick.choice((1, 1, 2)))
            for code in requests
            if pick.random() < 0.08
        )
        hosts = {code for r in requests.values() for code in (r.member, *r.other_members)}
        plan = Plan(
            settings=settings,
            members={code: self.member(code) for code in sorted(hosts)},
            administrations={code: self.administration(code) for code in bodies},
            experts=experts,
            mission_types=types,
            requests=requests,
            agreements=agreements,
            seats=seats,
            request_seats=own_seats,
            qualifications=tuple(row for code in experts for row in self.qualifications(code, settings)),
            availability=tuple(row for code in experts for row in self.availability(code, settings)),
            closures=tuple(self.closures(sorted(hosts), settings)),
            interest=self.interest(experts, requests),
            history=tuple(
                History(expert=code, member=pick.choice(sorted(hosts)), last_date=date(2025, 3, 1))
                for code in experts
                if pick.random() < 0.4
            ),
        )
        plan = replace(plan, travel=self.travel(plan))
        return replace(plan, decisions=tuple(self.decisions(plan)))

    def settings(self) -> Settings:
        pick = self.random
        start = _MONDAY - timedelta(days=pick.choice((0, 0, 0, 3, 5)))
        weeks = pick.choice((3, 4, 5, 5))
        frozen = self.chance(0.12, "fixed") and pick.random() < 0.5
        dense = self.focus in ("release_quota", "one_mission")  # a day more or less between missions
        return Settings(
            title="tiny",
            start=start,
            end=_MONDAY + timedelta(days=7 * weeks - pick.choice((1, 3, 3))),
            start_days=pick.choice(
                [frozenset({0})] * (1 if dense else 4) + [frozenset({0, 2}), frozenset({6, 0, 3})]
            ),
            notice_days=pick.choice((0, 0, 7, 14)),
            frozen_until=_MONDAY + timedelta(days=pick.choice((1, 7, 9))) if frozen else None,
        )

    def experts(self) -> dict[str, Expert]:
        pick = self.random
        few, many = (2, 3) if self.focus == "agreement_provider" else (1, 4)
        bodies = pick.sample(_BODIES, pick.randint(few, 2 if self.focus == "release_quota" else many))
        if self.focus == "pairing":
            bodies = pick.choice((["KEN", "KRA"], ["KEN", "KRA", "WCO"], ["KEN", "TZA"], ["FRA"]))
        people = {}
        for number in range(pick.choice((2, 3, 4, 4, 5, 5))):
            body = pick.choice(bodies)
            missions = pick.choice((None, 1, 1, 2)) if self.chance(0.25, "workload") else 3
            least = int(pick.random() < (0.12 if self.focus == "workload" else 0.02))
            code = f"{body}-{number + 1:02}"
            people[code] = Expert(
                expert=code,
                administration=body,
                languages=pick.choice([("en",)] * 8 + [("fr",), ("en", "fr")]),
                source="secretariat" if body == "WCO" else pick.choice(("pool", "external")),
                missions=missions,
                minimum_missions=least,
                days=pick.choice((None, 5, 8)) if self.chance(0.12, "workload") else 30,
                rest_days=pick.choice((7, 10, 14) if self.focus == "one_mission" else (0, 0, 0, 2)),
                day_cost=pick.choice((0, 50, 120, 300)),
            )
        return people

    def mission_types(self) -> dict[str, MissionType]:
        pick = self.random
        return {
            code: MissionType(
                mission_type=code,
                days=days,
                travel_days=pick.choice((1, 1, 2)),
                report_days=pick.choice((0, 0, 2, 7)),
            )
            for code, days in (("visit", 5), ("study", pick.choice((3, 8))))
        }

    def seats(self, kind: str) -> Iterator[Seat]:
        pick = self.random
        team = self.focus in ("pairing", "mentoring", "full_team", "agreement_provider")
        yield Seat(
            mission_type=kind,
            seat="lead",
            profile="CMA",
            count=2 if team and pick.random() < 0.5 else pick.choice((1, 1, 1, 2)),
            status=pick.choice(("any", "any", "any", "accredited")) if self.focus != "mentoring" else "any",
            minimum_level=pick.choice((1, 1, 1, 3)),
        )
        if pick.random() < (0.7 if team else 0.35):
            yield Seat(
                mission_type=kind,
                seat="expert",
                profile=pick.choice(("CMA", "TOE")),
                topic=pick.choice(("", "", "origin")),
                count=pick.choice((1, 1, 1, 2)),
            )

    def agreements(self, settings: Settings, bodies: list[str]) -> dict[str, Agreement]:
        pick = self.random
        strict = self.focus == "agreement_provider"
        share = 0.05 if strict else 0.35 if self.focus == "funding" else 0.2
        found = {}
        for code in ("AGR-A", "AGR-B", "AGR-C")[: pick.choice((1, 2) if strict else (1, 2, 2, 3))]:
            first = self.day(settings) if pick.random() < share else None
            last = self.day(settings) if pick.random() < share else None
            if first and last and last < first:
                first, last = last, first
            some = len(bodies) > 1 and self.chance(0.35, "agreement_provider")
            limited = self.chance(2 * share, "funding")
            found[code] = Agreement(
                agreement=code,
                kind="fund",
                funders=("FUND",),
                providers=tuple(pick.sample(bodies, 1 if strict else pick.randint(1, len(bodies))))
                if some
                else (),
                beneficiaries=tuple(pick.sample((*_HOSTS, "ESA", "MENA", "WCA", "AMS", "EUR"), 7))
                if pick.random() < share
                else (),
                topics=("valuation",) if pick.random() < share else (),
                first=first,
                last=last,
                budget=pick.choice((0, 500, 900, 1500, 2600, 4000)) if limited else None,
            )
        return found

    def requests(self, settings: Settings, agreements: Any) -> dict[str, Request]:
        pick = self.random
        hosts = pick.sample(_HOSTS, pick.choice((1, 2, 3)))
        if self.focus == "member_capacity":
            hosts = hosts[:1]
        if self.focus == "holidays":
            hosts = pick.sample(("MOZ", "ZAF", "SAU", "MLT", "BWA", "NGA"), 2)
        found: dict[str, Request] = {}
        for number in range(pick.choice((2, 3, 3, 3, 4))):
            code, host = f"R{number + 1}", pick.choice(hosts)
            others = [each for each in _HOSTS if each != host]
            wish = pick.random() < 0.4
            done = found and self.chance(0.06)
            early, late = self.chance(0.2), self.chance(0.2)
            earliest = self.day(settings) if early else settings.start
            latest = self.day(settings) + timedelta(days=10) if late else settings.end
            found[code] = Request(
                request=code,
                member=host,
                mission_type=pick.choice(("visit", "visit", "study")),
                requested_on=date(2026, 2, 1) if pick.random() < 0.8 else _MONDAY,
                topic=pick.choice(("valuation", "valuation", "origin")),
                languages=pick.choice([("en",)] * 4 + [("fr", "en")]),
                priority=pick.randint(1, 5),
                earliest_start=min(earliest, max(earliest, latest)),
                latest_end=max(earliest, latest),
                days=pick.choice((5, 5, 5, 3, 1, 7, 10)),
                preferred_start=self.day(settings) if wish else None,
                after=tuple(pick.sample(sorted(found), 1)) if found and self.chance(0.2, "sequence") else (),
                gap_days=pick.choice((3, 3, 7, 10, 10, 16) if self.focus == "sequence" else (0, 2, 3, 9)),
                pairing=pick.choice(("required", "preferred", "off")) if self.chance(0.2) else "",
                agreements=tuple(pick.sample(sorted(agreements), 1))
                if agreements and self.chance(0.15)
                else (),
                other_members=tuple(pick.sample(others, 1)) if self.chance(0.15, "member_capacity") else (),
            )
            if done:
                before = settings.start - timedelta(days=pick.choice((30, 3, -4)))
                first = sorted(found)[0]
                asked = min(found[first].requested_on, before)
                found[first] = replace(found[first], requested_on=asked, done_on=before, after=())
        return found

    def member(self, code: str) -> Member:
        pick = self.random
        own_week = _SUNDAY_TO_THURSDAY if code in ("EGY", "SAU") else None
        at_once = (
            pick.choice((1, 1, 1, 0)) if self.focus == "member_capacity" else pick.choice((1, 2, None, None))
        )
        return Member(
            member=code,
            region=wco_members()[code].region,
            languages=("en",),
            missions_at_once=at_once,
            working_days=own_week,
        )

    def administration(self, code: str) -> Administration:
        pick = self.random
        return Administration(
            administration=code,
            region=wco_members()[code].region if code in wco_members() else pick.choice(("EUR", "ESA")),
            country=_COUNTRY_OF.get(code, code),
            away_at_once=pick.choice((1, 1, 2, 0)) if self.chance(0.25, "release_quota") else None,
            days=pick.choice((5, 8, 10)) if self.chance(0.15, "release_quota") else None,
        )

    def qualifications(self, code: str, settings: Settings) -> Iterator[Qualification]:
        pick = self.random
        learner = 0.5 if self.focus == "mentoring" else 0.25

        def row(profile: str, topic: str) -> Qualification:
            return Qualification(
                expert=code,
                profile=profile,
                topic=topic,
                status="pre-accredited" if pick.random() < learner else "accredited",
                level=pick.randint(1, 5),
                valid_until=self.day(settings)
                if self.chance(0.08) or (learner > 0.3 and pick.random() < 0.2)
                else None,
            )

        profiles = [p for p, share in (("CMA", 0.95), ("TOE", 0.75), ("ET", 0.5)) if pick.random() < share]
        for profile in profiles:
            if pick.random() < 0.85:
                yield row(profile, "*")
            if pick.random() < 0.3:
                yield row(profile, pick.choice(("valuation", "origin")))

    def availability(self, code: str, settings: Settings) -> Iterator[Availability]:
        if self.random.random() < 0.2:
            for _ in range(self.random.choice((1, 2, 3))):
                first = self.day(settings) - timedelta(days=3)
                length = self.random.choice((4, 8, 15, 25))
                yield Availability(expert=code, first=first, last=first + timedelta(days=length))

    def closures(self, hosts: list[str], settings: Settings) -> Iterator[Closure]:
        pick = self.random
        for host in hosts:
            for _ in range(2 if self.focus == "member_capacity" else int(pick.random() < 0.2)):
                first = self.day(settings)
                length = timedelta(days=pick.choice((0, 1, 4)))
                yield Closure(member=host, first=first, last=first + length, reason="peak season")

    def interest(self, experts: Any, requests: Any) -> tuple[Interest, ...]:
        bodies = sorted({e.administration for e in experts.values()})
        return tuple(
            Interest(expert=who, request=code, interest=self.random.randint(-2, 5))
            for who in (*experts, *bodies)
            for code in requests
            if self.random.random() < 0.3
        )

    def travel(self, plan: Plan) -> tuple[Travel, ...] | None:
        if self.random.random() < 0.35:
            return None
        homes = sorted({a.region for a in plan.administrations.values()})
        goals = sorted({m.region for m in plan.members.values()})
        return tuple(
            Travel(
                from_region=home,
                to_region=goal,
                cost=self.random.choice((0, 100, 400, 900)),
                days=self.random.choice((None, 0, 1, 2, 3)),
            )
            for home in homes
            for goal in goals
        )

    def decisions(self, plan: Plan) -> Iterator[Decision]:
        pick = self.random
        for request in plan.open_requests:
            seats = [seat.seat for seat in plan.seats_of(request)]
            locked = 0.4 if self.focus == "fixed" else 0.04
            shares = (("fixed", locked), ("previous", 0.25), ("excluded", 0.06))
            kinds = [kind for kind, share in shares if pick.random() < share]
            if kinds[-1:] == ["excluded"] and "fixed" in kinds:
                kinds.remove("excluded")
            for kind in kinds:
                person = pick.choice(sorted(plan.experts)) if pick.random() < 0.7 else ""
                seat = pick.choice(seats) if person and pick.random() < 0.4 else ""
                starts = self.starts(plan, request)
                dated = starts and kind != "excluded" and pick.random() < (0.9 if kind == "previous" else 0.4)
                pays = plan.agreements and kind != "excluded" and pick.random() < 0.25
                yield Decision(
                    request=request.request,
                    seat=seat,
                    expert=person,
                    start=pick.choice(starts) if dated else None,
                    agreement=pick.choice(sorted(plan.agreements or ())) if pays else "",
                    decision=kind,
                    status=pick.choice(("draft", "proposed", "accepted", "ticketed")),
                    place=f"Assignments row {request.request}",
                )

    def starts(self, plan: Plan, request: Request) -> list[date]:
        """Days on which the request could start, nobody's needs looked at."""
        model = MODELS["national"]
        return [day for day in _days(plan) if not broken_codes(plan, model, _bare(request, day), ("window",))]


def random_plan(seed: int, focus: str = "") -> Plan:
    """A plan from a seed, whatever its size."""
    return _Maker(Random(f"any {seed} {focus}"), focus).plan()


def tiny_plan(seed: int, focus: str = "") -> Plan:
    """A plan from a seed, small enough for `Points`: what is too large loses requests or weeks."""
    maker = _Maker(Random(f"{seed} {focus}"), focus)
    while True:
        plan = maker.plan()
        while size_of(plan) > MOST_POINTS:
            plan = _smaller(plan, maker.random)
        if size_of(plan) >= FEWEST_POINTS or maker.random.random() < 0.1:
            return plan


def _smaller(plan: Plan, random: Random) -> Plan:
    """The plan with a week less, or without its last request, a second seat, or start days beside Monday."""
    settings = plan.settings
    if settings.end > _MONDAY + timedelta(days=14) and random.random() < 0.6:
        return replace(plan, settings=replace(settings, end=settings.end - timedelta(days=7)))
    if len(plan.requests) > 2:
        requests = {code: plan.requests[code] for code in list(plan.requests)[:-1]}
        return replace(
            plan,
            requests=requests,
            request_seats=tuple(row for row in plan.request_seats if row.request in requests),
            decisions=tuple(row for row in plan.decisions if row.request in requests),
            interest=tuple(row for row in plan.interest if row.request in requests),
        )
    if len(settings.start_days) > 1:
        return replace(plan, settings=replace(settings, start_days=frozenset({0})))
    singles = tuple(replace(seat, count=1) for seat in plan.seats if seat.seat == "lead")
    if singles != plan.seats:
        decisions = tuple(row for row in plan.decisions if row.seat in ("", "lead"))
        return replace(plan, seats=singles, decisions=decisions)
    return replace(plan, settings=replace(settings, end=settings.end - timedelta(days=7)))


def tiny_model(seed: int, focus: str = "") -> CoordinationModel:
    """One of the bundled models, or one with other levels and other tiers; mostly with `focus` hard."""
    random = Random(f"model {seed} {focus}")
    base = MODELS[random.choice(sorted(MODELS))]
    if random.random() < 0.3:
        return base
    levels = {code: _level(random, code) for code in RULES}
    if focus and random.random() < 0.85:
        levels[focus] = HARD
        levels["funding"] = HARD if focus == "agreement_provider" else levels["funding"]
    if levels["funding"] is OFF:
        levels["agreement_provider"] = OFF
    soft = [code for code, level in levels.items() if level is SOFT]
    goals = random.sample(sorted(set(SENSE) - {"served"}), random.choice((2, 3, 4)))
    terms = [
        Term(code, random.choice((1, 1, 2, 5))) for code in random.sample(soft + goals, len(soft + goals))
    ]
    if random.random() < 0.3 and "pairing" not in soft:
        terms.append(Term("pairing"))
    tiers = [Tier((Term("served", random.choice((1, 1, 3))),))]
    while terms:
        size = random.choice((1, 1, 2, 3))
        tiers.append(Tier(tuple(terms[:size])))
        terms = terms[size:]
    if random.random() < 0.1:
        tiers = [*tiers[1:], tiers[0]]
    return CoordinationModel(
        title=f"model {seed}", levels=levels, tiers=tuple(tiers), priorities=base.priorities
    )


def _level(random: Random, code: str) -> Level:
    permitted = RULES[code].levels
    if code in ("neighbour", "regional_peer"):
        return random.choice((OFF, OFF, SOFT, HARD))
    drawn = random.choice((HARD, HARD, HARD, HARD, SOFT, SOFT, OFF))
    return drawn if drawn in permitted else HARD


# -- what has been delivered ------------------------------------------------------------------------------


def with_delivered(plan: Plan, seed: int) -> Plan:
    """The plan with one or two delivered requests more, near its first weeks, and mostly with rows of
    Assignments that say who went."""
    pick = Random(f"delivered {seed}")
    requests, rows, hosts = dict(plan.requests), list(plan.decisions), sorted(plan.members)
    for number in range(pick.choice((1, 2, 2))):
        code, host = f"D{number + 1}", pick.choice(hosts)
        done = plan.settings.start + timedelta(days=pick.choice((-20, -2, 4, 9, 13, 18)))
        requests[code] = Request(
            request=code,
            member=host,
            mission_type=pick.choice(sorted(plan.mission_types)),
            requested_on=date(2026, 1, 5),
            topic="valuation",
            languages=("en",),
            days=pick.choice((1, 3, 5, 8)),
            other_members=tuple(
                pick.sample(sorted({*hosts} - {host}), int(len(hosts) > 1 and pick.random() < 0.3))
            ),
            done_on=done,
        )
        rows += _delivery(pick, plan, requests[code], done)
    return replace(plan, requests=requests, decisions=tuple(rows))


def _delivery(pick: Random, plan: Plan, request: Request, done: date) -> Iterator[Decision]:
    """Who went, under any decision, with or without a date and a payer; maybe nobody that is told."""
    kind = pick.choice(("", "previous", "fixed"))
    places = [seat.seat for seat in plan.seats_of(request) for _ in range(seat.count)]
    start = done - timedelta(days=pick.choice((0, 4, 6))) if pick.random() < 0.6 else None
    agreement = pick.choice(sorted(plan.agreements)) if plan.agreements else ""
    most = min(len(places), len(plan.experts))
    team = zip(pick.sample(sorted(plan.experts), most), pick.sample(places, most), strict=True)
    for who, place in list(team)[: pick.choice((0, 1, 2, 2))]:
        yield Decision(
            request=request.request,
            seat=pick.choice((place, place, "")),
            expert=who,
            start=start,
            agreement=agreement,
            decision=kind,
        )


def without_delivered(plan: Plan) -> Plan:
    """The plan as if nothing had been delivered."""
    requests = {code: request for code, request in plan.requests.items() if request.done_on is None}
    rows = tuple(row for row in plan.decisions if row.request in requests)
    kept = {
        code: replace(r, after=tuple(c for c in r.after if c in requests)) for code, r in requests.items()
    }
    return replace(plan, requests=kept, decisions=rows)


def starts_anew(plan: Plan, allocation: Allocation) -> list[str]:
    """The requests that start before the frozen day though no locked row gives their day."""
    until = plan.settings.frozen_until
    kept = {row.request for row in locks(plan) if row.start}
    missions = allocation.missions if until else ()
    return [m.request for m in missions if until and m.start < until and m.request not in kept]


# -- allocations ------------------------------------------------------------------------------------------


def broken_codes(
    plan: Plan, model: CoordinationModel, mission: Mission | Allocation, codes: tuple[str, ...]
) -> set[str]:
    """Which of the rules an allocation breaks where they are hard."""
    allocation = mission if isinstance(mission, Allocation) else Allocation((mission,))
    return {
        code
        for code in codes
        if any(violation.level is HARD for violation in _CHECK[code](plan, model, allocation))
    }


def _days(plan: Plan) -> list[date]:
    length = (plan.settings.end - plan.settings.start).days + 1
    return [plan.settings.start + timedelta(days=n) for n in range(length)]


def _bare(request: Request, start: date, *team: Assignment, agreement: str | None = None) -> Mission:
    return Mission(request=request.request, start=start, team=team, agreement=agreement)


_ELIGIBILITY_CODES = tuple(module.RULE.code for module in ELIGIBILITY)


def people_of(plan: Plan, model: CoordinationModel, request: Request) -> dict[date, list[list[Assignment]]]:
    """Per possible start and seat, everyone who may take a place of it, as the eligibility checks say."""
    found = {}
    for day in _days(plan):
        if broken_codes(plan, model, _bare(request, day), ("window", "excluded")):
            continue
        found[day] = [
            [
                place
                for place in (Assignment(request.request, seat.seat, code) for code in plan.experts)
                if not broken_codes(plan, model, _bare(request, day, place), _ELIGIBILITY_CODES)
            ]
            for seat in plan.seats_of(request)
        ]
    return found


def payers_of(plan: Plan, model: CoordinationModel, request: Request, start: date) -> list[str | None]:
    """Nobody; and every agreement that may pay for a mission on its own, or that a decision names."""
    if plan.agreements is None or not model.is_on("funding"):
        return [None]
    named = {row.agreement for row in plan.decisions if row.request == request.request}
    costless = replace(plan, agreements={c: replace(a, budget=None) for c, a in plan.agreements.items()})
    return [
        None,
        *(
            code
            for code in plan.agreements
            if code in named
            or not broken_codes(costless, model, _bare(request, start, agreement=code), ("funding",))
        ),
    ]


def missions_of(plan: Plan, model: CoordinationModel, request: Request) -> list[Mission]:
    """Every mission that a request can be served by: dates, full teams of different people, payers."""
    found = []
    for day, seats in people_of(plan, model, request).items():
        wanted = [seat.count for seat in plan.seats_of(request)]
        choices = [combinations(people, count) for people, count in zip(seats, wanted, strict=True)]
        payers = payers_of(plan, model, request, day)
        for chosen in product(*choices):
            team = tuple(chain.from_iterable(chosen))
            if len({place.expert for place in team}) == len(team):
                found += [_bare(request, day, *team, agreement=payer) for payer in payers]
    return found


def size_of(plan: Plan) -> int:
    """How many allocations a plan has at most, whatever the model: eligibility counts where it is hard."""
    loosest = MODELS["national"].with_levels(own_country=OFF, language=SOFT)
    return prod(len(missions_of(plan, loosest, request)) + 1 for request in plan.open_requests)


@dataclass
class Points:
    """Every allocation of a plan that breaks at most one coupling rule, with the code of that rule or ''.

    Those that break `full_team` are only some: a request served by nobody, on the first day that
    nothing else forbids.
    """

    plan: Plan
    model: CoordinationModel
    allocations: list[tuple[Allocation, str]] = field(default_factory=list)
    _values: dict[tuple[int, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        options = [self._options(request) for request in self.plan.open_requests]
        for chosen in product(*options):
            codes = set().union(*(codes for _, codes in chosen))
            if len(codes) > 1:
                continue
            allocation = Allocation(tuple(mission for mission, _ in chosen if mission is not None))
            for code in _TOGETHER:
                codes |= broken_codes(self.plan, self.model, allocation, (code,))
                if len(codes) > 1:
                    break
            else:
                self.allocations.append((allocation, next(iter(codes), "")))

    def _options(self, request: Request) -> list[tuple[Mission | None, set[str]]]:
        """Not served; each mission with the rules that it breaks by itself; served by nobody."""
        found: list[tuple[Mission | None, set[str]]] = [(None, set())]
        for mission in missions_of(self.plan, self.model, request):
            codes = broken_codes(self.plan, self.model, mission, (*_APART, "funding"))
            if len(codes) < 2:
                found.append((mission, codes))
        for day in people_of(self.plan, self.model, request):
            payer = payers_of(self.plan, self.model, request, day)[-1]
            nobody = _bare(request, day, agreement=payer)
            if not broken_codes(self.plan, self.model, nobody, (*_APART, "funding")):
                found.append((nobody, {"full_team"}))
                break
        return found

    def feasible(self, without: str = "") -> list[int]:
        """Positions of the allocations that break nothing, the rule `without` not being asked."""
        return [i for i, (_, code) in enumerate(self.allocations) if code in ("", without)]

    def best(self, without: str = "") -> tuple[int, ...] | None:
        """The value of every tier at the best allocation, as reported; None where there is none."""
        left = self.feasible(without)
        values = []
        for tier in self.model.tiers:
            if not left:
                return None
            costs = [self._cost(i, tier) for i in left]
            least = min(costs)
            left = [i for i, cost in zip(left, costs, strict=True) if cost == least]
            values.append(-least if _is_maximum(tier) else least)
        return tuple(values)

    def _cost(self, position: int, tier: Tier) -> int:
        return sum(
            term.weight * (-1 if SENSE.get(term.code) == "max" else 1) * self.value(position, term.code)
            for term in tier.terms
        )

    def value(self, position: int, code: str) -> int:
        """The value of a goal, or the amount of a soft rule."""
        key = position, code
        if key not in self._values:
            allocation = self.allocations[position][0]
            self._values[key] = goal_value(code, self.plan, self.model, allocation)
        return self._values[key]


def _is_maximum(tier: Tier) -> bool:
    return all(SENSE.get(term.code) == "max" for term in tier.terms)
