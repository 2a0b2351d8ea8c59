"""The check of every rule, pinned on plans small enough to work out by hand. Dates: `tests/plans_by_hand.py`.

A mission in week 1 runs from Monday 7 to Friday 11 September; its expert departs on Sunday 6, returns on
Saturday 12 and, rested for seven days, is free again on Sunday 20, the departure for Monday of week 3.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from allocator.allocation import Allocation
from allocator.plan import Plan
from allocator.plan.entities import Agreement, Availability, Closure, MissionType, RequestSeat, Travel
from allocator.policy import Level
from allocator.rules.base import HARD, OFF, SOFT
from allocator.verification import amounts, goal_value, verify
from tests.plans_by_hand import (
    RULES,
    administration,
    amount,
    broken,
    day,
    decision,
    expert,
    holds,
    member,
    mission,
    model_of,
    monday,
    plan_of,
    request,
    seat,
    settings,
)

TWO_SEATS = (seat("lead"), seat("expert"))


def visit(**changes: Any) -> Plan:
    """Kenya's expert may go to Zambia; the changes are the request's."""
    return plan_of(["KEN-01"], [request("R1", **changes)])


# -- eligibility ------------------------------------------------------------------------------------------


def test_window_ends_are_included() -> None:
    plan = visit(earliest_start=monday(2), latest_end=day(3, 4))
    assert not broken("window", plan, mission("R1", monday(2), "KEN-01"))
    assert not broken("window", plan, mission("R1", monday(3), "KEN-01"))
    assert len(broken("window", plan, mission("R1", monday(1), "KEN-01"))) == 1
    assert len(broken("window", plan, mission("R1", monday(4), "KEN-01"))) == 1


def test_window_of_the_plan_holds_too() -> None:
    plan = visit(earliest_start=date(2026, 8, 1), latest_end=date(2027, 1, 31))
    assert not broken("window", plan, mission("R1", monday(1), "KEN-01"))
    assert not broken("window", plan, mission("R1", monday(15), "KEN-01"))  # until Friday 18 December
    assert broken("window", plan, mission("R1", monday(0), "KEN-01"))
    assert broken("window", plan, mission("R1", monday(16), "KEN-01"))


def test_window_asks_for_a_start_day_of_the_plan() -> None:
    (violation,) = broken("window", visit(), mission("R1", day(1, 1), "KEN-01"))
    assert violation.message == "starts on 2026-09-08, a Tuesday: no start day of the plan"
    any_day = replace(visit(), settings=settings(start_days=frozenset(range(7))))
    assert not broken("window", any_day, mission("R1", day(1, 1), "KEN-01"))


def test_window_asks_for_a_working_day_of_the_member() -> None:
    sunday_to_thursday = member("ZMB", working_days=frozenset({6, 0, 1, 2, 3}))
    plan = plan_of(
        ["KEN-01"],
        [request("R1", latest_end=day(1, 6))],
        members=[sunday_to_thursday],
        settings=settings(start_days=frozenset(range(7))),
    )
    # From Monday to Thursday and on Sunday: the fifth working day is Sunday 13 September.
    assert not broken("window", plan, mission("R1", monday(1), "KEN-01"))
    assert len(broken("window", plan, mission("R1", day(1, 4), "KEN-01"))) == 2  # a Friday, and too late
    earlier = replace(plan, requests={"R1": request("R1", latest_end=day(1, 5))})
    assert broken("window", earlier, mission("R1", monday(1), "KEN-01"))


def test_window_gives_notice_before_the_departure() -> None:
    plan = visit(requested_on=date(2026, 9, 3))
    for notice, faults in [(10, 0), (11, 1)]:  # the departure for week 2 is on Sunday 13 September
        noted = replace(plan, settings=settings(notice_days=notice))
        assert len(broken("window", noted, mission("R1", monday(2), "KEN-01"))) == faults


def test_excluded_person_anywhere_on_the_request() -> None:
    plan = plan_of(
        ["KEN-01", "KEN-02"],
        ["R1", "R2"],
        seats=TWO_SEATS,
        decisions=(decision("excluded", "R1", expert="KEN-01"),),
    )
    assert broken("excluded", plan, mission("R1", monday(1), "KEN-02", "expert:KEN-01"))
    assert not broken("excluded", plan, mission("R1", monday(1), "KEN-02"))
    assert not broken("excluded", plan, mission("R2", monday(1), "KEN-01"))


def test_excluded_person_from_one_seat() -> None:
    row = decision("excluded", "R1", expert="KEN-01", seat="lead")
    plan = plan_of(["KEN-01", "KEN-02"], ["R1"], seats=TWO_SEATS, decisions=(row,))
    assert broken("excluded", plan, mission("R1", monday(1), "lead:KEN-01", "expert:KEN-02"))
    assert not broken("excluded", plan, mission("R1", monday(1), "lead:KEN-02", "expert:KEN-01"))


def test_excluded_request_is_not_served() -> None:
    plan = plan_of(["KEN-01"], ["R1"], decisions=(decision("excluded", "R1"),))
    assert broken("excluded", plan, mission("R1", monday(1), "KEN-01"))
    assert not broken("excluded", plan)


@pytest.mark.parametrize(
    ("held", "asked", "faults"),
    [
        (holds("KEN-01"), seat(), 0),
        (holds("KEN-01", topic="valuation"), seat(), 0),
        (holds("KEN-01", topic="origin"), seat(), 1),
        (holds("KEN-01", topic="origin"), seat(topic="origin"), 0),
        (holds("KEN-01", "TOE"), seat(), 1),
        (holds("KEN-01", status="pre-accredited"), seat(), 0),
        (holds("KEN-01", status="pre-accredited"), seat(status="accredited"), 1),
        (holds("KEN-01", level=3), seat(minimum_level=3), 0),
        (holds("KEN-01", level=3), seat(minimum_level=4), 1),
        (holds("KEN-01", valid_until=day(1, 4)), seat(), 0),
        (holds("KEN-01", valid_until=day(1, 3)), seat(), 1),
    ],
)
def test_qualification(held: Any, asked: Any, faults: int) -> None:
    plan = plan_of(["KEN-01"], ["R1"], qualifications=(held,), seats=(asked,))
    assert len(broken("qualification", plan, mission("R1", monday(1), "KEN-01"))) == faults


def test_qualification_of_the_topic_speaks_before_the_one_for_any() -> None:
    rows = (holds("KEN-01", level=5), holds("KEN-01", topic="valuation", level=1))
    plan = plan_of(["KEN-01"], ["R1"], qualifications=rows, seats=(seat(minimum_level=2),))
    assert broken("qualification", plan, mission("R1", monday(1), "KEN-01"))


def test_own_country_by_code_and_by_country() -> None:
    institute = administration("KRA", country="KEN")
    plan = plan_of(["KEN-01", "KRA-01", "TZA-01"], [request("R1", member="KEN")], administrations=[institute])
    assert amount("own_country", plan, mission("R1", monday(1), "KEN-01")) == 1
    assert amount("own_country", plan, mission("R1", monday(1), "KRA-01")) == 1
    assert not broken("own_country", plan, mission("R1", monday(1), "TZA-01"))


def test_own_country_is_any_member_that_takes_part() -> None:
    plan = plan_of(["KEN-01", "WCO-01"], [request("R1", other_members=("KEN",))])
    assert broken("own_country", plan, mission("R1", monday(1), "KEN-01"))
    assert not broken("own_country", plan, mission("R1", monday(1), "WCO-01"))  # no country


def test_language_needs_one_in_common() -> None:
    people = [expert("SEN-01", languages=("fr", "en")), expert("MOZ-01", languages=("pt",))]
    plan = plan_of(people, [request("R1", languages=("ar", "fr"))])
    assert not broken("language", plan, mission("R1", monday(1), "SEN-01"))
    (violation,) = broken("language", plan, mission("R1", monday(1), "MOZ-01"))
    assert (violation.subject, violation.amount) == ("R1, MOZ-01", 1)


def test_neighbour_of_the_member_that_asks() -> None:
    institute = administration("TAX", country="TZA")
    plan = plan_of(
        ["TZA-01", "TAX-01", "KEN-01", "ZMB-01"],
        [request("R1", other_members=("UGA",))],
        administrations=[institute],
    )
    assert amount("neighbour", plan, mission("R1", monday(1), "TZA-01", "TAX-01")) == 2
    assert not broken("neighbour", plan, mission("R1", monday(1), "KEN-01"))  # a neighbour of Uganda's only
    assert not broken("neighbour", plan, mission("R1", monday(1), "ZMB-01"))  # that is own_country


def test_regional_peer_exempts_the_secretariat() -> None:
    people = [expert("KEN-01"), expert("SEN-01"), expert("WCO-01", source="secretariat")]
    plan = plan_of(people, ["R1"])
    assert amount("regional_peer", plan, mission("R1", monday(1), "SEN-01")) == 1
    assert not broken("regional_peer", plan, mission("R1", monday(1), "KEN-01", "WCO-01"))


def spell(first: date, last: date) -> Availability:
    return Availability(expert="KEN-01", first=first, last=last)


@pytest.mark.parametrize(
    ("spells", "faults"),
    [
        ([], 0),
        ([spell(date(2026, 9, 6), date(2026, 9, 12))], 0),
        ([spell(date(2026, 9, 7), date(2026, 9, 12))], 1),
        ([spell(date(2026, 9, 6), date(2026, 9, 11))], 1),
        ([spell(date(2026, 9, 6), date(2026, 9, 9)), spell(date(2026, 9, 10), date(2026, 9, 12))], 0),
        ([spell(date(2026, 9, 6), date(2026, 9, 9)), spell(date(2026, 9, 11), date(2026, 9, 12))], 1),
    ],
)
def test_release_from_departure_to_return(spells: list[Availability], faults: int) -> None:
    plan = replace(visit(), availability=tuple(spells))
    assert len(broken("release", plan, mission("R1", monday(1), "KEN-01"))) == faults


def test_release_uses_the_travel_days_of_the_regions() -> None:
    plan = replace(visit(), availability=(spell(date(2026, 9, 5), date(2026, 9, 13)),))
    for days, faults in [(2, 0), (3, 1)]:
        travel = (Travel(from_region="ESA", to_region="ESA", cost=0, days=days),)
        distant = replace(plan, travel=travel)
        assert len(broken("release", distant, mission("R1", monday(1), "KEN-01"))) == faults


# -- coupling ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("team", "faults"),
    [
        (["lead:KEN-01", "expert:KEN-02", "expert:TZA-01"], 0),
        (["lead:KEN-01", "expert:KEN-02"], 1),
        (["lead:KEN-01", "expert:KEN-02", "expert:TZA-01", "expert:TZA-02"], 1),
        (["lead:KEN-01", "expert:KEN-01", "expert:TZA-01"], 1),
        (["lead:KEN-01", "expert:TZA-01", "expert:TZA-01"], 1),
        (["lead:KEN-01", "expert:KEN-02", "expert:TZA-01", "observer:TZA-02"], 1),
        (["lead:KEN-01", "expert:KEN-02", "expert:XXX-99"], 1),
        ([], 2),
    ],
)
def test_full_team(team: list[str], faults: int) -> None:
    seats = (seat("lead"), seat("expert", count=2))
    plan = plan_of(["KEN-01", "KEN-02", "TZA-01", "TZA-02"], ["R1"], seats=seats)
    assert len(broken("full_team", plan, mission("R1", monday(1), *team))) == faults


def test_full_team_of_a_request_with_its_own_seats() -> None:
    own = (RequestSeat(request="R1", seat="trainer", profile="ET"),)
    plan = plan_of(["KEN-01"], ["R1"], request_seats=own)
    assert not broken("full_team", plan, mission("R1", monday(1), "trainer:KEN-01"))
    assert broken("full_team", plan, mission("R1", monday(1), "lead:KEN-01"))


def test_full_team_serves_open_requests_once() -> None:
    plan = plan_of(["KEN-01"], ["R1", request("R2", done_on=date(2026, 8, 1))])
    assert broken("full_team", plan, mission("R1", monday(1), "KEN-01"), mission("R1", monday(9), "KEN-01"))
    assert broken("full_team", plan, mission("R2", monday(1), "KEN-01"))
    assert broken("full_team", plan, mission("R9", monday(1), "KEN-01"))
    elsewhere = replace(mission("R1", monday(1)), team=mission("R2", monday(1), "KEN-01").team)
    assert broken("full_team", plan, elsewhere)
    assert not broken("full_team", plan)


@pytest.mark.parametrize(
    ("rest", "report", "second", "faults"),
    [
        (7, 0, monday(3), 0),  # free again on Sunday 20, the day of departure
        (8, 0, monday(3), 1),
        (6, 1, monday(3), 0),
        (7, 1, monday(3), 1),
        (0, 0, monday(2), 0),  # back on Saturday, off on Sunday
        (1, 0, monday(2), 1),
        (0, 0, monday(1), 1),
    ],
)
def test_one_mission(rest: int, report: int, second: date, faults: int) -> None:
    plan = plan_of(
        [expert("KEN-01", rest_days=rest)],
        ["R1", "R2"],
        mission_types=[MissionType(mission_type="visit", days=5, report_days=report)],
    )
    both = mission("R1", monday(1), "KEN-01"), mission("R2", second, "KEN-01")
    assert len(broken("one_mission", plan, *both)) == faults
    assert len(broken("one_mission", plan, *reversed(both))) == faults


def test_one_mission_looks_beyond_the_next_departure() -> None:
    plan = plan_of(["KEN-01", "KEN-02"], [request("R1", days=20), "R2", "R3"])
    first = mission("R1", monday(1), "KEN-01")  # until Friday of week 4, free on Sunday of week 5
    assert not broken("one_mission", plan, first, mission("R2", monday(6), "KEN-01"))
    assert not broken("one_mission", plan, first, mission("R2", monday(3), "KEN-02"))
    far = mission("R2", monday(2), "KEN-01"), mission("R3", monday(5), "KEN-01")
    assert {v.subject for v in broken("one_mission", plan, first, *far)} == {
        "KEN-01, R1, R2", "KEN-01, R1, R3",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("limits", "excess"),
    [
        ({"missions": 3, "days": 15, "minimum_missions": 3}, 0),
        ({"missions": 2}, 1),
        ({"missions": 0}, 3),
        ({"days": 14}, 1),
        ({"missions": None, "days": None}, 0),
        ({"missions": 1, "days": 10}, 2 + 5),
        ({"missions": None, "minimum_missions": 5}, 2),
    ],
)
def test_workload(limits: dict[str, Any], excess: int) -> None:
    plan = plan_of([expert("KEN-01", **limits)], ["R1", "R2", "R3"])
    three = [mission(f"R{i}", monday(4 * i), "KEN-01") for i in (1, 2, 3)]
    assert amount("workload", plan, *three) == excess


def test_workload_counts_who_stays_at_home() -> None:
    plan = plan_of([expert("KEN-01", minimum_missions=2)], ["R1"])
    (violation,) = broken("workload", plan, workload=SOFT)
    assert (violation.subject, violation.amount, violation.level) == ("KEN-01", 2, SOFT)


def test_release_quota_of_people_away_at_once() -> None:
    plan = plan_of(
        ["KEN-01", "KEN-02"],
        ["R1", "R2"],
        administrations=[administration("KEN", away_at_once=1)],
        settings=settings(start_days=frozenset(range(7))),
    )
    first = mission("R1", monday(1), "KEN-01")  # back on Saturday 12
    assert not broken("release_quota", plan, first, mission("R2", monday(2), "KEN-02"))  # off on Sunday 13
    (violation,) = broken("release_quota", plan, first, mission("R2", day(1, 6), "KEN-02"))
    assert violation.message == "KEN-01, KEN-02 away on 2026-09-12, allows 1 at once"


def test_release_quota_of_mission_days() -> None:
    for limit, excess in [(10, 0), (9, 1), (4, 6)]:
        plan = plan_of(
            ["KEN-01", "KEN-02"], ["R1"], administrations=[administration("KEN", days=limit)], seats=TWO_SEATS
        )
        team = mission("R1", monday(1), "KEN-01", "expert:KEN-02")
        assert amount("release_quota", plan, team) == excess


def test_member_capacity_from_first_to_last_mission_day() -> None:
    plan = plan_of(
        ["KEN-01", "TZA-01"],
        ["R1", request("R2", member="MWI", other_members=("ZMB",))],
        settings=settings(start_days=frozenset(range(7))),
    )
    first = mission("R1", monday(1), "KEN-01")
    assert not broken("member_capacity", plan, first, mission("R2", day(1, 5), "TZA-01"))
    (violation,) = broken("member_capacity", plan, first, mission("R2", day(1, 4), "TZA-01"))
    assert violation.subject == "ZMB"
    for limit, excess in [(2, 0), (None, 0), (1, 1), (0, 1 + 2)]:
        roomy = replace(plan, members={**plan.members, "ZMB": member("ZMB", missions_at_once=limit)})
        assert amount("member_capacity", roomy, first, mission("R2", day(1, 4), "TZA-01")) == excess


@pytest.mark.parametrize(
    ("closed", "first", "last", "faults"),
    [
        ("ZMB", day(0, 0), day(0, 6), 0),
        ("ZMB", day(0, 0), day(1, 0), 1),
        ("MWI", day(1, 4), day(1, 6), 1),
        ("ZMB", day(1, 5), day(1, 6), 0),
        ("ZMB", day(1, 5), day(2, 0), 0),
        ("KEN", day(1, 0), day(1, 4), 0),
    ],
)
def test_member_capacity_on_closed_days(closed: str, first: date, last: date, faults: int) -> None:
    closure = Closure(member=closed, first=first, last=last, reason="peak season")
    plan = replace(visit(other_members=("MWI",)), closures=(closure,))
    assert len(broken("member_capacity", plan, mission("R1", monday(1), "KEN-01"))) == faults


def test_member_capacity_lets_a_closed_weekend_pass_inside_a_mission() -> None:
    closure = Closure(member="ZMB", first=day(1, 5), last=day(1, 6))
    plan = replace(visit(days=10), closures=(closure,))
    assert not broken("member_capacity", plan, mission("R1", monday(1), "KEN-01"))


def test_holidays_of_any_member_that_takes_part() -> None:
    plan = plan_of(["TZA-01"], [request("R1", member="KEN", other_members=("MOZ",), days=15)])
    # Kenya: Mashujaa Day on Tuesday 20 October (week 7). Mozambique: 7 September (Monday of week 1) and
    # 25 September (Friday of week 3).
    assert amount("holidays", plan, mission("R1", monday(7), "TZA-01")) == 1
    assert amount("holidays", plan, mission("R1", monday(1), "TZA-01")) == 2
    assert not broken("holidays", plan, mission("R1", monday(8), "TZA-01"))


def test_holidays_at_the_weekend_do_not_count() -> None:
    plan = plan_of(["TZA-01"], [request("R1", member="KEN", days=6)])
    # Utamaduni Day is Saturday 10 October, between the fifth and the sixth day of a mission in week 5.
    assert not broken("holidays", plan, mission("R1", monday(5), "TZA-01"))


def test_sequence_after_the_gap() -> None:
    plan = plan_of(
        ["KEN-01", "TZA-01"],
        ["R1", request("R2", after=("R1",), gap_days=2)],
        settings=settings(start_days=frozenset(range(7))),
    )
    first = mission("R1", monday(1), "KEN-01")  # until Friday 11: two full days, then Monday 14
    assert not broken("sequence", plan, first, mission("R2", monday(2), "TZA-01"))
    assert broken("sequence", plan, first, mission("R2", day(1, 6), "TZA-01"))
    assert broken("sequence", plan, mission("R2", monday(5), "TZA-01"))
    assert not broken("sequence", plan, first)


def test_sequence_after_what_was_delivered_before() -> None:
    follow_up = request("R2", after=("R1",), gap_days=2)
    for done_on, faults in [(date(2026, 9, 4), 0), (date(2026, 9, 5), 1)]:
        plan = plan_of(["KEN-01"], [request("R1", done_on=done_on), follow_up])
        assert len(broken("sequence", plan, mission("R2", monday(1), "KEN-01"))) == faults


@pytest.mark.parametrize(
    ("team", "excess"),
    [
        (["KEN-01", "TZA-01"], 0),
        (["KEN-01", "KEN-02"], 1),
        (["KEN-01", "KEN-02", "KEN-03"], 2),
        (["KEN-01", "KEN-02", "TZA-01", "TZA-02"], 2),
        (["KEN-01", "KRA-01"], 1),
        (["WCO-01", "WCO-02"], 0),
        (["WCO-01", "WCO-02", "KEN-01", "KEN-02"], 1),
    ],
)
def test_pairing_counts_countries(team: list[str], excess: int) -> None:
    people = ["KEN-01", "KEN-02", "KEN-03", "KRA-01", "TZA-01", "TZA-02", "WCO-01", "WCO-02"]
    plan = plan_of(people, ["R1"], administrations=[administration("KRA", country="KEN")])
    assert amount("pairing", plan, mission("R1", monday(1), *team)) == excess


@pytest.mark.parametrize(
    ("own", "model", "level"),
    [
        ("", HARD, HARD), ("", SOFT, SOFT), ("", OFF, None),
        ("required", OFF, HARD), ("preferred", OFF, SOFT), ("preferred", HARD, SOFT), ("off", HARD, None),
    ],
)  # fmt: skip
def test_pairing_of_the_request_beats_the_model(own: str, model: Level, level: Level | None) -> None:
    plan = plan_of(["KEN-01", "KEN-02"], [request("R1", pairing=own)], seats=TWO_SEATS)
    found = broken("pairing", plan, mission("R1", monday(1), "KEN-01", "expert:KEN-02"), pairing=model)
    assert [violation.level for violation in found] == ([level] if level else [])


def mentored(code: str, **changes: Any) -> Any:
    return holds(code, status="pre-accredited", **changes)


@pytest.mark.parametrize(
    ("rows", "excess"),
    [
        ([holds("KEN-01"), mentored("TZA-01"), mentored("UGA-01")], 1),
        ([holds("KEN-01"), holds("TZA-01"), mentored("UGA-01")], 0),
        ([mentored("KEN-01"), mentored("TZA-01"), mentored("UGA-01")], 3),
        ([holds("KEN-01", valid_until=day(1, 4)), holds("TZA-01"), mentored("UGA-01")], 0),
        ([holds("KEN-01", valid_until=day(1, 3)), mentored("TZA-01"), holds("UGA-01")], 0),
        ([holds("KEN-01", valid_until=day(1, 3)), mentored("TZA-01"), mentored("UGA-01")], 2),
        # The topic's own row speaks: KEN-01 is no mentor for valuation.
        ([holds("KEN-01"), mentored("KEN-01", topic="valuation"), holds("TZA-01"), mentored("UGA-01")], 1),
    ],
)
def test_mentoring_in_one_seat_of_three(rows: list[Any], excess: int) -> None:
    people = ["KEN-01", "TZA-01", "UGA-01"]
    plan = plan_of(people, ["R1"], seats=(seat(count=3),), qualifications=tuple(rows))
    assert amount("mentoring", plan, mission("R1", monday(1), *people)) == excess


def test_mentoring_by_whoever_is_on_the_team() -> None:
    seats = (seat("lead", profile="TOE"), seat("expert"))
    rows = (holds("KEN-01", "TOE"), mentored("TZA-01"))
    plan = plan_of(["KEN-01", "TZA-01"], ["R1"], seats=seats, qualifications=rows)
    team = mission("R1", monday(1), "lead:KEN-01", "expert:TZA-01")
    assert amount("mentoring", plan, team) == 1
    also_cma = replace(plan, qualifications=(*rows, holds("KEN-01", topic="valuation")))
    assert not broken("mentoring", also_cma, team)
    other_topic = replace(plan, qualifications=(*rows, holds("KEN-01", topic="origin")))
    assert amount("mentoring", other_topic, team) == 1


def test_mentoring_counts_each_profile_and_topic() -> None:
    seats = (seat("lead"), seat("expert", topic="origin"))
    plan = plan_of(
        ["KEN-01", "TZA-01"], ["R1"], seats=seats, qualifications=(mentored("KEN-01"), mentored("TZA-01"))
    )
    assert len(broken("mentoring", plan, mission("R1", monday(1), "KEN-01", "expert:TZA-01"))) == 2


def agreement(code: str = "FUND", **changes: Any) -> Agreement:
    return Agreement(**{"agreement": code, "kind": "fund", "funders": ("WCO",), **changes})


@pytest.mark.parametrize(
    ("terms", "faults"),
    [
        ({}, 0),
        ({"beneficiaries": ("ZMB",)}, 0),
        ({"beneficiaries": ("MWI", "ESA")}, 0),
        ({"beneficiaries": ("MWI", "WCA")}, 1),
        ({"topics": ("origin", "valuation")}, 0),
        ({"topics": ("origin",)}, 1),
        ({"first": day(1, 0), "last": day(1, 4)}, 0),
        ({"first": day(1, 1)}, 1),
        ({"last": day(1, 3)}, 1),
        ({"budget": 600}, 0),
        ({"budget": 599}, 1),
    ],
)
def test_funding_by_an_eligible_agreement(terms: dict[str, Any], faults: int) -> None:
    plan = plan_of(
        [expert("KEN-01", day_cost=100)],
        ["R1"],
        agreements={"FUND": agreement(**terms)},
        travel=(Travel(from_region="ESA", to_region="ESA", cost=100),),
    )
    assert len(broken("funding", plan, mission("R1", monday(1), "KEN-01", agreement="FUND"))) == faults


def test_funding_by_exactly_one_agreement_that_the_request_names() -> None:
    plan = plan_of(
        ["KEN-01"],
        [request("R1", agreements=("FUND",))],
        agreements={"FUND": agreement(), "OTHER": agreement("OTHER")},
    )
    payers = {"FUND": 0, "OTHER": 1, None: 1, "UNKNOWN": 1}
    for payer, faults in payers.items():
        sent = mission("R1", monday(1), "KEN-01", agreement=payer)
        assert len(broken("funding", plan, sent)) == faults
        assert not broken("funding", plan, sent, funding=OFF)


def test_funding_without_the_sheet_is_nobodys() -> None:
    assert not broken("funding", visit(), mission("R1", monday(1), "KEN-01"))
    assert broken("funding", visit(), mission("R1", monday(1), "KEN-01", agreement="FUND"))


def test_funding_budget_is_for_all_missions_together() -> None:
    people = [expert("KEN-01", day_cost=100), expert("TZA-01", day_cost=10)]
    plan = plan_of(
        people, ["R1", "R2"], agreements={"FUND": agreement(budget=549), "OTHER": agreement("OTHER")}
    )
    first = mission("R1", monday(1), "KEN-01", agreement="FUND")
    (violation,) = broken("funding", plan, first, mission("R2", monday(9), "TZA-01", agreement="FUND"))
    assert (violation.subject, violation.amount) == ("FUND", 1)
    assert not broken("funding", plan, first, mission("R2", monday(9), "TZA-01", agreement="OTHER"))


def test_agreement_provider() -> None:
    plan = plan_of(
        ["KEN-01", "TZA-01", "UGA-01"],
        ["R1"],
        agreements={"FUND": agreement(providers=("KEN", "MUS")), "OTHER": agreement("OTHER")},
    )
    team = ["KEN-01", "TZA-01", "UGA-01"]
    paid = mission("R1", monday(1), *team, agreement="FUND")
    assert amount("agreement_provider", plan, paid) == 2
    assert not broken("agreement_provider", plan, mission("R1", monday(1), "KEN-01", agreement="FUND"))
    assert not broken("agreement_provider", plan, mission("R1", monday(1), *team, agreement="OTHER"))
    assert not broken("agreement_provider", plan, mission("R1", monday(1), *team))
    assert not broken("agreement_provider", plan, paid, funding=OFF)
    assert not broken("agreement_provider", replace(plan, agreements=None), paid)


@pytest.mark.parametrize(
    ("lock", "faults"),
    [
        ({}, 0),
        ({"expert": "KEN-01"}, 0),
        ({"expert": "KEN-01", "seat": "expert"}, 0),
        ({"expert": "KEN-01", "seat": "lead"}, 1),
        ({"expert": "UGA-01"}, 1),
        ({"start": monday(2)}, 0),
        ({"start": monday(3)}, 1),
        ({"agreement": "FUND"}, 0),
        ({"agreement": "OTHER"}, 1),
        ({"expert": "UGA-01", "start": monday(3), "agreement": "OTHER"}, 3),
    ],
)
def test_fixed_person_date_and_payer(lock: dict[str, Any], faults: int) -> None:
    plan = plan_of(
        ["KEN-01", "TZA-01", "UGA-01"],
        ["R1"],
        seats=TWO_SEATS,
        agreements={"FUND": agreement(), "OTHER": agreement("OTHER")},
        decisions=(decision("fixed", "R1", **lock),),
    )
    sent = mission("R1", monday(2), "lead:TZA-01", "expert:KEN-01", agreement="FUND")
    assert len(broken("fixed", plan, sent)) == faults
    assert len(broken("fixed", plan)) == 1  # not served
    unfunded = broken("fixed", plan, sent, funding=OFF)
    assert len(unfunded) == faults - (lock.get("agreement") == "OTHER")


def test_fixed_until_the_frozen_date_as_it_was() -> None:
    rows = (
        decision("previous", "R1", expert="KEN-01", start=monday(1)),
        decision("previous", "R2", expert="KEN-01", start=monday(4)),
    )
    plan = plan_of(
        ["KEN-01", "TZA-01"],
        ["R1", "R2", "R3"],
        settings=settings(frozen_until=monday(4)),
        decisions=rows,
    )
    kept = mission("R1", monday(1), "KEN-01")
    assert not broken("fixed", plan, kept)  # R2 starts on the day itself: free
    assert not broken("fixed", plan, kept, mission("R3", monday(4), "TZA-01"))
    assert len(broken("fixed", plan)) == 1
    assert len(broken("fixed", plan, mission("R1", monday(2), "KEN-01"))) == 1
    assert len(broken("fixed", plan, mission("R1", monday(1), "TZA-01"))) == 1
    assert len(broken("fixed", plan, kept, mission("R3", monday(3), "TZA-01"))) == 1
    assert len(broken("fixed", plan, kept, mission("R2", monday(3), "KEN-01"))) == 1
    assert not broken("fixed", replace(plan, settings=settings()))


def test_a_lock_before_the_frozen_date_may_stand_there() -> None:
    """Before: a frozen row turned from `previous` to `fixed` made the plan infeasible."""
    row = decision("fixed", "R1", expert="KEN-01", start=monday(1))
    plan = plan_of(["KEN-01"], ["R1"], settings=settings(frozen_until=monday(4)), decisions=(row,))
    assert not broken("fixed", plan, mission("R1", monday(1), "KEN-01"))
    assert len(broken("fixed", plan, mission("R1", monday(2), "KEN-01"))) == 1


def test_fixed_does_not_freeze_what_is_delivered() -> None:
    row = decision("previous", "R1", expert="KEN-01", start=monday(1))
    done = request("R1", done_on=day(1, 4))
    plan = plan_of(["KEN-01"], [done], settings=settings(frozen_until=monday(4)), decisions=(row,))
    assert not broken("fixed", plan)


# -- all rules at once ------------------------------------------------------------------------------------


def mess() -> tuple[Plan, Allocation]:
    """A plan and an allocation that break every rule."""
    start = day(3, 1)  # a Tuesday; 25 September, a holiday in Mozambique, follows
    people = [expert("KEN-01", missions=1), expert("KEN-02")]
    plan = plan_of(
        people,
        [
            request("R1", member="KEN", other_members=("MOZ",), languages=("fr",)),
            request("R2", member="TZA", after=("R4",)),
            request("R3", member="BEN"),
            "R4",
        ],
        administrations=[administration("KEN", away_at_once=1)],
        qualifications=(holds("KEN-01", status="pre-accredited"),),
        availability=(spell(monday(10), monday(12)),),
        closures=(Closure(member="MOZ", first=start, last=start),),
        agreements={"FUND": agreement(providers=("FRA",))},
        decisions=(decision("excluded", "R1", expert="KEN-01"), decision("fixed", "R4")),
    )
    return plan, Allocation(
        (
            mission("R1", start, "lead:KEN-01", "lead:KEN-02", agreement="FUND"),
            mission("R2", start, "KEN-01"),
            mission("R3", monday(9), "KEN-02"),
        )
    )


@pytest.mark.parametrize("code", RULES)
def test_every_rule_at_every_level(code: str) -> None:
    plan, allocation = mess()
    rule = RULES[code].RULE
    assert rule.code == code and rule.sentence and rule.unit and HARD in rule.levels
    hard = broken(code, plan, *allocation.missions)
    assert hard and all(violation.level is HARD and violation.message for violation in hard)
    if SOFT in rule.levels:
        soft = broken(code, plan, *allocation.missions, **{code: SOFT})
        assert soft == [replace(violation, level=SOFT) for violation in hard]
    if OFF in rule.levels:
        assert not broken(code, plan, *allocation.missions, **{code: OFF})


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_its_own_test(code: str) -> None:
    assert any(name.startswith(f"test_{code}") for name in globals())


def test_verify_reports_what_is_hard_and_amounts_what_is_soft() -> None:
    plan, allocation = mess()
    assert {violation.rule for violation in verify(plan, model_of(), allocation)} == set(RULES)
    assert not any(amounts(plan, model_of(), allocation).values())
    can_be_soft = {code for code, module in RULES.items() if SOFT in module.RULE.levels}
    soft = model_of(**dict.fromkeys(can_be_soft, SOFT))
    assert {v.rule for v in verify(plan, soft, allocation)} == RULES.keys() - can_be_soft
    found = amounts(plan, soft, allocation)
    assert found == {code: amount(code, plan, *allocation.missions) for code in can_be_soft}
    assert all(goal_value(code, plan, soft, allocation) == found[code] for code in can_be_soft)


def test_verify_is_content_with_a_good_allocation() -> None:
    plan = visit()
    assert verify(plan, model_of(), Allocation((mission("R1", monday(1), "KEN-01"),))) == []
    assert verify(plan, model_of(), Allocation()) == []


def test_verify_reports_unknown_codes() -> None:
    plan = plan_of(["KEN-01"], ["R1", "R2"], agreements={"FUND": agreement()})
    allocation = Allocation(
        (
            mission("R1", monday(1), "XXX-99", "observer:KEN-01", agreement="NONE"),
            mission("R9", monday(1), "KEN-01"),
        )
    )
    messages = [str(violation) for violation in verify(plan, model_of(), allocation)]
    assert messages == [
        "full_team [R1]: has no seat observer",
        "full_team [R1]: XXX-99 is not an expert of the plan",
        "full_team [R9]: is not a request of the plan",
        "funding [R1]: NONE is not an agreement of the plan",
    ]
    assert goal_value("experts_used", plan, model_of(), allocation) == 0
    with pytest.raises(KeyError):
        goal_value("nothing", plan, model_of(), allocation)
