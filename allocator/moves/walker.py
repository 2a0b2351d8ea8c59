"""The compiled walk from Python: an allocation goes in, better ones come out."""

import numpy as np

from allocator.matrix import Matrix, Tightened, complete, part_of, relevant_rows
from allocator.moves.arrays import layout_of
from allocator.moves.begin import state_at
from allocator.moves.walk import MOST_OUT, fill, walk
from allocator.problem import Ints

LATE = 400  # moves that a walk remembers (late acceptance: Burke and Bykov, EJOR 2017)
_PUSHES = 0.7  # share of moves that push an unserved request in, as long as serving is what counts
_PUSHES_LATER = 0.1  # the same in the tiers after the first
_GREED = 0.6  # by how much of itself a price may seem dearer


class Walker:
    """Moves whole missions about, from a feasible point on, for the first so many tiers of a matrix.

    Never leaves the feasible points for longer than a move, and never comes to one that is worse, tier by
    tier, than where it began. The same points, seeds and moves give the same walk.
    """

    def __init__(self, matrix: Matrix, tightened: Tightened, tiers: int, point: Ints, seed: int) -> None:
        system = part_of(matrix, relevant_rows(matrix, tiers, implied=False))
        self._matrix = matrix
        self._layout = layout_of(matrix, system, tightened, tiers)
        self._constants = np.array([tier.cost.constant for tier in matrix.tiers[:tiers]], dtype=np.int64)
        self._push_share = _PUSHES if tiers == 1 else _PUSHES_LATER
        self._out = np.zeros(MOST_OUT, dtype=np.int32)
        self.begin(point, seed)

    def begin(self, point: Ints, seed: int, late: int = LATE) -> None:
        """Go on from a feasible point, remembering so many moves: the more, the slower and the further."""
        self._state = state_at(self._layout, point, self._constants, seed)
        self._history = np.tile(self._state.value, (late, 1))
        self._best = point[self._layout.items.column]
        self._best_value = self._state.value.copy()
        self._before = self._state.value.copy()
        self._done = 0

    def fill(self) -> None:
        """Serve what can be served beside what is, heavy requests first, and those with few options first."""
        arrays = self._layout.arrays
        options = np.diff(self._layout.items.request_start)
        fill(arrays, self._state, np.lexsort((options, -arrays.worth)), _GREED)
        self._best[:] = self._state.exact[: len(self._best)]
        self._best_value[:] = self._state.value
        self._history[:] = self._state.value

    def walk(self, moves: int) -> bool:
        """Make so many moves; whether they improved on the best point so far."""
        found = walk(
            self._layout.arrays, self._state, self._push_share, _GREED, self._history,
            self._best, self._best_value, self._before, self._out, self._done, moves,
        )  # fmt: skip
        self._done += moves
        return bool(found)

    def best(self) -> Ints:
        """The best point so far, its auxiliary columns completed."""
        point = np.zeros(self._matrix.shape[1], dtype=np.int64)
        point[self._layout.items.column] = self._best
        return complete(self._matrix, point)
