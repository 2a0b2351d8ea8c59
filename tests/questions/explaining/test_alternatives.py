"""Alternatives against lists of all allocations of tiny plans: every week, team and person, every verdict.

`ALLOCATOR_SAMPLED_PLANS=2000 python -m pytest tests/questions/explaining/test_alternatives.py` tries so many
plans instead of those of every check.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache

import allocator
from allocator.plan.allocation import Allocation, Mission
from allocator.questions.explaining.alternatives import alternatives
from allocator.questions.explaining.gives_way import changes_between
from allocator.results.alternatives import Alternatives, Effect
from tests.tiny_plans import COUPLING_CODES, Points, tiny_model, tiny_plan, with_delivered

PLANS = int(os.environ.get("ALLOCATOR_SAMPLED_PLANS", "36"))
Places = frozenset[tuple[str, str]]


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def places(mission: Mission) -> Places:
    return frozenset((place.seat, place.expert) for place in mission.team)


@dataclass
class Judge:
    """All allocations of a plan, asked what is true of the alternatives of one of its requests."""

    points: Points
    result: allocator.Result
    request: str

    @cached_property
    def served_so(self) -> list[tuple[Mission, Allocation, int]]:
        """Every allocation that serves the request: its mission, all of it, and its position."""
        allocations = ((i, self.points.allocations[i][0]) for i in self.points.feasible())
        return [(a.by_request[self.request], a, i) for i, a in allocations if self.request in a.by_request]

    @cached_property
    def now(self) -> Mission | None:
        return self.result.allocation.by_request.get(self.request)

    @cached_property
    def rest(self) -> dict[str, Mission]:
        """The other missions of the allocation."""
        missions = self.result.allocation.by_request
        return {code: tidy(mission) for code, mission in missions.items() if code != self.request}

    def is_free(self, allocation: Allocation) -> bool:
        others = {c: tidy(m) for c, m in allocation.by_request.items() if c != self.request}
        return others == self.rest

    def with_these(self, team: Places, week: date | None = None, on: date | None = None) -> Iterator[tuple]:
        for mission, allocation, position in self.served_so:
            if (
                places(mission) == team
                and week in (None, monday(mission.start))
                and on in (None, mission.start)
            ):
                yield mission, allocation, position

    def first_cost(self, position: int) -> int:
        return self.points._cost(position, self.result.model.tiers[0])

    def faults(self, effect: Effect, ways: list[tuple[Mission, Allocation, int]]) -> Iterator[str]:
        """What is false in an effect, where these are all the allocations that it speaks of."""
        free = any(self.is_free(allocation) for _, allocation, _ in ways)
        now = self.now is not None and any(mission_key(m) == mission_key(self.now) for m, _, _ in ways)
        if effect.verdict == "now" and not now:
            yield "it is not so now"
        if effect.verdict == "free" and not free:
            yield "it is not free"
        if effect.verdict in ("costs", "open", "impossible") and (free or now):
            yield "it is free"
        if effect.verdict == "impossible" and ways:
            yield "it is possible"
        if effect.verdict == "impossible" and not effect.sentence:
            yield "no reason is given"
        if effect.verdict == "costs":
            yield from self._false_costs(effect, ways)

    def _false_costs(self, effect: Effect, ways: list[tuple[Mission, Allocation, int]]) -> Iterator[str]:
        base = self.result.allocation
        told = [
            (position, allocation)
            for mission, allocation, position in ways
            if changes_between(self.result.plan, base, allocation, self.request) == effect.changes
            and (mission.start, mission.agreement or "") == (effect.start, effect.payer)
        ]
        if not told:
            yield f"nothing gives way like that: {effect.changes}"
            return
        gone = {change.request for change in effect.changes if change.kind == "drops"}
        if gone != {*self.rest} - {*told[0][1].by_request}:
            yield "others drop out"
        before = first_cost_of(self.result)
        least = min(self.first_cost(position) for _, _, position in ways) - before
        if least not in effect.least:
            yield f"the first goal loses {least}, not {effect.least}"


def first_cost_of(result: allocator.Result) -> int:
    goal = result.goals[0]
    return -goal.value if goal.sense == "max" else goal.value


def tidy(mission: Mission) -> Mission:
    return replace(mission, team=tuple(sorted(mission.team)))


def mission_key(mission: Mission) -> tuple:
    return mission.start, places(mission)


def all_faults(judge: Judge, found: Alternatives) -> Iterator[str]:
    """Everything that is false in the alternatives of a request."""
    every = judge.served_so
    if found.served != (judge.now is not None):
        yield "served"
    for k, week in enumerate(found.weeks_of_start):
        here = [(m, a) for m, a, _ in every if monday(m.start) == week.monday]
        free = {places(m) for m, a in here if judge.is_free(a)}
        if week.free != len(free) or week.teams < len({places(m) for m, _ in here}):
            yield f"{week}: {len(free)} free"
        if not week.teams and not week.sentence:
            yield f"{week}: no reason"
        for team in found.teams:
            own = frozenset(team.places)
            ways = list(judge.with_these(own, week.monday))
            yield from (f"{week.monday} {own}: {f}" for f in judge.faults(team.effects[k], ways))
    weeks = {week.monday for week in found.weeks_of_start}
    teams = {frozenset(team.places) for team in found.teams}
    for mission, _, _ in every:
        if monday(mission.start) not in weeks:
            yield f"{mission.start} is in no week"
        if len(found.teams) == found.possible and places(mission) not in teams:
            yield f"{places(mission)} is missing"
    if found.reason and every:
        yield "it is possible"
    yield from false_stand_ins(judge, found)


def false_stand_ins(judge: Judge, found: Alternatives) -> Iterator[str]:
    plan, now = judge.result.plan, judge.now
    asked = {
        (seat.seat, code) for seat in plan.seats_of(plan.requests[judge.request]) for code in plan.experts
    }
    if {(each.seat, each.expert) for each in found.everybody} != asked:
        yield "somebody is missing"
    for each in found.everybody:
        place = each.seat, each.expert
        if now is None:
            ways = [way for way in judge.served_so if place in places(way[0])]
        elif place in places(now):
            ways = list(judge.with_these(places(now), on=now.start))
        else:
            teams = {places(now) - {out} | {place} for out in places(now) if out[0] == each.seat}
            if each.instead_of:
                out = (each.seat, each.instead_of)
                best = places(now) - {out} | {place}
                yield from (
                    f"{each}: {f}"
                    for f in judge.faults(each.effect, list(judge.with_these(best, on=now.start)))
                    if "free" not in f
                )
            ways = [way for team in teams for way in judge.with_these(team, on=now.start)]
        yield from (f"{each}: {f}" for f in judge.faults(each.effect, ways) if "gives way" not in f)


@lru_cache(maxsize=PLANS if PLANS < 100 else 1)
def judged(seed: int) -> list[tuple[Judge, Alternatives]]:
    """The alternatives of every request of a tiny plan, as found and as they are."""
    return list(_judged(seed))


def _judged(seed: int) -> Iterator[tuple[Judge, Alternatives]]:
    focus = COUPLING_CODES[seed % len(COUPLING_CODES)]
    plan, model = tiny_plan(seed, focus), tiny_model(seed, focus)
    if seed % 7 == 6:
        plan = with_delivered(plan, seed)
    try:
        result = allocator.solve(plan, model, time_limit=None, workers=1, seed=seed)
    except (allocator.InfeasibleError, allocator.InputError):
        return
    points = Points(plan, model)
    if seed % 3 == 2:  # another allocation than the best, of which no bound is known
        result = worse(result, points, seed)
    for request in plan.open_requests:
        found = alternatives(result, request.request, time_limit=60, workers=1, teams=4 + seed % 9)
        yield Judge(points, result, request.request), found


def worse(result: allocator.Result, points: Points, seed: int) -> allocator.Result:
    """Any other allocation of the plan as a result."""
    some = points.feasible()
    allocation = points.allocations[some[seed * 7919 % len(some)]][0]
    goals = tuple(
        replace(goal, value=-cost if goal.sense == "max" else cost, bound=None, proven=False)
        for goal, cost in zip(
            result.goals,
            (points._cost(some[seed * 7919 % len(some)], tier) for tier in result.model.tiers),
            strict=True,
        )
    )
    return replace(result, allocation=allocation, goals=goals, searched=None)


def test_every_cell_and_every_stand_in_is_true() -> None:
    verdicts: Counter[str] = Counter()
    for seed in range(PLANS):
        for judge, found in judged(seed):
            faults = list(all_faults(judge, found))
            assert not faults, (seed, judge.request, faults[:3])
            cells = [effect for team in found.teams for effect in team.effects]
            verdicts.update(each.verdict for each in (*cells, *(s.effect for s in found.everybody)))
    assert min(verdicts[verdict] for verdict in ("now", "free", "costs", "impossible")) > PLANS
    assert verdicts["open"] * 100 <= verdicts.total(), verdicts


def test_what_is_false_is_seen() -> None:
    """The judge is not blind: each verdict is taken for another one, a team and a reason are left out."""
    seen = 0
    for seed in range(min(PLANS, 12)):
        for judge, found in judged(seed):
            for wrong in planted(found):
                assert list(all_faults(judge, wrong)), (seed, judge.request, wrong)
                seen += 1
    assert seen > 100


def planted(found: Alternatives) -> Iterator[Alternatives]:
    """The alternatives of a request, each time with one thing wrong."""
    for team in found.teams:
        for k, effect in enumerate(team.effects):
            for verdict in {"now", "free", "impossible"} - {effect.verdict}:
                other = replace(effect, verdict=verdict)
                if (effect.verdict, verdict) in (("free", "now"), ("now", "free")):
                    continue  # a free start or payer in a week with another one may be both
                effects = (*team.effects[:k], other, *team.effects[k + 1 :])
                teams = tuple(
                    replace(team, effects=effects) if each is team else each for each in found.teams
                )
                yield replace(found, teams=teams)
    for k, week in enumerate(found.weeks_of_start):
        more = replace(week, free=week.free + 1)
        yield replace(found, weeks_of_start=(*found.weeks_of_start[:k], more, *found.weeks_of_start[k + 1 :]))
    yield replace(found, everybody=found.everybody[1:])
