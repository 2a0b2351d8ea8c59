"""What explanations claim of tiny plans, held against lists of all their allocations, and of all the changes
that their models price.

`ALLOCATOR_EXPLAINED_PLANS=2000 python -m pytest tests/questions/explaining/test_truth.py` takes so many
plans instead of the few of every check.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from allocator.inputs.plan_file import plan_from_raw, raw_of
from allocator.plan.policy import NEGOTIABLE, CoordinationModel, Price
from allocator.questions.explaining import explain
from allocator.results.explanation import CheapestChange, Explanation, Grade, Trade
from allocator.results.interval import Interval
from allocator.results.result import Result
from allocator.tables.changes import with_changes
from allocator.verification import verify
from allocator.whatif.base import base_of
from tests.questions.explaining.every_change import EveryChange, served_weight
from tests.tiny_plans import Points
from tests.whatif.bases import costs, listed, told

PLANS = int(os.environ.get("ALLOCATOR_EXPLAINED_PLANS", "24"))
FIRST = int(os.environ.get("ALLOCATOR_FIRST_PLAN", "0"))
SECONDS = 60.0  # for what takes a fraction of one
_FEWER = 0.3  # of the requests that are impossible by themselves: most of a tiny plan's
LARGEST = 6_000  # allocations of a changed plan that are listed


def negotiable(seed: int) -> dict[str, Price]:
    """Some kinds of changes, few units of each."""
    random = Random(f"negotiable {seed}")
    most = {"window": 7, "level": 4, "release": 5, "days": 5, "release_days": 5, "budget": 3, "missions": 2}
    kinds = random.sample(sorted(NEGOTIABLE), random.choice((4, 6, 8)))
    return {kind: Price(random.randint(1, 9), most.get(kind, 1)) for kind in kinds}


def explained(seeds: range) -> Iterator[tuple[Points, Result, Explanation]]:
    """Every request that some allocation of each plan does not serve."""
    for seed in seeds:
        points = listed(seed)
        if points is None:
            continue
        points.model = replace(points.model, negotiable=negotiable(seed))
        choice = Random(seed).choice(points.feasible())
        best = (
            min(points.feasible(), key=lambda i: costs(points, points.allocations[i][0]))
            if seed % 2
            else choice
        )
        result = told(points, points.allocations[best][0])
        for request in points.plan.open_requests:
            code = request.request
            if code in result.allocation.by_request:
                continue
            impossible = explain(result, code, time_limit=0).grade is Grade.IMPOSSIBLE_ALONE
            if not impossible or Random(f"{seed} {code}").random() < _FEWER:
                yield points, result, explain(result, code, time_limit=SECONDS)


def false_claims(points: Points, result: Result, said: Explanation) -> list[str]:
    """What an explanation says that the lists deny."""
    found = list(_false_grade(points, result, said))
    if said.trade is not None:
        found += _false_trade(points, result, said.request, said.trade)
    for change in said.changes:
        found += _false_change(result, said.request, change)
    return found


def _losses(points: Points, result: Result, code: str) -> list[tuple[int, ...]]:
    """What every allocation that serves a request costs more than the base, up to coverage."""
    coverage, base = base_of(result).coverage, costs(points, result.allocation)
    serving = [points.allocations[i][0] for i in points.feasible()]
    return [
        tuple(c - b for c, b in zip(costs(points, each), base, strict=True))[:coverage]
        for each in serving
        if code in each.by_request
    ]


def _false_grade(points: Points, result: Result, said: Explanation) -> Iterator[str]:
    losses = _losses(points, result, said.request)
    least = min(losses, default=None)
    impossible = said.grade in (Grade.IMPOSSIBLE_ALONE, Grade.IMPOSSIBLE_BESIDE)
    if impossible != (least is None):
        yield f"{said.request} is called {said.grade}, and {len(losses)} allocations serve it"
    if least is not None and said.grade is Grade.NOTHING_LOST and least > (0,) * len(least):
        yield f"{said.request} is called {said.grade}, and costs {least}"
    if said.grade is Grade.NOT_SETTLED:
        yield f"{said.request} is not settled"


def _false_trade(points: Points, result: Result, code: str, trade: Trade) -> Iterator[str]:
    losses = _losses(points, result, code)
    coverage = base_of(result).coverage
    if verify(points.plan, points.model, trade.allocation) or code not in trade.allocation.by_request:
        yield "the trade is no allocation that serves the request"
    own = tuple(
        c - b for c, b in zip(costs(points, trade.allocation), costs(points, result.allocation), strict=True)
    )[:coverage]
    first = next((loss for loss in own if loss), own[-1])
    if trade.loss.high != first:
        yield f"the trade costs {own}, not {trade.loss}"
    if coverage == 1 and losses and min(losses)[0] not in trade.loss:
        yield f"the least loss is {min(losses)}, not {trade.loss}"
    was, now = result.allocation.by_request, trade.allocation.by_request
    if set(trade.difference.dropped) != set(was) - set(now):
        yield "others drop out than those told"


def _false_change(result: Result, code: str, change: CheapestChange) -> Iterator[str]:
    """A change is opened as its scenario writes it; its allocation must hold in the plan that this makes."""
    plan = plan_from_raw(with_changes(raw_of(result.plan), change.scenario))
    if verify(plan, result.model, change.allocation) or code not in change.allocation.by_request:
        yield "the changed plan does not allow what is told"
    if not verify(result.plan, result.model, change.allocation):
        yield "nothing needs to be changed"
    if base_of(result).coverage == 1 and _plain(result.model):
        lost = served_weight(result.model, plan, result.allocation, code)
        lost -= served_weight(result.model, plan, change.allocation, code)
        if lost * result.model.tiers[0].terms[0].weight != change.loss:
            yield f"the others lose {lost}, not {change.loss}"


def _plain(model: CoordinationModel) -> bool:
    """Whether the first tier counts nothing but requests served: bounds on prices are then exact."""
    return [term.code for term in model.tiers[0].terms] == ["served"]


def false_prices(every: EveryChange, result: Result, changes: tuple[CheapestChange, ...]) -> Iterator[str]:
    """The prices of changes by which nobody else loses, against the list of all such changes."""
    kept = served_weight(result.model, result.plan, result.allocation, every.code)
    ways = [
        way
        for way in every.all()
        if served_weight(result.model, result.plan, way.allocation, every.code) >= kept
    ]
    least = min((way.price for way in ways), default=None)
    if not changes and least is not None:
        yield f"{every.code} could be served at {least}, and nothing is told"
    first = changes[0] if changes else None
    if first is not None and not first.loss and (least is None or least not in first.price):
        yield f"the cheapest change for {every.code} costs {least}, not {first.price}"
    if first is not None and first.loss > 0 and least is not None:
        yield f"{every.code} could be served at {least} with no loss, and one with a loss is told first"


def test_grades_trades_and_changes_are_true() -> None:
    grades, changed, prices = dict.fromkeys(Grade, 0), 0, 0
    for points, result, said in explained(range(FIRST, FIRST + PLANS)):
        assert false_claims(points, result, said) == [], (points.plan.settings, said.request)
        grades[said.grade] += 1
        changed += len(said.changes)
        if not _plain(result.model) or said.grade is Grade.NOTHING_LOST:
            continue
        every = EveryChange(points.plan, points.model, said.request)
        if every.size() <= LARGEST:
            assert list(false_prices(every, result, said.changes)) == [], (said.request, said.changes)
            prices += 1
    assert grades[Grade.IMPOSSIBLE_ALONE] >= PLANS // 80
    assert grades[Grade.DEARER] + grades[Grade.NOTHING_LOST] >= PLANS // 8
    assert changed >= PLANS // 8
    assert prices >= PLANS // 8


def test_wrong_claims_are_caught() -> None:
    planted = 0
    for points, result, said in explained(range(30)):
        if said.trade is not None and base_of(result).coverage == 1:
            high = said.trade.loss.high or 0
            for loss in (Interval(high + 1, high + 1), Interval(high - 1, high - 1)):
                wrong = replace(said, trade=replace(said.trade, loss=loss))
                assert false_claims(points, result, wrong)
            wrong = replace(said, trade=replace(said.trade, allocation=result.allocation))
            assert false_claims(points, result, wrong)
            assert false_claims(points, result, replace(said, grade=Grade.IMPOSSIBLE_ALONE))
            planted += 4
        for change in said.changes:
            unchanged = replace(said, changes=(replace(change, scenario=()),))
            assert false_claims(points, result, unchanged)
            planted += 1
    assert planted > 20
