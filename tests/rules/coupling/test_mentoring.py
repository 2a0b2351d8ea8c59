"""Pre-accredited experts never outnumber accredited ones on a team."""

from dataclasses import replace
from typing import Any

import pytest

from tests.plans_by_hand import amount, broken, day, holds, mission, monday, plan_of, seat
from tests.rules.coupling.against_check import (
    a_broken_rule_goes_through_without_rows,
    rows_agree_with_the_check,
    the_least_slack_is_the_amount,
)


def mentored(code: str, **changes: Any) -> Any:
    return holds(code, status="pre-accredited", **changes)


@pytest.mark.parametrize(
    ("rows", "excess"),
    [
        ([holds("KEN-01"), mentored("TZA-01"), mentored("UGA-01")], 1),
        ([holds("KEN-01"), holds("TZA-01"), mentored("UGA-01")], 0),
        ([mentored("KEN-01"), mentored("TZA-01"), mentored("UGA-01")], 3),
        ([holds("KEN-01", valid_until=day(1, 4)), holds("TZA-01"), mentored("UGA-01")], 0),
        ([holds("KEN-01", valid_until=day(1, 3)), mentored("TZA-01"), holds("UGA-01")], 0),
        ([holds("KEN-01", valid_until=day(1, 3)), mentored("TZA-01"), mentored("UGA-01")], 2),
        # The topic's own row speaks: KEN-01 is no mentor for valuation.
        ([holds("KEN-01"), mentored("KEN-01", topic="valuation"), holds("TZA-01"), mentored("UGA-01")], 1),
    ],
)
def test_mentoring_in_one_seat_of_three(rows: list[Any], excess: int) -> None:
    people = ["KEN-01", "TZA-01", "UGA-01"]
    plan = plan_of(people, ["R1"], seats=(seat(count=3),), qualifications=tuple(rows))
    assert amount("mentoring", plan, mission("R1", monday(1), *people)) == excess


def test_mentoring_by_whoever_is_on_the_team() -> None:
    seats = (seat("lead", profile="TOE"), seat("expert"))
    rows = (holds("KEN-01", "TOE"), mentored("TZA-01"))
    plan = plan_of(["KEN-01", "TZA-01"], ["R1"], seats=seats, qualifications=rows)
    team = mission("R1", monday(1), "lead:KEN-01", "expert:TZA-01")
    assert amount("mentoring", plan, team) == 1
    also_cma = replace(plan, qualifications=(*rows, holds("KEN-01", topic="valuation")))
    assert not broken("mentoring", also_cma, team)
    other_topic = replace(plan, qualifications=(*rows, holds("KEN-01", topic="origin")))
    assert amount("mentoring", other_topic, team) == 1


def test_mentoring_counts_each_profile_and_topic() -> None:
    seats = (seat("lead"), seat("expert", topic="origin"))
    plan = plan_of(
        ["KEN-01", "TZA-01"], ["R1"], seats=seats, qualifications=(mentored("KEN-01"), mentored("TZA-01"))
    )
    assert len(broken("mentoring", plan, mission("R1", monday(1), "KEN-01", "expert:TZA-01"))) == 2


def test_rows_of_mentoring_agree_with_the_check() -> None:
    rows_agree_with_the_check("mentoring")


def test_the_least_slack_of_mentoring_is_the_amount() -> None:
    the_least_slack_is_the_amount("mentoring")


def test_without_rows_a_broken_mentoring_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    a_broken_rule_goes_through_without_rows("mentoring", monkeypatch)
