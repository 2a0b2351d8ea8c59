"""One mission at a time, with travel and rest days between."""

from datetime import date

import pytest

from allocator.plan.entities import MissionType
from tests.plans_by_hand import broken, expert, mission, monday, plan_of, request
from tests.rules.coupling.against_check import (
    a_broken_rule_goes_through_without_rows,
    rows_agree_with_the_check,
)


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


def test_rows_of_one_mission_agree_with_the_check() -> None:
    rows_agree_with_the_check("one_mission")


def test_without_rows_a_broken_one_mission_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    a_broken_rule_goes_through_without_rows("one_mission", monkeypatch)
