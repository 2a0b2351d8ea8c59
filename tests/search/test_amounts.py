"""The same plan in other currencies: tiny plans with budgets that bind, their amounts times up to a milliard.

Whatever solves them, on every path, the answer is the best of the list of all allocations, and no bound is
beyond it. `ALLOCATOR_AMOUNT_PLANS=300 python -m pytest tests/search/test_amounts.py` takes as many plans
instead of the few of every check.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest

import allocator
from allocator.errors import InfeasibleError, InputError
from allocator.matrix import Matrix, Tightened, build_matrix, complete, grains, point_of, tighten
from allocator.matrix.intervals import formulate
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from allocator.problem import Ints, build_problem
from allocator.rules.base import HARD
from allocator.search.lns.rivalry import rivalry_of
from allocator.search.lns.rounds import improve_round, merged
from allocator.search.lns.selection import Selection
from allocator.search.lns.subproblems import SlicePool
from allocator.solvers import cp_sat, cp_sat_intervals, highs
from allocator.solvers.program import Limits, Outcome, Program, Watch, program_of
from tests.tiny_plans import Points, tiny_model, tiny_plan

PLANS = int(os.environ.get("ALLOCATOR_AMOUNT_PLANS", "4"))
FACTORS = (1, 97_000, 10**6, 10**9)
SECONDS = 20.0  # for what takes a fraction of one

Case = tuple[Matrix, Tightened, Points]


def converted(plan: Plan, factor: int, odd: bool) -> Plan:
    """The plan with its amounts times the factor; odd ones have no common divisor, as if converted."""
    random = Random(factor)

    def times(amount: int) -> int:
        return amount * factor + (random.randrange(factor) if odd and amount else 0)

    return replace(
        plan,
        agreements={
            code: replace(a, budget=None if a.budget is None else times(a.budget))
            for code, a in (plan.agreements or {}).items()
        },
        experts={code: replace(e, day_cost=times(e.day_cost)) for code, e in plan.experts.items()},
        travel=None if plan.travel is None else tuple(replace(t, cost=times(t.cost)) for t in plan.travel),
    )


def models() -> Iterator[tuple[int, CoordinationModel]]:
    """Plans, by seed, under models in which somebody must pay."""
    seed = 2000
    while True:
        model = tiny_model(seed, "funding")
        plan = tiny_plan(seed, "funding")
        budgets = [a.budget for a in (plan.agreements or {}).values()]
        if model.level("funding") is HARD and any(budget is not None for budget in budgets):
            yield seed, model
        seed += 1


@cache
def cases() -> list[tuple[str, Case]]:
    """Every plan with every factor, its amounts odd every other time."""
    found = []
    for (seed, model), _ in zip(models(), range(PLANS), strict=False):
        for k, factor in enumerate(FACTORS):
            plan = converted(tiny_plan(seed, "funding"), factor, odd=bool((seed + k) % 2) and factor > 1)
            matrix = build_matrix(build_problem(plan, model))
            found.append((f"{seed} x {factor:,}", (matrix, tighten(matrix), Points(plan, model))))
    return found


def costs_of(case: Case) -> tuple[int, ...] | None:
    """What the best allocation costs, tier by tier."""
    matrix, _, points = case
    best = points.best()
    if best is None:
        return None
    return tuple(tier.kind.reported(value) for tier, value in zip(matrix.tiers, best, strict=True))


def tier_by_tier(case: Case, solve: Callable[[Program, Ints | None], Outcome]) -> tuple[int, ...] | None:
    """What a solver finds and proves of all tiers; None where it says that nothing is possible. Up to the
    tier that it does not prove in time: three in a thousand of odd amounts of twelve digits, on intervals."""
    matrix, tightened, _ = case
    program, point, found = replace(program_of(matrix, tightened), grain=grains(matrix)), None, list[int]()
    for tier in matrix.tiers:
        outcome = solve(program.with_cost(tier.cost), point)
        if outcome.point is None:
            assert outcome.status == "infeasible" and not found
            return None
        point = complete(matrix, outcome.point)
        assert matrix.feasible(point)
        cost = tier.cost.value(point)
        if outcome.status == "feasible":
            assert outcome.bound is not None and outcome.bound <= cost
            break
        found.append(cost)
        assert outcome.bound == cost
        program = program.with_frozen(tier.cost, found[-1])
    return tuple(found)


def by_matrix(case: Case) -> tuple[int, ...] | None:
    """CP-SAT on the matrix."""
    return tier_by_tier(case, lambda program, point: cp_sat.minimise(program, Limits(SECONDS), hint=point))


def by_intervals(case: Case) -> tuple[int, ...] | None:
    """CP-SAT on intervals."""
    matrix, tightened, _ = case

    def solve(program: Program, point: Ints | None) -> Outcome:
        formulation = formulate(matrix, tightened, program.cost, program.frozen)
        return cp_sat_intervals.minimise(formulation, Limits(SECONDS), hint=point)

    return tier_by_tier(case, solve)


def by_search(case: Case) -> tuple[int, ...] | None:
    """The whole search, which may use any."""
    matrix, _, points = case
    try:
        result = allocator.solve(points.plan, points.model, time_limit=SECONDS, workers=1)
    except (InfeasibleError, InputError) as error:
        assert isinstance(error, InputError) or error.conflict.settled
        return None
    assert not result.provenance.incidents
    assert all(goal.proven and goal.proof is not None and goal.bound == goal.value for goal in result.goals)
    return tuple(
        tier.kind.reported(goal.value) for tier, goal in zip(matrix.tiers, result.goals, strict=True)
    )


@pytest.mark.parametrize("path", [by_matrix, by_intervals, by_search])
def test_the_best_is_found_and_proven_whatever_the_currency(
    path: Callable[[Case], tuple[int, ...] | None],
) -> None:
    proven = asked = 0
    for name, case in cases():
        if case[1].broken >= 0:
            assert costs_of(case) is None
            continue
        found, costs = path(case), costs_of(case)
        if found is None or costs is None:
            assert found == costs, name
        else:
            assert found == costs[: len(found)], name
            proven += len(found) == len(costs)
            asked += 1
    assert proven >= 0.99 * asked > 0


class Told(Watch):
    """Keeps what a solver says."""

    def __init__(self) -> None:
        super().__init__()
        self.points: list[Ints] = []
        self.bounds: list[int] = []

    def improved(self, point: Ints, cost: int) -> None:
        self.points.append(point)

    def bounded(self, bound: int) -> None:
        self.bounds.append(bound)


def test_branch_and_cut_and_relaxations_bound_what_is_possible() -> None:
    for number, (name, (matrix, tightened, points)) in enumerate(cases()):
        costs = costs_of((matrix, tightened, points))
        if costs is None or tightened.broken >= 0:
            continue
        program = replace(program_of(matrix, tightened), grain=grains(matrix))
        for t, (tier, cost) in enumerate(zip(matrix.tiers, costs, strict=True)):
            asked = program.with_cost(tier.cost)
            relaxed = highs.relax(asked, Limits(SECONDS), Watch())
            assert relaxed is not None and relaxed.bound <= cost, name
            if (number + t) % 5 == 0 and matrix.shape[1]:  # a process each
                told = Told()
                highs.minimise(asked, Limits(SECONDS), watch=told)
                assert max(told.bounds) <= cost, name
                exact = [p for p in (complete(matrix, p) for p in told.points) if matrix.feasible(p)]
                assert min(map(tier.cost.value, exact)) == cost, name
            program = program.with_frozen(tier.cost, cost)


def test_neighbourhoods_never_contradict_the_point_they_are_drawn_around() -> None:
    gained = 0
    for name, (matrix, tightened, points) in cases():
        costs = costs_of((matrix, tightened, points))
        if costs is None or tightened.broken >= 0:
            continue
        program = replace(program_of(matrix, tightened), grain=grains(matrix))
        program = program.with_cost(matrix.tiers[0].cost)
        drawn = Selection(rivalry_of(matrix, tightened), np.random.default_rng(0))
        for position in points.feasible()[::40]:
            point = point_of(matrix, points.allocations[position][0])
            own = matrix.tiers[0].cost.value(point)
            for gain in improve_round(matrix, program, point, drawn, Limits(), Watch(), SlicePool()):
                assert gain.status in ("optimal", "feasible", "unknown"), name
                assert gain.bound is None or gain.bound <= own, name
                if gain.values is not None:
                    better = complete(matrix, merged(point, gain))
                    assert matrix.feasible(better), name
                    gained += matrix.tiers[0].cost.value(better) < own
    assert gained
