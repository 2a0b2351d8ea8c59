"""What is called impossible, and which rules would have to go, against every mission that random plans have.

The missions are listed from the plan and the checks alone: which rules each breaks, looked at by itself.
`ALLOCATOR_PLANS=2000` looks at so many plans of each kind instead of a sample.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from itertools import chain, combinations, product
from typing import Any

import pytest

from allocator.errors import InputError
from allocator.plan import Plan, calendar
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.plan.entities import Agreement, Availability, Closure, Request
from allocator.plan.policy import CoordinationModel, Level
from allocator.problem import build_problem
from allocator.questions.explaining import explain
from allocator.questions.impossibility import Alone, Impossibility, alone, why
from allocator.questions.impossibility.failings import LIFTABLE
from allocator.questions.supply import Impossible, supply_against_demand
from allocator.report.supply_words import minimum_words
from allocator.rules import RULES
from allocator.rules.base import HARD
from allocator.rules.candidates import find_candidates
from allocator.rules.eligibility import ELIGIBILITY
from tests.plans_by_hand import (
    administration,
    day,
    decision,
    expert,
    member,
    mission,
    model_of,
    plan_of,
    request,
    seat,
    settings,
)
from tests.report.results_by_hand import result_of
from tests.tiny_plans import (
    COUPLING_CODES,
    Points,
    broken_codes,
    random_plan,
    starts_anew,
    tiny_model,
    tiny_plan,
    with_delivered,
)

PLANS = int(os.environ.get("ALLOCATOR_PLANS", "3"))
ELIGIBLE = tuple(module.RULE.code for module in ELIGIBILITY)
OF_DAYS = ("holidays", "member_capacity")
OF_TEAMS = ("workload", "release_quota", "pairing", "one_mission")
ALL = frozenset(RULES) - {"full_team"}
COUNTED = ("one_mission", "workload", "release_quota", "member_capacity", "funding")  # what is delivered
FOCI = [*product((*COUPLING_CODES, ""), (False,)), *product(COUNTED, (True,))]


@dataclass
class Listed:
    """Every mission of one plan, request by request: its last day and the rules that it breaks by itself."""

    plan: Plan
    model: CoordinationModel
    beyond: int  # days after the end of the plan on which missions are looked at, too
    _found: dict[str, list[tuple[date, date, frozenset[str]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.frozen = self.plan
        self.plan = alone(self.plan)

    def opens(self, code: str, lifted: frozenset[str]) -> bool:
        """Whether some mission breaks nothing but rules that are lifted."""
        return self.first_end(code, lifted) is not None

    def first_end(self, code: str, lifted: frozenset[str]) -> date | None:
        """The earliest last day of such a mission."""
        asked = self.plan.requests[code]
        if asked.done_on is not None:
            return asked.done_on
        ready = date.min
        if self.model.is_on("sequence") and "sequence" not in lifted:
            for before in asked.after:
                end = self.first_end(before, lifted)
                if end is None:
                    return None
                ready = max(ready, end + timedelta(days=asked.gap_days + 1))
        ends = [last for start, last, rules in self.missions(code) if start >= ready and rules <= lifted]
        return min(ends, default=None)

    def missions(self, code: str) -> list[tuple[date, date, frozenset[str]]]:
        if code not in self._found:
            self._found[code] = list(self._missions(self.plan.requests[code]))
        return self._found[code]

    def _missions(self, asked: Request) -> Iterator[tuple[date, date, frozenset[str]]]:
        plan, code = self.plan, asked.request
        seats = plan.seats_of(asked)
        places = [combinations(sorted(plan.experts), seat.count) for seat in seats]
        teams = [
            tuple(
                Assignment(code, seat.seat, who)
                for seat, people in zip(seats, chosen, strict=True)
                for who in people
            )
            for chosen in product(*places)
            if len(set(chain(*chosen))) == len(list(chain(*chosen)))
        ]
        payers: list[str | None] = [None]
        if plan.agreements is not None and self.model.is_on("funding"):
            payers += list(plan.agreements)
        settings = plan.settings
        length = (settings.end - settings.start).days + 1 + self.beyond
        for start in (settings.start + timedelta(days=n) for n in range(length)):
            if start.weekday() not in calendar.working_days(plan, asked.member):
                continue
            last = calendar.last_day(plan, asked, start)
            if last > settings.end + timedelta(days=self.beyond):
                continue
            yield from ((start, last, rules) for rules in self._on(start, code, teams, payers))

    def _on(
        self, start: date, code: str, teams: list[tuple[Assignment, ...]], payers: list[str | None]
    ) -> set[frozenset[str]]:
        """The sets of rules that missions on one day break."""

        def broken(
            codes: tuple[str, ...], team: tuple[Assignment, ...] = (), payer: str | None = None
        ) -> set[str]:
            return broken_codes(
                self.plan, self.model, Mission(request=code, start=start, team=team, agreement=payer), codes
            )

        by_day = broken(("window", "excluded", *OF_DAYS)) | self._frozen(code, start)
        person = cache(lambda place: frozenset(broken(ELIGIBLE, (place,))))
        found = set()
        for team in teams:
            own = by_day.union(*map(person, team)) | broken((*OF_TEAMS, "mentoring"), team)
            for payer in payers:
                found.add(frozenset(own | broken(("funding", "agreement_provider"), team, payer)))
        return {rules for rules in found if not any(other < rules for other in found)}

    def _frozen(self, code: str, start: date) -> set[str]:
        """Whether the request would start anew before the frozen day."""
        mission = Mission(request=code, start=start, team=())
        return {"fixed"} if starts_anew(self.frozen, Allocation((mission,))) else set()


@cache
def drawn(focus: str, seed: int, delivered: bool) -> Plan:
    """A random plan, with missions that are delivered or not."""
    plan = random_plan(seed, focus)
    return with_delivered(plan, seed) if delivered else plan


def judged(focus: str, seed: int, delivered: bool) -> Iterator[tuple[str, Impossibility | None, str]]:
    """Every open request of a random plan, why it is impossible, and what is said."""
    plan, model = drawn(focus, seed, delivered), tiny_model(seed, focus)
    problem = build_problem(plan, model)
    candidates = find_candidates(problem)
    judge = Alone(problem, candidates)
    for r, asked in enumerate(problem.requests):
        cause = judge.why(r)
        yield asked.request, cause, "" if cause is None else why(candidates, cause)


def joined(plan: Plan) -> Plan:
    """Every release with the days off around it, found day by day."""
    rows = []
    for row in plan.availability:
        first, last = row.first, row.last
        while (first - timedelta(days=1)).weekday() not in plan.settings.working_days:
            first -= timedelta(days=1)
        while (last + timedelta(days=1)).weekday() not in plan.settings.working_days:
            last += timedelta(days=1)
        rows.append(replace(row, first=first, last=last))
    return replace(plan, availability=tuple(rows))


def test_every_reason_names_the_smallest_set_of_rules_without_which_a_mission_is_open() -> None:
    requests = impossible = 0
    for (focus, delivered), seed in product(FOCI, range(PLANS)):
        _listed.cache_clear()
        for code, cause, words in judged(focus, seed, delivered):
            where = (focus, seed, delivered, code, cause, words)
            inside = _listed(focus, seed, delivered, False, 0)
            requests += 1
            assert inside.opens(code, frozenset()) == (cause is None), where
            if cause is None:
                continue
            impossible += 1
            wide = _listed(focus, seed, delivered, cause.weekends, 40)
            if cause.mission is None:
                assert not _listed(focus, seed, delivered, False, 40).opens(code, ALL), where
                continue
            for rules in (cause.rules, *cause.others):
                lifted = frozenset(rules) - (
                    {"release"} if cause.weekends and rules == cause.rules else set()
                )
                assert wide.opens(code, lifted), where
            most = min(len(cause.rules), 4)  # larger sets are such that none of their rules can be spared
            smaller = chain.from_iterable(combinations(ALL, n) for n in range(most))
            for rules in (*smaller, *combinations(cause.rules, len(cause.rules) - 1)):
                assert not inside.opens(code, frozenset(rules)), where
            assert "full team" not in words and "whole team" not in words
    assert requests > 20 * PLANS
    assert impossible > 5 * PLANS


@cache
def _listed(focus: str, seed: int, delivered: bool, weekends: bool, beyond: int) -> Listed:
    plan, model = drawn(focus, seed, delivered), tiny_model(seed, focus)
    return Listed(joined(plan) if weekends else plan, model, beyond)


# -- cases ------------------------------------------------------------------------------------------------


def told(plan: Plan, **levels: Level) -> dict[str, Impossible]:
    """What check says of a plan, and that explain says the same of an allocation that serves nobody."""
    model = model_of(neighbour=Level.OFF, regional_peer=Level.OFF, **levels)
    said = {each.request: each for each in supply_against_demand(plan, model).impossible}
    nothing = result_of(plan, model)
    for code in (asked.request for asked in plan.open_requests):
        explanation = explain(nothing, code, time_limit=0)
        assert (explanation.grade == "impossible alone") == (code in said)
        if code in said:
            assert explanation.rules == said[code].rules
            assert explanation.summary.lower() == f"{said[code].reason}.".lower()
            assert not any(rule in explanation.summary for rule in RULES if "_" in rule)  # `own country`
    return said


def test_the_agreement_that_admits_one_of_two_is_named() -> None:
    """Before: no whole team is free at once."""
    payer = Agreement(agreement="TRI", kind="tripartite", funders=("X",), providers=("UGA",))
    plan = plan_of(["KEN-01", "UGA-01"], ["R1"], seats=(seat(count=2),), agreements={"TRI": payer})
    found = told(plan)["R1"]
    assert found.rules == ("agreement_provider",)
    assert "KEN-01 is of KEN, TRI is provided by UGA" in found.reason


def test_before_the_frozen_day_both_say_impossible() -> None:
    """Before: explain said that the (empty) allocation stands in the way."""
    early = request("R1", latest_end=day(1, 4))
    plan = plan_of(["KEN-01"], [early, "R2"], settings=settings(frozen_until=day(2, 0)))
    found = told(plan)
    assert list(found) == ["R1"]
    assert found["R1"].rules == ("fixed",)
    assert "starts on 2026-09-07, before 2026-09-14" in found["R1"].reason


@pytest.mark.parametrize(
    ("rule", "person", "sheets", "says"),
    [
        ("workload", {"missions": 1}, {}, "2 missions, 1 of them delivered before, at most 1 agreed"),
        ("workload", {"days": 9}, {}, "10 mission days, 5 of them delivered before, at most 9 agreed"),
        ("one_mission", {}, {}, "departs on 2026-09-13 for R1, free again after D1 on 2026-09-20"),
        (
            "release_quota",
            {},
            {"administrations": [administration("KEN", days=9)]},
            "gives 10 mission days, 5 of them delivered before, allows 9",
        ),
        (
            "release_quota",
            {"rest_days": 0},
            {"administrations": [administration("KEN", away_at_once=1)], "week": 1},
            "away on 2026-09-06, allows 1 at once",
        ),
        (
            "member_capacity",
            {},
            {"members": [member("ZMB", missions_at_once=1)], "week": 1},
            "hosts D1, R1 on 2026-09-07, at most 1 at once",
        ),
        (
            "funding",
            {"day_cost": 100},
            {"agreements": {"A": Agreement(agreement="A", kind="fund", funders=("F",), budget=900)}},
            "pays 1000 EUR, 500 of it for what is delivered, of a budget of 900",
        ),
    ],
    ids=["missions", "days", "rest", "quota", "away", "host", "budget"],
)
def test_what_is_delivered_leaves_too_little(
    rule: str, person: dict[str, Any], sheets: dict[str, Any], says: str
) -> None:
    """Before: no request was impossible because of it, and explain said that the allocation stands in the
    way."""
    week = sheets.pop("week", 2)
    people = ["KEN-02"] if week == 1 else []
    plan = plan_of(
        [expert("KEN-01", **person), *people],
        [
            request("R1", earliest_start=day(week, 0), latest_end=day(week, 4)),
            request("D1", "ZMB" if "members" in sheets else "UGA", done_on=day(1, 4)),
        ],
        decisions=(decision("", "D1", expert="KEN-01", agreement="A" if "agreements" in sheets else ""),),
        **sheets,
    )
    found = told(plan)["R1"]
    assert rule in (*found.rules, *chain(*found.others))
    assert says in found.reason


WEEK = tuple(
    Availability(expert="KEN-01", first=day(week, 0), last=day(week, 4)) for week in (1, 2, 3)
)  # Monday to Friday


def test_releases_that_break_at_weekends_are_said_to() -> None:
    """Before: `fell to release`, and the advice to hire somebody."""
    asks = [request("R1", latest_end=day(3, 4)), request("R2", days=8)]
    plan = plan_of(["KEN-01"], asks, availability=WEEK)
    picture = supply_against_demand(plan, model_of(neighbour=Level.OFF, regional_peer=Level.OFF))
    assert [(each.rules, each.weekends) for each in picture.impossible] == [(("release",), True)] * 2
    assert all("join the rows of Availability" in each.reason for each in picture.impossible)
    assert "(Sunday 2026-09-06, Saturday 2026-09-12)" in picture.impossible[0].reason
    assert picture.levers == ()
    assert any("stop at weekends" in note and "KEN-01" in note for note in picture.notes)
    joined_up = replace(plan, availability=(Availability(expert="KEN-01", first=day(1, -1), last=day(4, 6)),))
    assert told(joined_up) == {}


def test_two_rules_are_named_where_neither_alone_helps() -> None:
    plan = plan_of([expert("ZMB-01", languages=("fr",))], ["R1"])
    found = told(plan)["R1"]
    assert found.rules == ("language", "own_country")
    assert "speaks fr" in found.reason
    assert "ZMB-01 of ZMB would advise ZMB, the own country" in found.reason


def test_a_follow_up_of_what_no_day_leaves_time_for() -> None:
    """Nothing in the plan has a start; lifting the window opens both."""
    short = {"earliest_start": day(1, 1), "latest_end": day(1, 3)}
    found = told(plan_of(["KEN-01"], [request("R1", **short), request("R2", after=("R1",), **short)]))
    assert [each.rules for each in found.values()] == [("window",), ("window",)]
    assert "before its earliest start" in found["R1"].reason


def test_a_reason_says_what_would_be_violated() -> None:
    october = request("R1", earliest_start=date(2026, 10, 19), latest_end=date(2026, 10, 23))
    closed = Closure(member="ZMB", first=date(2026, 10, 21), last=date(2026, 10, 21), reason="audit")
    plan = plan_of(["KEN-01"], [october], closures=(closed,))
    assert "ZMB is closed on 2026-10-21: audit" in told(plan)["R1"].reason
    until = Availability(expert="KEN-01", first=day(1, 0), last=date(2026, 10, 22))
    short = replace(plan, closures=(), availability=(until,))
    assert "KEN-01 is released until 2026-10-22, back home on 2026-10-24" in told(short)["R1"].reason


def test_what_stands_in_the_way_is_said_as_it_would_be_broken() -> None:
    """Before: the rule as a wish, `an expert departs again only after ...`."""
    week = {"latest_end": day(1, 4)}
    crowd = [request("R1", **week), request("R2", **week)]
    served = mission("R1", day(1, 0), "KEN-01")
    taken = plan_of(["KEN-01"], crowd, members=[member("ZMB", missions_at_once=2)])
    full = plan_of(["KEN-01", "UGA-01"], crowd)
    spent = plan_of([expert("KEN-01", missions=1)], ["R1", "R2"])
    said = [
        explain(result_of(plan, model_of(), served), "R2", time_limit=0).obstacles
        for plan in (taken, full, spent)
    ]
    assert [obstacles[0].sentence for obstacles in said] == [
        "KEN-01: departs on 2026-09-06 for R2, free again after R1 on 2026-09-20",
        "ZMB: hosts R1, R2 on 2026-09-07, at most 1 at once",
        "KEN-01: 2 missions, at most 1 agreed; held by R1",
    ]


def test_a_later_mission_in_the_way_is_said_from_the_side_of_the_request_without() -> None:
    """Before: `departs on 2026-09-13 for R2, free again after R1 on ...`, as if R1 were the one served."""
    asked = [request("R1", latest_end=day(1, 4)), request("R2", earliest_start=day(2, 0))]
    plan = plan_of(["KEN-01"], asked)
    served = mission("R2", day(2, 0), "KEN-01")
    said = explain(result_of(plan, model_of(), served), "R1", time_limit=0).obstacles
    assert said[0].sentence == "KEN-01: free again after R1 on 2026-09-20, but departs on 2026-09-13 for R2"


# -- minimum missions -------------------------------------------------------------------------------------


def minimums(plan: Plan) -> list[str]:
    """What is said of minimum missions out of reach."""
    model = model_of(neighbour=Level.OFF, regional_peer=Level.OFF)
    return [minimum_words(each) for each in supply_against_demand(plan, model).minimums]


@pytest.mark.parametrize(
    ("person", "employer", "asks", "says"),
    [
        ({"missions": 1}, {}, 3, "and at most 1"),
        ({}, {}, 1, "1 possible request to go on: R1"),
        ({"days": 9}, {}, 3, "which take 10 days or more, the expert may give 9"),
        ({"rest_days": 100}, {}, 3, "at most 1 fit one after the other, with journeys, report and rest"),
        ({}, {"days": 8}, 3, "which take 10 days or more, KEN allows 8"),
        ({}, {"away_at_once": 0}, 3, "no possible request to go on"),
    ],
    ids=["missions", "requests", "days", "time", "quota", "away"],
)
def test_a_minimum_out_of_reach_is_told_with_its_numbers(
    person: dict[str, Any], employer: dict[str, Any], asks: int, says: str
) -> None:
    plan = plan_of(
        [expert("KEN-01", minimum_missions=2, **person)],
        [f"R{n + 1}" for n in range(asks)],
        administrations=[administration("KEN", **employer)],
    )
    assert minimums(plan) == [f"KEN-01: at least 2 missions agreed, {says}"]


@pytest.mark.parametrize(
    ("least", "person", "employer", "says"),
    [
        (2, {}, {}, None),  # before: 1 possible request to go on
        (3, {}, {}, "at least 2 missions agreed beside what is delivered, 1 possible request to go on: R1"),
        (2, {"days": 8}, {}, "beside what is delivered, which take 5 days or more, the expert has 3 left"),
        (2, {}, {"days": 7}, "beside what is delivered, which take 5 days or more, KEN has 2 left"),
    ],
    ids=["kept", "requests", "days", "quota"],
)
def test_what_is_delivered_counts_towards_a_minimum_and_its_limits(
    least: int, person: dict[str, Any], employer: dict[str, Any], says: str | None
) -> None:
    plan = plan_of(
        [expert("KEN-01", minimum_missions=least, **person), "UGA-01"],
        ["R1", request("D1", done_on=day(1, 4))],
        administrations=[administration("KEN", **employer)],
        decisions=(decision("", "D1", expert="KEN-01"),),
    )
    said = minimums(plan)
    assert len(said) == (says is not None)
    assert says is None or says in said[0]


def test_minimums_that_add_up_to_more_than_there_are_seats() -> None:
    people = [expert(code, minimum_missions=2) for code in ("KEN-01", "UGA-01", "TZA-01")]
    asks = ["R1", "R2", *(request(f"R{n}", languages=("fr",)) for n in (3, 4))]
    plan = plan_of([*people, expert("FRA-01", languages=("fr",))], asks, seats=(seat(count=2),))
    assert minimums(plan) == [
        "KEN-01, UGA-01, TZA-01: at least 6 missions agreed together, and seats that they fit for at most 4"
    ]
    assert minimums(replace(plan, seats=(seat(count=3),))) == []


def test_no_allocation_reaches_a_minimum_that_is_called_out_of_reach() -> None:
    called = 0
    for seed in range(8):
        plan, model = tiny_plan(seed, "workload"), tiny_model(seed, "workload").with_levels(workload=HARD)
        people = {c: replace(e, minimum_missions=1 + seed % 2) for c, e in plan.experts.items()}
        plan = replace(plan, experts=people)
        try:
            found = supply_against_demand(plan, model).minimums
        except InputError:
            continue
        if found:
            called += 1
            assert not Points(plan, model).feasible(), (seed, found)
    assert called > 2


def test_every_rule_that_selects_people_may_be_lifted() -> None:
    """So a rule more of this kind has its bit, and its place in the order, by standing in the registry."""
    assert {module.RULE.code for module in ELIGIBILITY} <= set(LIFTABLE)
    assert len(set(LIFTABLE)) == len(LIFTABLE) < 31
    assert set(LIFTABLE) - {"weekends"} <= set(RULES)
