"""A start that a lock breaks: what the lock asks for is solved in beside the rest of a known allocation."""

import numpy as np

from allocator.matrix import Matrix, Tightened, complete, part_of, relevant_rows
from allocator.problem import Ints
from allocator.search.construct.kept_part import owners, reduced
from allocator.search.lns.around import first_tiers, neighbours
from allocator.search.lns.rivalry import rivalry_of
from allocator.search.lns.rounds import free_columns, sliced
from allocator.solvers import cp_sat
from allocator.solvers.program import Limits, Watch, program_of

_SIZES = (8, 32, 128)  # requests that are solved anew, one size after the other
_WORK = 1  # deterministic units for each


def feasible_start(matrix: Matrix, tightened: Tightened, point: Ints, watch: Watch) -> Ints | None:
    """A feasible point with as much of `point` as a greedy removal leaves.

    Where a lock asks for what had to be removed, its request is solved anew together with those that compete
    with it, which may then change. None where that finds nothing.
    """
    kept, broken = reduced(matrix, tightened, point)
    if not len(broken):
        return kept if matrix.feasible(kept) else None
    base, owner = matrix.columns.base_count, owners(matrix)
    kept[:base] = np.maximum(kept[:base], tightened.lower[:base])
    columns = matrix.rows[broken].indices
    wanted = np.unique(owner[columns[columns < base]])
    program = program_of(part_of(matrix, relevant_rows(matrix, len(matrix.tiers))), tightened)
    rivalry = rivalry_of(matrix, tightened)
    for size in _SIZES if len(wanted) else ():
        free = free_columns(matrix, program, neighbours(rivalry, wanted, size))
        cost = first_tiers(matrix.tiers, program, free)
        part = sliced(program.with_cost(cost or matrix.tiers[0].cost), free, kept, Limits(work=_WORK))
        found = cp_sat.minimise(part.program, part.limits, hint=part.incumbent, watch=watch)
        if found.point is None:
            continue
        whole = kept.copy()
        whole[free] = found.point
        whole = complete(matrix, whole)
        if matrix.feasible(whole):
            return whole
    return None
