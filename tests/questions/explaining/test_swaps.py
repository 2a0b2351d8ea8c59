"""Runners-up against the verification: whoever it lets take a place, all else as it is, and nobody else."""

from dataclasses import replace

import allocator
from allocator.plan.allocation import Allocation, Assignment
from allocator.rules.coupling import COUPLING
from tests.tiny_plans import tiny_model, tiny_plan

CODES = [module.RULE.code for module in COUPLING]
PLANS = 120
MOST = 3  # runners-up that are named for a place


def exchanged(allocation: Allocation, place: Assignment, expert: str) -> Allocation:
    """The allocation with somebody else in one place."""
    missions = [
        replace(
            mission,
            team=tuple(replace(own, expert=expert) if own == place else own for own in mission.team),
        )
        for mission in allocation.missions
    ]
    return Allocation(tuple(missions))


def hard_faults(result: allocator.Result, allocation: Allocation) -> bool:
    return bool(allocator.verify(result.plan, result.model, allocation))


def test_whoever_could_take_a_place_is_a_runner_up() -> None:
    places = named = 0
    for seed in range(PLANS):
        focus = CODES[seed % len(CODES)]
        try:
            result = allocator.solve(
                tiny_plan(seed, focus), tiny_model(seed, focus), time_limit=None, workers=1
            )
        except (allocator.InfeasibleError, allocator.InputError):
            continue
        for mission in result.allocation.missions:
            told = allocator.explain(result, mission.request).runners_up
            for place in mission.team:
                others = set(result.plan.experts) - {place.expert}
                able = {
                    code
                    for code in others
                    if not hard_faults(result, exchanged(result.allocation, place, code))
                }
                own = {r.expert for r in told if (r.seat, r.instead_of) == (place.seat, place.expert)}
                assert own <= able, (focus, seed, place)
                assert len(own) == min(MOST, len(able)), (focus, seed, place, able)
                places += 1
                named += len(own)
    assert places > PLANS / 2
    assert named > PLANS / 8
