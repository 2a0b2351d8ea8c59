"""The first allocation: by the greedy construction, or by the compiled walk where a plan is large."""

from allocator.matrix import Matrix, Tightened, complete
from allocator.moves import is_ready
from allocator.problem import Ints
from allocator.search.construct import construct
from allocator.solvers.program import Limits

#: Columns beyond which the construction, decision by decision, and the whole matrix take too long.
LARGE = 60_000
_MOVES = 2_000  # of the walk, enough to fill the plan


def first_point(matrix: Matrix, tightened: Tightened, limits: Limits, deadline: float | None) -> Ints | None:
    """A feasible point; None where none was found, which proves nothing.

    A large plan without locks begins with no mission at all, and the walk puts in what it can.
    """
    if matrix.shape[1] > LARGE and is_ready(wait=limits.work is not None):
        from allocator.moves.walker import Walker

        nothing = complete(matrix, tightened.lower)
        if matrix.feasible(nothing):
            walker = Walker(matrix, tightened, 1, nothing, limits.seed)
            walker.walk(_MOVES)
            return walker.best()
    return construct(matrix, tightened, deadline)
