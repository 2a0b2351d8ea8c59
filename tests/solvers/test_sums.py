"""Columns for sums: the same points at the same costs, and fewer entries."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy import sparse

from allocator.matrix import Linear
from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT
from allocator.solvers import highs
from allocator.solvers.program import Limits, Program, Watch, frozen_as_rows
from allocator.solvers.sums import with_sums

PROGRAMS = 40


class Points(Watch):
    """Keeps points and bounds."""

    def __init__(self) -> None:
        super().__init__()
        self.points, self.bounds = list[Ints](), list[int]()

    def improved(self, point: Ints, cost: int) -> None:
        self.points.append(point)

    def bounded(self, bound: int) -> None:
        self.bounds.append(bound)


def drawn(seed: int) -> Program:
    """A few binaries in groups of which one at most is taken, one of them fixed at times; rows that have
    whole groups with one coefficient, with several, and parts of groups; a tier before."""
    random = np.random.default_rng(seed)
    sums = np.array([0, 0, 0, 1, 1, 2, 2, 2, -1, 3])
    width = len(sums)
    one_each = np.array([sums == number for number in range(4)]).astype(np.int64)
    whole = random.integers(0, 5, (3, 5))[:, sums]
    rows = np.vstack(
        [one_each, whole, random.integers(-3, 4, (2, width)) * (random.random((2, width)) < 0.6)]
    )
    upper = np.concatenate([np.ones(4, dtype=np.int64), random.integers(2, 8, 5)])
    tier = Linear(np.arange(width), random.integers(-3, 3, width))
    column_lower, column_upper = np.zeros(width, dtype=np.int64), np.ones(width, dtype=np.int64)
    if seed % 3 == 0:
        column_upper[random.integers(width)] = 0
    return Program(
        rows=sparse.csr_array(rows), lower=np.full(len(upper), -NO_LIMIT), upper=upper,
        column_lower=column_lower, column_upper=column_upper,
        cost=Linear(np.arange(width), random.integers(-9, 9, width)), frozen=((tier, 0),), sums=sums,
    )  # fmt: skip


def points_of(program: Program) -> set[tuple[int, ...]]:
    """The first ten columns of all points."""
    rows, lower, upper = frozen_as_rows(program)
    values = [range(low, up + 1) for low, up in zip(program.column_lower, program.column_upper, strict=True)]
    points = np.array(list(product(*values)))
    activity = points @ rows.toarray().T
    return set(map(tuple, points[((activity >= lower) & (activity <= upper)).all(axis=1)][:, :10].tolist()))


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_the_points_stay_the_same(seed: int) -> None:
    program = drawn(seed)
    made = with_sums(program)
    assert made.shape[1] > program.shape[1]
    assert points_of(made) == points_of(program)


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_branch_and_cut_ends_at_the_least_of_all_points(seed: int) -> None:
    program, told = drawn(seed), Points()
    found = highs.minimise(program, Limits(workers=1), watch=told)
    points = points_of(program)
    assert program.cost is not None
    least = min((program.cost.value(np.array(point)) for point in points), default=None)
    assert (found.status == "infeasible") == (least is None)
    assert all(tuple(point.tolist()) in points for point in told.points)
    if least is not None:
        assert found.bound == least == min(program.cost.value(point) for point in told.points)


def test_a_row_that_has_a_whole_group_has_one_entry_for_it() -> None:
    program = drawn(1)
    made = with_sums(program)
    row = made.rows[[0]].toarray()[0]
    assert np.flatnonzero(row).tolist() == [10]
    assert made.rows.nnz < frozen_as_rows(program)[0].nnz + 9 + made.shape[1] - program.shape[1]


@pytest.mark.parametrize("sums", [None, np.full(10, -1), np.arange(10)])
def test_without_groups_nothing_changes(sums: Ints | None) -> None:
    program = replace(drawn(1), sums=sums)
    assert with_sums(program) is program
