"""The search: from a plan to a proven or bounded allocation, tier by tier.

1. `solve` builds the matrix and tightens it; where nothing is feasible, `infeasibility/` finds a smallest
   unsatisfiable subset (MUS).
2. `construct/` gives a first point: greedily, or by compiled insertion, at first on a single weekday.
3. `tiers` takes the goals in order; `tier_search` is what the solvers of a tier share, `run` what all tiers
   share.
4. `bounds/`: a combinatorial bound at once; then dual ascent on a Lagrangian dual and the linear relaxation,
   whose reduced costs guide the local search, and branch and cut, in the background (`background`).
5. `sessions` improves the incumbent by local search (`local/`): guided ejection chains, late acceptance.
6. `lns/` improves it by large neighbourhood search: parts of the matrix solved by CP-SAT. `improvement` takes
   turns between the two.
7. `bounds/confirmation` proves a second way what only one solver says; `trust` keeps who said what.
8. The value is frozen as a row, and the next tier begins. At the end `solve` has the allocation verified.

`parameters` has every tuning number.
"""

from allocator.search.solve import solve

__all__ = ["solve"]
