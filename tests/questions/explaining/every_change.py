"""Every way in which a tiny plan could be changed for one request, and what each comes to: an enumerator that
knows the plan and the checks alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from math import prod

from allocator.plan import Plan, calendar
from allocator.plan.allocation import Allocation, Mission
from allocator.plan.entities import RequestSeat
from allocator.plan.policy import CoordinationModel
from allocator.rules.base import HARD, OFF
from allocator.rules.coupling import COUPLING
from allocator.rules.coupling.pairing import level_of
from tests.tiny_plans import broken_codes, missions_of

Asked = Mapping[tuple[str, ...], int]  # units by cell

_COUPLING = tuple(module.RULE.code for module in COUPLING)
_LIMITS = ("workload", "release_quota", "member_capacity", "funding")


@dataclass(frozen=True)
class Priced:
    """An allocation of a changed plan, and what had to be asked for."""

    allocation: Allocation
    asked: Asked
    price: int


class EveryChange:
    """All allocations that serve one request under changes that a model prices, the others keeping to the
    plan but for its limits."""

    def __init__(self, plan: Plan, model: CoordinationModel, code: str) -> None:
        self.plan, self.model, self.code = plan, model, code
        self.request = plan.requests[code]
        self.loose = self._loose()

    def most(self, kind: str) -> int:
        return self.model.negotiable[kind].most if kind in self.model.negotiable else 0

    # -- plans --------------------------------------------------------------------------------------------

    def _loose(self) -> Plan:
        """The plan with every limit as high as it may be asked for."""

        def up(limit: int | None, kind: str, step: int = 1) -> int | None:
            return None if limit is None else limit + step * self.most(kind)

        plan = self.plan
        return replace(
            plan,
            experts={
                c: replace(e, missions=up(e.missions, "missions"), days=up(e.days, "days"))
                for c, e in plan.experts.items()
            },
            administrations={
                c: replace(
                    a, away_at_once=up(a.away_at_once, "away_at_once"), days=up(a.days, "release_days")
                )
                for c, a in plan.administrations.items()
            },
            members={
                c: replace(m, missions_at_once=up(m.missions_at_once, "missions_at_once"))
                for c, m in plan.members.items()
            },
            agreements=None
            if plan.agreements is None
            else {c: replace(a, budget=up(a.budget, "budget", 1000)) for c, a in plan.agreements.items()},
        )

    def _wide(self) -> Plan:
        """The loose plan in which the request takes anybody on any day that may be asked for."""
        plan, ask, days = self.loose, self.request, timedelta(days=self.most("window"))
        first, last = ask.earliest_start or plan.settings.start, ask.latest_end or plan.settings.end
        languages = {name for expert in plan.experts.values() for name in expert.languages}
        wide = replace(
            ask,
            earliest_start=max(min(first, plan.settings.start), first - days),
            latest_end=min(max(last, plan.settings.end), last + days),
            languages=(*ask.languages, *languages) if self.most("language") else ask.languages,
            pairing="off" if self.most("pairing") else ask.pairing,
        )
        seats = tuple(
            RequestSeat(
                request=self.code, seat=s.seat, profile=s.profile, topic=s.topic, count=s.count,
                status="any" if self.most("accreditation") else s.status,
                minimum_level=max(1, s.minimum_level - self.most("level")),
            )
            for s in plan.seats_of(ask)
        )  # fmt: skip
        return replace(
            plan,
            requests={**plan.requests, self.code: wide},
            request_seats=(*(s for s in plan.request_seats if s.request != self.code), *seats),
            availability=() if self.most("release") else plan.availability,
        )

    # -- allocations ----------------------------------------------------------------------------------------

    def all(self) -> Iterator[Priced]:
        """Every allocation that serves the request, under each set of changes that it can do with."""
        wide = self._wide()
        mine = missions_of(wide, self.model, wide.requests[self.code])
        priced = [(mission, list(self._asked(mission))) for mission in mine]
        others = [
            [
                None,
                *(
                    m
                    for m in missions_of(self.loose, self.model, r)
                    if not broken_codes(self.loose, self.model, m, ("mentoring",))
                ),
            ]
            for r in self.plan.open_requests
            if r.request != self.code
        ]
        open_ = self.model.with_levels(mentoring=OFF)
        for mission, ways in priced:
            for chosen in product(*others) if ways else ():
                allocation = Allocation((mission, *(m for m in chosen if m is not None)))
                if broken_codes(wide, open_, allocation, _COUPLING):
                    continue
                limits = self._limits(allocation)
                for asked in ways if limits is not None else ():
                    whole = {**asked, **(limits or {})}
                    yield Priced(allocation, whole, self.price(whole))

    def size(self) -> int:
        """How many allocations would be looked at, about."""
        wide = self._wide()
        return prod(
            len(
                missions_of(
                    wide if r.request == self.code else self.loose, self.model, wide.requests[r.request]
                )
            )
            + 1
            for r in self.plan.open_requests
        )

    def price(self, asked: Asked) -> int:
        return sum(self.model.negotiable[cell[0]].price * units for cell, units in asked.items())

    # -- what has to be asked for ---------------------------------------------------------------------------

    def _asked(self, mission: Mission) -> Iterator[Asked]:
        """The sets of changes, limits apart, of which each is enough for the request's mission."""
        fixed: dict[tuple[str, ...], int] = {
            **self._window(mission),
            **self._levels(mission),
            **self._releases(mission),
        }
        if level_of(self.model, self.request) is HARD and self._shares(mission):
            fixed["pairing", self.code] = 1
        for language, accredited in product(self._languages(mission), self._accredited(mission)):
            whole = {**fixed, **language, **accredited}
            if all(units <= self.most(cell[0]) for cell, units in whole.items()):
                yield whole

    def _window(self, mission: Mission) -> dict[tuple[str, ...], int]:
        ask, settings = self.request, self.plan.settings
        last = calendar.last_day(self.plan, ask, mission.start)
        early = ((ask.earliest_start or settings.start) - mission.start).days
        late = (last - (ask.latest_end or settings.end)).days
        found = {"earliest start": early, "latest end": late}
        return {("window", self.code, column): days for column, days in found.items() if days > 0}

    def _levels(self, mission: Mission) -> dict[tuple[str, ...], int]:
        found: dict[tuple[str, ...], int] = {}
        for place in mission.team:
            seat = self.plan.seat_of(self.request, place.seat)
            held = self.plan.qualification_of(
                place.expert, seat.profile, self.plan.topic_of(self.request, seat)
            )
            assert held is not None
            if held.level < seat.minimum_level:
                cell = "level", self.code, seat.seat
                found[cell] = max(found.get(cell, 0), seat.minimum_level - held.level)
        return found

    def _releases(self, mission: Mission) -> dict[tuple[str, ...], int]:
        found: dict[tuple[str, ...], int] = {}
        for expert in mission.experts:
            spells = self.plan.availability_of.get(expert)
            first, back = calendar.away(self.plan, self.request, expert, mission.start)
            days = [first + timedelta(days=n) for n in range((back - first).days + 1)]
            missing = [d for d in days if spells and not any(a <= d <= b for a, b in spells)]
            if missing:
                found["release", expert] = len(missing)
        return found

    def _shares(self, mission: Mission) -> bool:
        countries = [self.plan.administration_of(e).country or e for e in mission.experts]
        return len(set(countries)) < len(countries)

    def _languages(self, mission: Mission) -> Iterator[dict[tuple[str, ...], int]]:
        """No language more, or one that all who speak none of the request's share."""
        spoken = [set(self.plan.experts[e].languages) for e in mission.experts]
        strange = [names for names in spoken if not names & set(self.request.languages)]
        if self.model.level("language") is not HARD or not strange:
            yield {}
            return
        for name in set.intersection(*strange):
            yield {("language", self.code, name): 1}

    def _accredited(self, mission: Mission) -> Iterator[dict[tuple[str, ...], int]]:
        """Who of the team must become accredited: those whose seat asks for it, and as many as leave a mentor
        for each other."""
        learners = {}
        for place in mission.team:
            seat = self.plan.seat_of(self.request, place.seat)
            topic = self.plan.topic_of(self.request, seat)
            held = self.plan.qualification_of(place.expert, seat.profile, topic)
            assert held is not None
            if held.status == "pre-accredited":
                learners["accreditation", held.expert, held.profile, held.topic] = seat.status == "accredited"
        for chosen in product((False, True), repeat=len(learners)):
            some = {cell for cell, yes in zip(learners, chosen, strict=True) if yes}
            if all(cell in some for cell, must in learners.items() if must) and self._mentored(mission, some):
                yield dict.fromkeys(some, 1)

    def _mentored(self, mission: Mission, accredited: set[tuple[str, ...]]) -> bool:
        keys = {cell[1:] for cell in accredited}
        rows = tuple(
            replace(row, status="accredited") if (row.expert, row.profile, row.topic) in keys else row
            for row in self.plan.qualifications
        )
        return not broken_codes(replace(self.plan, qualifications=rows), self.model, mission, ("mentoring",))

    def _limits(self, allocation: Allocation) -> Asked | None:
        """By how much an allocation passes the plan's own limits; None where more than may be asked for."""
        found: dict[tuple[str, ...], int] = {}
        for module in COUPLING:
            if module.RULE.code not in _LIMITS:
                continue
            for violation in module.check(self.plan, self.model, allocation):
                kind = _kind(violation.rule, violation.message)
                if violation.level is not HARD:
                    continue
                if kind is None:
                    return None
                units = -(-violation.amount // 1000) if kind == "budget" else violation.amount
                cell = kind, violation.subject
                found[cell] = max(found.get(cell, 0), units)
        return found if all(units <= self.most(cell[0]) for cell, units in found.items()) else None


def _kind(rule: str, message: str) -> str | None:
    """Which limit a violation speaks of; None for what is no limit."""
    if rule == "workload":
        return None if "at least" in message else "days" if "mission days" in message else "missions"
    if rule == "release_quota":
        return "release_days" if message.startswith("gives") else "away_at_once"
    if rule == "member_capacity":
        return "missions_at_once" if message.startswith("hosts") else None
    return "budget" if message.startswith("pays") and "budget" in message else None


def served_weight(model: CoordinationModel, plan: Plan, allocation: Allocation, leaving_out: str) -> int:
    """The weight of the requests served, one left out."""
    return sum(
        model.priorities[plan.requests[m.request].priority]
        for m in allocation.missions
        if m.request != leaving_out
    )
