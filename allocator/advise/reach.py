"""A goal that must reach so much: one row more, and a first tier that counts by how much it is missed."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from allocator.goals.tiers import TierKind
from allocator.matrix import Linear, Matrix, TierObjective
from allocator.matrix.matrix import Block, csr
from allocator.problem.rows import NO_LIMIT

if TYPE_CHECKING:
    from allocator.problem import Ints

MISSED = "missed"


def reaching(matrix: Matrix, goal: TierObjective, most: int) -> Matrix:
    """A matrix whose first tier is by how much a goal costs more than `most`, before the tiers that it has.

    One column more, the excess, completed by its least value, and one row: cost - excess <= most. A search
    that begins within reach has the first tier at 0, proven, and from there on keeps the row.
    """
    rows, width = matrix.shape
    cost = goal.cost
    worst = _most(matrix, cost) - most
    columns = matrix.columns.extensible()
    excess = columns.add(MISSED, np.zeros(1, dtype=np.int64), np.array([max(0, worst)], dtype=np.int64))
    entries = np.concatenate([cost.column, excess]), np.concatenate([cost.coefficient, [-1]])
    row = csr(np.zeros(len(entries[0]), dtype=np.int64), *entries, (1, width + 1))
    wider = sparse.csr_array(
        (matrix.rows.data, matrix.rows.indices, matrix.rows.indptr), shape=(rows, width + 1)
    )
    missed = Linear(excess, np.ones(1, dtype=np.int64))
    tier = TierObjective(
        f"{goal.name} within reach", TierKind("min", "", {}), missed, {MISSED: missed, **goal.parts}
    )
    return replace(
        matrix,
        rows=sparse.vstack([wider, row], format="csr"),
        lower=np.append(matrix.lower, -NO_LIMIT),
        upper=np.append(matrix.upper, most - cost.constant),
        column_lower=np.append(matrix.column_lower, 0),
        column_upper=np.append(matrix.column_upper, max(0, worst)),
        columns=columns,
        blocks=(*matrix.blocks, Block(MISSED, "request", rows, np.zeros(1, dtype=np.int64))),
        tiers=(tier, *matrix.tiers),
    )


def _most(matrix: Matrix, cost: Linear) -> int:
    """The greatest cost that the columns allow."""
    low, high = (bounds[cost.column] for bounds in (matrix.column_lower, matrix.column_upper))
    greatest: Ints = np.maximum(cost.coefficient * low, cost.coefficient * high)
    return int(greatest.sum()) + cost.constant
