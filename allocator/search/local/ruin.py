"""Ruin: related missions removed together, to be inserted anew; compiled.

After Schrimpf et al., Record breaking optimization results using the ruin and recreate principle, Journal of
Computational Physics 2000. Missions are related where one blocks a person whom another could have.
"""

from allocator.problem.start_ranges import Smalls
from allocator.search.local.accessors import (
    groups_of,
    packing_row_at,
    packing_rows_of,
    people_of,
    request_count,
    starts_of,
)
from allocator.search.local.compiler import compiled
from allocator.search.local.ejection import request_in
from allocator.search.local.insertion import remove
from allocator.search.local.layout import RUINED_MISSIONS, Arrays
from allocator.search.local.state import State, draw
from allocator.search.local.state_accessors import is_blocked, is_full, is_served


@compiled
def ruin(a: Arrays, s: State, removed: Smalls) -> int:
    """Remove a random mission and some that are in the way of one removed; how many, written to `removed`."""
    request = draw(s, request_count(a))
    if not is_served(a, s, request):
        return 0
    remove(a, s, request)
    removed[0] = request
    count, wanted = 1, 1 + draw(s, a.at[RUINED_MISSIONS])
    for _ in range(2 * wanted):
        if count >= wanted:
            break
        other = _rival(a, s, removed[draw(s, count)])
        if other >= 0 and is_served(a, s, other):
            remove(a, s, other)
            removed[count] = other
            count += 1
    return count


@compiled
def _rival(a: Arrays, s: State, request: int) -> int:
    """A request that blocks a random person at a random start of another; -1 where nothing does."""
    first, last = starts_of(a, request)
    if first == last:
        return -1
    start = first + draw(s, last - first)
    group, end = groups_of(a, start)
    first, _ = people_of(a, group)
    last, _ = people_of(a, end)
    item = first + draw(s, last - first)
    if not is_blocked(a, s, item):
        return -1
    for k in range(*packing_rows_of(a, item)):
        row = packing_row_at(a, k)
        if is_full(a, s, row):
            return request_in(a, s, row, request)
    return -1
