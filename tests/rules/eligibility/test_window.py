"""The mission lies in the windows of request and plan, on a start day, with notice given."""

from dataclasses import replace
from datetime import date

from tests.plans_by_hand import broken, day, member, mission, monday, plan_of, request, settings, visit


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
