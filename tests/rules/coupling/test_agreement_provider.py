"""Only experts of its providers are paid by an agreement that names some."""

from dataclasses import replace

import pytest

from allocator.rules.base import OFF
from tests.plans_by_hand import agreement, amount, broken, mission, monday, plan_of
from tests.rules.coupling.against_check import (
    a_broken_rule_goes_through_without_rows,
    rows_agree_with_the_check,
    the_least_slack_is_the_amount,
)


def test_agreement_provider() -> None:
    plan = plan_of(
        ["KEN-01", "TZA-01", "UGA-01"],
        ["R1"],
        agreements={"FUND": agreement(providers=("KEN", "MUS")), "OTHER": agreement("OTHER")},
    )
    team = ["KEN-01", "TZA-01", "UGA-01"]
    paid = mission("R1", monday(1), *team, agreement="FUND")
    assert amount("agreement_provider", plan, paid) == 2
    assert not broken("agreement_provider", plan, mission("R1", monday(1), "KEN-01", agreement="FUND"))
    assert not broken("agreement_provider", plan, mission("R1", monday(1), *team, agreement="OTHER"))
    assert not broken("agreement_provider", plan, mission("R1", monday(1), *team))
    assert not broken("agreement_provider", plan, paid, funding=OFF)
    assert not broken("agreement_provider", replace(plan, agreements=None), paid)


def test_rows_of_agreement_provider_agree_with_the_check() -> None:
    rows_agree_with_the_check("agreement_provider")


def test_the_least_slack_of_agreement_provider_is_the_amount() -> None:
    the_least_slack_is_the_amount("agreement_provider")


def test_without_rows_a_broken_agreement_provider_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    a_broken_rule_goes_through_without_rows("agreement_provider", monkeypatch)
