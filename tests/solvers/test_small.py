"""A program in small numbers has the points of the program, at the same costs, and nothing large in it."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy import sparse

from allocator.matrix import Linear
from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT
from allocator.solvers.carries import Room
from allocator.solvers.program import Limits, Outcome, Program, Watch, frozen_as_rows
from allocator.solvers.small import in_small_numbers
from allocator.solvers.stages import in_stages

ROOM = Room(coefficient=1 << 10, reach=1 << 20)
WIDEST = 40_000_000
COLUMNS, ROWS = 5, 3


def drawn(random: np.random.Generator, *, wide: bool) -> Program:
    """A random program with large coefficients, and bounds close to what some point makes of them."""
    big = 10 ** int(random.integers(1, 13))
    rows = random.integers(-big, big, (ROWS, COLUMNS))
    cost = random.integers(-big, big, COLUMNS)
    upper = random.integers(1, 3, COLUMNS)
    if wide:
        upper[-1], cost[-1] = WIDEST, cost[-1] // 10**7
        rows[:, -1] = random.integers(-5, 6, ROWS) * (big // 10**6 + 1)
    point = np.array([random.integers(0, most + 1) for most in upper])
    activity = rows @ point
    floor = random.random(ROWS) < 0.4
    columns = np.arange(COLUMNS)
    frozen = Linear(columns, rows[0] + 1, 3)
    return Program(
        rows=sparse.csr_array(rows),
        lower=np.where(floor, activity - random.integers(0, big, ROWS), -NO_LIMIT),
        upper=activity + random.integers(0, 3, ROWS),
        column_lower=np.zeros(COLUMNS, dtype=np.int64),
        column_upper=upper,
        cost=Linear(columns, cost, 7),
        frozen=((frozen, frozen.value(point)),),
    )


def keeps(program: Program, point: Ints) -> bool:
    """Whether a point satisfies all rows and bounds."""
    rows, lower, upper = frozen_as_rows(program)
    activity = rows @ point
    inside = (point >= program.column_lower) & (point <= program.column_upper)
    return bool(inside.all() and ((activity >= lower) & (activity <= upper)).all())


@pytest.mark.parametrize("seed", range(60))
def test_the_points_and_costs_are_the_same(seed: int) -> None:
    program = drawn(np.random.default_rng(seed), wide=seed % 3 == 0)
    small = in_small_numbers(program, ROOM)
    assert np.abs(small.program.rows.data).max(initial=0) <= ROOM.coefficient
    for digit in small.cost:
        assert np.abs(digit.form.coefficient).max(initial=0) <= ROOM.coefficient
    far = (0, 1, 1000, 123_456, WIDEST - 1, WIDEST)
    choices = [far if most == WIDEST else range(most + 1) for most in program.column_upper.tolist()]
    for values in product(*choices):
        point = np.array(values, dtype=np.int64)
        there = small.there(point)
        assert (small.back(there) == point).all()
        assert keeps(program, point) == keeps(small.program, there)
        digits = [digit.form.value(there) for digit in small.cost]
        assert program.cost is not None
        assert small.bound(digits[:-1], digits[-1]) == program.cost.value(point)


def test_a_common_factor_changes_nothing() -> None:
    for seed in range(0, 60, 7):
        program = drawn(np.random.default_rng(seed), wide=False)
        times = Program(
            rows=program.rows * 97_000,
            lower=np.where(program.lower > -NO_LIMIT, program.lower * 97_000 - 11, -NO_LIMIT),
            upper=program.upper * 97_000 + 96_999,
            column_lower=program.column_lower,
            column_upper=program.column_upper,
            cost=None,
        )
        plain = Program(
            *(getattr(program, n) for n in ("rows", "lower", "upper")),
            program.column_lower,
            program.column_upper,
            None,
        )
        one, other = in_small_numbers(plain, ROOM).program, in_small_numbers(times, ROOM).program
        assert one.rows.shape == other.rows.shape and not (one.rows != other.rows).nnz
        assert (one.lower == other.lower).all() and (one.upper == other.upper).all()


def test_the_best_of_one_digit_is_not_the_best_of_all() -> None:
    """A solver that calls a digit settled at a bound below its value has said nothing of the digits below."""
    program = drawn(np.random.default_rng(1), wide=False)
    assert program.cost is not None
    program = replace(program, cost=replace(program.cost, coefficient=program.cost.coefficient * 10**7 + 1))
    small = in_small_numbers(program, ROOM)
    point = np.zeros(small.program.shape[1], dtype=np.int64)
    assert len(small.cost) > 1

    def solve(stage: Program, limits: Limits, hint: Ints | None, watch: Watch) -> Outcome:
        assert stage.cost is not None
        return Outcome("optimal", point, stage.cost.value(point) - 1)

    found = in_stages(small, program.cost, Limits(work=1), None, Watch(), solve)
    assert found.status == "feasible"


def test_a_later_digit_that_is_impossible_refutes_the_digit_before_it_and_no_more() -> None:
    """Who ends the first digit too low, within its tolerances, has not shown that there is no point."""
    big, room = 1 << 24, Room(coefficient=1 << 24, reach=1 << 40)
    cost = Linear(np.array([0, 1]), np.array([2 * big + 3, 2 * big + 5]))
    program = Program(
        rows=sparse.csr_array(np.array([[1, 1]])), lower=np.array([1]), upper=np.array([2]),
        column_lower=np.zeros(2, dtype=np.int64), column_upper=np.ones(2, dtype=np.int64), cost=cost,
    )  # fmt: skip
    asked: list[Program] = []

    def solve(stage: Program, _limits: Limits, _hint: Ints | None, _watch: Watch) -> Outcome:
        asked.append(stage)
        if len(asked) > 1:
            return Outcome("infeasible")
        assert stage.cost is not None
        point = stage.column_lower.copy()
        return Outcome("optimal", point, stage.cost.value(point))

    small = in_small_numbers(program.with_frozen(cost, 2 * big + 4), room)
    assert len(small.cost) > 1
    assert in_stages(small, cost, Limits(), None, Watch(), solve).status == "feasible"
    assert len(asked) > 1
