"""What the verification reports: hard violations, amounts of soft rules, unknown codes."""

import pytest

from allocator.plan.allocation import Allocation
from allocator.rules.base import SOFT
from allocator.verification import amounts, goal_value, verify
from tests.plans_by_hand import RULES, agreement, amount, mission, model_of, monday, plan_of, visit
from tests.rules.test_every_rule import mess


def test_verify_reports_what_is_hard_and_amounts_what_is_soft() -> None:
    plan, allocation = mess()
    assert {violation.rule for violation in verify(plan, model_of(), allocation)} == set(RULES)
    assert not any(amounts(plan, model_of(), allocation).values())
    can_be_soft = {code for code, module in RULES.items() if SOFT in module.RULE.levels}
    soft = model_of(**dict.fromkeys(can_be_soft, SOFT))
    assert {v.rule for v in verify(plan, soft, allocation)} == RULES.keys() - can_be_soft
    found = amounts(plan, soft, allocation)
    assert found == {code: amount(code, plan, *allocation.missions) for code in can_be_soft}
    assert all(goal_value(code, plan, soft, allocation) == found[code] for code in can_be_soft)


def test_verify_is_content_with_a_good_allocation() -> None:
    plan = visit()
    assert verify(plan, model_of(), Allocation((mission("R1", monday(1), "KEN-01"),))) == []
    assert verify(plan, model_of(), Allocation()) == []


def test_verify_reports_unknown_codes() -> None:
    plan = plan_of(["KEN-01"], ["R1", "R2"], agreements={"FUND": agreement()})
    allocation = Allocation(
        (
            mission("R1", monday(1), "XXX-99", "observer:KEN-01", agreement="NONE"),
            mission("R9", monday(1), "KEN-01"),
        )
    )
    messages = [str(violation) for violation in verify(plan, model_of(), allocation)]
    assert messages == [
        "full_team [R1]: has no seat observer",
        "full_team [R1]: XXX-99 is not an expert of the plan",
        "full_team [R9]: is not a request of the plan",
        "funding [R1]: NONE is not an agreement of the plan",
    ]
    assert goal_value("experts_used", plan, model_of(), allocation) == 0
    with pytest.raises(KeyError):
        goal_value("nothing", plan, model_of(), allocation)
