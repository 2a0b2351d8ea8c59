"""Nothing moves for no gain: changes that no goal asks for are put back."""

import os
from dataclasses import replace
from random import Random

import allocator
from allocator.errors import InfeasibleError, InputError
from allocator.inputs.previous import with_previous
from allocator.matrix import Searched, point_of
from allocator.plan.allocation import Assignment
from allocator.report.disturbed import disturbed
from allocator.results.result import Result
from allocator.search.outcome import goal_at
from allocator.verification import goals_counted, verify
from allocator.whatif.put_back import put_back
from tests.plans_by_hand import TWO_SEATS, plan_of
from tests.tiny_plans import COUPLING_CODES, MODELS, Points, tiny_model, tiny_plan
from tests.whatif.test_repairs import EVENTS

PLANS = int(os.environ.get("ALLOCATOR_REPAIRED_PLANS", "24"))


def test_two_people_do_not_exchange_their_seats_for_nothing() -> None:
    plan = plan_of(["KEN-01", "TZA-01"], ["R1"], seats=TWO_SEATS)
    agreed = allocator.solve(plan, MODELS["national"], time_limit=None, workers=1)
    (mission,) = agreed.allocation.missions
    seats = [place.seat for place in reversed(mission.team)]
    team = tuple(Assignment("R1", seat, who) for seat, who in zip(seats, mission.experts, strict=True))
    other = replace(agreed, allocation=allocator.Allocation((replace(mission, team=team),)))
    compared = with_previous(plan, other)
    found = allocator.solve(compared, agreed.model, time_limit=None, workers=1, start=agreed)
    assert found.allocation == agreed.allocation
    assert disturbed(found)
    assert disturbed(put_back(found)) == []


def costs_of(searched: Searched, result: Result) -> list[int]:
    pairs = zip(searched.matrix.tiers, result.goals, strict=True)
    return [tier.kind.reported(goal.value) for tier, goal in pairs]


def test_what_is_put_back_is_worse_in_no_goal() -> None:
    """Of allocations drawn at random beside a previous one: rules hold, values are counted as they are, in
    their order none is worse, and nothing more can be put back."""
    better = 0
    for seed in range(PLANS):
        focus, pick = COUPLING_CODES[seed % len(COUPLING_CODES)], Random(seed)
        model = tiny_model(seed, focus)
        try:
            agreed = allocator.solve(tiny_plan(seed, focus), model, time_limit=None, workers=1)
            plan = with_previous(EVENTS[seed % len(EVENTS)](pick, agreed.plan), agreed)
            solved = allocator.solve(plan, model, time_limit=None, workers=1)
        except (InfeasibleError, InputError):
            continue
        points = Points(plan, model)
        searched = solved.searched
        assert isinstance(searched, Searched)
        for position in pick.sample(points.feasible(), min(8, len(points.feasible()))):
            allocation = points.allocations[position][0]
            point = point_of(searched.matrix, allocation)
            goals = tuple(goal_at(tier, point) for tier in searched.matrix.tiers)
            at = searched._replace(point=point)
            drawn = replace(solved, allocation=allocation, goals=goals, searched=at)
            found = put_back(drawn)
            assert not verify(plan, model, found.allocation)
            counted = goals_counted(plan, model, found.allocation)
            assert [goal.parts for goal in found.goals] == [goal.parts for goal in counted]
            assert [goal.value for goal in found.goals] == [goal.value for goal in counted]
            costs = [costs_of(searched, result) for result in (found, drawn)]
            assert costs[0] <= costs[1]
            better += costs[0] < costs[1]
    assert better >= PLANS // 4
