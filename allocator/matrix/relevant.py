"""The rows of a matrix that matter to its hard rules and first tiers."""

import numpy as np

from allocator.matrix.matrix import Matrix, System
from allocator.matrix.portions import touching
from allocator.problem import Ints
from allocator.rules import RULES


def relevant_rows(matrix: Matrix, tiers: int, *, implied: bool = True) -> Ints:
    """The rows of the hard rules, and of the goals and soft rules that the first so many tiers weigh, those
    that follow from others only where `implied` asks for them.

    The rows of other goals only say what their own columns come to, and a soft row that is not weighed may be
    broken: whether missions are possible, and what they are worth in the first tiers, shows without them.
    """
    weighed = {code for tier in matrix.tiers[:tiers] for code in tier.parts}
    keep = np.zeros(matrix.shape[0], dtype=bool)
    for block in matrix.blocks:
        last = block.first + len(block.subject)
        known = block.code in RULES or block.code in weighed
        keep[block.first : last] = known and (implied or not block.implied)
    base = matrix.columns.base_count
    ignored = np.zeros(matrix.shape[1] - base, dtype=bool)  # slacks that are not weighed
    for tier in matrix.tiers[tiers:]:
        for code, amount in tier.parts.items():
            if code in RULES and code not in weighed:
                ignored[amount.column[amount.column >= base] - base] = True
    touched, auxiliary = matrix.auxiliary
    keep[touched[touching(auxiliary, ignored)]] = False
    return np.flatnonzero(keep)


def part_of(matrix: Matrix, rows: Ints) -> System:
    """Some rows of a matrix over all its columns."""
    return System(
        rows=matrix.rows[rows],
        lower=matrix.lower[rows],
        upper=matrix.upper[rows],
        column_lower=matrix.column_lower,
        column_upper=matrix.column_upper,
    )
