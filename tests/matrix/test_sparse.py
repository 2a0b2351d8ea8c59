"""Sparse rows below each other, positions sorted by counting, and what entries say of each row."""

import numpy as np
from scipy import sparse

from allocator.matrix import Matrix, build_matrix, tighten
from allocator.matrix.matrix import csr, stacked
from allocator.problem import build_problem
from allocator.search.local.items import items_of
from allocator.search.local.row_entries import Entries, entries_of, positions_of
from tests.tiny_plans import COUPLING_CODES, tiny_model, tiny_plan


def test_stacked_rows_are_those_of_the_parts() -> None:
    random = np.random.default_rng(3)
    for widths in ([4, 4, 6], [1], [], [3, 9]):
        parts = []
        for width in widths:
            rows = int(random.integers(1, 5))
            count = int(random.integers(0, 7))
            row, column = random.integers(0, rows, count), random.integers(0, width, count)
            parts.append(csr(row, column, random.integers(-3, 4, count), (rows, width)))
        dense = [np.pad(part.toarray(), ((0, 0), (0, 9 - part.shape[1]))) for part in parts]
        wanted = np.concatenate([np.zeros((0, 9), dtype=np.int64), *dense])
        found = stacked(parts, 9)
        assert not parts
        assert found.shape == wanted.shape and np.array_equal(found.toarray(), wanted)


def entries(matrix: Matrix) -> tuple[Entries, np.ndarray]:
    """The entries of a matrix, and the same over its items, all of them."""
    items = items_of(matrix, tighten(matrix))
    return entries_of(matrix.rows, matrix.lower, matrix.upper, positions_of(matrix, items)), sparse.csc_array(
        matrix.rows
    )[:, items.column].toarray()


def test_entries_say_of_each_row_what_its_columns_do() -> None:
    looked, random = 0, np.random.default_rng(5)
    for focus in COUPLING_CODES:
        matrix = build_matrix(build_problem(tiny_plan(11, focus), tiny_model(11, focus)))
        known, dense = entries(matrix)
        some = dense != 0
        lower = random.integers(-2, 2, dense.shape[1])
        upper = lower + random.integers(0, 3, dense.shape[1])
        ends = np.stack([dense * lower, dense * upper])
        least, most = known.activity_bounds(lower, upper)
        assert np.array_equal(least, ends.min(axis=0).sum(axis=1))
        assert np.array_equal(most, ends.max(axis=0).sum(axis=1))
        assert np.array_equal(known.count(), some.sum(axis=1))
        assert np.array_equal(known.any(known.size < 0), (dense < 0).any(axis=1))
        assert np.array_equal(known.total(known.size > 0), (dense > 0).sum(axis=1))
        least, most = known.least_and_most(known.size, known.size > 0)
        for i in range(len(dense)):
            positive = dense[i][dense[i] > 0]
            if len(positive):
                assert (least[i], most[i]) == (positive.min(), positive.max())
            else:
                assert most[i] < least[i]
            owners = set(known.positions.owner[some[i]].tolist())
            one, owner = known.one_owner[0][i], known.one_owner[1][i]
            assert one == (len(owners) == 1)
            assert not one or owner == owners.pop()
            looked += 1
    assert looked > 100
