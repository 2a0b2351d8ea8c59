"""Tightening cuts off no feasible point, slices agree with the whole, bounds of the relaxation hold."""

import sys
from itertools import product
from random import Random

import numpy as np
import pytest

from allocator.matrix import (
    Linear,
    Matrix,
    System,
    activity_bounds,
    build_matrix,
    complete,
    point_of,
    slice_of,
    tighten,
)
from allocator.matrix.matrix import csr
from allocator.problem import build_problem
from allocator.problem.rows import NO_LIMIT
from allocator.rules.columns import build_columns
from allocator.solvers import cp_sat, highs
from allocator.solvers.dual_bound import narrowed, price
from allocator.solvers.program import Limits, Program, Watch, program_of
from tests.tiny_plans import COUPLING_CODES, Points, tiny_model, tiny_plan

RANDOM_SYSTEMS = 150
SEEDS = range(36)


def random_system(seed: int) -> System:
    """A few rows over a few columns with narrow bounds."""
    random = Random(seed)
    rows, columns = random.randint(1, 5), random.randint(2, 6)
    entries = [
        (i, j, random.choice((-3, -2, -1, 1, 1, 1, 2, 5)))
        for i in range(rows)
        for j in range(columns)
        if random.random() < 0.6
    ]
    row, column, coefficient = np.array(entries or [(0, 0, 1)], dtype=np.int64).T
    lower = np.array([random.choice((-NO_LIMIT, -NO_LIMIT, -3, -1, 0, 1, 2)) for _ in range(rows)])
    upper = np.array([random.choice((NO_LIMIT, NO_LIMIT, 4, 2, 1, 0, -1)) for _ in range(rows)])
    least = np.array([random.choice((0, 0, 0, -1, 1)) for _ in range(columns)])
    most = least + np.array([random.choice((0, 1, 1, 1, 2, 3)) for _ in range(columns)])
    return System(
        csr(row, column, coefficient, (rows, columns)), lower, np.maximum(lower, upper), least, most
    )


def points_of(system: System) -> list[np.ndarray]:
    """Every feasible point, one by one."""
    ranges = [
        range(a, b + 1)
        for a, b in zip(system.column_lower.tolist(), system.column_upper.tolist(), strict=True)
    ]
    dense = system.rows.toarray()
    return [
        point
        for point in map(np.array, product(*ranges))
        if ((dense @ point >= system.lower) & (dense @ point <= system.upper)).all()
    ]


def test_tighten_cuts_off_no_point_of_random_systems() -> None:
    shut = broken = 0
    for seed in range(RANDOM_SYSTEMS):
        system = random_system(seed)
        tightened = tighten(system)
        points = points_of(system)
        if tightened.broken >= 0:
            assert not points
            broken += 1
            continue
        for point in points:
            assert (point >= tightened.lower).all() and (point <= tightened.upper).all()
        for j in np.flatnonzero(tightened.shut_by >= 0):
            assert tightened.upper[j] == 0 < system.column_upper[j]
            assert system.rows[[tightened.shut_by[j]]].toarray()[0, j] != 0
            shut += 1
    assert shut > 15 and broken > 15


def test_tighten_finds_the_same_in_small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["allocator.matrix.portions"]
    for seed in range(RANDOM_SYSTEMS):
        system = random_system(seed)
        monkeypatch.setattr(module, "_PORTION", 1 << 22)
        at_once = tighten(system)
        monkeypatch.setattr(module, "_PORTION", 2)
        in_portions = tighten(system)
        assert at_once.broken == in_portions.broken
        for one, other in (
            (at_once.lower, in_portions.lower),
            (at_once.upper, in_portions.upper),
            (at_once.shut_by, in_portions.shut_by),
        ):
            assert np.array_equal(one, other)


@pytest.fixture(scope="module")
def tiny() -> list[tuple[Points, Matrix]]:
    """Tiny plans with their matrices and allocations."""
    found = []
    for seed in SEEDS:
        focus = COUPLING_CODES[seed % len(COUPLING_CODES)]
        plan, model = tiny_plan(3000 + seed, focus), tiny_model(3000 + seed, focus)
        if model.is_on("fixed") and not any(row.decision == "fixed" for row in plan.decisions):
            matrix = build_matrix(build_problem(plan, model))
            found.append((Points(plan, model), matrix))
    return found


def test_tighten_cuts_off_no_allocation(tiny: list[tuple[Points, Matrix]]) -> None:
    seen = 0
    for points, matrix in tiny:
        tightened = tighten(matrix)
        for position in points.feasible():
            assert tightened.broken < 0
            point = point_of(matrix, points.allocations[position][0])
            assert matrix.feasible(point)
            assert (point >= tightened.lower).all() and (point <= tightened.upper).all()
            seen += 1
    assert seen > 200


def test_complete_gives_every_tier_its_value(tiny: list[tuple[Points, Matrix]]) -> None:
    """What the auxiliary columns say beside an allocation is what the independent values say."""
    for points, matrix in tiny:
        for position in points.feasible()[::5]:
            point = point_of(matrix, points.allocations[position][0])
            for tier in matrix.tiers:
                for code, part in tier.parts.items():
                    assert part.value(point) == points.value(position, code), (code, position)
            assert (complete(matrix, point) == point).all()


def test_program_leaves_out_only_rows_that_always_hold(tiny: list[tuple[Points, Matrix]]) -> None:
    for points, matrix in tiny:
        tightened = tighten(matrix)
        if tightened.broken >= 0:
            continue
        program = program_of(matrix, tightened)
        least, most = activity_bounds(program.rows, program.column_lower, program.column_upper)
        assert ((least < program.lower) | (most > program.upper)).all()
        for position in points.feasible()[::9]:
            point = point_of(matrix, points.allocations[position][0])
            activity = program.rows @ point
            assert ((activity >= program.lower) & (activity <= program.upper)).all()


def test_slices_agree_with_the_whole() -> None:
    """A point of a slice is feasible there exactly where the whole point is, the rest being held."""
    compared = 0
    for seed in range(RANDOM_SYSTEMS):
        system = random_system(1000 + seed)
        whole = points_of(system)
        if not whole:
            continue
        random = Random(seed)
        held = random.choice(whole)
        width = len(held)
        free = np.array(sorted(random.sample(range(width), random.randint(1, width))), dtype=np.int64)
        part, touched = slice_of(system, free, held)
        inside = {tuple(point) for point in points_of(part)}
        others = np.setdiff1d(np.arange(width), free)
        expected = {tuple(point[free]) for point in whole if (point[others] == held[others]).all()}
        assert inside == expected
        assert len(touched) == part.shape[0]
        compared += len(inside)
    assert compared > 300


# -- the bound of the relaxation --------------------------------------------------------------------------


def as_program(system: System, cost: Linear) -> Program:
    """The system as a minimisation."""
    return Program(
        system.rows, system.lower, system.upper, system.column_lower, system.column_upper, cost=cost
    )


def test_the_relaxation_never_passes_the_optimum() -> None:
    tight = 0
    for seed in range(60):
        system = random_system(2000 + seed)
        points = points_of(system)
        if not points:
            continue
        random = Random(seed)
        width = system.shape[1]
        cost = Linear(np.arange(width), np.array([random.randint(-4, 4) for _ in range(width)]), 7)
        program = as_program(system, cost)
        optimum = min(cost.value(point) for point in points)
        frozen = [point for point in points if cost.value(point) == optimum]
        relaxed = highs.relax(program, Limits(), Watch())
        assert relaxed is not None and relaxed.bound <= optimum
        tight += relaxed.bound == optimum
        second = Linear(np.arange(width), np.array([random.randint(-4, 4) for _ in range(width)]))
        below = highs.relax(program.with_frozen(cost, optimum).with_cost(second), Limits(), Watch())
        assert below is not None and below.bound <= min(second.value(point) for point in frozen)
        solved = cp_sat.minimise(program.with_frozen(cost, optimum).with_cost(second), Limits())
        assert solved.point is not None
        assert second.value(solved.point) == solved.bound == min(second.value(point) for point in frozen)
    assert tight > 15


def test_any_duals_give_a_bound_and_leave_out_no_point_that_is_as_good() -> None:
    narrower = 0
    for seed in range(60):
        system = random_system(4000 + seed)
        points = points_of(system)
        if not points:
            continue
        generator = np.random.default_rng(seed)
        width = system.shape[1]
        cost = generator.integers(-5, 6, width)
        program = as_program(system, Linear(np.arange(width), cost))
        optimum = min(int(cost @ point) for point in points)
        for scale in (0.3, 3.0, 1e6, 1e15):
            duals = generator.normal(0, scale, system.shape[0])
            priced = price(program, duals)
            assert priced.rounded(program) <= optimum
            narrow = narrowed(program, priced, optimum)
            inside = [(narrow.column_lower <= x).all() and (x <= narrow.column_upper).all() for x in points]
            kept = {int(cost @ x) for x, stays in zip(points, inside, strict=True) if stays}
            lost = {int(cost @ x) for x, stays in zip(points, inside, strict=True) if not stays}
            assert optimum in kept and optimum not in lost
            narrower += len(lost) > 0
    assert narrower > 20


def test_the_relaxation_never_passes_the_best_allocation(tiny: list[tuple[Points, Matrix]]) -> None:
    for points, matrix in tiny:
        best = points.best()
        tightened = tighten(matrix)
        if best is None or tightened.broken >= 0:
            continue
        program = program_of(matrix, tightened)
        for tier, value in zip(matrix.tiers, best, strict=True):
            relaxed = highs.relax(program.with_cost(tier.cost), Limits(), Watch())
            assert relaxed is None or relaxed.bound <= tier.kind.reported(value)
            program = program.with_frozen(tier.cost, tier.kind.reported(value))


def test_base_columns_come_first() -> None:
    problem = build_problem(tiny_plan(3000, "funding"), tiny_model(3000, "funding"))
    matrix = build_matrix(problem)
    columns = build_columns(problem, matrix.columns.candidates)
    base = np.concatenate([columns.y, columns.z, columns.f])
    assert (base == np.arange(len(base))).all()
    assert (matrix.column_lower[base] == 0).all() and (matrix.column_upper[base] == 1).all()
