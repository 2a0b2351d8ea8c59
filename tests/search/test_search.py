"""What the search promises on the way: first allocations, neighbourhoods, bounds and stops, on tiny plans."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

import allocator
from allocator.errors import InfeasibleError, InputError, NothingFoundError
from allocator.matrix import Matrix, build_matrix, complete, point_of, tighten
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from allocator.problem import build_problem
from allocator.results.result import Result
from allocator.search import solve
from allocator.search.bound_parameters import BoundParameters
from allocator.search.bounds.combinatorial import combinatorial_bound
from allocator.search.construct.greedy import construct
from allocator.search.lns.rivalry import rivalry_of
from allocator.search.lns.rounds import improve_round, merged
from allocator.search.lns.selection import Selection
from allocator.search.lns.subproblems import SlicePool
from allocator.search.local.local_search import LocalSearch
from allocator.search.outcome import allocation_of
from allocator.search.parameters import (
    USUAL,
    NeighbourhoodParameters,
    SearchParameters,
    TierParameters,
)
from allocator.search.progress import Progress
from allocator.solvers import highs
from allocator.solvers.program import Limits, Watch, program_of
from tests.plans_by_hand import monday, plan_of, request
from tests.tiny_plans import COUPLING_CODES, MODELS, SENSE, Points, tiny_model, tiny_plan

AS_LARGE = SearchParameters(tiers=TierParameters(whole_up_to=0))  # nothing is solved at once
SEEDS = [(code, seed) for code in COUPLING_CODES if code != "fixed" for seed in (500, 501, 502)]


@cache
def listed(focus: str, seed: int) -> Points:
    """All allocations of a tiny plan."""
    return Points(tiny_plan(seed, focus), tiny_model(seed, focus))


@cache
def matrix_of(focus: str, seed: int) -> Matrix:
    points = listed(focus, seed)
    return build_matrix(build_problem(points.plan, points.model))


def feasible() -> list[tuple[str, int]]:
    """The plans that have an allocation."""
    return [key for key in SEEDS if listed(*key).best() is not None]


def run(points: Points, parameters: SearchParameters = USUAL, **options: Any) -> Result | None:
    """A run; None where the locks or hard rules let nothing through, or where it found nothing in time."""
    try:
        return solve(points.plan, points.model, workers=1, parameters=parameters, **options)
    except (InfeasibleError, InputError, NothingFoundError):
        return None


def costs(points: Points, position: int) -> tuple[int, ...]:
    """The tiers of an allocation as costs."""
    return tuple(points._cost(position, tier) for tier in points.model.tiers)


def signs(model: CoordinationModel) -> list[int]:
    """Per tier, -1 where it is told as a maximum."""
    return [-1 if all(SENSE.get(term.code) == "max" for term in tier.terms) else 1 for tier in model.tiers]


def assert_bounds_hold(points: Points, values: tuple[int, ...], bounds: list[int | None]) -> int:
    """No allocation at least as good in the tiers before passes the bound of a tier. All as costs."""
    passed = 0
    every = [costs(points, position) for position in points.feasible()]
    for t, bound in enumerate(bounds):
        rivals = [each[t] for each in every if all(a <= b for a, b in zip(each[:t], values, strict=False))]
        assert bound is None or bound <= min(rivals), (t, bound, min(rivals))
        passed += bound is not None
    return passed


def test_first_allocations_are_sound() -> None:
    found = 0
    for key in SEEDS:
        points, matrix = listed(*key), matrix_of(*key)
        tightened = tighten(matrix)
        point = None if tightened.broken >= 0 else construct(matrix, tightened)
        if point is None:
            continue
        assert matrix.feasible(point)
        allocation = allocation_of(matrix, point)
        assert not allocator.verify(points.plan, points.model, allocation)
        assert (point_of(matrix, allocation) == complete(matrix, point)).all()
        found += 1
    assert found >= len(feasible()) * 0.9


def test_ground_and_linear_bounds_pass_no_allocation() -> None:
    for key in feasible():
        points, matrix = listed(*key), matrix_of(*key)
        tightened = tighten(matrix)
        program = program_of(matrix, tightened)
        every = [costs(points, position) for position in points.feasible()]
        for t, tier in enumerate(matrix.tiers):
            least = min(each[t] for each in every)
            assert combinatorial_bound(matrix, tightened, tier.cost) <= least
            relaxed = highs.relax(program.with_cost(tier.cost), Limits(), Watch())
            assert relaxed is not None and relaxed.bound <= least


def test_bounds_hold_wherever_a_run_is_stopped() -> None:
    checked = 0
    for number, key in enumerate(feasible()):
        points = listed(*key)
        for stop_at in (1, 2 + number % 7, 9 + number % 11):
            result = run(points, time_limit=None, on_progress=stopping_at(stop_at))
            if result is None:  # stopped before the first allocation
                assert construct(matrix_of(*key), tighten(matrix_of(*key))) is None
                continue
            sign = signs(points.model)
            values = tuple(s * goal.value for s, goal in zip(sign, result.goals, strict=True))
            bounds = [
                None if goal.bound is None else s * goal.bound
                for s, goal in zip(sign, result.goals, strict=True)
            ]
            checked += assert_bounds_hold(points, values, bounds)
            best = points.best()
            for t, goal in enumerate(result.goals):
                if goal.proven:
                    assert best is not None and goal.value == best[t]
    assert checked > 100


def stopping_at(number: int) -> Callable[[Progress], bool]:
    """Says stop at the n-th news."""
    told: list[Progress] = []

    def on_progress(progress: Progress) -> bool:
        told.append(progress)
        return len(told) < number

    return on_progress


def test_news_tell_bounds_that_hold() -> None:
    for key in feasible()[::2]:
        points = listed(*key)
        told: list[Progress] = []
        result = run(points, time_limit=None, on_progress=lambda news, told=told: told.append(news) or True)
        assert result is not None and told
        best = points.best()
        assert best is not None
        for news in told:
            sign = signs(points.model)[news.tier - 1]
            optimum = best[news.tier - 1]
            assert news.bound is None or sign * news.bound <= sign * optimum
            assert news.value is None or sign * news.value >= sign * optimum


def test_neighbourhoods_give_sound_points_and_lead_to_the_best() -> None:
    parameters = replace(AS_LARGE, neighbourhoods=NeighbourhoodParameters(futile_rounds=2))
    for key in feasible():
        points = listed(*key)
        result = run(points, parameters, time_limit=None)
        assert result is not None
        assert tuple(goal.value for goal in result.goals) == points.best()
        assert all(goal.proven and goal.bound == goal.value for goal in result.goals)


def test_a_round_of_neighbourhoods_never_breaks_or_loses_anything() -> None:
    gained = 0
    for number, key in enumerate(feasible()):
        matrix = matrix_of(*key)
        tightened = tighten(matrix)
        nothing = empty_point(matrix)
        start = nothing if nothing is not None else construct(matrix, tightened)
        if start is None:
            continue
        program = program_of(matrix, tightened)
        generator = np.random.default_rng(number)
        selection = Selection(rivalry_of(matrix, tightened), generator)
        for tier in matrix.tiers[:3]:
            program = program.with_cost(tier.cost)
            limits = Limits(workers=2)
            for gain in improve_round(matrix, program, start, selection, limits, Watch(), SlicePool()):
                point = merged(start, gain)
                assert matrix.feasible(point)
                assert tier.cost.value(point) <= tier.cost.value(start)
                assert all(form.value(point) <= limit for form, limit in program.frozen)
                assert gain.finished
                gained += tier.cost.value(point) < tier.cost.value(start)
            program = program.with_frozen(tier.cost, tier.cost.value(start))
    assert gained > 10


def empty_point(matrix: Matrix) -> np.ndarray | None:
    """Nothing served, where that is allowed."""
    point = complete(matrix, np.zeros(matrix.shape[1], dtype=np.int64))
    return point if matrix.feasible(point) else None


def test_the_same_effort_gives_the_same_allocation() -> None:
    for key in feasible()[::6]:
        points = listed(*key)
        first, second = (run(points, effort=2, seed=3) for _ in range(2))
        assert first is not None and second is not None
        assert first.allocation == second.allocation
        assert [(g.value, g.bound) for g in first.goals] == [(g.value, g.bound) for g in second.goals]


def test_prices_of_each_tier_guide_its_walks_the_same_way_under_effort(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on a large plan: nothing is solved at once, and prices climb."""
    parameters = replace(AS_LARGE, bounds=BoundParameters(ascent_from=0))
    told: list[np.ndarray] = []
    guide = LocalSearch.guide
    monkeypatch.setattr(
        LocalSearch, "guide", lambda self, regret: (told.append(regret), guide(self, regret))[1]
    )
    most = 0
    for key in feasible()[::24]:
        points = listed(*key)
        told.clear()
        first = run(points, parameters, effort=1, seed=3)
        guided = list(told)
        told.clear()
        second = run(points, parameters, effort=1, seed=3)
        assert first is not None and second is not None
        assert first.allocation == second.allocation
        assert len(guided) == len(told) and all(map(np.array_equal, guided, told))
        assert all((regret >= 0).all() and len(regret) == first.provenance.columns for regret in guided)
        assert len(guided) <= len(points.model.tiers)
        most = max(most, len(guided))
    assert most > 1


def test_two_workers_agree_with_one() -> None:
    for key in feasible()[::5]:
        points = listed(*key)
        result = allocator.solve(points.plan, points.model, time_limit=None, workers=2)
        assert tuple(goal.value for goal in result.goals) == points.best()


# -- branch and cut in a child process --------------------------------------------------------------------


class Told(Watch):
    """Keeps what a solver says."""

    def __init__(self) -> None:
        super().__init__()
        self.points: list[np.ndarray] = []
        self.bounds: list[int] = []

    def improved(self, point: np.ndarray, cost: int) -> None:
        self.points.append(point)

    def bounded(self, bound: int) -> None:
        self.bounds.append(bound)


def test_branch_and_cut_tells_sound_points_and_bounds() -> None:
    for key in feasible()[::6]:
        points, matrix = listed(*key), matrix_of(*key)
        tightened = tighten(matrix)
        program = program_of(matrix, tightened).with_cost(matrix.tiers[0].cost)
        least = min(costs(points, position)[0] for position in points.feasible())
        told = Told()
        highs.minimise(program, Limits(20.0), watch=told)
        assert not told.stoppers
        assert all(matrix.feasible(point) for point in told.points)
        assert min(matrix.tiers[0].cost.value(point) for point in told.points) == least
        assert max(told.bounds) == least


def test_branch_and_cut_seeks_what_is_better_than_a_known_point() -> None:
    for key in feasible()[::6]:
        points, matrix = listed(*key), matrix_of(*key)
        cost = matrix.tiers[0].cost
        program = program_of(matrix, tighten(matrix)).with_cost(cost)
        least = min(costs(points, position)[0] for position in points.feasible())
        told = Told()
        found = highs.minimise(program, Limits(20.0), watch=told, below=least + cost.step)
        assert {cost.value(point) for point in told.points} == {least} and max(told.bounds) == least
        told = Told()
        found = highs.minimise(program, Limits(20.0), watch=told, below=least)
        assert found.status == "infeasible" and not told.points and max(told.bounds, default=least) <= least


def test_branch_and_cut_ends_at_once_when_told_to() -> None:
    matrix = matrix_of(*feasible()[0])
    program = program_of(matrix, tighten(matrix)).with_cost(matrix.tiers[0].cost)
    told = Told()
    told.stop()
    highs.minimise(program, Limits(), watch=told)
    assert not told.points and not told.bounds and not told.stoppers


# -- plans in which nothing can happen --------------------------------------------------------------------


@pytest.mark.parametrize("model", sorted(MODELS))
@pytest.mark.parametrize(
    "plan",
    [
        plan_of([], []),
        plan_of([], ["R1"]),
        plan_of(["KEN-01"], []),
        plan_of(["KEN-01"], [request("R1", done_on=monday(0))]),
        plan_of(["KEN-01"], ["R1"], qualifications=()),
        plan_of(["KEN-01"], ["R1"], agreements={}),
        plan_of(["KEN-01"], [request("R1", latest_end=monday(1))]),
    ],
    ids=["nothing", "nobody", "no request", "all done", "unqualified", "no payer", "no start"],
)
def test_nothing_can_be_served(plan: Plan, model: str) -> None:
    result = allocator.solve(plan, MODELS[model], time_limit=None, workers=1)
    assert not result.allocation.missions
    assert [(goal.value, goal.bound, goal.proven) for goal in result.goals] == [(0, 0, True)] * len(
        result.goals
    )


@pytest.mark.parametrize(
    "options",
    [
        {"time_limit": -1.0}, {"time_limit": float("nan")}, {"seed": -1}, {"seed": 2**31 - 1}, {"effort": 0},
        {"effort": 1.5}, {"workers": -1},
    ],
)  # fmt: skip
def test_options_out_of_their_range_are_refused_at_once(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=str(next(iter(options.values())))):
        allocator.solve(plan_of([], ["R1"]), MODELS["national"], **options)
