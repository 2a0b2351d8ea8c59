"""What can be served with so many people changed, held against the list of all allocations."""

from dataclasses import replace
from random import Random

import allocator
from allocator import advise
from allocator.errors import InfeasibleError, InputError
from allocator.inputs.previous import with_previous
from allocator.plan.policy import Term, Tier
from allocator.verification import goal_value, verify
from allocator.whatif.repairs import repair_model, repairs
from tests.plans_by_hand import decision, expert, holds, monday, plan_of, request
from tests.tiny_plans import COUPLING_CODES, Points, tiny_model, tiny_plan
from tests.whatif.test_repairs import EVENTS

_GOALS = ("people_changed", "served")


def test_every_budget_serves_what_it_can() -> None:
    curves = 0
    for seed in range(24):
        focus, pick = COUPLING_CODES[seed % len(COUPLING_CODES)], Random(seed)
        model = tiny_model(seed, focus)
        try:
            agreed = allocator.solve(tiny_plan(seed, focus), model, time_limit=None, workers=1)
            plan = with_previous(EVENTS[seed % 2](pick, agreed.plan), agreed)
            repaired = allocator.repair(agreed, plan, time_limit=None, workers=1)["people"]
        except (InfeasibleError, InputError):
            continue
        if not repaired.allocation.missions:
            continue
        curve = advise.curve(repaired, *_GOALS, points=9, time_limit=None, workers=1).answer
        points = Points(plan, repair_model(model, "people"))
        possible = [
            tuple(goal_value(code, plan, model, points.allocations[i][0]) for code in _GOALS)
            for i in points.feasible()
        ]
        frontier = sorted({
            (people, served) for people, served in possible
            if not any((p, -s) < (people, -served) and p <= people and s >= served for p, s in possible)
        })  # fmt: skip
        assert [point.values for point in curve.points] == frontier, seed
        assert all(point.best and point.bounds[1] == point.values[1] for point in curve.points), seed
        curves += 1
    assert curves >= 5


def test_one_person_more_serves_one_request_more() -> None:
    """Who can go to both goes to the one that nobody else can, if the other may change its person."""
    plan = plan_of(
        [expert("KEN-01", missions=1), expert("KEN-02", withdrawn_from=monday(1)), expert("TZA-01")],
        [request("R1", topic="x"), request("R2", topic="y")],
        qualifications=(holds("KEN-01"), holds("KEN-02"), holds("TZA-01", topic="x")),
        decisions=(
            decision("previous", "R1", seat="lead", expert="KEN-01", start=monday(3)),
            decision("previous", "R2", seat="lead", expert="KEN-02", start=monday(3)),
        ),
    )
    model = replace(tiny_model(1, "pairing"), tiers=(Tier((Term("served"),)),))
    repaired = repairs(plan, model, time_limit=None, workers=1)[0].result
    weight = [goal_value("served", plan, model, repaired.allocation) // 2 * n for n in (1, 2)]
    curve = advise.curve(repaired, *_GOALS, points=9, time_limit=None, workers=1).answer
    assert [point.values for point in curve.points] == [(1, weight[0]), (2, weight[1])]
    assert all(point.best for point in curve.points)
    for point in curve.points:
        assert not verify(plan, model, point.result.allocation)
        served = {mission.request: mission.experts for mission in point.result.allocation.missions}
        assert len(served) == point.values[0]
