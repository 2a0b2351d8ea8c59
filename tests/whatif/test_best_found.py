"""The searches of a repair share what they find; planted ones that find something else each."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

import allocator
from allocator.errors import InfeasibleError, InputError
from allocator.inputs.previous import with_previous
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel
from allocator.results.recounted import costs, with_bounds
from allocator.results.result import Goal, Proof, Result
from allocator.search import solve
from allocator.verification import goals_counted, verify
from allocator.whatif import repairs as mended
from allocator.whatif.repairs import ORDERS, each_repair, repair_model, repairs
from tests.tiny_plans import COUPLING_CODES, Points, tiny_model, tiny_plan


def _costs(plan: Plan, model: CoordinationModel, allocation: Allocation) -> list[int]:
    return costs(goals_counted(plan, model, allocation))


def _plans() -> Iterator[tuple[int, Plan, CoordinationModel, Result]]:
    for seed in range(30):
        focus = COUPLING_CODES[seed % len(COUPLING_CODES)]
        model = tiny_model(seed, focus)
        try:
            agreed = allocator.solve(tiny_plan(seed, focus), model, time_limit=None, workers=1)
        except (InfeasibleError, InputError):
            continue
        if agreed.allocation.missions:
            yield seed, with_previous(agreed.plan, agreed), model, agreed


def test_each_order_ends_with_the_best_that_any_search_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each kept its own: one repair was better than another in every goal of the other's order."""
    again = 0
    for seed, plan, model, agreed in _plans():
        points, pick = Points(plan, repair_model(model, "people")), Random(seed)
        planted = [points.allocations[pick.choice(points.feasible())][0] for _ in ORDERS]
        left = iter(planted)

        def search(plan: Plan, model: CoordinationModel, **_: object) -> Result:
            allocation = next(left)  # noqa: B023
            found = solve(plan, model, time_limit=None, workers=1)
            goals = goals_counted(plan, model, allocation)
            return replace(found, allocation=allocation, goals=goals, status="feasible", searched=None)

        monkeypatch.setattr(mended, "solve", search)
        given = list(each_repair(plan, model, agreed=agreed))
        found = planted[: len(planted) - len(list(left))]
        last = {each.order: each.result for each in given}
        assert list(last) == list(ORDERS)
        for order, result in last.items():
            own = repair_model(model, order)
            best = min(_costs(plan, own, each) for each in found)
            assert _costs(plan, own, result.allocation) == best, (seed, order)
            assert result.model == own
            assert [g.value for g in result.goals] == [
                g.value for g in goals_counted(plan, own, result.allocation)
            ]
            assert not verify(plan, own, result.allocation)
        again += len(given) > len(ORDERS)
        left = iter(planted)
        assert [each.order for each in repairs(plan, model, agreed=agreed)] == list(ORDERS)
    assert again


def _goal(value: int, bound: int | None = None, proof: str = "") -> Goal:
    by = Proof(kind="word", by=(proof,)) if proof else None
    return Goal(
        name="a", value=value, bound=bound, unit="", sense="min", proven=bool(proof), proof=by, parts={}
    )


def test_bounds_hold_as_long_as_nothing_before_is_worse() -> None:
    known = (_goal(1, 1, "A"), _goal(5, 4), _goal(3, 3), _goal(2, 2))
    now = (_goal(1), _goal(4), _goal(6), _goal(2))
    found = with_bounds(known, now)
    assert [goal.bound for goal in found] == [1, 4, 3, None]  # the third is worse: the last speaks of others
    assert [goal.proven for goal in found] == [True, True, False, False]
    assert found[0].proof == known[0].proof


def test_a_bound_that_is_passed_is_believed_no_more() -> None:
    found = with_bounds((_goal(5, 4), _goal(3, 3)), (_goal(3), _goal(3)))
    assert [(goal.bound, goal.proven, goal.proof) for goal in found] == [(None, False, None)] * 2
