"""Local searches of a run. One within the same bounds as the last, for as many tiers, shares its layout: of
the largest plans that takes half a minute."""

from typing import TYPE_CHECKING

from allocator.matrix import Tightened
from allocator.problem import Ints
from allocator.search.run import Run

if TYPE_CHECKING:
    from allocator.search.local.local_search import LocalSearch


def local_search_for(run: Run, tightened: Tightened, tiers: int, point: Ints) -> "LocalSearch":
    """A local search from a feasible point, for the first so many tiers."""
    from allocator.search.local.local_search import LocalSearch

    last, run.last_layout = run.last_layout, None  # the last one need not stay beside another
    same = last is not None and last[0] is tightened and last[1] == tiers
    layout = last[2] if last is not None and same else None
    del last
    parameters = run.parameters.local_search
    made = LocalSearch(run.matrix, tightened, tiers, point, run.limits.seed, parameters, layout)
    run.last_layout = tightened, tiers, made.layout
    return made
