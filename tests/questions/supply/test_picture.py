"""What is told about needs, seats and people, on plans that can be counted by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from allocator.errors import InputError
from allocator.plan import Plan
from allocator.plan.entities import Agreement, Availability, MissionType
from allocator.plan.policy import Level
from allocator.questions.supply import Lever, Need, SupplyAndDemand, supply_against_demand
from tests.plans_by_hand import decision, expert, holds, model_of, plan_of, request, seat, settings

TWO_MONTHS = settings(start=date(2026, 9, 1), end=date(2026, 10, 31))  # 22 working days in each


def picture(plan: Plan, **levels: Level) -> SupplyAndDemand:
    return supply_against_demand(plan, model_of(neighbour=Level.OFF, regional_peer=Level.OFF, **levels))


def autumn(experts: Any, asks: Any, **sheets: Any) -> Plan:
    """A plan of September and October; requests may take all of it unless they say otherwise."""
    return plan_of(experts, asks, **{"settings": TWO_MONTHS, **sheets})


def ask(code: str, **changes: Any) -> Any:
    window = {"earliest_start": TWO_MONTHS.start, "latest_end": TWO_MONTHS.end}
    return request(code, **{**window, **changes})


def spell(code: str, first: date, last: date, **changes: Any) -> Availability:
    return Availability(expert=code, first=first, last=last, **changes)


def the_need(plan: Plan, **levels: Level) -> Need:
    (need,) = picture(plan, **levels).needs
    return need


# -- days -------------------------------------------------------------------------------------------------


def test_days_asked_are_spread_over_the_working_days_of_the_window() -> None:
    """22 working days in each month: half of 10 days each. Until 7 October: 5 of 27 days, so 2 of 10."""
    plan = autumn([expert("KEN-01")], [ask("R1", days=10)])
    assert the_need(plan).asked == (5, 5)
    early = autumn([expert("KEN-01")], [ask("R1", days=10, latest_end=date(2026, 10, 7))])
    assert the_need(early).asked == (8, 2)
    assert picture(early).months == ("2026-09", "2026-10")


def test_places_and_requests_of_one_kind_add_up() -> None:
    plan = autumn(
        [expert("KEN-01")], [ask("R1"), ask("R2"), ask("R3", languages=("fr",))], seats=(seat(count=2),)
    )
    english, french = sorted(picture(plan).needs, key=lambda need: need.languages)
    assert (english.languages, english.places, english.days_asked) == (("en",), 4, 20)
    assert (french.languages, french.places, french.days_asked) == (("fr",), 2, 10)
    assert picture(plan).days_asked == 30


def test_one_of_several_languages_is_enough() -> None:
    people = [expert("KEN-01"), expert("FRA-01", languages=("fr",)), expert("PRT-01", languages=("pt",))]
    need = the_need(autumn(people, [ask("R1", languages=("fr", "en"))]))
    assert (need.languages, need.people) == (("en", "fr"), ("KEN-01", "FRA-01"))


def test_days_released_are_working_days_of_release() -> None:
    """Tuesday 1 to Friday 11 September is 9 working days, Thursday 29 and Friday 30 October are 2."""
    spells = (
        spell("KEN-01", date(2026, 9, 1), date(2026, 9, 11)),
        spell("KEN-01", date(2026, 10, 29), date(2026, 11, 20)),
    )
    need = the_need(autumn([expert("KEN-01")], [ask("R1", days=10)], availability=spells))
    assert (need.released, need.days_released) == ((9, 2), 11)


def test_limits_cap_what_is_released() -> None:
    """22 days released in each of two months; 30 days allowed, then 12, then two missions of five days: in no
    month and over the plan more than that."""
    cases = (
        ({"missions": None}, (22, 22), 30),
        ({"missions": None, "days": 12}, (12, 12), 12),
        ({"missions": 2}, (10, 10), 10),
    )
    for limit, months, whole in cases:
        need = the_need(autumn([expert("KEN-01", **limit)], [ask("R1")]))
        assert (need.released, need.days_released) == (months, whole)
    few = autumn([expert("KEN-01", missions=2)], [ask("R1")])
    assert the_need(few, workload=Level.OFF).released == (22, 22)
    assert the_need(autumn([expert("KEN-01", missions=None, days=None)], [ask("R1")])).days_released == 44


def test_a_qualification_counts_until_it_ends_and_with_its_standing() -> None:
    limits = {"missions": None, "days": None}
    people = [expert(f"KEN-0{i}", **limits) for i in (1, 2, 3)]
    skills = (
        holds("KEN-01", valid_until=date(2026, 9, 11)),
        holds("KEN-02", status="pre-accredited"),
        holds("KEN-03", level=1),
    )
    strict = (seat(status="accredited", minimum_level=2),)
    need = the_need(autumn(people, [ask("R1")], qualifications=skills, seats=strict))
    assert (need.people, need.released) == (("KEN-01",), (9, 0))


def test_who_counts_in_several_rows_is_shared() -> None:
    plan = autumn(
        [expert("KEN-01", missions=1), expert("UGA-01", missions=1)],
        [ask("R1"), ask("R2", topic="origin")],
        qualifications=(holds("KEN-01"), holds("UGA-01", topic="origin")),
    )
    found = picture(plan)
    needs = {need.topic: need for need in found.needs}
    assert (needs["valuation"].people, needs["valuation"].shared) == (("KEN-01",), ("KEN-01",))
    assert (needs["origin"].people, needs["origin"].shared) == (("KEN-01", "UGA-01"), ("KEN-01",))
    assert (needs["origin"].days_released, needs["origin"].days_shared) == (10, 5)
    assert found.days_released == 10  # each expert once


def test_what_is_short_and_what_comes_first() -> None:
    plan = autumn(
        [expert("KEN-01", missions=1)],
        [ask("R1", topic="a"), ask("R2", topic="b"), ask("R3", topic="b"), ask("R4", topic="c")],
        qualifications=(holds("KEN-01", topic="a"), holds("KEN-01", topic="b")),
    )
    needs = picture(plan).needs
    assert [(need.topic, need.short) for need in needs] == [("c", True), ("b", True), ("a", False)]


def test_a_month_may_be_short_though_the_plan_is_not() -> None:
    spells = (spell("KEN-01", date(2026, 10, 1), date(2026, 10, 30)),)
    need = the_need(autumn([expert("KEN-01")], [ask("R1", days=10)], availability=spells))
    assert need.days_asked < need.days_released
    assert need.short


def test_a_limit_makes_no_month_short() -> None:
    """Ten days allowed in the plan, five asked in October: before, the ten were spread over both months."""
    window = {"earliest_start": date(2026, 10, 5), "latest_end": date(2026, 10, 9)}
    need = the_need(autumn([expert("KEN-01", days=6, missions=None)], [ask("R1", days=5, **window)]))
    assert need.asked == (0, 5)
    assert not need.short


# -- seats ------------------------------------------------------------------------------------------------


def test_seats_with_nobody_or_hardly_anybody() -> None:
    """Three candidates for one place are enough; what the others fall to is counted rule by rule."""
    people = [expert(f"KEN-0{i}") for i in (1, 2, 3)] + [expert("FRA-01", languages=("fr",))]
    asks = [ask("R1"), ask("R2", languages=("fr",)), ask("R3", languages=("pt",)), ask("R4", topic="x")]
    skills = (*(holds(person.expert, topic="valuation") for person in people), holds("KEN-01", topic="x"))
    found = picture(autumn(people, asks, qualifications=skills))
    assert [(each.request, each.candidates) for each in found.seats] == [
        ("R3", ()), ("R2", ("FRA-01",)), ("R4", ("KEN-01",)),
    ]  # fmt: skip
    assert found.seats[0].fell == {"language": 4}
    assert found.seats[2].in_words == "1 left of 4 experts: 3 fall to qualification"
    assert found.seats[0].in_words == "nobody left of 4 experts: 4 fall to language"


def test_why_requests_are_impossible() -> None:
    """Nobody; too short a window; two seats that one person alone fits; a follow-up of what is impossible."""
    short = {"earliest_start": date(2026, 9, 7), "latest_end": date(2026, 9, 10)}
    asks = [
        ask("R1", languages=("pt",)),
        ask("R2", **short),
        ask("R3", mission_type="team"),
        ask("R4", after=("R1",)),
        ask("R5"),
    ]
    seats = (seat(), seat(mission_type="team", code="lead"), seat(mission_type="team", code="second"))
    team = MissionType(mission_type="team", days=5)
    found = picture(autumn([expert("KEN-01")], asks, seats=seats, mission_types=[team]))
    assert [(each.request, each.rule) for each in found.impossible] == [
        ("R1", "language"), ("R2", "window"), ("R3", "full_team"), ("R4", "sequence"),
    ]  # fmt: skip
    assert found.impossible[2].reason == ("its 2 places need different people, and the plan has 1")
    assert (found.bound.requests, found.bound.weight) == (1, 4)


def test_what_more_people_would_open() -> None:
    """Two requests lack Portuguese speakers, one of them two; a third has no date, so nobody opens it."""
    asks = [
        ask("R1", languages=("pt",)),
        ask("R2", languages=("pt",), mission_type="pair", priority=1),
        ask("R3", languages=("pt",), latest_end=date(2026, 9, 2)),
    ]
    pair = MissionType(mission_type="pair", days=5)
    seats = (seat(), seat(mission_type="pair", count=2))
    found = picture(autumn([expert("KEN-01")], asks, seats=seats, mission_types=[pair]))
    assert found.levers == (
        Lever(
            profile="CMA", topic="valuation", languages=("pt",), people=2, requests=("R1", "R2"), weight=16
        ),
    )
    helped = autumn(
        [expert("KEN-01"), *(expert(code, languages=("pt",)) for code in ("PRT-01", "BRA-01"))],
        asks, seats=seats, mission_types=[pair],
    )  # fmt: skip
    assert [each.request for each in picture(helped).impossible] == ["R3"]


def test_what_the_planner_leaves_out_is_opened_by_nobody() -> None:
    """Before: with one more expert R1 would lack nobody, although it is not to be served."""
    whole = decision("excluded", "R1", place="Assignments!A2")
    found = picture(autumn([expert("KEN-01")], [ask("R1")], decisions=(whole,)))
    assert found.levers == ()
    assert [(each.rule, each.reason) for each in found.impossible] == [
        ("excluded", "the planner decided not to serve it (Assignments!A2 of the input)")
    ]


def test_people_who_fit_several_seats_fill_one() -> None:
    """KEN-01 alone fits three places of two seats: two more people are needed, not one. Before: one."""
    seats = (seat(count=2), seat(code="second"))
    found = picture(autumn([expert("KEN-01")], [ask("R1")], seats=seats))
    assert [(lever.people, lever.requests) for lever in found.levers] == [(2, ("R1",))]


def test_no_number_of_one_kind_fills_a_team_that_lacks_another() -> None:
    """KEN-01 alone fits both seats for a TOE, which lack nobody each: more CMAs do not help. Before: one."""
    seats = (seat(), seat("second", profile="TOE"), seat("third", profile="TOE"))
    found = picture(
        autumn([expert("KEN-01")], [ask("R1")], seats=seats, qualifications=(holds("KEN-01", "TOE"),))
    )
    assert [each.seat for each in found.seats if each.lacking] == ["lead"]
    assert found.levers == ()


# -- people -----------------------------------------------------------------------------------------------


def test_the_scarcest_come_first() -> None:
    """FRA-01 alone speaks French (priority 1, weight 12); KEN-01 and KEN-02 share the rest."""
    people = [expert("KEN-01"), expert("KEN-02"), expert("FRA-01", languages=("fr",))]
    found = picture(autumn(people, [ask("R1"), ask("R2", languages=("fr",), priority=1)]))
    first, *others = found.people
    assert (first.expert, first.needed_by, first.needed_weight, first.days_asked) == (
        "FRA-01",
        ("R2",),
        12,
        5,
    )
    assert [(each.expert, each.seats, each.needed_by) for each in others] == [
        ("KEN-01", 1, ()), ("KEN-02", 1, ()),
    ]  # fmt: skip
    assert sum(each.days_asked for each in others) in (4, 5, 6)  # 2.5 days each, rounded


def test_a_limit_that_binds_shows_in_the_bound() -> None:
    """Without KEN-01, who goes once, none of three requests of weight 4 is served: the bound falls by 4."""
    found = picture(autumn([expert("KEN-01", missions=1)], [ask("R1"), ask("R2"), ask("R3")]))
    assert found.people[0].bound_falls == 4
    assert found.bound.weight == 4


# -- notes ------------------------------------------------------------------------------------------------


def test_what_the_plan_leaves_open_is_said() -> None:
    notes = " ".join(picture(autumn([expert("KEN-01"), expert("KEN-02")], [ask("R1")])).notes)
    assert "2 experts have no row in Availability and count as released for the whole plan" in notes
    assert "no Travel sheet: travel costs nothing" in notes
    assert "no Agreements sheet: no funding is asked for" in notes
    assert "tentative" not in notes


def test_what_the_plan_says_is_not_noted() -> None:
    spells = (spell("KEN-01", date(2026, 9, 1), date(2026, 10, 30), status="tentative"),)
    payer = Agreement(agreement="AGR", kind="fund", funders=("X",))
    plan = autumn([expert("KEN-01")], [ask("R1")], availability=spells, travel=(), agreements={"AGR": payer})
    notes = " ".join(picture(plan).notes)
    assert "1 release is tentative" in notes
    assert not any(word in notes for word in ("no row", "Travel", "funding"))
    off = picture(plan, funding=Level.OFF, agreement_provider=Level.OFF)
    assert "The model asks for no funding" in " ".join(off.notes)


def test_a_lock_that_breaks_a_rule_is_an_error() -> None:
    plan = autumn([expert("KEN-01")], [ask("R1", languages=("fr",))])
    locked = replace(plan, decisions=(decision("fixed", "R1", expert="KEN-01", place="Assignments!A2"),))
    with pytest.raises(InputError, match="KEN-01 cannot go on R1"):
        picture(locked)
