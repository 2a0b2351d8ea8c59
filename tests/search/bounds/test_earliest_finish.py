"""The bound on the earliest finish: below every allocation that serves what must be served, and as high as it
can be where one person, or one chain, decides."""

from dataclasses import replace

import pytest

from allocator.matrix import Matrix, build_matrix, tighten
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel, Term, Tier
from allocator.problem import build_problem
from allocator.search.bounds.earliest_finish import finish_bound, must_be_served
from allocator.search.schedules.order import is_finish, order_of
from tests.plans_by_hand import expert, model_of, plan_of, request, seat, settings
from tests.tiny_plans import COUPLING_CODES, Points, tiny_model, tiny_plan

TIERS = (Tier((Term("served"),)), Tier((Term("finish"),)))
ANY_DAY = frozenset(range(7))


def bound_of(matrix: Matrix, served: int) -> int:
    """The bound of points that cost so much in the first tier."""
    tightened = tighten(matrix)
    frozen = ((matrix.tiers[0].cost, served),)
    return finish_bound(matrix, tightened, order_of(matrix, tightened), frozen)


def matrix_of(plan: Plan, model: CoordinationModel) -> Matrix:
    return build_matrix(build_problem(plan, replace(model, tiers=TIERS)))


def by_hand(people: int, requests: int) -> tuple[Matrix, int]:
    """A matrix in which requests of five days, each for two people, may start on any day; what all cost."""
    asks = [request(f"R{i}") for i in range(requests)]
    experts = [expert(f"KEN-{i:02}", rest_days=0) for i in range(people)]
    plan = replace(
        plan_of(experts, asks, seats=(seat(count=2),)),
        settings=settings(start_days=ANY_DAY, working_days=ANY_DAY),
    )
    matrix = matrix_of(plan, model_of())
    return matrix, -sum(matrix.columns.problem.request_weight.tolist())


def test_no_allocation_that_serves_as_much_ends_before_the_bound() -> None:
    looked = sharp = 0
    for focus in COUPLING_CODES:
        for seed in range(300, 306):
            model = replace(tiny_model(seed, focus), tiers=TIERS)
            points = Points(tiny_plan(seed, focus), model)
            matrix, best = matrix_of(points.plan, model), points.best()
            if best is None or tighten(matrix).broken >= 0:
                continue
            served, finish = best
            bound = bound_of(matrix, -served)
            assert bound <= finish, (focus, seed)
            looked += bound > 0
            sharp += bound == finish > 0
    assert looked > 25
    assert sharp > 15


def test_who_must_be_served_is_served_by_every_allocation_that_serves_as_much() -> None:
    looked = 0
    for focus in COUPLING_CODES:
        for seed in range(300, 306):
            model = replace(tiny_model(seed, focus), tiers=TIERS)
            points = Points(tiny_plan(seed, focus), model)
            matrix, best = matrix_of(points.plan, model), points.best()
            tightened = tighten(matrix)
            if best is None or tightened.broken >= 0:
                continue
            must = must_be_served(matrix, tightened, ((matrix.tiers[0].cost, -best[0]),))
            wanted = {r.request for r, m in zip(matrix.columns.problem.requests, must, strict=True) if m}
            for position in points.feasible():
                if points.value(position, "served") >= best[0]:
                    missions = points.allocations[position][0].missions
                    assert wanted <= {mission.request for mission in missions}, (focus, seed)
            looked += bool(wanted)
    assert looked > 25


@pytest.mark.parametrize(("people", "requests", "days"), [(2, 3, 15), (4, 4, 10), (3, 4, 20), (5, 4, 8)])
def test_people_share_work_no_better_than_evenly_and_one_by_one_where_no_two_fit(
    people: int, requests: int, days: int
) -> None:
    assert bound_of(*by_hand(people, requests)) == days


def test_people_whom_no_row_keeps_from_two_missions_at_once_hold_nothing_up() -> None:
    matrix, all_served = by_hand(2, 3)
    loose = replace(matrix, blocks=tuple(block for block in matrix.blocks if block.kind != "expert"))
    assert bound_of(matrix, all_served) == 15
    assert bound_of(loose, all_served) == 5


def test_only_a_tier_that_is_the_finish_and_nothing_else_is_one() -> None:
    tiers = (*TIERS, Tier((Term("finish", 3),)), Tier((Term("finish"), Term("experts_used"))))
    plan = plan_of(["KEN-01"], [request("R1"), request("R2")])
    matrix = build_matrix(build_problem(plan, replace(model_of(), tiers=tiers)))
    assert [is_finish(matrix, tier.cost) for tier in matrix.tiers] == [False, True, True, False]
