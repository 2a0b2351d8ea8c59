"""The one kind of sparse array: whole numbers, row by row or column by column."""

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from allocator.problem import Ints

if TYPE_CHECKING:
    from scipy import sparse

#: Rows of whole numbers (CSR), their entries distinct and none of them zero.
SparseRows: TypeAlias = "sparse.csr_array[np.int64, tuple[int, int]]"

#: The same by column (CSC).
SparseColumns: TypeAlias = "sparse.csc_array[np.int64]"


def times(rows: SparseRows, x: Ints) -> Ints:
    """The activity of every row at a point, A x."""
    return np.asarray(rows @ x)
