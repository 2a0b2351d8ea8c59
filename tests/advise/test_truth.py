"""Everything that advice says of tiny plans, held against the list of all their allocations.

`ALLOCATOR_ADVICE_PLANS=1000 python -m pytest tests/advise/test_truth.py` takes as many plans for each
question instead of the few of every check, from seed `ALLOCATOR_ADVICE_FIRST` on. Every other question is cut
short at once.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from types import SimpleNamespace

import pytest

from allocator import advise
from allocator.advise import RulePrice, Withdrawal, ceilings, climb, repairs
from allocator.advise.clauses import lifted
from allocator.advise.coverage import served_weight
from allocator.advise.releases import released
from allocator.goals import GOALS
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.results.interval import Interval
from allocator.results.result import Result
from allocator.rules.base import SOFT
from allocator.search.parameters import USUAL
from allocator.solvers.program import Limits
from allocator.verification import goal_value, verify
from tests.advise.truths import LevelTruths, Truth, false_of, feasible, is_among, other_levels, results, truth
from tests.tiny_plans import SENSE, Points, broken_codes
from tests.whatif.bases import parts_of

PLANS = os.environ.get("ALLOCATOR_ADVICE_PLANS")
FIRST = int(os.environ.get("ALLOCATOR_ADVICE_FIRST", "9000"))
_GOALS = tuple(module.GOAL.code for module in GOALS)


def seconds(seed: int) -> float:
    """Plenty, or next to nothing."""
    return 60.0 if seed % 2 else 0.02


def share(part: float) -> int:
    """How many plans a question takes: a part of the few of every check, or as many as are asked for."""
    return int(PLANS) if PLANS else max(1, round(30 * part))


# -- rules ------------------------------------------------------------------------------------------------


def false_prices(points: Points, result: Result, rows: Sequence[RulePrice], complete: bool) -> list[str]:
    """What prices of rules say that is not true."""
    truths, now = LevelTruths(points.plan, points.model), truth(points)
    found = []
    for row in rows:
        after = now if row.asked is row.now else truths.at(row.rule, row.asked)
        wrong = false_of(row.effect, now, after, result.allocation)
        if not wrong and row.amount is not None and complete and after.most is not None:
            wrong = false_amount(row, after, points)
        if wrong:
            found.append(f"{row.rule} {row.asked}: {wrong}")
    return found


def false_amount(row: RulePrice, after: Truth, points: Points) -> str:
    """Whether a rule need not be broken as much, or must be broken more, while the most is served."""
    model = points.model.with_levels(**{row.rule: SOFT})
    best = [a for a in after.possible if served_weight(points.plan, points.model, a) == after.most]
    least = min(goal_value(row.rule, points.plan, model, a) for a in best)
    assert row.amount is not None
    return "" if least in row.amount else f"it is broken by {least}, not {row.amount}"


def test_prices_of_rules_are_true() -> None:
    priced = settled = 0
    for seed, points, result in results(FIRST, share(0.15)):
        advice = advise.rules(result, time_limit=seconds(seed), workers=1)
        assert false_prices(points, result, advice.answer, complete=bool(seed % 2)) == [], seed
        asked = {(row.rule, row.asked) for row in advice.answer}
        assert set(other_levels(points.model)) <= asked
        priced += len(advice.answer)
        settled += sum(row.effect.weight.settled or row.effect.impossible for row in advice.answer)
        if seed % 2:
            assert all(row.effect.weight.settled or row.effect.impossible for row in advice.answer), seed
    assert priced > settled > 0


def test_a_wrong_price_is_caught() -> None:
    caught = 0
    for _, points, result in results(FIRST + 1, 1):
        for row in advise.rules(result, time_limit=60.0, workers=1).answer:
            if row.effect.weight.low is None or row.effect.weight.high is None:
                continue
            beside = Interval(row.effect.weight.high + 1, row.effect.weight.high + 3)
            wrong = replace(row, effect=replace(row.effect, weight=beside))
            assert false_prices(points, result, [wrong], complete=False)
            caught += 1
    assert caught


# -- curve ------------------------------------------------------------------------------------------------


def test_points_of_the_curve_are_true() -> None:
    best = 0
    for seed, points, result in results(FIRST + 1000, share(0.25)):
        pair = Random(seed).sample(_GOALS, 2)
        curve = advise.curve(result, pair[0], pair[1], points=5, time_limit=seconds(seed), workers=1).answer
        all_values = [values(points, pair, each) for each in feasible(points)]
        assert 1 <= len(curve.points) <= 5
        for point in curve.points:
            costs = values(points, pair, point.result.allocation)
            assert costs == tuple(_cost(code, value) for code, value in zip(pair, point.values, strict=True))
            assert not verify(points.plan, points.model, point.result.allocation)
            first, second = (
                None if bound is None else _cost(code, bound)
                for code, bound in zip(pair, point.bounds, strict=True)
            )
            assert first is None or first <= min(a for a, _ in all_values), (seed, pair)
            assert second is None or second <= min(b for a, b in all_values if a <= costs[0]), (seed, pair)
            if point.best:
                assert not any(a <= costs[0] and b <= costs[1] and (a, b) != costs for a, b in all_values)
                best += 1
        shown = [point.values for point in curve.points]
        assert len(set(shown)) == len(shown)
        for one in curve.points:
            for other in curve.points:
                assert one is other or not dominates(pair, one.values, other.values)
        if seed % 2:
            assert all(point.best for point in curve.points), (seed, pair)
            ends = [min(all_values)[0], min(b for _, b in all_values)]
            reached = [_cost(pair[0], shown[0][0]), _cost(pair[1], shown[-1][1])]
            assert reached == ends, (seed, pair)
    assert best


def values(points: Points, pair: Sequence[str], allocation: Allocation) -> tuple[int, int]:
    """What an allocation costs in two goals."""
    first, second = (_cost(code, goal_value(code, points.plan, points.model, allocation)) for code in pair)
    return first, second


def _cost(code: str, value: int) -> int:
    return -value if SENSE[code] == "max" else value


def dominates(pair: Sequence[str], one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether a point is as good as another in both goals."""
    mine, theirs = (
        [_cost(code, value) for code, value in zip(pair, point, strict=True)] for point in (one, other)
    )
    return mine[0] <= theirs[0] and mine[1] <= theirs[1]


# -- withdrawals and tentative releases -------------------------------------------------------------------


def false_repair(row: Withdrawal, points: Points, result: Result, possible: Sequence[Allocation]) -> str:
    """What a withdrawal says that is not true, where these allocations are possible without the expert."""
    weight = {id(a): served_weight(points.plan, points.model, a) for a in possible}
    today = served_weight(points.plan, points.model, result.allocation)
    repair = row.repair
    if not possible:
        return "" if repair.impossible or repair.allocation is None else "nothing is possible"
    if repair.impossible:
        return "something is possible"
    lost = max(0, today - max(weight.values()))
    if lost not in repair.weight:
        return f"{lost} is lost, not {repair.weight}"
    before = parts_of(result.allocation)
    if min(len(before - parts_of(a)) for a in possible) < (repair.changes.low or 0):
        return f"fewer changes than {repair.changes.low} are enough"
    if repair.allocation is None:
        return ""
    if not is_among(repair.allocation, possible):
        return "the repair is not possible"
    reached = min(today, served_weight(points.plan, points.model, repair.allocation))
    fewest = min(len(before - parts_of(a)) for a in possible if weight[id(a)] >= reached)
    return "" if fewest in repair.changes else f"{fewest} changes are enough, not {repair.changes}"


def test_withdrawals_are_true() -> None:
    rows = settled = 0
    for seed, points, result in results(FIRST + 2000, share(0.3)):
        experts = tuple(points.plan.experts)
        advice = advise.withdrawals(result, experts, time_limit=seconds(seed), workers=1).answer
        for row in advice.withdrawals:
            possible = [
                a for a in feasible(points) if all(p.expert != row.expert for _, p in a.assignments())
            ]
            assert false_repair(row, points, result, possible) == "", (seed, row.expert)
            settled += row.repair.impossible or row.repair.weight.settled
            rows += 1
            if row.repair.allocation is not None and row.repair.weight.high is not None:
                wrong = replace(row.repair, weight=Interval(row.repair.weight.high + 1, None))
                assert false_repair(replace(row, repair=wrong), points, result, possible)
        assert seed % 2 == 0 or not advice.skipped
        hold_reserves(points, result, advice.reserves, advice.uncovered)
    assert settled > rows // 2


@pytest.mark.parametrize("status", ["open", "feasible"])
def test_what_somebody_gives_up_is_known_without_a_search(
    monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    """Before: at least 0 changes, where the person has so many places to give up."""
    unknown = Interval(0, None)
    open_answer = SimpleNamespace(status=status, losses=(unknown, unknown), allocation=None)
    monkeypatch.setattr(repairs, "answer", lambda *_, **__: open_answer)
    rows = 0
    for _, _, result in results(FIRST + 2500, share(0.02)):
        base = repairs.repair_base(result)
        for expert in result.plan.experts:
            own = base.matrix.columns.z_expert == base.problem.expert_index[expert]
            found = repairs.repaired(base, base.matrix.columns.z[own], Limits(0.0, None, 1, 0))
            places = sum(place.expert == expert for _, place in result.allocation.assignments())
            assert found.changes.low == places
            rows += places
    assert rows


def hold_reserves(
    points: Points, result: Result, reserves: Sequence[advise.Reserve], nobody: Sequence[tuple[str, str, str]]
) -> None:
    """Everybody in reserve can take the places named, and nobody can take those that are left."""
    for reserve in reserves:
        for request, seat, whose in reserve.covers:
            swapped = with_stand_in(result.allocation, request, seat, whose, reserve.expert)
            assert not verify(points.plan, points.model, swapped)
    for request, seat, whose in nobody:
        for expert in points.plan.experts:
            swapped = with_stand_in(result.allocation, request, seat, whose, expert)
            team = swapped.by_request[request].experts
            assert expert == whose or len(set(team)) < len(team) or verify(points.plan, points.model, swapped)


def with_stand_in(allocation: Allocation, request: str, seat: str, whose: str, expert: str) -> Allocation:
    """The allocation with one place given to somebody else."""
    return Allocation(
        tuple(
            replace(
                mission,
                team=tuple(
                    replace(place, expert=expert) if (place.seat, place.expert) == (seat, whose) else place
                    for place in mission.team
                ),
            )
            if mission.request == request
            else mission
            for mission in allocation.missions
        )
    )


# -- what only allows more --------------------------------------------------------------------------------


def false_gain(effect: advise.Effect, before: Truth, plan: Plan, points: Points, result: Result) -> str:
    """What a gain says that is not true."""
    return false_of(effect, before, truth(Points(plan, points.model)), result.allocation)


@pytest.mark.parametrize("size", ["small", "usual", "large"])
def test_gains_of_accreditation_are_true(monkeypatch: pytest.MonkeyPatch, size: str) -> None:
    """Tiny plans are solved whole; here also in the ways of a usual one, and of one too large for its
    relaxation."""
    if size == "usual":
        tiers = replace(USUAL.tiers, whole_up_to=0)
        monkeypatch.setattr(climb, "USUAL", replace(USUAL, tiers=tiers))
    if size == "large":
        variations = replace(USUAL.variations, vertex_up_to=0)
        monkeypatch.setattr(ceilings, "USUAL", replace(USUAL, variations=variations))
    looked_at = 0
    for seed, points, result in results(FIRST + 3000 + 300 * len(size), share(0.1)):
        answer = advise.accredit(result, people=2, time_limit=seconds(seed), workers=1).answer
        before = truth(points)
        pick = Random(seed).sample(answer.prospects, min(3, len(answer.prospects)))
        for each in pick:
            plan = each.who.added_to(points.plan)
            assert false_gain(each.effect, before, plan, points, result) == "", (seed, each.who)
            beside = Interval((each.effect.weight.high or 0) + 1, None)
            wrong = replace(each.effect, weight=beside)
            assert each.effect.weight.high is None or false_gain(wrong, before, plan, points, result)
        plan = points.plan
        for step in answer.steps:
            assert step.effect.allocation is not None
            plan = step.who.added_to(plan)
            assert not verify(plan, points.model, step.effect.allocation)
            assert served_weight(plan, points.model, step.effect.allocation) == step.served
        if answer.steps and len(answer.steps) == 1:
            assert false_gain(answer.steps[0].effect, before, plan, points, result) == "", seed
        looked_at += len(pick)
    assert looked_at


def test_gains_of_releases_are_true() -> None:
    rows = 0
    for seed, points, result in results(FIRST + 4000, share(0.1)):
        tentative = with_tentative(points.plan, seed)
        result = replace(result, plan=tentative, searched=None)
        answer = advise.phone(result, time_limit=seconds(seed), workers=1).answer
        before = truth(points)
        for each in answer.missing[:2]:
            plan = released(points.plan, [each.expert])
            assert false_gain(each.effect, before, plan, points, result) == "", (seed, each.expert)
        for row in answer.tentative:
            sure = without_tentative(tentative, row.expert)
            possible = [a for a in feasible(points) if not broken_codes(sure, points.model, a, ("release",))]
            as_withdrawal = Withdrawal(expert=row.expert, missions=row.missions, repair=row.repair)
            assert false_repair(as_withdrawal, points, result, possible) == "", (seed, row.expert)
        rows += len(answer.missing) + len(answer.tentative)
    assert rows


def with_tentative(plan: Plan, seed: int) -> Plan:
    """The plan with some of its releases tentative."""
    pick = Random(seed)
    rows = (replace(r, status=pick.choice(("tentative", "confirmed"))) for r in plan.availability)
    return replace(plan, availability=tuple(rows))


def without_tentative(plan: Plan, expert: str) -> Plan:
    """The plan in which an expert has only what is confirmed; at least a row, so that it counts as released
    then only."""
    early = plan.settings.start.replace(year=2020)
    rows = [r for r in plan.availability if r.expert != expert or r.status == "confirmed"]
    own = [r for r in plan.availability if r.expert == expert]
    return replace(plan, availability=(*rows, replace(own[0], first=early, last=early)))


def test_gains_of_agreements_are_true() -> None:
    rows = 0
    for seed, points, result in results(FIRST + 5000, share(0.1)):
        if points.plan.agreements is None or not points.model.is_on("funding"):
            continue
        answer = advise.agreements(result, time_limit=seconds(seed), workers=1).answer
        before = truth(points)
        for each in Random(seed).sample(answer.clauses, min(2, len(answer.clauses))):
            plan = lifted(points.plan, [(each.agreement, each.clause)])
            assert false_gain(each.effect, before, plan, points, result) == "", (seed, each)
        rows += len(answer.clauses)
    assert rows
