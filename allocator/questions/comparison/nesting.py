"""Whether one policy only forbids more than another: then it can be no better in what both seek first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from allocator.plan.fingerprint import fingerprint
from allocator.questions.comparison.best_values import Range
from allocator.questions.comparison.problems import counted_differently
from allocator.rules.base import HARD

if TYPE_CHECKING:
    from allocator.plan.policy import CoordinationModel
    from allocator.results.result import Result

#: Rules under which a mission has a payer, or the payer a say: under another level an allocation is another.
_PAYING = ("funding", "agreement_provider")


class Order(NamedTuple):
    """What is known of one policy against another without any search, because of what their rules forbid."""

    not_better: bool = False
    not_worse: bool = False


def order_of(
    one: "Result", other: "Result", tier: int, ranges: tuple[Sequence[Range], Sequence[Range]]
) -> Order:
    """Whether `other` can be no better, or no worse, than `one` in a tier.

    Where every rule that is hard in one model is hard in the other, the plan being the same, each allocation
    of the second is one of the first. Its best value in a goal is no better then, as long as both models seek
    the same goals so far and reach the same in those before. A rule that is soft forbids no more than one
    that is off.
    """
    within = _is_within(one, other), _is_within(other, one)
    if not any(within) or one.model.tiers[: tier + 1] != other.model.tiers[: tier + 1]:
        return Order()
    for t, (first, second) in enumerate(zip(ranges[0][:tier], ranges[1][:tier], strict=True)):
        same = all(within) or (first.exact and first == second)
        if not same or counted_differently(one.model.tiers[t], one, other):
            return Order()
    return Order(not_better=within[1], not_worse=within[0])


def _is_within(one: "Result", other: "Result") -> bool:
    """Whether each allocation of one result's plan and model is one of the other's."""
    return (
        _hard(one.model) >= _hard(other.model)
        and all(one.model.levels[code] is other.model.levels[code] for code in _PAYING)
        and fingerprint(one.plan) == fingerprint(other.plan)
    )


def _hard(model: "CoordinationModel") -> set[str]:
    return {code for code, level in model.levels.items() if level is HARD}


def limited(difference: Range, sense: str, order: Order) -> Range:
    """A difference within what the order leaves."""
    below, above = order.not_better, order.not_worse
    if sense == "min":
        below, above = above, below
    low, high = difference.low, difference.high
    if above:
        low = 0 if low is None else max(0, low)
    if below:
        high = 0 if high is None else min(0, high)
    return Range(low=low, high=high)
