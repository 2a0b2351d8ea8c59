"""What stands in the two pools of a state, read by name: the allocation at hand; compiled, and inlined where
called."""

from allocator.problem.rows import NO_LIMIT
from allocator.search.local.accessors import packing_row_at, packing_rows_of, people_of, purse_of, upper_limit
from allocator.search.local.compiler import compiled
from allocator.search.local.layout import (
    ACTIVITY,
    ITEM_GENERAL_ROW,
    ITEM_GENERAL_SIZE,
    OCCUPANT,
    PAYER,
    ROOM,
    SHUT,
    START,
    TEAM,
    UNSERVED,
    UPPER_LIMIT,
    VALUE,
    Arrays,
)  # fmt: skip
from allocator.search.local.state import UNSERVED_COUNT, State


@compiled
def start_of(a: Arrays, s: State, request: int) -> int:
    """The start at which a request is served; -1 where it is not."""
    return s.small[a.at[START] + request]


@compiled
def is_served(a: Arrays, s: State, request: int) -> bool:
    """Whether a request is served."""
    return s.small[a.at[START] + request] >= 0


@compiled
def payer_of(a: Arrays, s: State, request: int) -> int:
    """Who pays for a request; -1 where nobody does."""
    return s.small[a.at[PAYER] + request]


@compiled
def person_at(a: Arrays, s: State, place: int) -> int:
    """The item at a place; of no meaning where its request is not served."""
    return s.small[a.at[TEAM] + place]


@compiled
def unserved_count(s: State) -> int:
    """How many requests are not served."""
    return s.tally[UNSERVED_COUNT]


@compiled
def unserved_at(a: Arrays, s: State, k: int) -> int:
    """Number k of the requests that are not served."""
    return s.small[a.at[UNSERVED] + k]


@compiled
def is_taken(a: Arrays, s: State, item: int) -> bool:
    """Whether an item is in."""
    return s.exact[a.at[VALUE] + item] > 0


@compiled
def is_closed(a: Arrays, s: State, item: int) -> bool:
    """Whether an item is kept out whatever the rows say."""
    return s.small[a.at[SHUT] + item] > 0


@compiled
def is_blocked(a: Arrays, s: State, item: int) -> bool:
    """Whether a full set-packing row keeps an item out, or it is closed."""
    if s.small[a.at[SHUT] + item] > 0:
        return True
    for k in range(*packing_rows_of(a, item)):
        if s.small[a.at[ROOM] + packing_row_at(a, k)] <= 0:
            return True
    return False


@compiled
def free_in(a: Arrays, s: State, group: int, enough: int) -> int:
    """How many people of a group are not blocked; counted up to `enough`."""
    count = 0
    for item in range(*people_of(a, group)):
        if not is_blocked(a, s, item):
            count += 1
            if count >= enough:
                break
    return count


@compiled
def room_in(a: Arrays, s: State, row: int) -> int:
    """How many more items a set-packing row admits."""
    return s.small[a.at[ROOM] + row]


@compiled
def is_full(a: Arrays, s: State, row: int) -> bool:
    """Whether a set-packing row admits no more items."""
    return s.small[a.at[ROOM] + row] <= 0


@compiled
def occupant_of(a: Arrays, s: State, row: int) -> int:
    """The request that was last counted in a set-packing row."""
    return s.small[a.at[OCCUPANT] + row]


@compiled
def is_exceeded(a: Arrays, s: State, row: int) -> bool:
    """Whether the activity of a general row is above its limit."""
    return s.exact[a.at[ACTIVITY] + row] > a.exact[a.at[UPPER_LIMIT] + row]


@compiled
def would_exceed(a: Arrays, s: State, k: int) -> bool:
    """Whether the item of entry k in a general row would lift its activity above its limit."""
    row = a.fixed[a.at[ITEM_GENERAL_ROW] + k]
    return (
        s.exact[a.at[ACTIVITY] + row] + a.exact[a.at[ITEM_GENERAL_SIZE] + k]
        > a.exact[a.at[UPPER_LIMIT] + row]
    )


@compiled
def left_in_purse(a: Arrays, s: State, payer: int) -> int:
    """What the purse of a payer has left."""
    if payer < 0 or purse_of(a, payer) < 0:
        return NO_LIMIT
    row = purse_of(a, payer)
    return upper_limit(a, row) - s.exact[a.at[ACTIVITY] + row]
