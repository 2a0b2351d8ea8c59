"""Weights under which the sums of a tier do not fit into 64 bits are refused, not wrapped around."""

from dataclasses import replace

import pytest

import allocator
from allocator.errors import InputError
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel, Term, Tier
from tests.plans_by_hand import expert, model_of, plan_of


def dear() -> Plan:
    """Each mission costs 5 · 10^11."""
    return plan_of([expert("KEN-01", day_cost=10**11), "UGA-01"], ["R1", "R2"])


def weighed(weight: int) -> CoordinationModel:
    tiers = (Tier((Term("served"),)), Tier((Term("cost", weight), Term("interest"))))
    return replace(model_of(), tiers=tiers)


@pytest.mark.parametrize("weight", [10**6, 10**12, 10**20])
def test_a_tier_that_cannot_be_counted_exactly_is_refused_at_its_place(weight: int) -> None:
    """Before: a cost of its own, proven the best."""
    with pytest.raises(InputError, match=r"tier 2: .*more than can be counted exactly; weigh cost less"):
        allocator.solve(dear(), weighed(weight), time_limit=None, workers=1)


def test_the_largest_amounts_go_with_small_weights() -> None:
    result = allocator.solve(dear(), weighed(2), time_limit=None, workers=1)
    assert result.status == "optimal"
    assert result.goals[1].value == 0  # UGA-01 goes on both
