"""Neighbourhoods around what a change disturbs, before the search begins: each larger than the one before."""

from collections.abc import Callable

import numpy as np

from allocator.matrix import complete
from allocator.problem import Ints
from allocator.search.bounds.combinatorial import combinatorial_bound
from allocator.search.lns.rivalry import Rivalry, rivalry_of
from allocator.search.lns.rounds import columns_of, slice_around
from allocator.search.lns.slices import Slice, solve_slice
from allocator.search.run import Run
from allocator.solvers.program import Watch

_SIZES = (10, 25, 60)  # requests that are reconsidered together


def improved_around(run: Run, point: Ints, disturbed: Callable[[Ints], Ints], share: float) -> Ints:
    """A feasible point, or a better one in the first tier that differs from it only near the requests which
    `disturbed` finds in a point. Takes at most a share of the run's time."""
    matrix, program, rivalry = run.matrix, run.program(0), rivalry_of(run.matrix, run.tightened)
    cost, deadline = matrix.tiers[0].cost, run.deadline(share)
    least = combinatorial_bound(matrix, run.tightened, cost)
    for size in _SIZES:
        limits = run.limits_until(deadline, run.limits.workers)
        centre = disturbed(point)
        if run.stopped or limits.seconds == 0 or not len(centre) or cost.value(point) <= least:
            break
        free = columns_of(matrix, program, _nearest(rivalry, centre, size))
        found = _solved(run, slice_around(program, free, point, limits))
        if found is not None:
            better = point.copy()
            better[free] = found
            better = complete(matrix, better)
            if cost.value(better) < cost.value(point) and matrix.feasible(better):
                point = better
    return point


def _solved(run: Run, part: Slice) -> Ints | None:
    """The best values found of the columns of a slice."""
    goal = run.matrix.tiers[0].name
    watch = Watch(run.stopped, task="the change", goal=goal, mishaps=run.mishaps)
    run.watches.append(watch)
    try:
        return solve_slice(part, watch).point
    finally:
        run.watches.remove(watch)


def _nearest(rivalry: Rivalry, centre: Ints, size: int) -> Ints:
    """The requests in the centre and those that compete most with them for people, money and weeks."""
    together = (rivalry.first <= rivalry.last[centre].max()) & (rivalry.last >= rivalry.first[centre].min())
    score = rivalry.shared[centre].sum(axis=0) * (1 + together)
    score[centre] = np.inf
    count = min(len(score), max(size, len(centre)))
    return np.sort(np.argpartition(-score, count - 1)[:count])
