"""What comes before what, and whether a tier seeks an early finish: read from rows of the matrix."""

from dataclasses import dataclass

import numpy as np

from allocator.matrix import Linear, Matrix, Tightened, activity_bounds
from allocator.matrix.intervals.precedence import precedences
from allocator.matrix.intervals.single_start_rows import MatrixRows
from allocator.matrix.intervals.variables import Space
from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT


@dataclass(frozen=True)
class Order:
    """Precedences: `after[k]` begins no earlier than `gap[k]` days behind the last day of `before[k]`."""

    before: Ints
    after: Ints
    gap: Ints

    def tails(self, length: Ints) -> Ints:
        """By request, the days from its first one to the end of the longest chain that it begins, where each
        takes `length` days."""
        tail = length.copy()
        for _ in range(len(length)):
            known = tail.copy()
            np.maximum.at(tail, self.before, length[self.before] + self.gap - 1 + tail[self.after])
            if (tail == known).all():
                break
        return tail

    def heads(self, first: Ints, length: Ints) -> Ints:
        """By request, the first day on which it can begin: none before its own `first`, nor before the end of
        a chain that leads to it, where each takes `length` days."""
        head = first.copy()
        for _ in range(len(first)):
            known = head.copy()
            np.maximum.at(head, self.after, head[self.before] + length[self.before] + self.gap - 1)
            if (head == known).all():
                break
        return head


def is_finish(matrix: Matrix, cost: Linear) -> bool:
    """Whether a cost is the day after the last mission and nothing else: a single column that rows hold so
    far behind the last day of whatever start a request has."""
    if len(cost.column) != 1 or cost.coefficient[0] <= 0:
        return False
    problem, column = matrix.columns.problem, int(cost.column[0])
    rows = np.sort(matrix.by_column[:, [column]].indices)
    entries = matrix.rows[rows].tocoo()
    own = entries.col == column
    start = entries.col[~own]
    if len(start) != len(problem.start_day) or (start >= len(problem.start_day)).any():
        return False
    behind = -entries.data[~own] - problem.start_last[start]
    return bool((entries.data[own] == 1).all() and (matrix.lower[rows] == 0).all() and (behind == 1).all())


def order_of(matrix: Matrix, tightened: Tightened) -> Order:
    """The precedences among requests that rows over starts alone say."""
    space = Space(matrix, tightened)
    ties = [row for row in precedences(space, _over_starts(space))[0] if row.when >= 0]
    day, last = (space.width + space.requests + space.candidates + k * space.requests for k in (0, 1))
    before, after, gap = (
        np.array(numbers, dtype=np.int64)
        for numbers in (
            [row.variable[1] - last for row in ties],
            [row.variable[0] - day for row in ties],
            [row.lower for row in ties],
        )
    )
    return Order(before, after, gap)


def _over_starts(space: Space) -> MatrixRows:
    """The rows over open starts alone that are at most 0 and could be broken."""
    matrix, tightened = space.matrix, space.tightened
    _, most = activity_bounds(matrix.rows, tightened.lower, tightened.upper)
    kept = np.flatnonzero((most > matrix.upper) & (matrix.upper == 0) & (matrix.lower <= -NO_LIMIT))
    entries = matrix.rows[kept].tocoo()
    others = np.bincount(entries.row[entries.col >= len(matrix.columns.y)], minlength=len(kept))
    own = (others == 0)[entries.row] & space.open_column[entries.col]
    return MatrixRows(
        entries.row[own].astype(np.int64), entries.col[own].astype(np.int64), entries.data[own],
        matrix.lower[kept], matrix.upper[kept],
    )  # fmt: skip
