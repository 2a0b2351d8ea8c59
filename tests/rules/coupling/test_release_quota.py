"""How many people an administration lets go at once, and how many days in all."""

import pytest

from allocator.plan import Plan
from tests.plans_by_hand import (
    TWO_SEATS,
    administration,
    amount,
    broken,
    day,
    mission,
    monday,
    plan_of,
    request,
    settings,
)
from tests.rules.coupling.against_check import (
    a_broken_rule_goes_through_without_rows,
    rows_agree_with_the_check,
)


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


def off_when_the_other_is_back() -> Plan:
    """One may be away at once, and missions of a day may begin on any working day of a week."""
    week = {"days": 1, "latest_end": day(1, 4)}
    return plan_of(
        ["KEN-01", "KEN-02"],
        [request("R1", **week), request("R2", **week)],
        administrations=[administration("KEN", away_at_once=1)],
        settings=settings(start_days=frozenset(range(5))),
    )


def test_rows_of_release_quota_agree_with_the_check() -> None:
    rows_agree_with_the_check("release_quota", off_when_the_other_is_back())


def test_without_rows_a_broken_release_quota_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    a_broken_rule_goes_through_without_rows("release_quota", monkeypatch, off_when_the_other_is_back())
