"""Costs are the value: over all points of tiny plans, and for teams that share no points evenly."""

import pytest

from allocator.matrix import build_matrix
from allocator.plan.entities import RequestSeat
from allocator.problem import build_problem
from allocator.rules.candidates import find_candidates
from allocator.rules.columns import build_columns
from allocator.verification import goal_value
from tests.plans_by_hand import day, holds, plan_of, request, seat
from tests.points import COUNTED_WITHIN, GOAL_MODULES, Expressible, dense, model_with, projection_of
from tests.tiny_plans import COUPLING_CODES, broken_codes, tiny_plan

USUAL = [(8000 + seed, focus) for seed, focus in enumerate((*COUPLING_CODES, "fixed", "fixed"))]
#: Where the usual plans leave a goal nothing to tell apart.
MORE_PLANS = {"payers_changed": [(8025, "funding"), (8040, "funding"), (8048, "agreement_provider")]}


@pytest.mark.parametrize("code", sorted(GOAL_MODULES))
def test_costs_are_the_value(code: str) -> None:
    model = model_with(code)
    sign = -1 if GOAL_MODULES[code].GOAL.sense == "max" else 1
    values = set()
    for seed, focus in (*USUAL, *MORE_PLANS.get(code, ())):
        plan = tiny_plan(seed, focus)
        problem = build_problem(plan, model)
        expressible = Expressible(problem)
        matrix = build_matrix(problem)
        rows = projection_of(matrix, (code,), expressible.base)
        cost = dense(matrix, expressible.base)
        constant = matrix.tiers[0].cost.constant
        for allocation, point in expressible.points(60):
            if broken_codes(plan, model, allocation, COUNTED_WITHIN.get(code, ())):
                continue
            rest = rows.least(point, cost[expressible.base :])
            assert rest is not None, allocation
            value = goal_value(code, plan, model, allocation)
            assert sign * (int(cost[: expressible.base] @ point) + rest + constant) == value, allocation
            values.add(value)
    assert len(values) > 1


def test_costs_of_fit_are_its_value_for_teams_that_share_no_points_evenly() -> None:
    people = [f"{body}-01" for body in ("KEN", "TZA", "ZAF", "UGA", "SEN", "EGY", "FRA", "BRA", "MEX")]
    rows = tuple(holds(code, level=1 + i % 5) for i, code in enumerate(people))
    asks = [request("R1", latest_end=day(1, 4)), request("R2", latest_end=day(1, 4))]
    seats = (RequestSeat(request="R2", seat="lead", profile="CMA", count=8),)
    plan = plan_of(
        people, asks, seats=(seat("lead", count=6), seat("expert")), request_seats=seats, qualifications=rows
    )
    model = model_with("fit")
    expressible = Expressible(build_problem(plan, model))
    matrix = build_matrix(expressible.problem)
    found, cost = projection_of(matrix, ("fit",), expressible.base), dense(matrix, expressible.base)
    values = set()
    for allocation, point in expressible.points(300):
        rest = found.least(point, cost[expressible.base :])
        assert rest is not None
        value = goal_value("fit", plan, model, allocation)
        assert -int(cost[: expressible.base] @ point) - rest == value, allocation
        values.add(value)
    assert len(values) > 5


def test_costs_name_columns_of_the_problem() -> None:
    for code, goal in GOAL_MODULES.items():
        problem = build_problem(tiny_plan(7000, "workload"), model_with("served"))
        columns = build_columns(problem, find_candidates(problem))
        costs = goal.costs(problem, columns)
        assert (costs.column < columns.count).all()
        assert all(rows.code == code for rows in costs.rows)
