"""Experts of one mission come from different countries."""

import pytest

from allocator.plan import Plan
from allocator.plan.policy import Level
from allocator.rules.base import HARD, OFF, SOFT
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
    seat,
)
from tests.rules.coupling.against_check import (
    a_broken_rule_goes_through_without_rows,
    rows_agree_with_the_check,
    the_least_slack_is_the_amount,
)


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


def team_of_four() -> Plan:
    """Two countries can each stand twice in a team."""
    people = ["KEN-01", "KEN-02", "KEN-03", "TZA-01", "TZA-02", "WCO-01"]
    return plan_of(people, [request("R1", latest_end=day(2, 4))], seats=(seat("lead", count=4),))


def test_rows_of_pairing_agree_with_the_check() -> None:
    rows_agree_with_the_check("pairing", team_of_four())


def test_the_least_slack_of_pairing_is_the_amount() -> None:
    the_least_slack_is_the_amount("pairing", team_of_four())


def test_without_rows_a_broken_pairing_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    a_broken_rule_goes_through_without_rows("pairing", monkeypatch, team_of_four())
