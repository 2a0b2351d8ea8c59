"""Missions and days of an expert, at most and at least."""

from typing import Any

import pytest

from allocator.rules.base import SOFT
from tests.plans_by_hand import amount, broken, expert, mission, monday, plan_of
from tests.rules.coupling.against_check import (
    a_broken_rule_goes_through_without_rows,
    rows_agree_with_the_check,
    the_least_slack_is_the_amount,
)


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


def test_rows_of_workload_agree_with_the_check() -> None:
    rows_agree_with_the_check("workload")


def test_the_least_slack_of_workload_is_the_amount() -> None:
    the_least_slack_is_the_amount("workload")


def test_without_rows_a_broken_workload_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    a_broken_rule_goes_through_without_rows("workload", monkeypatch)
