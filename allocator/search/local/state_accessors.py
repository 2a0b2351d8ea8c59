"""What stands in the two pools of a state, read by name: the allocation at hand; compiled, and inlined where
called."""

from allocator.search.local.compiler import compiled
from allocator.search.local.layout import (
    ACTIVITY,
    BLOCKED,
    CAPACITY,
    COUNT,
    FREE,
    ITEM_GENERAL_ROW,
    ITEM_GENERAL_SIZE,
    OCCUPANT,
    PAYER,
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
def full_rows_of(a: Arrays, s: State, item: int) -> int:
    """How many full set-packing rows keep an item out; a closed item counts `CLOSED` more."""
    return s.small[a.at[BLOCKED] + item]


@compiled
def is_blocked(a: Arrays, s: State, item: int) -> bool:
    """Whether a full set-packing row keeps an item out, or it is closed."""
    return s.small[a.at[BLOCKED] + item] > 0


@compiled
def free_in(a: Arrays, s: State, group: int) -> int:
    """How many people of a group are not blocked."""
    return s.small[a.at[FREE] + group]


@compiled
def is_full(a: Arrays, s: State, row: int) -> bool:
    """Whether a set-packing row admits no more items."""
    return s.small[a.at[COUNT] + row] >= a.fixed[a.at[CAPACITY] + row]


@compiled
def count_in(a: Arrays, s: State, row: int) -> int:
    """How many items count in a set-packing row."""
    return s.small[a.at[COUNT] + row]


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
