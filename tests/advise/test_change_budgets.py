"""What can be served with so many people changed, held against the list of all allocations."""

from random import Random

import allocator
from allocator import advise
from allocator.errors import InfeasibleError, InputError
from allocator.inputs.previous import with_previous
from allocator.verification import goal_value
from allocator.whatif.repairs import repair_model
from tests.tiny_plans import COUPLING_CODES, Points, tiny_model, tiny_plan
from tests.whatif.test_repairs import EVENTS

_GOALS = ("people_changed", "served")


def test_every_budget_serves_what_it_can() -> None:
    curves = steps = 0
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
        curves, steps = curves + 1, steps + len(frontier)
    assert curves >= 5
    assert steps > curves
