"""What a change does to what is served: intervals that are true even where searches were cut short.

Let B be the most that can be served as things are, C the most with the change. Searches leave a value that an
allocation reaches and a bound that none passes, on both; a price is then between (value of the one - bound of
the other) and (bound of the one - value of the other).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from allocator.advise.coverage import Coverage, served_weight, weight_of
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel
from allocator.results.interval import Interval
from allocator.results.result import Result

#: more: the change only allows more. less: it only allows less.
Direction = Literal["more", "less"]


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a change gains (`more`) or costs (`less`).

    `weight` has the difference of the most that can be served without and with it, in weight units. Where
    the change gains, `requests` has how many requests can be served in addition to all that the result
    serves; where it costs, how many of those must drop out at least. `newly` and `dropped` are the requests
    in which `allocation`, the best found, differs from the result; `found` is what it serves more than the
    best that is known without the change, in weight units. `impossible`: with the change nothing satisfies
    the locks and hard rules. `searched` is False where only bounds speak.
    """

    direction: Direction
    weight: Interval
    requests: Interval
    found: int | None = None
    newly: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    allocation: Allocation | None = None
    impossible: bool = False
    searched: bool = True

    @property
    def rank(self) -> tuple[int, int, int]:
        """Sorts the weightiest first: by what is certain, then by what was found, then by what is left
        open."""
        found = (self.found or 0) if self.direction == "more" else -(self.found or 0)
        most = 1 << 40 if self.weight.high is None else self.weight.high
        return (-(1 << 40) if self.impossible else -(self.weight.low or 0), -found, -most)


@dataclass(frozen=True)
class Yardstick:
    """What effects are measured against: a result, and what is known of the most that can be served under its
    plan and model: `best`, whose allocation need not be the result's."""

    result: Result
    best: Coverage

    @property
    def plan(self) -> Plan:
        """The plan of the result."""
        return self.result.plan

    @property
    def model(self) -> CoordinationModel:
        """The model of the result."""
        return self.result.model

    @property
    def start(self) -> Allocation:
        """The best allocation known: where searches begin."""
        return self.best.allocation or self.result.allocation

    def learning(self, more: Iterable[Coverage], less: Iterable[Coverage]) -> "Yardstick":
        """The yardstick after searches with changes that allow more, whose bounds hold without them, and with
        changes that allow less, whose allocations do."""
        best = self.best
        for each in less:
            if each.value is not None and (best.value is None or each.value > best.value):
                best = replace(best, value=each.value, allocation=each.allocation)
        bounds = [b for b in (best.bound, *(each.bound for each in more)) if b is not None]
        bound = min((b for b in bounds if best.value is None or b >= best.value), default=None)
        return replace(self, best=replace(best, bound=bound))


def more_of(yardstick: Yardstick, found: Coverage) -> Effect:
    """The effect of a change that only allows more. All requests together bound it, if nothing else does."""
    best, today = yardstick.best, yardstick.result.allocation
    value = _greatest(found.value, best.value)
    low = 0 if value is None or best.bound is None else max(0, value - best.bound)
    bound = _least(found.bound, sum(_weights(yardstick, [r.request for r in yardstick.plan.open_requests])))
    high = None if bound is None or best.value is None else max(low, bound - best.value)
    allocation = found.allocation
    newly, dropped = differing(today, allocation)
    kept = allocation is not None and not dropped
    room = None if bound is None else bound - _weight(yardstick, today)
    return Effect(
        direction="more", weight=Interval(low, high),
        requests=Interval(len(newly) if kept else 0, _fit_at_most(yardstick, room)),
        found=_beyond(yardstick, allocation), newly=newly, dropped=dropped, allocation=allocation,
        searched=allocation is not None,
    )  # fmt: skip


def less_of(yardstick: Yardstick, found: Coverage) -> Effect:
    """The effect of a change that only allows less."""
    best, today = yardstick.best, yardstick.result.allocation
    if found.impossible:
        nothing = Interval(None, None)
        return Effect(direction="less", weight=nothing, requests=nothing, impossible=True)
    bound = _least(found.bound, best.bound)
    low = 0 if bound is None or best.value is None else max(0, best.value - bound)
    high = None if found.value is None or best.bound is None else max(low, best.bound - found.value)
    newly, dropped = differing(today, found.allocation)
    at_least = 0 if bound is None else _must_drop(yardstick, _weight(yardstick, today) - bound)
    return Effect(
        direction="less", weight=Interval(low, high),
        requests=Interval(at_least, None if found.allocation is None else len(dropped)),
        found=_beyond(yardstick, found.allocation), newly=newly, dropped=dropped,
        allocation=found.allocation, searched=found.allocation is not None,
    )  # fmt: skip


def no_effect(yardstick: Yardstick) -> Effect:
    """The effect of a change that does not touch what can be served. (What is served today may be less.)"""
    return replace(more_of(yardstick, yardstick.best), weight=Interval(0, 0))


def differing(today: Allocation, other: Allocation | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The requests that another allocation serves and today's does not, and those that only today's does."""
    if other is None:
        return (), ()
    before, after = today.by_request, other.by_request
    return tuple(r for r in after if r not in before), tuple(r for r in before if r not in after)


def _weight(yardstick: Yardstick, allocation: Allocation) -> int:
    return served_weight(yardstick.plan, yardstick.model, allocation)


def _beyond(yardstick: Yardstick, other: Allocation | None) -> int | None:
    best = yardstick.best.value
    return None if other is None or best is None else _weight(yardstick, other) - best


def _must_drop(yardstick: Yardstick, short: int) -> int:
    """How many requests served today weigh so much together at least, the heaviest first."""
    weights = sorted(_weights(yardstick, yardstick.result.allocation.by_request), reverse=True)
    count = 0
    while short > 0 and count < len(weights):
        short -= weights[count]
        count += 1
    return count


def _fit_at_most(yardstick: Yardstick, room: int | None) -> int | None:
    """How many requests that are not served today fit into some weight units, the lightest first."""
    served = yardstick.result.allocation.by_request
    if room is None:
        return None
    rest = [r.request for r in yardstick.plan.open_requests if r.request not in served]
    count = 0
    for weight in sorted(_weights(yardstick, rest)):
        room -= weight
        if room < 0:
            break
        count += 1
    return count


def _weights(yardstick: Yardstick, requests: Collection[str]) -> list[int]:
    return [weight_of(yardstick.plan, yardstick.model, request) for request in requests]


def _greatest(*values: int | None) -> int | None:
    return max((v for v in values if v is not None), default=None)


def _least(*values: int | None) -> int | None:
    return min((v for v in values if v is not None), default=None)
