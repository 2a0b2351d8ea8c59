"""Places filled with different people, or with people of different countries: maximum bipartite matching."""

from allocator.problem.arrays import Bools


def most_filled(fits: Bools) -> int:
    """How many places can be filled, each with something of its own: `fits[i, j]` says that place i takes j.

    The size of a maximum matching, found by Hopcroft and Karp's algorithm.
    """
    from scipy import sparse
    from scipy.sparse.csgraph import maximum_bipartite_matching  # slow to import, and few plans need it

    matched = maximum_bipartite_matching(sparse.csr_array(fits), perm_type="column")
    return int((matched >= 0).sum())
