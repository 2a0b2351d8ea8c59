"""No mission day falls on a public holiday of a Member that takes part."""

import pytest

from tests.plans_by_hand import amount, broken, mission, monday, plan_of, request
from tests.rules.coupling.against_check import (
    a_broken_rule_goes_through_without_rows,
    rows_agree_with_the_check,
    the_least_slack_is_the_amount,
)


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


def test_rows_of_holidays_agree_with_the_check() -> None:
    rows_agree_with_the_check("holidays")


def test_the_least_slack_of_holidays_is_the_amount() -> None:
    the_least_slack_is_the_amount("holidays")


def test_without_rows_a_broken_holidays_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    a_broken_rule_goes_through_without_rows("holidays", monkeypatch)
