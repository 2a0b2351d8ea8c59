"""A goal that must reach so much: one row more."""

from dataclasses import replace

import numpy as np
from scipy import sparse

from allocator.matrix import Matrix, TierObjective
from allocator.matrix.matrix import Block, csr
from allocator.problem.rows import NO_LIMIT

REACH = "reach"


def reaching(matrix: Matrix, goal: TierObjective, most: int) -> Matrix:
    """A matrix with the row that a goal costs no more than `most`.

    The row counts as a part of the first tier, and so do those that say what the goal comes to: all that is
    made for a tier keeps the rows of its parts.
    """
    cost, first = goal.cost, matrix.tiers[0]
    places = np.zeros(len(cost.column), dtype=np.int64)
    row = csr(places, cost.column, cost.coefficient, (1, matrix.shape[1]))
    return replace(
        matrix,
        rows=sparse.vstack([matrix.rows, row], format="csr"),
        lower=np.append(matrix.lower, -NO_LIMIT),
        upper=np.append(matrix.upper, most - cost.constant),
        blocks=(*matrix.blocks, Block(REACH, "request", matrix.shape[0], places[:1])),
        tiers=(replace(first, parts={**first.parts, **goal.parts, REACH: cost}), *matrix.tiers[1:]),
    )
