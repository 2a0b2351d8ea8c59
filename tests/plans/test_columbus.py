"""The bundled year: what it holds, and how good a short run is. Values and bounds, never assignments."""

from pathlib import Path

import pytest

import allocator
from allocator.matrix import build_matrix, tighten
from allocator.problem import build_problem
from allocator.report.result import Result
from allocator.search.construct.greedy import construct
from allocator.search.outcome import allocation_of
from allocator.solvers import highs
from allocator.solvers.program import Limits, Watch, program_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def plan() -> allocator.Plan:
    return allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")


@pytest.fixture(scope="module")
def model() -> allocator.CoordinationModel:
    return allocator.read_model(ROOT / "models" / "national.toml")


@pytest.fixture(scope="module")
def result(plan: allocator.Plan, model: allocator.CoordinationModel) -> Result:
    return allocator.solve(plan, model, time_limit=20, workers=2)


def test_it_is_a_year_of_the_whole_programme(plan: allocator.Plan) -> None:
    assert 120 <= len(plan.requests) <= 150
    assert len({request.member for request in plan.requests.values()}) >= 60
    assert 150 <= len(plan.experts) <= 190
    assert len({expert.administration for expert in plan.experts.values()}) >= 45
    assert 8 <= len(plan.agreements or {}) <= 14
    assert (plan.settings.start.month, plan.settings.end.month) == (7, 6)
    assert any(request.other_members for request in plan.requests.values())
    assert any(request.after for request in plan.requests.values())
    assert not plan.warnings


def test_the_first_allocation_is_sound(plan: allocator.Plan, model: allocator.CoordinationModel) -> None:
    matrix = build_matrix(build_problem(plan, model))
    point = construct(matrix, tighten(matrix))
    assert point is not None
    assert allocator.verify(plan, model, allocation_of(matrix, point)) == []


def test_the_relaxation_proves_that_no_plan_serves_more_than_612(
    plan: allocator.Plan, model: allocator.CoordinationModel
) -> None:
    """612 of 676 is served within two minutes by `allocator solve`, so this bound is the optimum."""
    matrix = build_matrix(build_problem(plan, model))
    program = program_of(matrix, tighten(matrix)).with_cost(matrix.tiers[0].cost)
    assert highs.relax(program, Limits(), Watch()).bound == -612


def test_a_short_run_is_good_and_knows_how_good(result: Result) -> None:
    served = result.goals[0]
    assert served.name == "served"
    assert served.bound is not None
    assert 573 <= served.value <= 612 <= served.bound
    for goal in result.goals:
        assert goal.bound is not None
        assert goal.value <= goal.bound if goal.sense == "max" else goal.value >= goal.bound


def test_between_85_and_97_percent_of_the_weight_can_be_served(result: Result, plan: allocator.Plan) -> None:
    asked = sum(result.model.priorities[request.priority] for request in plan.open_requests)
    assert 0.85 * asked <= result.goals[0].value
    assert (result.goals[0].bound or 0) <= 0.97 * asked


def test_every_unserved_request_has_a_reason(result: Result) -> None:
    reasons = result.unserved
    assert len(reasons) == len(result.plan.open_requests) - len(result.allocation.missions)
    assert (reasons["why"].str.len() > 20).all()


def test_the_verification_finds_nothing(result: Result) -> None:
    assert allocator.verify(result.plan, result.model, result.allocation) == []
