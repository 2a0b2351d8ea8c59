"""What stands in the two pools of a layout and of a state, read by name; compiled, and inlined where called.

Pairs are half-open ranges: `range(*starts_of(a, request))` are the starts of a request. Ranges of entries are
read one by one: entry k of `packing_rows_of(a, item)` is the row `packing_row_at(a, k)`.
"""

from allocator.search.local.compiler import compiled
from allocator.search.local.layout import (
    ACTIVITY,
    BLOCKED,
    CAPACITY,
    COUNT,
    FIRST_PAYER,
    FIRST_START,
    FREE,
    GENERAL_ITEM,
    GENERAL_START,
    GROUP,
    GROUP_FIRST,
    ITEM_GENERAL_CHECKED,
    ITEM_GENERAL_ROW,
    ITEM_GENERAL_SIZE,
    ITEM_GENERAL_START,
    ITEM_PACKING_ROW,
    ITEM_PACKING_START,
    LOWER_LIMIT,
    OCCUPANT,
    OF_ONE_REQUEST,
    OWNER,
    PACKING_ITEM,
    PACKING_START,
    PAYER,
    PAYER_START,
    PLACES,
    REQUEST_START,
    REQUESTS,
    START,
    START_GROUP,
    TEAM,
    TEAM_START,
    UNSERVED,
    UPPER_LIMIT,
    VALUE,
    Arrays,
)  # fmt: skip
from allocator.search.local.state import UNSERVED_COUNT, State

# -- what a request, a start and a group are made of ----------------------------------------------------


@compiled
def request_count(a: Arrays) -> int:
    """How many requests there are, served or not."""
    return a.at[REQUESTS]


@compiled
def starts_of(a: Arrays, request: int) -> tuple[int, int]:
    """The starts of a request."""
    k = a.at[REQUEST_START] + request
    return a.fixed[k], a.fixed[k + 1]


@compiled
def payers_of(a: Arrays, request: int) -> tuple[int, int]:
    """The payers of a request; none where no funding is asked for."""
    k = a.at[PAYER_START] + request
    return a.fixed[k], a.fixed[k + 1]


@compiled
def places_of(a: Arrays, request: int) -> tuple[int, int]:
    """The places of a request's team, seat by seat."""
    k = a.at[TEAM_START] + request
    return a.fixed[k], a.fixed[k + 1]


@compiled
def groups_of(a: Arrays, start: int) -> tuple[int, int]:
    """The groups of a start: one per seat, in the order of the places."""
    k = a.at[START_GROUP] + start
    return a.fixed[k], a.fixed[k + 1]


@compiled
def people_of(a: Arrays, group: int) -> tuple[int, int]:
    """The items that may fill a group."""
    k = a.at[GROUP_FIRST] + group
    return a.fixed[k], a.fixed[k + 1]


@compiled
def places_in(a: Arrays, group: int) -> int:
    """How many people a group needs."""
    return a.fixed[a.at[PLACES] + group]


@compiled
def start_item(a: Arrays, start: int) -> int:
    """The item of a start."""
    return a.at[FIRST_START] + start


@compiled
def payer_item(a: Arrays, payer: int) -> int:
    """The item of a payer."""
    return a.at[FIRST_PAYER] + payer


@compiled
def owner_of(a: Arrays, item: int) -> int:
    """The request of an item; -1 where there is none, or more than one."""
    return a.fixed[a.at[OWNER] + item]


@compiled
def group_of(a: Arrays, item: int) -> int:
    """The group that an item may fill."""
    return a.fixed[a.at[GROUP] + item]


# -- rows -----------------------------------------------------------------------------------------------


@compiled
def packing_rows_of(a: Arrays, item: int) -> tuple[int, int]:
    """Entries of an item in set-packing rows."""
    k = a.at[ITEM_PACKING_START] + item
    return a.fixed[k], a.fixed[k + 1]


@compiled
def packing_row_at(a: Arrays, k: int) -> int:
    """The set-packing row of entry k of an item."""
    return a.fixed[a.at[ITEM_PACKING_ROW] + k]


@compiled
def items_of_packing_row(a: Arrays, row: int) -> tuple[int, int]:
    """Entries of a set-packing row."""
    k = a.at[PACKING_START] + row
    return a.fixed[k], a.fixed[k + 1]


@compiled
def item_of_packing_row_at(a: Arrays, k: int) -> int:
    """The item of entry k of a set-packing row."""
    return a.fixed[a.at[PACKING_ITEM] + k]


@compiled
def capacity_of(a: Arrays, row: int) -> int:
    """How many of its items a set-packing row admits."""
    return a.fixed[a.at[CAPACITY] + row]


@compiled
def general_rows_of(a: Arrays, item: int) -> tuple[int, int]:
    """Entries of an item in general rows."""
    k = a.at[ITEM_GENERAL_START] + item
    return a.fixed[k], a.fixed[k + 1]


@compiled
def checked_rows_of(a: Arrays, item: int) -> tuple[int, int]:
    """Entries of an item in those general rows that can be looked at before it is taken in."""
    return a.fixed[a.at[ITEM_GENERAL_START] + item], a.fixed[a.at[ITEM_GENERAL_CHECKED] + item]


@compiled
def general_row_at(a: Arrays, k: int) -> int:
    """The general row of entry k of an item."""
    return a.fixed[a.at[ITEM_GENERAL_ROW] + k]


@compiled
def size_at(a: Arrays, k: int) -> int:
    """The coefficient of entry k of an item in its general row."""
    return a.exact[a.at[ITEM_GENERAL_SIZE] + k]


@compiled
def fillers_of(a: Arrays, row: int) -> tuple[int, int]:
    """Entries of a general row with positive coefficients."""
    k = a.at[GENERAL_START] + row
    return a.fixed[k], a.fixed[k + 1]


@compiled
def filler_at(a: Arrays, k: int) -> int:
    """The item of entry k of a general row."""
    return a.fixed[a.at[GENERAL_ITEM] + k]


@compiled
def is_of_one_request(a: Arrays, row: int) -> bool:
    """Whether a general row speaks of one request alone."""
    return a.fixed[a.at[OF_ONE_REQUEST] + row] != 0


@compiled
def lower_limit(a: Arrays, row: int) -> int:
    """The least activity of a general row."""
    return a.exact[a.at[LOWER_LIMIT] + row]


@compiled
def upper_limit(a: Arrays, row: int) -> int:
    """The greatest activity of a general row."""
    return a.exact[a.at[UPPER_LIMIT] + row]


# -- the allocation at hand -----------------------------------------------------------------------------


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
