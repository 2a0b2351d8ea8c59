"""The first allocation: what is locked by construction, the rest as the compiled code fills it in."""

import time
from collections.abc import Callable

from allocator.matrix import Matrix, Tightened, complete
from allocator.moves import is_ready
from allocator.problem import Ints
from allocator.search.coarse import coarser
from allocator.search.construct import SoFar, construct
from allocator.solvers.program import Limits

_SMALL = 3_000  # columns up to which the construction takes less time than loading the compiled code
_SOON = 2.0  # seconds after which a construction shows what it has
_MOVES = 1_000  # of a walk that tidies up behind the filling


def first_point(
    matrix: Matrix,
    tightened: Tightened,
    limits: Limits,
    deadline: float | None,
    show: Callable[[Ints], object] = lambda point: None,
) -> Ints | None:
    """A feasible point; None where none was found, which proves nothing.

    The compiled code is waited for while it is loaded, which pays. While it is compiled, once on a machine,
    and where it cannot be, missions are placed one by one until it is there, or until the deadline: `show` is
    given what stands after two seconds. No clock decides under a limit of work.
    """
    nothing = complete(matrix, tightened.lower)
    possible = matrix.feasible(nothing)
    if possible and not tightened.upper[matrix.columns.y].any():
        return nothing
    if matrix.shape[1] <= _SMALL:
        return construct(matrix, tightened, deadline)
    ready = is_ready(wait=limits.work is not None)
    point = nothing if possible and ready else construct(matrix, tightened, deadline, _Enough(show))
    return _filled(matrix, tightened, limits, point) if point is not None and is_ready() else point


class _Enough:
    """Ends a construction when the compiled code can go on from what is placed, and shows that once before,
    if it takes long."""

    def __init__(self, show: Callable[[Ints], object]) -> None:
        self._show: Callable[[Ints], object] | None = show
        self._soon = time.perf_counter() + _SOON
        self._stands: bool | None = None

    def __call__(self, so_far: SoFar) -> bool:
        if is_ready():
            if self._stands is None:
                self._stands = so_far() is not None
            return self._stands
        if self._show is not None and time.perf_counter() > self._soon:
            point, show, self._show = so_far(), self._show, None
            if point is not None:
                show(point)
        return False


def _filled(matrix: Matrix, tightened: Tightened, limits: Limits, point: Ints) -> Ints:
    """A point with whatever fits in beside what it serves."""
    from allocator.moves.walker import Walker

    walker = Walker(matrix, coarser(matrix, tightened), 1, point, limits.seed)
    walker.fill()
    walker.walk(_MOVES)
    return walker.best()
