"""A program relieved of columns: what is left where nobody asks any more what some of them do."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from allocator.matrix import activity_bounds
from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT
from allocator.solvers.program import Program


@dataclass(frozen=True)
class Relieved:
    """A relaxation of a program, over the same columns; `rows` are the numbers of those that it still has."""

    program: Program
    rows: Ints


def relieved(program: Program, gone: Bools) -> Relieved:
    """The program without columns that cost nothing, each row held as if they helped it as much as they can:
    every point is a point of it at the same cost, with these columns at zero. Rows that nothing left can
    break are left out. What `payments` say stays true where all people of a start go together."""
    assert program.cost is not None
    assert not program.frozen
    assert not gone[program.cost.column[program.cost.coefficient != 0]].any()
    entries, leaves = program.rows.tocoo(), gone[program.rows.indices]
    row, column, size = entries.row[leaves], entries.col[leaves], entries.data[leaves]
    ends = size * program.column_lower[column], size * program.column_upper[column]
    least, most = np.zeros((2, program.shape[0]), dtype=np.int64)
    np.add.at(least, row, np.minimum(*ends))
    np.add.at(most, row, np.maximum(*ends))
    stays = ~leaves
    part = entries.data[stays], (entries.row[stays], entries.col[stays])
    left = replace(
        program,
        rows=sparse.csr_array(part, shape=program.shape),
        lower=np.where(program.lower > -NO_LIMIT, program.lower - most, program.lower),
        upper=np.where(program.upper < NO_LIMIT, program.upper - least, program.upper),
        column_lower=np.where(gone, 0, program.column_lower),
        column_upper=np.where(gone, 0, program.column_upper),
    )
    reach = activity_bounds(left.rows, left.column_lower, left.column_upper)
    rows = np.flatnonzero((reach[1] > left.upper) | (reach[0] < left.lower))
    return Relieved(replace(left, rows=left.rows[rows], lower=left.lower[rows], upper=left.upper[rows]), rows)
