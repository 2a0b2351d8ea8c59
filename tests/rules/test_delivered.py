"""What has been delivered counts in rows and checks alike and in the values of goals: over all points of tiny
plans to which delivered missions are added, and in plans small enough to work out by hand."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from allocator import solve
from allocator.matrix import build_matrix
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.delivered import delivered_missions
from allocator.plan.entities import Agreement, MissionType, Travel
from allocator.problem import build_problem
from allocator.rules.base import HARD, SOFT
from allocator.rules.coupling.release_quota import spells
from allocator.verification import goal_value
from tests.plans_by_hand import (
    administration,
    amount,
    broken,
    day,
    decision,
    expert,
    holds,
    member,
    mission,
    monday,
    plan_of,
    request,
    seat,
)
from tests.points import COUNTED_WITHIN, GOAL_MODULES, MODULES, Expressible, dense, model_with, projection_of
from tests.rules.coupling.against_check import comparable, plan_about
from tests.tiny_plans import broken_codes, with_delivered, without_delivered

PLANS, POINTS = 12, 150
#: Rules that count what has been delivered.
COUNTED = ("one_mission", "workload", "release_quota", "member_capacity", "funding")
#: Goals that do, and in how many points of the plans, at least, their value shows it.
SHOWN = {"accreditation": 20, "balance": 50, "continuity": 20, "experts_used": 50, "regions": 50}


def plans(code: str) -> list[Plan]:
    count = PLANS * {"release_quota": 5, "funding": 4}.get(code, 1)  # fewer of those limits than of others
    return [with_delivered(plan_about(code, seed), seed) for seed in range(7000, 7000 + count)]


@pytest.mark.parametrize("code", COUNTED)
def test_rows_and_check_count_what_is_delivered_alike(code: str) -> None:
    model = model_with("served", **{code: HARD})
    by_delivered = 0
    for plan in plans(code):
        expressible = Expressible(build_problem(plan, model))
        matrix = build_matrix(expressible.problem)
        rows = projection_of(matrix, (code,), expressible.base)
        free = np.zeros(matrix.shape[1] - expressible.base, dtype=np.int64)
        for allocation, point in expressible.points(POINTS):
            if comparable(code, plan, model, allocation):
                found = bool(broken_codes(plan, model, allocation, (code,)))
                assert (rows.least(point, free) is None) == found, (allocation, plan.delivered)
                before = broken_codes(without_delivered(plan), model, allocation, (code,))
                by_delivered += found and not before
    assert by_delivered >= 20, by_delivered


def test_the_amount_of_a_soft_workload_counts_what_is_delivered() -> None:
    model = model_with("workload", workload=SOFT)
    dearer = 0
    for plan in plans("workload"):
        expressible = Expressible(build_problem(plan, model))
        matrix = build_matrix(expressible.problem)
        rows = projection_of(matrix, ("workload",), expressible.base)
        cost = dense(matrix, expressible.base)[expressible.base :]
        for allocation, point in expressible.points(POINTS):
            amounts = [
                sum(found.amount for found in MODULES["workload"].check(each, model, allocation))
                for each in (plan, without_delivered(plan))
            ]
            assert rows.least(point, cost) == amounts[0], allocation
            dearer += amounts[0] > amounts[1]
    assert dearer >= 20, dearer


@pytest.mark.parametrize("code", sorted(GOAL_MODULES))
def test_costs_are_the_value_beside_what_is_delivered(code: str) -> None:
    model = model_with(code)
    sign = -1 if GOAL_MODULES[code].GOAL.sense == "max" else 1
    shown = 0
    for plan in plans("mentoring"):
        expressible = Expressible(build_problem(plan, model))
        matrix = build_matrix(expressible.problem)
        rows = projection_of(matrix, (code,), expressible.base)
        cost, constant = dense(matrix, expressible.base), matrix.tiers[0].cost.constant
        for allocation, point in expressible.points(60):
            if broken_codes(plan, model, allocation, COUNTED_WITHIN.get(code, ())):
                continue
            rest = rows.least(point, cost[expressible.base :])
            assert rest is not None, allocation
            value = goal_value(code, plan, model, allocation)
            assert sign * (int(cost[: expressible.base] @ point) + rest + constant) == value, allocation
            shown += value != goal_value(code, without_delivered(plan), model, allocation)
    assert shown >= SHOWN[code] if code in SHOWN else shown == 0, shown


# -- by hand ----------------------------------------------------------------------------------------------


def test_which_missions_were_delivered_when_and_by_whom() -> None:
    asks = [
        request("D1", done_on=day(2, 4)),  # within the plan: Monday to Friday
        request("D2", done_on=date(2026, 8, 28)),  # before it, without a row: another period
        request("D3", done_on=date(2026, 8, 28)),
        "R1",
    ]
    rows = (
        decision("", "D3", expert="KEN-01", start=date(2026, 8, 20)),
        decision("previous", "D3", expert="KEN-01", seat="lead", agreement="A"),
        decision("fixed", "D3", expert="TZA-01"),
        decision("excluded", "D3", expert="UGA-01"),
        decision("fixed", "R1", expert="UGA-01"),
    )
    plan = plan_of(["KEN-01", "TZA-01", "UGA-01"], asks, decisions=rows)
    first, second = delivered_missions(plan).missions
    assert (first.request, first.start, first.team) == ("D1", monday(2), ())
    assert (second.request, second.start, second.agreement) == ("D3", date(2026, 8, 20), "A")
    assert [(place.seat, place.expert) for place in second.team] == [("lead", "KEN-01"), ("lead", "TZA-01")]


def done_plan(done_on: date, *who: str, **sheets: object) -> Plan:
    """R1 and R2 are open; D1 was delivered, in five days, by some people at the expense of A."""
    rows = tuple(decision("previous", "D1", expert=code, agreement="A") for code in who)
    people = [expert("KEN-01", day_cost=100, missions=2, days=12), "KEN-02"]
    asks = ["R1", request("R2", "UGA"), request("D1", done_on=done_on)]
    return plan_of(people, asks, decisions=rows, **sheets)  # type: ignore[arg-type]


def test_missions_and_days_of_the_expert() -> None:
    plan = done_plan(day(1, 4), "KEN-01")
    one, two = mission("R1", monday(5), "KEN-01"), mission("R2", monday(9), "KEN-01")
    assert not broken("workload", plan, one)
    messages = [violation.message for violation in broken("workload", plan, one, two)]
    assert messages == [
        "3 missions, 1 of them delivered before, at most 2 agreed",
        "15 mission days, 5 of them delivered before, at most 12 agreed",
    ]


def test_what_was_delivered_beyond_a_limit_leaves_nothing_and_breaks_nothing() -> None:
    people = [expert("KEN-01", missions=1)]
    asks = ["R1", request("D1", done_on=day(1, 4)), request("D2", done_on=day(3, 4))]
    rows = tuple(decision("", code, expert="KEN-01") for code in ("D1", "D2"))
    plan = plan_of(people, asks, decisions=rows)
    assert not broken("workload", plan)
    assert amount("workload", plan, mission("R1", monday(7), "KEN-01")) == 1


def test_promised_missions_are_kept_by_what_is_delivered() -> None:
    people = [expert("KEN-01", minimum_missions=2)]
    rows = (decision("", "D1", expert="KEN-01"),)
    plan = plan_of(people, ["R1", request("D1", done_on=day(1, 4))], decisions=rows)
    assert amount("workload", plan) == 1
    assert not broken("workload", plan, mission("R1", monday(5), "KEN-01"))


def test_rest_after_a_delivered_mission() -> None:
    """Done on a Friday, back on Saturday, seven days of rest: away again from Sunday of the week after."""
    plan = done_plan(day(1, 4), "KEN-01")
    for week, faults in {2: 1, 3: 0}.items():
        assert len(broken("one_mission", plan, mission("R1", monday(week), "KEN-01"))) == faults
    reporting = plan_of(
        ["KEN-01"],
        ["R1", request("D1", done_on=day(1, 4))],
        mission_types=[MissionType(mission_type="visit", days=5, report_days=1)],
        decisions=(decision("fixed", "D1", expert="KEN-01"),),
    )
    assert broken("one_mission", reporting, mission("R1", monday(3), "KEN-01"))


def test_an_administration_misses_those_who_are_not_back() -> None:
    few = administration("KEN", away_at_once=1, days=12)
    plan = done_plan(day(2, 2), "KEN-01", administrations=[few])
    for week, faults in {1: 1, 2: 1, 3: 0}.items():
        assert len(broken("release_quota", plan, mission("R1", monday(week), "KEN-02"))) == faults
    far = mission("R1", monday(5), "KEN-02"), mission("R2", monday(9), "KEN-02")
    (days,) = broken("release_quota", plan, *far)
    assert days.message == "gives 15 mission days, 5 of them delivered before, allows 12"
    assert days.amount == 3


def test_who_was_on_two_delivered_missions_at_once_is_missed_once() -> None:
    """Before, the rows missed them twice, and the search proved that nobody else could go."""
    asks = ["R1", request("D1", "UGA", done_on=day(1, 4)), request("D2", "UGA", done_on=day(2, 4))]
    plan = plan_of(
        ["KEN-01", "KEN-02"],
        asks,
        mission_types=[MissionType(mission_type="visit", days=5, travel_days=3)],
        administrations=[administration("KEN", away_at_once=2)],
        decisions=tuple(decision("", code, expert="KEN-01") for code in ("D1", "D2")),
    )
    found = spells(build_problem(plan, model_with("served")).delivered)
    assert [list(part) for part in found] == [[0], [-3], [14]]
    assert not broken("release_quota", plan, mission("R1", monday(1), "KEN-02"))
    first_weeks = replace(plan, settings=replace(plan.settings, end=day(2, 4)))
    result = solve(first_weeks, model_with("served"), time_limit=None, workers=1)
    assert [served.request for served in result.allocation.missions] == ["R1"]


def test_a_member_hosts_what_is_being_delivered() -> None:
    plan = done_plan(day(2, 2), members=[member("ZMB", missions_at_once=1)])
    for week, faults in {1: 1, 2: 1, 3: 0}.items():
        assert len(broken("member_capacity", plan, mission("R1", monday(week), "KEN-02"))) == faults


def test_the_budget_is_less_by_what_was_paid() -> None:
    fund = Agreement(agreement="A", kind="fund", funders=("F",), budget=1500)
    routes = (Travel(from_region="ESA", to_region="ESA", cost=300),)
    plan = done_plan(day(1, 4), "KEN-01", agreements={"A": fund}, travel=routes)
    (found,) = broken("funding", plan, mission("R1", monday(5), "KEN-01", agreement="A"))
    assert found.message == "pays 1600 EUR, 800 of it for what is delivered, of a budget of 1500"
    assert found.amount == 100
    assert not broken("funding", plan, mission("R1", monday(5), "KEN-02", agreement="A"))


def test_a_field_mission_is_needed_once() -> None:
    rows = (holds("KEN-01", status="pre-accredited"), holds("KEN-02", status="pre-accredited"))
    plan = done_plan(day(1, 4), "KEN-01", qualifications=rows)
    model = model_with("accreditation")
    for who, experts in {"KEN-01": 0, "KEN-02": 1}.items():
        now = Allocation((mission("R1", monday(5), who),))
        assert goal_value("accreditation", plan, model, now) == experts


def test_who_was_there_knows_the_member() -> None:
    plan = done_plan(day(1, 4), "KEN-01")
    now = Allocation((mission("R1", monday(5), "KEN-01"), mission("R2", monday(9), "KEN-01")))
    assert goal_value("continuity", plan, model_with("continuity"), now) == 1


def test_what_is_done_is_no_lock() -> None:
    rows = (decision("fixed", "D1", expert="KEN-01", start=monday(1)),)
    plan = plan_of(["KEN-01"], ["R1", request("D1", done_on=day(1, 4))], decisions=rows)
    assert not broken("fixed", plan)
    seats = (seat("lead"), seat("expert"))
    assert not broken("fixed", replace(plan, seats=seats), mission("R1", monday(5), "KEN-01"))
