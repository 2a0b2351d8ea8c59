"""Local searches of a run. One within the same bounds as the last, for as many tiers, shares its layout:
to make it is most of the work of beginning one."""

from typing import TYPE_CHECKING

import numpy as np

from allocator.matrix import Tightened
from allocator.outside.memory import give_back
from allocator.problem import Ints
from allocator.search.local.items import Items, items_of
from allocator.search.run import Run

if TYPE_CHECKING:
    from allocator.search.local.local_search import LocalSearch


def local_search_for(run: Run, tightened: Tightened, tiers: int, point: Ints) -> "LocalSearch":
    """A local search from a feasible point, for the first so many tiers."""
    from allocator.search.local.local_search import LocalSearch

    last, run.last_layout = run.last_layout, None  # the last one need not stay beside another
    layout = None
    if last is not None and last[1] == tiers and _are_equal(last[0], tightened):
        layout = last[2]
    del last
    parameters = run.parameters.local_search
    made = LocalSearch(run.matrix, tightened, tiers, point, run.limits.seed, parameters, layout)
    if layout is None:
        give_back(run.matrix.rows.nnz)
    run.last_layout = tightened, tiers, made.layout
    return made


def _are_equal(one: Tightened, other: Tightened) -> bool:
    """Whether they leave the columns the same values."""
    return one is other or all(
        np.array_equal(mine, theirs) for mine, theirs in ((one.lower, other.lower), (one.upper, other.upper))
    )


def items_within(run: Run, bounds: Tightened) -> Items:
    """The items of a run within some bounds: those of its last local search, if its bounds are these."""
    last = run.last_layout
    if last is not None and _are_equal(last[0], bounds):
        return last[2].items
    return items_of(run.matrix, bounds)
