"""What is true of tiny plans whatever advice says, by the list of their allocations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from allocator.advise import Effect
from allocator.advise.coverage import served_weight
from allocator.advise.rule_prices import with_level
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel, Level
from allocator.results.result import Result
from allocator.rules import RULES
from allocator.rules.base import HARD, OFF, SOFT
from allocator.rules.eligibility import ELIGIBILITY
from tests.tiny_plans import Points, broken_codes
from tests.whatif.bases import base_at, listed

_ELIGIBILITY = tuple(module.RULE.code for module in ELIGIBILITY)
_LOOSE = {"own_country": OFF, "language": SOFT, "neighbour": OFF, "regional_peer": OFF}


def results(first: int, count: int) -> Iterator[tuple[int, Points, Result]]:
    """Results of plans whose models ask for requests to be served, by seed."""
    for seed in range(first, first + count):
        points = listed(seed)
        base = None if points is None else base_at(points, seed)
        if points is not None and base is not None:
            yield seed, points, base.result


def feasible(points: Points) -> list[Allocation]:
    """Every allocation that breaks nothing."""
    return [points.allocations[i][0] for i in points.feasible()]


@dataclass(frozen=True)
class Truth:
    """The weight of every allocation that is possible, with what is served today."""

    plan: Plan
    model: CoordinationModel
    possible: tuple[Allocation, ...]

    @cached_property
    def most(self) -> int | None:
        """The most that can be served; None where nothing is possible."""
        return max((served_weight(self.plan, self.model, each) for each in self.possible), default=None)

    def must_drop(self, today: Allocation) -> int:
        """How many requests of today drop out at least."""
        return min(len(set(today.by_request) - set(each.by_request)) for each in self.possible)

    def can_add(self, today: Allocation) -> int:
        """How many requests can be served in addition to all of today's."""
        served = set(today.by_request)
        kept = (set(each.by_request) for each in self.possible)
        return max((len(each - served) for each in kept if served <= each), default=0)


def truth(points: Points) -> Truth:
    """What is true of a plan under its own model."""
    return Truth(points.plan, points.model, tuple(feasible(points)))


def false_of(effect: Effect, before: Truth, after: Truth, today: Allocation) -> str:
    """What an effect says that is not true; nothing where all is."""
    assert before.most is not None
    if after.most is None:
        unknown = effect.weight.low in (None, 0) and effect.weight.high is None
        return "" if effect.impossible or unknown else "nothing is possible"
    if effect.impossible:
        return "something is possible"
    more = effect.direction == "more"
    difference = after.most - before.most if more else before.most - after.most
    if difference not in effect.weight:
        return f"the difference is {difference}, not {effect.weight}"
    requests = after.can_add(today) if more else after.must_drop(today)
    if requests not in effect.requests:
        return f"the requests are {requests}, not {effect.requests}"
    if effect.allocation is None or is_among(effect.allocation, after.possible):
        return ""
    return "the allocation found is not possible"


def is_among(allocation: Allocation, possible: Sequence[Allocation]) -> bool:
    """Whether an allocation is one of some, in whatever order its missions and places stand."""
    return _unordered(allocation) in map(_unordered, possible)


def _unordered(allocation: Allocation) -> frozenset[tuple[object, ...]]:
    return frozenset((m.request, m.start, frozenset(m.team), m.agreement) for m in allocation.missions)


class LevelTruths:
    """What is possible under a model with single rules at other levels."""

    def __init__(self, plan: Plan, model: CoordinationModel) -> None:
        self.plan, self.model = plan, model
        self._points = Points(plan, model.with_levels(**_LOOSE))
        strict = model.with_levels(**dict.fromkeys(_LOOSE, HARD))
        self._unfit = [
            broken_codes(plan, strict, allocation, _ELIGIBILITY) for allocation, _ in self._points.allocations
        ]

    def at(self, code: str, level: Level) -> Truth:
        """What is possible with a rule at a level."""
        model = with_level(self.model, code, level)
        if code == "funding":  # who pays is no question elsewhere
            return Truth(self.plan, self.model, tuple(feasible(Points(self.plan, model))))
        asked = {each for each in _LOOSE if model.level(each) is HARD}
        return Truth(
            self.plan,
            self.model,
            tuple(
                allocation
                for (allocation, broken), unfit in zip(self._points.allocations, self._unfit, strict=True)
                if broken in ("", code)
                and not unfit & asked
                and not broken_codes(self.plan, model, allocation, (code,))
            ),
        )


def other_levels(model: CoordinationModel) -> Iterator[tuple[str, Level]]:
    """Every rule at every level that it could have instead."""
    for code, rule in RULES.items():
        for level in (HARD, SOFT, OFF):
            if level in rule.levels and level is not model.level(code):
                if code == "agreement_provider" and not model.is_on("funding"):
                    continue
                yield code, level
