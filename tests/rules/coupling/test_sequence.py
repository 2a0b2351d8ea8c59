"""A follow-up comes after its predecessor and a gap."""

from datetime import date

import pytest

from tests.plans_by_hand import broken, day, mission, monday, plan_of, request, settings
from tests.rules.coupling.against_check import (
    a_broken_rule_goes_through_without_rows,
    rows_agree_with_the_check,
)


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


def test_rows_of_sequence_agree_with_the_check() -> None:
    rows_agree_with_the_check("sequence")


def test_without_rows_a_broken_sequence_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    a_broken_rule_goes_through_without_rows("sequence", monkeypatch)
