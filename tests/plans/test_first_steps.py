"""The plan `first-steps`, solved by hand under the national model.

Priorities 1 to 5 weigh 12, 7, 4, 2, 1. The first goal is the weight served, the second the same-country pairs
(a team's size less its number of countries; the Secretariat has no country and never shares one).

R1  Zambia, diagnostic, priority 1, two CMA in English, all days in 7-25 September.
    KEN-03, KEN-07 and MUS-02 qualify and are released. Served.                                       12
R2  Zambia, strategic planning, priority 2, two CMA, after R1 with 28 full days between.
    R1 starts on 7 September at the earliest and ends on 11 September, so R2 starts on 12 October (the first
    Monday from 10 October on) at the earliest. MUS-02 is released until 9 October, which leaves the two
    Kenyans: R2 can be served, but by one country. Starts up to 16 November end by 20 November; the two are
    back from R1 and rested by 3 October whenever R1 was.                                              7
R3  Mozambique, risk management in Portuguese, priority 2. FRA-05 and GHA-01 hold the topic, nobody speaks
    Portuguese. Not served.                                                                            -
R4  Liberia, time release study in English, priority 2, two TOE, 5-9 October and no other week.
    GHA-01 and WCO-01 hold the topic and speak English; SEN-02 does not. Both are needed.              7
R5  Benin, time release study in French, priority 3, two TOE, 5-9 or 12-16 October.
    SEN-02 and WCO-01 are both needed. WCO-01 serves R4 on 5-9 October, is back on the 10th and rests seven
    days, so cannot depart on 11 October. One of R4 and R5: R4 is worth more. Not served.              -
R6  Togo, valuation in French, priority 4, one TOE. Only the agreement WCA-VAL pays for it, at most 2500.
    SEN-02 costs 900 + 5 x 200 = 1900. FRA-05, one level better, costs 1600 + 5 x 350 = 3350: beyond the
    budget. SEN-02 goes.                                                                               2
                                                                                        served        28 of 39
Pairing: R1 needs no pair from one country (MUS-02 and a Kenyan), R2 has one, R4 has none, R6 is one person.
                                                                                        pairing        1
Were pairing hard, R2 could not be served: 21.
"""

from datetime import date
from pathlib import Path

import pytest

import allocator
from allocator.plan.policy import Level

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def plan() -> allocator.Plan:
    return allocator.read_plan(ROOT / "scenarios/plans/first-steps")


@pytest.fixture(scope="module")
def model() -> allocator.CoordinationModel:
    return allocator.read_model(ROOT / "models/national.toml")


@pytest.fixture(scope="module")
def result(plan: allocator.Plan, model: allocator.CoordinationModel) -> allocator.Result:
    return allocator.solve(plan, model, time_limit=20, workers=1)


def team(result: allocator.Result, request: str) -> set[str]:
    rows = result.assignments
    return set(rows.loc[rows["request"] == request, "expert"])


def start(result: allocator.Result, request: str) -> date:
    rows = result.missions.set_index("request")
    day = rows.loc[request, "start"]
    return date.fromisoformat(str(day)[:10])


def test_what_is_served(result: allocator.Result) -> None:
    assert set(result.missions["request"]) == {"R1", "R2", "R4", "R6"}
    assert set(result.unserved["request"]) == {"R3", "R5"}


def test_the_first_two_goals_are_proven(result: allocator.Result) -> None:
    goals = {goal.name: goal for goal in result.goals}
    assert (goals["served"].value, goals["served"].bound, goals["served"].proven) == (28, 28, True)
    assert (goals["pairing"].value, goals["pairing"].bound, goals["pairing"].proven) == (1, 1, True)


def test_the_diagnostic_is_a_pair_from_two_countries(result: allocator.Result) -> None:
    assert "MUS-02" in team(result, "R1")
    assert len(team(result, "R1")) == 2


def test_the_plan_follows_the_diagnostic_with_the_two_who_remain(result: allocator.Result) -> None:
    assert team(result, "R2") == {"KEN-03", "KEN-07"}
    assert (start(result, "R2") - start(result, "R1")).days >= 4 + 29


def test_the_expert_wanted_twice_goes_where_it_is_more_urgent(result: allocator.Result) -> None:
    assert team(result, "R4") == {"GHA-01", "WCO-01"}
    assert start(result, "R4") == date(2026, 10, 5)


def test_the_budget_decides_who_goes(result: allocator.Result) -> None:
    assert team(result, "R6") == {"SEN-02"}


def test_hard_pairing_costs_the_strategic_plan(
    plan: allocator.Plan, model: allocator.CoordinationModel
) -> None:
    strict = allocator.solve(plan, model.with_levels(pairing=Level.HARD), time_limit=20, workers=1)
    assert strict.goals[0].value == 21
    assert set(strict.missions["request"]) == {"R1", "R4", "R6"}


def test_the_allocation_is_verified(
    plan: allocator.Plan, model: allocator.CoordinationModel, result: allocator.Result
) -> None:
    assert allocator.verify(plan, model, result.allocation) == []
