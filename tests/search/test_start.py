"""Searches that begin with a known allocation: nothing that holds is lost, and what is known stays known."""

import time
from dataclasses import replace
from datetime import date
from random import Random
from types import MappingProxyType

import pytest

import allocator
from allocator.errors import InputError
from allocator.inputs.previous import with_previous
from allocator.matrix import build_matrix, point_of, tighten
from allocator.plan.allocation import Allocation
from allocator.plan.entities import Decision
from allocator.plan.policy import Level
from allocator.problem import build_problem
from allocator.search import solve
from allocator.search.construct import initial_solution
from allocator.search.construct.initial_solution import from_known
from allocator.search.known import known_from
from allocator.search.local.local_search import LocalSearch
from allocator.search.parameters import (
    ConstructionParameters,
    SearchParameters,
    TierParameters,
    VariationParameters,
)
from allocator.search.run import Run
from allocator.solvers.program import Limits
from allocator.verification import verify
from allocator.whatif.repairs import repair_model
from benchmarks.plans import make_plan
from tests.plans_by_hand import expert, plan_of
from tests.tiny_plans import MODELS, Points, tiny_model, tiny_plan
from tests.whatif.bases import costs

#: Tiny plans take the ways of large ones.
AS_LARGE = SearchParameters(
    construction=ConstructionParameters(greedy_up_to=0), tiers=TierParameters(whole_up_to=0)
)
NATIONAL = MODELS["national"]


@pytest.fixture(scope="module")
def solved() -> allocator.Result:
    return allocator.solve(make_plan("S", 1), NATIONAL, effort=1, workers=1)


@pytest.mark.parametrize("parameters", [SearchParameters(), AS_LARGE])
def test_a_result_is_no_worse_than_its_start_tier_by_tier(parameters: SearchParameters) -> None:
    for seed in range(900, 912):
        points = Points(tiny_plan(seed), tiny_model(seed))
        if not points.feasible():
            continue
        start = points.allocations[Random(seed).choice(points.feasible())][0]
        try:
            found = solve(
                points.plan, points.model, time_limit=1.0, workers=1, start=start, parameters=parameters
            )
        except InputError:
            continue
        assert costs(points, found.allocation) <= costs(points, start), seed
        assert found.provenance.started_from


def test_what_is_proven_is_not_sought_again() -> None:
    points = Points(tiny_plan(3, "funding"), NATIONAL)
    first = solve(points.plan, points.model, time_limit=10.0, workers=1)
    assert first.status == "optimal"
    began = time.process_time()
    again = solve(points.plan, points.model, time_limit=10.0, workers=1, start=first)
    assert again.status == "optimal"
    assert again.allocation == first.allocation
    assert all("an earlier run" in str(goal.proof) or goal.proof for goal in again.goals)
    assert time.process_time() - began < 1.0


def test_without_an_expert_no_less_is_served_than_all_other_missions(solved: allocator.Result) -> None:
    gone = solved.allocation.missions[0].team[0].expert
    plan = solved.plan
    plan = replace(plan, experts={**plan.experts, gone: replace(plan.experts[gone], missions=0)})
    found = solve(plan, NATIONAL, effort=1, workers=1, start=solved)
    assert not verify(plan, NATIONAL, found.allocation)
    others = [m for m in solved.allocation.missions if all(place.expert != gone for place in m.team)]
    weight = {r.request: NATIONAL.priorities[r.priority] for r in plan.open_requests}
    assert found.goals[0].value >= sum(weight[m.request] for m in others)


@pytest.mark.parametrize(("moves", "effort", "walked"), [(100_000, 1, 20_000), (3_000, 1, 3_000), (0, 1, 0)])
def test_a_short_walk_comes_before_what_changed(
    solved: allocator.Result, monkeypatch: pytest.MonkeyPatch, moves: int, effort: int, walked: int
) -> None:
    gone = solved.allocation.missions[0].team[0].expert
    plan = replace(
        solved.plan,
        experts={**solved.plan.experts, gone: replace(solved.plan.experts[gone], missions=0)},
    )
    matrix = build_matrix(build_problem(plan, NATIONAL))
    parameters = SearchParameters(variations=VariationParameters(walk=moves))
    run = Run(matrix, tighten(matrix), Limits(None, effort, 1, 1), 0.0, parameters=parameters)
    known = known_from(solved.allocation, plan, NATIONAL)
    assert known is not None
    point = from_known(run, known)
    assert point is not None
    run.begin(point)
    begun, made = matrix.values(point), []
    real = LocalSearch.search
    monkeypatch.setattr(LocalSearch, "search", lambda self, m: made.append(m) or real(self, m))
    monkeypatch.setattr(initial_solution.Around, "improve", lambda *_: made.append(0))
    initial_solution.near_the_change(run, known)
    assert sum(made) == walked and made[-1] == 0  # what changed is solved anew after it
    assert matrix.values(run.known_incumbent)[0] <= begun[0]


def test_of_a_different_plan_what_fits_is_kept(solved: allocator.Result) -> None:
    other = make_plan("S", 2)
    found = solve(other, NATIONAL, effort=1, workers=1, start=solved)
    assert not verify(other, NATIONAL, found.allocation)
    assert found.allocation.missions


def test_locks_come_before_the_start(solved: allocator.Result) -> None:
    mission = solved.allocation.missions[0]
    place = mission.team[0]
    others = [r.request for r in solved.plan.open_requests if r.request not in solved.allocation.by_request]
    lock = Decision(
        request=mission.request, seat=place.seat, expert=place.expert, start=mission.start, decision="fixed"
    )
    plan = replace(solved.plan, decisions=(lock,))
    start = Allocation(tuple(m for m in solved.allocation.missions if m is not mission))
    found = solve(plan, NATIONAL, effort=1, workers=1, start=start)
    assert found.allocation.by_request[mission.request].start == mission.start
    assert place in found.allocation.by_request[mission.request].team
    assert others  # so that there is something to choose


def test_an_empty_start_is_none() -> None:
    points = Points(tiny_plan(5), NATIONAL)
    found = solve(points.plan, NATIONAL, time_limit=5.0, workers=1, start=Allocation(()))
    best = points.best()
    assert best is not None
    assert tuple(goal.value for goal in found.goals) == best


def test_staying_close_is_never_worse_and_keeps_most_of_what_was_agreed(solved: allocator.Result) -> None:
    """One person withdraws; the search has no time to prove anything. Before, hardly anything stayed."""
    away = solved.allocation.missions[0].experts[0]
    people = MappingProxyType(
        {**solved.plan.experts, away: replace(solved.plan.experts[away], withdrawn_from=date(2020, 1, 1))}
    )
    plan = with_previous(replace(solved.plan, experts=people), solved)
    model = repair_model(NATIONAL, "people")
    again = allocator.solve(plan, model, time_limit=4.0, workers=1, stay_close=True)
    agreed, now = solved.allocation.by_request, again.allocation.by_request
    kept = [code for code, mission in agreed.items() if now.get(code) == mission]
    touched = [code for code, mission in agreed.items() if away in mission.experts]
    assert not verify(plan, model, again.allocation)
    assert len(kept) >= len(agreed) // 2 >= len(touched)
    assert all(goal.bound is not None for goal in again.goals[:1])


@pytest.mark.parametrize("without_matrix", [False, True])
def test_a_plan_put_in_the_place_of_another_brings_no_bound_of_the_other(without_matrix: bool) -> None:
    """`replace(result, plan=…)`: before, one mission of two was called optimal where both can be served."""
    plan = plan_of([expert("KEN-01", missions=1)], ["R1", "R2"])
    result = allocator.solve(plan, NATIONAL, time_limit=None, workers=1)
    freer = {"KEN-01": expert("KEN-01", missions=2)}
    other = replace(plan, experts=MappingProxyType(freer))
    moved = replace(result, plan=other, **({"searched": None} if without_matrix else {}))
    again = allocator.solve(other, NATIONAL, time_limit=None, workers=1, start=moved)
    assert len(again.allocation.missions) == 2
    (missing,) = {"R1", "R2"} - result.allocation.by_request.keys()
    assert allocator.explain(moved, missing).grade == "possible, nothing lost"


def test_an_allocation_put_in_the_place_of_another_has_none_of_its_values(solved: allocator.Result) -> None:
    """`replace(result, allocation=…)`: bounds of later goals hold among plans as good as the result was."""
    matrix = build_matrix(build_problem(solved.plan, NATIONAL))
    fewer = Allocation(solved.allocation.missions[1:])
    known = known_from(replace(solved, allocation=fewer), solved.plan, NATIONAL)
    assert known is not None and len(known.bounds) == len(known.values) == len(NATIONAL.tiers)
    assert known.values == matrix.values(point_of(matrix, solved.allocation))
    assert known.values != matrix.values(point_of(matrix, fewer))


def test_a_model_put_in_the_place_of_another_brings_no_bound_of_the_other() -> None:
    plan = plan_of([expert("KEN-01", missions=1)], ["R1", "R2"])
    result = allocator.solve(plan, NATIONAL, time_limit=None, workers=1)
    free = NATIONAL.with_levels(workload=Level.OFF)
    again = allocator.solve(plan, free, time_limit=None, workers=1, start=replace(result, model=free))
    assert len(again.allocation.missions) == 2
