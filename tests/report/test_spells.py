"""What days are taken up by, against dates worked out by hand."""

from datetime import date, timedelta

from allocator.plan.calendar import free_again
from allocator.plan.entities import Availability, Closure
from allocator.report.spells import (
    CLOSED,
    MISSION,
    NOT_RELEASED,
    REST,
    TRAVEL,
    Spell,
    spells_of_experts,
    spells_of_members,
)
from tests.plans_by_hand import day, expert, mission, model_of, monday, plan_of, request
from tests.report.results_by_hand import first_steps, result_of


def test_a_mission_has_its_journeys_and_rest_around_it_and_gaps_of_release_stand_beside() -> None:
    released = (
        Availability(expert="KEN-01", first=day(1, 2), last=day(5, 6), status="confirmed"),
        Availability(expert="KEN-01", first=day(7, 0), last=day(8, 6), status="tentative"),
    )
    plan = plan_of(["KEN-01", "MUS-01"], [request("R1", days=7)], availability=released)
    found = spells_of_experts(result_of(plan, model_of(), mission("R1", monday(3), "lead:KEN-01")))
    assert found == {
        "KEN-01": [
            Spell(NOT_RELEASED, day(1, 0), day(1, 1)),
            Spell(TRAVEL, day(2, 6), day(2, 6), "R1"),
            Spell(MISSION, day(3, 0), day(4, 1), "R1"),  # seven working days, over a weekend
            Spell(TRAVEL, day(4, 2), day(4, 2), "R1"),
            Spell(REST, day(4, 3), day(5, 2), "R1"),
            Spell(NOT_RELEASED, day(6, 0), day(6, 6)),
            Spell(NOT_RELEASED, day(9, 0), plan.settings.end),
        ]
    }


def test_what_takes_no_day_is_left_out_and_of_nobody_released_all_is_a_gap() -> None:
    home = plan_of([expert("ZMB-01", rest_days=0)], ["R1"], availability=(
        Availability(expert="ZMB-01", first=day(40, 0), last=day(41, 0), status="confirmed"),
    ))  # fmt: skip
    settings = home.settings
    found = spells_of_experts(result_of(home, model_of()))
    assert found == {"ZMB-01": [Spell(NOT_RELEASED, settings.start, settings.end)]}
    gone = spells_of_experts(result_of(home, model_of(), mission("R1", monday(2), "lead:ZMB-01")))
    assert REST not in {spell.kind for spell in gone["ZMB-01"]}


def test_days_of_members_are_missions_there_and_closures() -> None:
    shut = Closure(member="ZMB", first=date(2025, 1, 1), last=day(1, 3))
    plan = plan_of(["KEN-01", "MUS-01"], [request("R1", other_members=("MWI",))], closures=(shut, shut))
    result = result_of(plan, model_of(), mission("R1", monday(3), "lead:KEN-01", "expert:MUS-01"))
    there = Spell(MISSION, day(3, 0), day(3, 4), "R1")
    assert spells_of_members(result) == {
        "ZMB": [Spell(CLOSED, date(2025, 1, 1), day(1, 3)), there], "MWI": [there],
    }  # fmt: skip


def test_the_rest_ends_where_the_rule_lets_the_next_departure_begin() -> None:
    result = first_steps()
    for code, spells in spells_of_experts(result).items():
        for spell in (each for each in spells if each.kind == REST):
            mission = result.allocation.by_request[spell.request]
            free = free_again(result.plan, result.plan.requests[spell.request], code, mission.start)
            assert spell.last + timedelta(days=1) == free
