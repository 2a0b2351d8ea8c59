"""The first trade: local search from the base serves what is wanted, whatever has to give way, and mends."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from allocator.matrix import Linear, Matrix
from allocator.problem import Ints
from allocator.search.run import Run

if TYPE_CHECKING:
    from allocator.search.local.local_search import LocalSearch
    from allocator.whatif.base import Base

_SHARE = 0.3  # of a question's time, at most
_LOOK = 500  # moves between two looks at the clock


def trade(base: "Base", run: Run, start: Ints, wanted: Ints, shut: Ints) -> Ints | None:
    """A point with all that is wanted, reached from a point without; None where the walk found none."""
    walk = _varied(base, run, wanted, shut)
    if walk is None:
        return None
    over, point = _ends(run), start
    for request in wanted.tolist():
        walk.start_from(point, run.limits.seed, 1)
        if not walk.serve(request, run.parameters.variations.first_steps, over):
            return None
        point = walk.best()
    walk.start_from(point, run.limits.seed, 1)
    if walk.has_unserved():
        walk.insert_all()
    return walk.best()


def mended(base: "Base", run: Run, wanted: Ints, shut: Ints, memory: int) -> Ints:
    """What some moves make of the incumbent: the more of them are remembered, the further away; with one,
    never more changes for the same coverage."""
    walk, point = _varied(base, run, wanted, shut), run.known_incumbent
    if walk is None:
        return point
    over = _ends(run)
    walk.start_from(point, run.limits.seed, memory)
    for _ in range(0, run.parameters.variations.moves, _LOOK):
        if over():
            break
        walk.search(_LOOK)
    return walk.best()


def _varied(base: "Base", run: Run, wanted: Ints, shut: Ints) -> "LocalSearch | None":
    """The walk of a question: whatever is wanted is worth more than all else, whatever is shut costs it."""
    walk = base.walk(wait=run.limits.work is not None)
    return None if walk is None else walk.varied(wanted, shut, reward(base.matrix, base.usual[0].cost))


def _ends(run: Run) -> Callable[[], bool]:
    deadline = run.deadline(_SHARE)
    return lambda: run.over(0, deadline)


def reward(matrix: Matrix, cost: Linear) -> int:
    """More than a cost can vary by."""
    width = (matrix.column_upper - matrix.column_lower)[cost.column]
    return int((np.abs(cost.coefficient) * width).sum()) + 1
