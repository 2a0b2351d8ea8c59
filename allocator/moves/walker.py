"""The compiled walk from Python: a point goes in, better ones come out."""

import numpy as np

from allocator.matrix import Matrix, Tightened, complete, part_of, relevant_rows
from allocator.moves.arrays import arrays_of
from allocator.moves.state import state_of
from allocator.moves.walk import seed_chance, walk
from allocator.problem import Ints

_LATE = 400  # moves that the walk remembers (late acceptance: Burke and Bykov, EJOR 2017)
_PUSHES = 0.7  # share of moves that push an unserved request in, as long as serving is what counts
_PUSHES_LATER = 0.1  # the same in the tiers after the first


class Walker:
    """Moves whole missions about, from a feasible point on, for the first so many tiers of a matrix.

    Never leaves the feasible points for longer than a move, and never comes to one that is worse, tier by
    tier, than where it began. The same point, seed and moves give the same walk, as long as nothing else in
    the thread draws from numba's chance.
    """

    def __init__(self, matrix: Matrix, tightened: Tightened, tiers: int, point: Ints, seed: int) -> None:
        system = part_of(matrix, relevant_rows(matrix, tiers))
        constants = np.array([tier.cost.constant for tier in matrix.tiers[:tiers]], dtype=np.int64)
        self._matrix = matrix
        self._arrays = arrays_of(matrix, system, tightened, tiers)
        self._state = state_of(self._arrays, system, point, constants)
        self._prices = _prices(matrix)
        self._push_share = _PUSHES if tiers == 1 else _PUSHES_LATER
        self._history = np.tile(self._state.value, (_LATE, 1))
        self._best = point.copy()
        self._best_value = self._state.value.copy()
        self._done = 0
        seed_chance(seed)

    def walk(self, moves: int) -> bool:
        """Make so many moves; whether they improved on the best point so far."""
        found = walk(
            self._arrays, self._state, self._prices, self._push_share, self._history,
            self._best, self._best_value, self._done, moves,
        )  # fmt: skip
        self._done += moves
        return bool(found)

    def best(self) -> Ints:
        """The best point so far, its auxiliary columns completed."""
        return complete(self._matrix, self._best)


def _prices(matrix: Matrix) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """What each column is thought to cost: people in demand by many are dear."""
    columns = matrix.columns
    asked = np.unique(np.stack([columns.z_expert, columns.z_request]), axis=1)[0]
    demand = np.bincount(asked, minlength=len(columns.problem.experts)).astype(np.float64)
    prices = np.ones(matrix.shape[1], dtype=np.float64)
    prices[columns.z] = demand[columns.z_expert] / max(1.0, demand.mean())
    return prices
