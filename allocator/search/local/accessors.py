"""What stands in the two pools of a layout, read by name; compiled, and inlined where called.

Pairs are half-open ranges: `range(*starts_of(a, request))` are the starts of a request. Ranges of entries are
read one by one: entry k of `packing_rows_of(a, item)` is the row `packing_row_at(a, k)`. What an allocation
makes of it stands in `state_accessors`.
"""

from allocator.search.local.compiler import compiled
from allocator.search.local.layout import (
    CAPACITY,
    CHARGED,
    FIRST_PAYER,
    FIRST_START,
    GENERAL_ITEM,
    GENERAL_START,
    GROUP,
    GROUP_FIRST,
    GROUP_TAKES,
    ITEM_GENERAL_CHECKED,
    ITEM_GENERAL_ROW,
    ITEM_GENERAL_SIZE,
    ITEM_GENERAL_START,
    ITEM_PACKING_ROW,
    ITEM_PACKING_START,
    LOWER_LIMIT,
    OF_ONE_REQUEST,
    OWNER,
    PACKING_ITEM,
    PACKING_START,
    PAYER_START,
    PERSON_TAKES,
    PLACES,
    PURSE,
    REQUEST_START,
    REQUESTS,
    START_GROUP,
    START_TAKES,
    TEAM_START,
    UPPER_LIMIT,
    Arrays,
)  # fmt: skip

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
    """Whether all items of a general row belong to one request."""
    return a.fixed[a.at[OF_ONE_REQUEST] + row] != 0


@compiled
def lower_limit(a: Arrays, row: int) -> int:
    """The least activity of a general row."""
    return a.exact[a.at[LOWER_LIMIT] + row]


@compiled
def upper_limit(a: Arrays, row: int) -> int:
    """The greatest activity of a general row."""
    return a.exact[a.at[UPPER_LIMIT] + row]


# -- purses (see `purses`) ------------------------------------------------------------------------------


@compiled
def purse_of(a: Arrays, payer: int) -> int:
    """The general row that the missions of a payer fill; -1 where none is known."""
    return a.fixed[a.at[PURSE] + payer]


@compiled
def charged_purse_of(a: Arrays, payer: int) -> int:
    """The general row in which the people whom a payer pays are counted at once; -1 where none is."""
    return a.fixed[a.at[CHARGED] + payer]


@compiled
def taken_by(a: Arrays, person: int) -> int:
    """What a person takes of a purse."""
    return a.exact[a.at[PERSON_TAKES] + person]


@compiled
def least_taken(a: Arrays, start: int) -> int:
    """What a mission at a start takes of a purse at least."""
    return a.exact[a.at[START_TAKES] + start]


@compiled
def dearness(a: Arrays, group: int, person: int) -> int:
    """What a person takes of a purse beyond the one of the group who takes least."""
    return a.exact[a.at[PERSON_TAKES] + person] - a.exact[a.at[GROUP_TAKES] + group]
