"""One allocation on the flat arrays of a layout: what is counted of it, and how it came about.

A plain tuple of arrays, since a compiled class would be compiled anew in every process.
"""

from typing import NamedTuple

from allocator.problem import Ints
from allocator.problem.start_ranges import Smalls
from allocator.search.local.compiler import compiled
from allocator.search.local.random_numbers import draw_from

#: Single numbers in `State.tally`: broken rows, entries of the log and of the notes, pending auxiliary items,
#: requests not served, and the state of the random generator.
BROKEN, LOGGED, NOTED, PENDING_COUNT, UNSERVED_COUNT, RANDOM = range(6)
TALLIES = 6

LONGEST_MOVE = 1 << 16  # changes of items between two acceptances; a move has some hundreds


class State(NamedTuple):
    """An allocation and all that is counted of it; read through `state_accessors`, changed through `changes`.

    `small` has, by item, SHUT: how many times it was closed; by set-packing row ROOM: how many more items it
    admits, and OCCUPANT, the request that was last counted; by request its start START (-1: not served), its
    payer PAYER, its people TEAM; UNSERVED, the requests not served, and UNSERVED_PLACE, where each stands
    there; PENDING, the auxiliary items to be settled, and IS_PENDING. `exact` has VALUE by item and ACTIVITY
    by general row. `value` is the cost of every tier. Whether a row keeps an item out is asked of its rows:
    an item stands in a few of them, but fills and empties some that hold hundreds of others.

    Scratch for taking a move back: `log[k]` is the k-th change since the last acceptance, an item and what it
    was, or -1 - r for purse r and its activity; `notes` holds, for each request that changed, its people,
    start and payer before, and the request.
    """

    small: Smalls
    exact: Ints
    value: Ints
    tally: Ints
    log: Ints
    notes: Smalls


@compiled
def draw(s: State, below: int) -> int:
    """A random number from 0 to `below` - 1, `below` being less than 2^31."""
    return draw_from(s.tally, RANDOM, below)


@compiled
def better(one: Ints, other: Ints) -> bool:
    """Whether values are better than others, tier by tier."""
    for t in range(len(one)):
        if one[t] != other[t]:
            return bool(one[t] < other[t])
    return False
