"""The first allocation: what is locked by construction, the rest as the compiled code fills it in."""

from allocator.matrix import Matrix, Tightened, complete
from allocator.moves import is_ready
from allocator.problem import Ints
from allocator.search.coarse import coarser
from allocator.search.construct import construct
from allocator.solvers.program import Limits

LARGE = 60_000  # columns beyond which the construction, decision by decision, takes too long
_MOVES = 1_000  # of a walk that tidies up behind the filling


def first_point(matrix: Matrix, tightened: Tightened, limits: Limits, deadline: float | None) -> Ints | None:
    """A feasible point; None where none was found, which proves nothing.

    Without the compiled code, or where locks leave it nothing to begin with, by the construction alone.
    """
    wait = limits.work is not None or matrix.shape[1] > LARGE
    nothing = complete(matrix, tightened.lower)
    possible = matrix.feasible(nothing)
    if possible and not tightened.upper[matrix.columns.y].any():
        return nothing
    if not possible or not is_ready(wait=wait):
        return construct(matrix, tightened, deadline)
    from allocator.moves.walker import Walker

    walker = Walker(matrix, coarser(matrix, tightened), 1, nothing, limits.seed)
    walker.fill()
    walker.walk(_MOVES)
    return walker.best()
