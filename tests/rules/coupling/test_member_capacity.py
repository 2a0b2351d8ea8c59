"""How many missions a Member receives at once, and none on closed days."""

from dataclasses import replace
from datetime import date

import pytest

from allocator.plan.entities import Closure
from tests.plans_by_hand import (
    amount,
    broken,
    day,
    member,
    mission,
    monday,
    plan_of,
    request,
    settings,
    visit,
)
from tests.rules.coupling.against_check import (
    a_broken_rule_goes_through_without_rows,
    rows_agree_with_the_check,
)


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


def test_rows_of_member_capacity_agree_with_the_check() -> None:
    rows_agree_with_the_check("member_capacity")


def test_without_rows_a_broken_member_capacity_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    a_broken_rule_goes_through_without_rows("member_capacity", monkeypatch)
