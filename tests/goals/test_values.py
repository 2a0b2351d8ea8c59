"""The value of every goal, pinned on plans small enough to work out by hand (`tests/plans_by_hand.py`)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

import pytest

from allocator.goals import GOALS
from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Mission
from allocator.plan.entities import Agreement, History, Interest, RequestSeat, Travel
from allocator.plan.policy import Level
from tests.plans_by_hand import (
    decision,
    expert,
    holds,
    mission,
    model_of,
    monday,
    plan_of,
    request,
    seat,
    settings,
)

MODULES = {module.GOAL.code: module for module in GOALS}


def value(code: str, plan: Plan, *missions: Mission) -> int:
    found = MODULES[code].value(plan, model_of(), Allocation(missions))
    assert type(found) is int
    return found


def test_served_weighs_priorities() -> None:
    plan = plan_of(["KEN-01"], [request("R1", priority=1), request("R2", priority=5), "R3"])
    both = mission("R1", monday(1), "KEN-01"), mission("R2", monday(9), "KEN-01")
    assert value("served", plan, *both) == 12 + 1
    assert value("served", plan) == 0
    even = replace(model_of(), priorities=dict.fromkeys(range(1, 6), 3))
    assert MODULES["served"].value(plan, even, Allocation(both)) == 6


def test_accreditation_counts_people_once_and_only_where_they_still_need_it() -> None:
    rows = (
        holds("KEN-01", status="pre-accredited"),
        holds("TZA-01"),
        holds("TZA-01", topic="valuation", status="pre-accredited"),
        holds("UGA-01"),
    )
    seats = (seat("lead"), seat("expert", topic="origin"))
    plan = plan_of(["KEN-01", "TZA-01", "UGA-01"], ["R1", "R2"], qualifications=rows, seats=seats)
    twice = mission("R1", monday(1), "KEN-01"), mission("R2", monday(9), "KEN-01")
    assert value("accreditation", plan, *twice) == 1
    assert value("accreditation", plan, mission("R1", monday(1), "lead:TZA-01", "expert:KEN-01")) == 2
    assert value("accreditation", plan, mission("R1", monday(1), "lead:UGA-01", "expert:TZA-01")) == 0


def test_fit_averages_the_levels_that_speak() -> None:
    rows = (holds("KEN-01", level=2), holds("KEN-01", topic="valuation", level=5), holds("TZA-01", level=4))
    seats = (seat("lead"), seat("expert", topic="origin"))
    plan = plan_of(["KEN-01", "TZA-01"], [request("R1", priority=5)], qualifications=rows, seats=seats)
    assert value("fit", plan, mission("R1", monday(1), "lead:KEN-01", "expert:TZA-01")) == 30 * (5 + 4)
    assert value("fit", plan, mission("R1", monday(1), "lead:TZA-01", "expert:KEN-01")) == 30 * (4 + 2)
    assert value("fit", plan) == 0


def team(code: str, people: list[str]) -> Mission:
    return mission(code, monday(1), *people)


def plan_of_sizes(levels: dict[str, int], *sizes: int, **asks: Any) -> Plan:
    """One request for a team of each size, of experts of these levels."""
    seats = tuple(RequestSeat(request=f"R{size}", seat="lead", profile="CMA", count=size) for size in sizes)
    rows = tuple(holds(code, level=level) for code, level in levels.items())
    return plan_of(
        levels, [request(f"R{size}", **asks) for size in sizes], qualifications=rows, request_seats=seats
    )


@pytest.mark.parametrize("level", range(1, 6))
def test_fit_does_not_know_the_size_of_a_team(level: int) -> None:
    """Not even of teams among which 60 points do not share out evenly."""
    people = {f"KEN-{i:02}": level for i in range(13)}
    plan = plan_of_sizes(people, *range(1, 14))
    values = {value("fit", plan, team(f"R{size}", list(people)[:size])) for size in range(1, 14)}
    assert values == {4 * 60 * level}


def test_fit_does_not_know_the_number_of_missions_that_serve_as_much() -> None:
    people = ["KEN-01", "TZA-01", "UGA-01"]
    asks = [request("R1", priority=3), request("R2", priority=4), request("R3", priority=4)]
    plan = plan_of(people, asks)
    alone, both = [mission("R1", monday(1), people[0])], [
        mission("R2", monday(1), people[1]), mission("R3", monday(1), people[2])
    ]  # fmt: skip
    assert value("served", plan, *alone) == value("served", plan, *both)
    assert value("fit", plan, *alone) == value("fit", plan, *both)


def test_fit_prefers_the_better_team_to_the_bigger_one() -> None:
    levels = {"KEN-01": 1, "TZA-01": 3, "UGA-01": 3, "ZAF-01": 5}
    plan = plan_of_sizes(levels, 1, 3)
    big = team("R3", ["KEN-01", "TZA-01", "UGA-01"])
    assert value("fit", plan, team("R1", ["ZAF-01"])) == 4 * 60 * 5 > value("fit", plan, big) == 4 * 20 * 7


def test_interest_of_the_person_speaks_before_the_administrations() -> None:
    rows = (
        Interest(expert="KEN", request="R1", interest=3),
        Interest(expert="KEN-02", request="R1", interest=0),
        Interest(expert="KEN-03", request="R1", interest=-2),
    )
    plan = plan_of(["KEN-01", "KEN-02", "KEN-03", "TZA-01"], ["R1", "R2"], interest=rows)
    for who, points in {"KEN-01": 3, "KEN-02": 0, "KEN-03": -2, "TZA-01": 0}.items():
        assert value("interest", plan, mission("R1", monday(1), who)) == points
    assert value("interest", plan, mission("R1", monday(1), "KEN-01", "KEN-03")) == 1
    assert value("interest", plan, mission("R2", monday(1), "KEN-01")) == 0


def test_continuity_is_with_the_member_that_asks() -> None:
    rows = tuple(
        History(expert="KEN-01", member=code, last_date=date(2025, 1, 1)) for code in ("ZMB", "MWI", "ZMB")
    )
    plan = plan_of(["KEN-01", "TZA-01"], ["R1", request("R2", "UGA", other_members=("MWI",))], history=rows)
    assert value("continuity", plan, mission("R1", monday(1), "KEN-01", "TZA-01")) == 1
    assert value("continuity", plan, mission("R2", monday(1), "KEN-01")) == 0


def test_preferred_dates_add_days_early_and_late() -> None:
    asks = [request(f"R{i}", preferred_start=monday(4)) for i in (1, 2, 3)]
    plan = plan_of(["KEN-01"], [*asks, "R4"])
    days = {"R1": 3, "R2": 6, "R3": 4, "R4": 9}  # a week early, two late, on the day, without a wish
    missions = [mission(code, monday(week), "KEN-01") for code, week in days.items()]
    assert value("preferred_dates", plan, *missions) == 7 + 14
    assert value("preferred_dates", plan, *missions[2:]) == 0


def test_cost_of_journeys_and_days() -> None:
    people = [expert("KEN-01", day_cost=10), expert("SEN-01", day_cost=20)]
    plan = plan_of(people, [request("R1", days=3), "R2"], seats=(seat(count=2),))
    travel = (
        Travel(from_region="ESA", to_region="ESA", cost=100),
        Travel(from_region="WCA", to_region="ESA", cost=700),
    )
    both = mission("R1", monday(1), "KEN-01", "SEN-01"), mission("R2", monday(9), "KEN-01")
    assert value("cost", plan, *both) == 30 + 60 + 50
    assert value("cost", replace(plan, travel=travel), *both) == 130 + 760 + 150
    assert value("cost", plan) == 0


def served_by(*loads: tuple[str, int]) -> list[Mission]:
    """One mission after another: so many for each expert."""
    people = [who for who, load in loads for _ in range(load)]
    return [mission(f"R{i}", monday(1), who) for i, who in enumerate(people)]


@pytest.mark.parametrize(
    ("loads", "points"),
    [
        ([("TZA-01", 1)], 0),
        ([("TZA-01", 3)], (2 + 1) + (2 + 1)),  # the person, and an administration of one
        ([("KEN-01", 1), ("KEN-02", 1)], 0),
        ([("KEN-01", 2)], 1 + 0),  # two missions are one round of an administration of two
        ([("KEN-01", 3)], (2 + 1) + 1),
        ([("KEN-01", 3), ("KEN-02", 2)], (2 + 1) + 1 + (3 + 1)),
        ([("KEN-01", 2), ("KEN-02", 1), ("TZA-01", 1)], 1 + 1),
        ([], 0),
    ],
)
def test_balance_of_experts_and_administrations(loads: list[tuple[str, int]], points: int) -> None:
    plan = plan_of(["KEN-01", "KEN-02", "TZA-01"], [f"R{i}" for i in range(8)])
    assert value("balance", plan, *served_by(*loads)) == points


@pytest.mark.parametrize("load", range(9))
def test_balance_is_the_sum_in_its_definition(load: int) -> None:
    plan = plan_of(["KEN-01", "KEN-02", "KEN-03"], [f"R{i}" for i in range(9)])
    person, employer = (sum(max(0, load - j * size) for j in range(1, 10)) for size in (1, 3))
    assert person == load * (load - 1) // 2
    assert value("balance", plan, *served_by(("KEN-01", load))) == person + employer


def regional_plan() -> Plan:
    """Four open requests: three of ESA, one of WCA. One of WCA is delivered."""
    done = request("W2", "SEN", done_on=date(2026, 8, 1))
    return plan_of(["KEN-01"], ["E1", "E2", "E3", request("W1", "BEN"), done])


@pytest.mark.parametrize(
    ("served", "hundredths"),
    [
        ([], 0),
        (["E1"], 25 + 25),  # |1 - 3/4| and |0 - 1/4|
        (["E1", "E2"], 50 + 50),  # |2 - 6/4| and |0 - 2/4|
        (["E1", "E2", "E3"], 75 + 75),  # |3 - 9/4| and |0 - 3/4|
        (["W1"], 75 + 75),
        (["E1", "W1"], 50 + 50),
        (["E1", "E2", "E3", "W1"], 0),
    ],
)
def test_regions_in_proportion_to_what_is_asked(served: list[str], hundredths: int) -> None:
    assert (
        value("regions", regional_plan(), *(mission(code, monday(1), "KEN-01") for code in served))
        == hundredths
    )


@pytest.mark.parametrize(("esa", "wca"), [(5, 0), (0, 3), (4, 1), (5, 3), (2, 3), (3, 2)])
def test_regions_are_exact(esa: int, wca: int) -> None:
    asks = [request(f"E{i}") for i in range(5)] + [request(f"W{i}", "BEN") for i in range(3)]
    plan = plan_of(["KEN-01"], asks)
    codes = [f"E{i}" for i in range(esa)] + [f"W{i}" for i in range(wca)]
    share = Fraction(esa + wca, 8)
    expected = ceil(100 * abs(esa - 5 * share)) + ceil(100 * abs(wca - 3 * share))
    assert value("regions", plan, *(mission(code, monday(1), "KEN-01") for code in codes)) == expected


def test_regions_tell_what_a_whole_request_would_round_away() -> None:
    """9 asked here and 1 there, 4 served: 3.6 to 0.4 is fair, and 4 : 0 is nearer to it than 3 : 1."""
    asks = [request(f"E{i}") for i in range(9)] + [request("W0", "BEN")]
    plan = plan_of(["KEN-01"], asks)
    served = (["E0", "E1", "E2", "W0"], ["E0", "E1", "E2", "E3"])
    values = [value("regions", plan, *(mission(code, monday(1), "KEN-01") for code in own)) for own in served]
    assert values == [60 + 60, 40 + 40]


@pytest.mark.parametrize(
    ("now", "points"),
    [
        ([mission("R1", monday(3), "KEN-01")], 0),
        ([mission("R1", monday(3), "expert:KEN-01")], 0),  # any seat
        ([mission("R1", monday(4), "KEN-01")], 1),
        ([mission("R1", monday(3), "TZA-01")], 2),
        ([mission("R1", monday(4), "TZA-01")], 2),
        ([], 2),
    ],
)
def test_stability_of_one_person(now: list[Mission], points: int) -> None:
    for status, factor in {"draft": 1, "proposed": 2, "accepted": 4, "ticketed": 8}.items():
        row = decision("previous", "R1", seat="lead", expert="KEN-01", start=monday(3), status=status)
        plan = plan_of(["KEN-01", "TZA-01"], ["R1"], decisions=(row,))
        assert value("stability", plan, *now) == factor * points


@pytest.mark.parametrize(
    ("row", "points"),
    [
        (decision("previous", "R1", expert="KEN-01"), 0),  # no start: any date will do
        (decision("previous", "R1", start=monday(3)), 0),  # no person
        (decision("fixed", "R1", expert="TZA-01"), 0),
        (decision("previous", "R2", expert="KEN-01"), 0),  # delivered by now
        (decision("previous", "R1", expert="TZA-01", start=monday(4)), 2),
    ],
)
def test_stability_of_partial_rows(row: Any, points: int) -> None:
    done = request("R2", done_on=date(2026, 8, 1))
    plan = plan_of(["KEN-01", "TZA-01"], ["R1", done], decisions=(row,))
    assert value("stability", plan, mission("R1", monday(4), "KEN-01")) == points


def funds(*codes: str) -> dict[str, Agreement]:
    return {code: Agreement(agreement=code, kind="fund", funders=("SWE",)) for code in codes}


@pytest.mark.parametrize("code", ["stability", "payers_changed"])
def test_payers_are_not_compared_where_nobody_is_asked_to_pay(code: str) -> None:
    """Before: a bound on what no search can change, and allocations of other models that seemed better."""
    row = decision("previous", "R1", expert="KEN-01", start=monday(3), agreement="A")
    plan = plan_of(["KEN-01"], ["R1"], decisions=(row,), agreements=funds("A"))
    for payer in (None, "A"):
        free = Allocation((mission("R1", monday(3), "KEN-01", agreement=payer),))
        assert MODULES[code].value(plan, model_of(funding=Level.OFF), free) == 0


@pytest.mark.parametrize(("payer", "points"), [("A", 0), ("B", 1), (None, 1)])
def test_stability_counts_the_payer(payer: str | None, points: int) -> None:
    row = decision("previous", "R1", expert="KEN-01", start=monday(3), agreement="A", status="ticketed")
    plan = plan_of(["KEN-01"], ["R1"], decisions=(row,), agreements=funds("A", "B"))
    assert value("stability", plan, mission("R1", monday(3), "KEN-01", agreement=payer)) == 8 * points
    assert value("stability", plan, mission("R1", monday(4), "KEN-01", agreement=payer)) == 8 * (1 + points)
    assert value("stability", plan) == 8 * 3


def two_before() -> Plan:
    """R1 was to start on the third Monday with two people, paid by A; R2 on the fifth, unpaid; R3 is done."""
    rows = (
        decision("previous", "R1", seat="lead", expert="KEN-01", start=monday(3), agreement="A"),
        decision("previous", "R1", seat="expert", expert="TZA-01", start=monday(3), agreement="A"),
        decision("previous", "R2", seat="lead", expert="KEN-01", start=monday(5)),
        decision("previous", "R3", seat="lead", expert="KEN-01", start=monday(1)),
    )
    asks = ["R1", "R2", request("R3", done_on=date(2026, 8, 1)), "R4"]
    people = ["KEN-01", "TZA-01", "UGA-01"]
    return plan_of(people, asks, decisions=rows, agreements=funds("A", "B"))


KEPT = (
    mission("R1", monday(3), "KEN-01", "expert:TZA-01", agreement="A"),
    mission("R2", monday(5), "KEN-01", agreement="B"),  # nobody paid before
    mission("R4", monday(7), "UGA-01"),
)
MOVED = (
    mission("R1", monday(5), "UGA-01", "expert:KEN-01", agreement="B"),
    mission("R2", monday(4), "KEN-01"),
)
GONE = (mission("R1", monday(3), "KEN-01", "expert:TZA-01"),)


def of_each(code: str) -> list[int]:
    """The value where all is kept, where two missions moved, where one is gone and where both are."""
    return [value(code, two_before(), *missions) for missions in (KEPT, MOVED, GONE, ())]


def test_people_changed_are_those_who_go_no_more() -> None:
    assert of_each("people_changed") == [0, 1, 1, 3]


def test_dates_moved_are_those_of_missions_that_are_served() -> None:
    assert of_each("dates_moved") == [0, 2, 0, 0]


def test_days_moved_add_up() -> None:
    assert of_each("days_moved") == [0, 14 + 7, 0, 0]


def test_longest_move_is_that_of_one_mission() -> None:
    assert of_each("longest_move") == [0, 14, 0, 0]


def test_payers_changed_are_those_of_missions_that_were_paid_for() -> None:
    assert of_each("payers_changed") == [0, 1, 1, 0]


def test_experts_used_are_people() -> None:
    plan = plan_of(["KEN-01", "TZA-01"], ["R1", "R2"])
    both = mission("R1", monday(1), "KEN-01", "TZA-01"), mission("R2", monday(9), "KEN-01")
    assert value("experts_used", plan, *both) == 2
    assert value("experts_used", plan, both[1]) == 1
    assert value("experts_used", plan) == 0


def test_finish_counts_from_the_first_day_of_the_plan() -> None:
    plan = plan_of(["KEN-01", "TZA-01"], [request("R1", days=1), "R2", request("R3", days=6)])
    first = mission("R1", monday(1), "KEN-01")
    assert value("finish", plan) == 0
    assert value("finish", plan, first) == 1
    assert value("finish", plan, mission("R2", monday(2), "TZA-01"), first) == 7 + 5
    assert value("finish", plan, mission("R3", monday(1), "TZA-01")) == 8  # the Monday after the weekend
    earlier = replace(plan, settings=settings(start=date(2026, 9, 1)))
    assert value("finish", earlier, first) == 7


@pytest.mark.parametrize("code", MODULES)
def test_every_goal_has_its_own_test(code: str) -> None:
    goal = MODULES[code].GOAL
    assert goal.code == code and goal.sentence and goal.unit and goal.sense in ("max", "min")
    assert any(name.startswith(f"test_{code}") for name in globals())
