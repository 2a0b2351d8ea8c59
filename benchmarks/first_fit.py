"""First-fit as a planner does it by hand: the peer that every figure is held against.

Requests in order of priority, then of the sheet; the earliest date; for every seat the first person of the
sheet who is qualified and free; the first agreement that can pay. What does not fit at a date is tried at
the next one; a follow-up waits for its predecessor. Nobody is ever moved again.
"""

import numpy as np

from allocator.matrix import Matrix, Tightened
from allocator.problem import Ints
from allocator.search.construct import Builder

_PASSES = 3  # follow-ups whose predecessor came later in the order


class _ByHand(Builder):
    """The construction of the product, with a planner's orders in place of its own."""

    def order(self) -> list[int]:
        """By priority, then as the sheet has them."""
        return [int(r) for r in np.argsort(-self.problem.request_weight, kind="stable")]

    def _demand(self, z: int) -> int:
        return int(self.columns.z_expert[z - len(self.problem.start_day)])


def first_fit(matrix: Matrix, tightened: Tightened) -> Ints | None:
    """The point that first-fit reaches; None where a lock does not fit in."""
    builder = _ByHand(matrix, tightened)
    waiting = builder.order()
    for _ in range(_PASSES):
        waiting = [request for request in waiting if not builder.place(request)]
    return builder.finish()
