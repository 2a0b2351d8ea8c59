"""What explanations claim of tiny plans, held against lists of all their allocations, and of all the changes
that their models price.

`ALLOCATOR_EXPLAINED_PLANS=2000 python -m pytest tests/questions/explaining/test_truth.py` takes so many
plans instead of the few of every check.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import allocator
from allocator.inputs.plan_file import plan_from_raw, raw_of
from allocator.plan.allocation import Allocation
from allocator.plan.policy import NEGOTIABLE, CoordinationModel, Price, Term, Tier
from allocator.questions.explaining import explain
from allocator.results.explanation import CheapestChange, Explanation, Grade, Trade
from allocator.results.interval import Interval
from allocator.results.result import Result
from allocator.tables.changes import with_changes
from allocator.verification import verify
from allocator.whatif.base import base_of
from tests.plans_by_hand import day, member, model_of, plan_of
from tests.plans_by_hand import request as asked
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


def test_a_crowd_of_what_is_delivered_is_no_limit_to_ask_for() -> None:
    """A Member hosts a delivered mission beyond its limit on the first days: the request can be served after
    them, with one mission more, and not on them. Before: the change found held on them alone, and none was
    told."""
    requests = [asked("R1", done_on=day(1, 4)), asked("R2", latest_end=day(2, 4))]
    plan = plan_of(["KEN-01"], requests, members=[member("ZMB", missions_at_once=0)])
    model = replace(model_of(), negotiable={"missions_at_once": Price(5, 1)})
    result = allocator.solve(plan, model, time_limit=None, workers=1)
    said = explain(result, "R2", time_limit=SECONDS)
    assert [change.what for change in said.changes] == ["1 mission more at once at ZMB"]
    assert said.changes[0].mission.start == day(2, 0)


# -- models in which other goals stand before `served` ----------------------------------------------------

_BEFORE = ("cost", "experts_used", "finish", "balance", "preferred_dates", "fit", "regions")
_MOST = 0.9  # of the requests that are impossible by themselves: these alone need changes often
_OTHERWISE = ("accreditation", "pairing")  # under these a goal may count otherwise in the changed plan


def served_later(seed: int) -> Points | None:
    """A tiny plan under a model in which one or two goals come before `served`, or beside it."""
    points = listed(seed)
    if points is None:
        return None
    random = Random(f"later {seed}")
    before = [Tier((Term(code),)) for code in random.sample(_BEFORE, random.choice((1, 1, 2)))]
    kinds = {kind: price for kind, price in negotiable(seed).items() if kind not in _OTHERWISE}
    tiers = (*before, Tier((Term("served", random.choice((1, 3))),)))
    return Points(points.plan, replace(points.model, tiers=tiers, negotiable=kinds))


def explained_later(seeds: range) -> Iterator[tuple[Points, Result, Explanation]]:
    """A request or two of each such plan, beside any allocation of its list, mostly one without it."""
    for seed in seeds:
        points = served_later(seed)
        if points is None:
            continue
        random = Random(seed)
        choices = [points.allocations[i][0] for i in random.choices(points.feasible(), k=4)]
        few = min(choices, key=lambda each: len(each.missions))
        result = told(points, random.choice((few, choices[0])))
        codes = [r.request for r in points.plan.open_requests]
        codes = [code for code in codes if code not in result.allocation.by_request]
        for code in random.sample(codes, min(2, len(codes))):
            impossible = explain(result, code, time_limit=0).grade is Grade.IMPOSSIBLE_ALONE
            if not impossible or random.random() < _MOST:
                yield points, result, explain(result, code, time_limit=SECONDS)


def lost(points: Points, result: Result, allocation: Allocation, code: str) -> tuple[int, ...]:
    """By how much every tier is worse, in the last one what the others lose."""
    pairs = zip(costs(points, allocation), costs(points, result.allocation), strict=True)
    losses = [cost - before for cost, before in pairs]
    return (*losses[:-1], losses[-1] + _brings(points, code))


def _brings(points: Points, code: str) -> int:
    weight = points.model.tiers[-1].terms[0].weight
    return weight * points.model.priorities[points.plan.requests[code].priority]


def is_worthwhile(points: Points, result: Result, said: Explanation, losses: tuple[int, ...]) -> bool:
    """Whether a change is better than the trade where that loses first, and the others lose less than the
    request brings."""
    if losses[-1] >= _brings(points, said.request):
        return False
    if said.trade is None:
        return True
    trade = lost(points, result, said.trade.allocation, said.request)
    own = (*trade[:-1], trade[-1] - _brings(points, said.request))
    first = next((t for t, loss in enumerate(own) if loss), len(own) - 1)
    if first < len(own) - 1 and own[first] > 0:
        return max(losses[:first], default=0) <= 0 and losses[first] < own[first]
    return max(losses[:-1]) <= 0 and losses[-1] < _brings(points, said.request) + min(0, own[-1])


def false_losses(points: Points, result: Result, said: Explanation) -> Iterator[str]:
    """What is told of changes against all of them."""
    every = EveryChange(points.plan, points.model, said.request)
    if every.size() > LARGEST:
        return
    ways = [(lost(points, result, way.allocation, said.request), way.price) for way in every.all()]
    ways = [(losses, price) for losses, price in ways if is_worthwhile(points, result, said, losses)]
    least = min(((*(max(0, loss) for loss in losses), price) for losses, price in ways), default=None)
    if not said.changes:
        if least is not None and said.grade is not Grade.NOTHING_LOST:
            yield f"{said.request} could be served at {least}, and nothing is told"
        return
    first = said.changes[0]
    losses = lost(points, result, first.allocation, said.request)
    own = (*(max(0, loss) for loss in losses), first.price.high)
    if first.loss != losses[-1] or sum(each.loss for each in first.lost_before) != sum(own[:-2]):
        yield f"the change loses {losses}, not {first.loss} and {first.lost_before}"
    if least is None or own > least:
        yield f"the first change loses {own}, and {least} is enough"


def test_changes_are_sought_where_other_goals_come_first() -> None:
    changed = beyond = 0
    for points, result, said in explained_later(range(FIRST, FIRST + PLANS)):
        assert false_claims(points, result, said) == [], (points.plan.settings, said.request)
        assert list(false_losses(points, result, said)) == [], (said.request, said.grade, said.changes)
        changed += len(said.changes)
        beyond += sum(bool(change.lost_before) for change in said.changes)
    assert changed >= PLANS // 12
    assert beyond >= PLANS // 60


def test_a_wrong_loss_before_is_caught() -> None:
    planted = 0
    for points, result, said in explained_later(range(30)):
        for change in said.changes[:1]:
            wrong = replace(said, changes=(replace(change, loss=change.loss + 1),))
            if list(false_losses(points, result, said)) == []:
                small = EveryChange(points.plan, points.model, said.request).size() <= LARGEST
                assert bool(list(false_losses(points, result, wrong))) is small
                planted += small
    assert planted > 5


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
