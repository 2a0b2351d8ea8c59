"""The interval formulation against lists of every allocation, and against the matrix."""

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import product

import pytest

from allocator.matrix import Matrix, Tightened, build_matrix, complete, point_of, tighten
from allocator.matrix.intervals import Formulation, formulate
from allocator.matrix.intervals.activities import Resource
from allocator.plan import Plan
from allocator.problem import Ints, build_problem
from allocator.search.outcome import allocation_of
from allocator.solvers import cp_sat, cp_sat_intervals
from allocator.solvers.program import Limits, program_of
from tests.tiny_plans import COUPLING_CODES, Points, tiny_model, tiny_plan, with_delivered

PLANS = 3  # about each coupling rule, solved
LISTED = 3  # about each coupling rule, of which every allocation is held against the formulation
ANY_DAY = 1  # about each coupling rule, on every working day, where lists would be too long
FIRST = 700


@cache
def listed(focus: str, seed: int) -> Points:
    """All allocations of a tiny plan."""
    return Points(plan_of(seed, focus), tiny_model(seed, focus))


def plan_of(seed: int, focus: str) -> Plan:
    """A tiny plan, every other one with delivered missions."""
    plan = tiny_plan(seed, focus)
    return with_delivered(plan, seed) if seed % 2 else plan


@cache
def matrix_of(focus: str, seed: int, any_day: bool = False) -> tuple[Matrix, Tightened]:
    """The matrix of a tiny plan, and what propagation leaves of it."""
    plan = plan_of(seed, focus)
    if any_day:
        plan = replace(plan, settings=replace(plan.settings, start_days=frozenset(range(5))))
    matrix = build_matrix(build_problem(plan, tiny_model(seed, focus)))
    return matrix, tighten(matrix)


def solved(
    matrix: Matrix, tightened: Tightened, seed: int
) -> tuple[tuple[int, ...], list[int | None]] | None:
    """The costs of all tiers, one frozen after the other, and their bounds; None where nothing is."""
    frozen, bounds, point = (), [], None
    for tier in matrix.tiers:
        formulation = formulate(matrix, tightened, tier.cost, frozen)
        outcome = cp_sat_intervals.minimise(formulation, Limits(seed=seed), hint=point if seed % 2 else None)
        if outcome.point is None:
            assert outcome.status == "infeasible" and not bounds
            return None
        point = outcome.point
        assert matrix.feasible(point)
        bounds.append(outcome.bound)
        frozen = (*frozen, (tier.cost, tier.cost.value(point)))
    return matrix.values(point), bounds


@pytest.mark.parametrize("focus", COUPLING_CODES)
def test_it_finds_the_best_of_all_allocations_and_proves_it(focus: str) -> None:
    found = 0
    for seed in range(FIRST, FIRST + PLANS):
        matrix, tightened = matrix_of(focus, seed)
        expected = listed(focus, seed).best()
        outcome = None if tightened.broken >= 0 else solved(matrix, tightened, seed)
        if outcome is None:
            assert expected is None, seed
            continue
        values, bounds = outcome
        reported = tuple(t.kind.reported(v) for t, v in zip(matrix.tiers, values, strict=True))
        assert reported == expected, seed
        assert tuple(bounds) == values, seed
        found += 1
    assert found


@pytest.mark.parametrize("focus", COUPLING_CODES)
def test_on_any_working_day_it_agrees_with_the_matrix(focus: str) -> None:
    for seed in range(FIRST, FIRST + ANY_DAY):
        matrix, tightened = matrix_of(focus, seed, any_day=True)
        if tightened.broken >= 0:
            continue
        program, best, point = program_of(matrix, tightened), [], None
        for tier in matrix.tiers:
            outcome = cp_sat.minimise(program.with_cost(tier.cost), Limits(), hint=point)
            if outcome.point is None:
                break
            point = complete(matrix, outcome.point)
            best.append(tier.cost.value(point))
            program = program.with_frozen(tier.cost, best[-1])
        outcome = solved(matrix, tightened, seed)
        assert (outcome is None and not best) or (outcome is not None and outcome[0] == tuple(best)), seed


# -- every allocation, without a solver -------------------------------------------------------------------


def broken(formulation: Formulation, values: Ints) -> bool:
    """Whether values of the variables break a row, a resource, or what ties people to days."""
    space = formulation.space
    for row in formulation.rows:
        if row.when < 0 or values[row.when] == row.value:
            activity = int(row.coefficient @ values[row.variable])
            if not row.lower <= activity <= row.upper:
                return True
    outside = (values < formulation.lower) | (values > formulation.upper)
    return bool(outside.any()) or any(
        crowded(resource, values, space.day, space.last) for resource in formulation.resources
    )


def crowded(resource: Resource, values: Ints, day: Ints, last: Ints) -> bool:
    """Whether more goes on than the capacity on some day."""
    load: Counter[int] = Counter()
    for activity, demand in zip(resource.activities, resource.demand, strict=True):
        if values[list(activity.present)].any():
            first = values[day[activity.request]] - activity.before
            load.update(
                dict.fromkeys(range(first, values[last[activity.request]] + activity.after + 1), demand)
            )
    return max(load.values(), default=0) > resource.capacity


def test_an_allocation_is_feasible_in_the_matrix_and_in_the_formulation_or_in_neither() -> None:
    verdicts: Counter[bool] = Counter()
    for focus, seed in product(COUPLING_CODES, range(FIRST, FIRST + LISTED)):
        matrix, tightened = matrix_of(focus, seed)
        if tightened.broken >= 0:
            continue
        formulation = formulate(matrix, tightened, matrix.tiers[0].cost)
        for allocation, code in listed(focus, seed).allocations:
            point = point_of(matrix, allocation)
            if len(allocation_of(matrix, point).missions) < len(allocation.missions):
                continue  # a mission that the matrix has no columns for
            within = agrees(formulation, point)
            assert within == matrix.feasible(point) == (code == ""), (focus, seed, code)
            verdicts[within] += 1
    assert verdicts[True] > 300
    assert verdicts[False] > 400


def agrees(formulation: Formulation, point: Ints) -> bool:
    """Whether a point of the matrix is one of the formulation; if so, the same one, at the same cost."""
    space = formulation.space
    base = space.matrix.columns.base_count
    values = formulation.variables(point)
    if (point[:base] > space.tightened.upper[:base]).any() or broken(formulation, values):
        return False
    assert (formulation.point(values)[:base] == point[:base]).all()
    assert formulation.cost is not None and formulation.matrix_cost is not None
    assert formulation.cost.value(values) == formulation.matrix_cost.value(point)
    return True
