"""The matrix of a base as a variation leaves it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from allocator.matrix import Matrix, Tightened, tighten
from allocator.matrix.matrix import Block
from allocator.problem import Ints
from allocator.whatif.base import Base
from allocator.whatif.variation import Variation


def with_taken(matrix: Matrix, taken: Sequence[Ints]) -> Matrix:
    """A row for each set of columns of which one must be used."""
    if not taken:
        return matrix
    number = np.repeat(np.arange(len(taken)), [len(columns) for columns in taken])
    column = np.concatenate(taken)
    shape = len(taken), matrix.shape[1]
    rows = sparse.csr_array((np.ones_like(column), (number.astype(np.int32), column.astype(np.int32))), shape)
    block = Block("fixed", "request", matrix.shape[0], np.zeros(len(taken), dtype=np.int64))
    one = np.ones(len(taken), dtype=np.int64)
    return replace(
        matrix,
        rows=sparse.vstack([matrix.rows, rows], format="csr"),
        lower=np.concatenate([matrix.lower, one]),
        upper=np.concatenate([matrix.upper, one]),
        blocks=(*matrix.blocks, block),
    )


def tightened_under(base: Base, variation: Variation, matrix: Matrix) -> Tightened:
    """What propagation leaves of the columns under a variation."""
    if not len(variation.wanted) and not len(variation.shut) and not variation.taken:
        return base.tightened
    upper = np.minimum(matrix.column_upper, base.tightened.upper)
    lower = np.maximum(matrix.column_lower, base.tightened.lower)
    crossing = np.flatnonzero(lower > upper)
    if len(crossing):
        return replace(base.tightened, broken=0)
    return tighten(replace(matrix, column_lower=lower, column_upper=upper))
