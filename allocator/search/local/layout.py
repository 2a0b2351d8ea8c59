"""A matrix as flat arrays: all that the compiled search over missions looks at.

The walk serves whole missions: a start, a full team, one payer. *Items* are the columns it may use, in an
order of its own: people by (start, seat), then starts, payers and auxiliary columns. Of the rows only those
are kept that whole missions could break: *even* rows count so many of some base items, all alike; *uneven*
ones are all others.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.matrix import Matrix, Tightened
from allocator.problem import Ints
from allocator.problem.start_ranges import Smalls
from allocator.search.local.items import Items, items_of
from allocator.search.local.prices import Floats, plain_prices, worths
from allocator.search.local.row_kinds import Sorted, sort_rows

#: Parts of the pool of small numbers; `at[NAME]` is where a part begins.
(
    COLUMN_START, COLUMN_ROW, OTHER_START, OTHER_CHECKED, OTHER_ROW, OWNER, GROUP,
    ROW_START, ROW_ITEM, CAPACITY, UNEVEN_START, UNEVEN_ITEM, DEFINED_START, DEFINED,
    DEFINER_START, DEFINER, GREATEST,
    REQUEST_START, START_GROUP, GROUP_FIRST, PLACES, PAYER_START, TEAM_START, SOLE,
) = range(24)  # fmt: skip
#: Parts of the pool of exact numbers.
OTHER_SIZE, LOWER_LIMIT, UPPER_LIMIT, DEFINER_SIZE, LEAST, MOST = range(24, 30)
#: Parts of the pools of a state: small numbers, then exact ones.
BLOCKED, FREE, COUNT, OCCUPANT, STARTED, PAID, TEAM, OUT, OUT_PLACE, WAITING, WAITS = range(30, 41)
VALUE, ACTIVITY = range(41, 43)
#: Single numbers in `at`: how many requests; where starts, payers and auxiliary columns begin among items.
REQUESTS, FIRST_START, FIRST_PAYER, FIRST_AUXILIARY = range(43, 47)
_COUNT = 47


Parts = dict[int, NDArray[Any]]


class Arrays(NamedTuple):
    """What does not change during a walk, in two pools: every array given to a compiled function costs time.

    By item: COLUMN_START of its even rows COLUMN_ROW; OTHER_START of its uneven rows OTHER_ROW, OTHER_SIZE,
    those that are looked at before somebody is seated up to OTHER_CHECKED; OWNER, its request (-1: none, or
    several); GROUP, the (start, seat) it may fill. By even row: ROW_START of its items ROW_ITEM, CAPACITY.
    By uneven row: UNEVEN_START of the items UNEVEN_ITEM that fill it; LOWER_LIMIT, UPPER_LIMIT; SOLE: it
    speaks of one request alone; DEFINED_START of
    the auxiliary items DEFINED that it keeps from their free end. By auxiliary item, counted from the first:
    DEFINER_START of the rows DEFINER, DEFINER_SIZE that define it; GREATEST; LEAST and MOST. By request:
    REQUEST_START of its starts, PAYER_START of its payers, TEAM_START of its places. By start:
    START_GROUP of its groups; by group: GROUP_FIRST of its items, PLACES. `cost[i, t]` is what one unit of
    item i costs in tier t, `price[i]` what it is thought to cost (see `moves.prices`), `worth[r]` what
    request r is worth.
    """

    at: Ints
    fixed: Smalls
    exact: Ints
    cost: Ints
    price: Floats
    worth: Floats


class Layout(NamedTuple):
    """Arrays, the column of each item, and each part of `arrays.fixed` and `arrays.exact` by its name: a view
    of where it lies there."""

    arrays: Arrays
    items: Items
    parts: Parts


def layout_of(matrix: Matrix, rows: Ints, tightened: Tightened, tiers: int) -> Layout:
    """The arrays of some rows of a matrix within tightened bounds, for its first so many tiers."""
    items = items_of(matrix, tightened)
    small, exact = _named(matrix, tightened, items, sort_rows(matrix, rows, items))
    at = np.zeros(_COUNT, dtype=np.int64)
    at[[REQUESTS, FIRST_START, FIRST_PAYER, FIRST_AUXILIARY]] = (
        len(items.request_start) - 1, items.first_start, items.first_payer, items.first_auxiliary,
    )  # fmt: skip
    fixed = _pool(at, small, np.int32)
    numbers = _pool(at, exact, np.int64)
    parts = small | exact
    sizes = _state_sizes(items, parts)
    for pool in (range(BLOCKED, VALUE), range(VALUE, REQUESTS)):
        position = 0
        for part in pool:
            at[part] = position
            position += sizes[part]
    cost = _costs(matrix, items, tiers)
    arrays = Arrays(at, fixed, numbers, cost, plain_prices(matrix, items, cost), worths(items, cost))
    return Layout(arrays, items, parts)


def _named(matrix: Matrix, tightened: Tightened, items: Items, rows: Sorted) -> tuple[Parts, Parts]:
    auxiliary = items.column[items.first_auxiliary :]
    small: Parts = {
        COLUMN_START: rows.column_start, COLUMN_ROW: rows.column_row,
        OTHER_START: rows.other_start, OTHER_CHECKED: rows.other_checked, OTHER_ROW: rows.other_row,
        OWNER: rows.owner, GROUP: items.group,
        ROW_START: rows.even_start, ROW_ITEM: rows.even_item, CAPACITY: rows.capacity,
        UNEVEN_START: rows.uneven_start, UNEVEN_ITEM: rows.uneven_item,
        DEFINED_START: rows.defined_start, DEFINED: rows.defined,
        DEFINER_START: rows.definer_start, DEFINER: rows.definer, GREATEST: matrix.greatest[auxiliary],
        REQUEST_START: items.request_start, START_GROUP: items.start_group,
        GROUP_FIRST: items.group_first, PLACES: items.places,
        PAYER_START: items.payer_start, TEAM_START: items.team_start, SOLE: rows.sole,
    }  # fmt: skip
    exact: Parts = {
        OTHER_SIZE: rows.other_size,
        LOWER_LIMIT: rows.lower, UPPER_LIMIT: rows.upper, DEFINER_SIZE: rows.definer_size,
        LEAST: tightened.lower[auxiliary], MOST: tightened.upper[auxiliary],
    }  # fmt: skip
    return small, exact


def _pool(at: Ints, parts: Parts, kind: type) -> Any:
    """The parts one after the other; `at` learns where each begins, and `parts` keeps what lies there
    instead of what it was given."""
    pool: NDArray[Any] = np.empty(sum(len(part) for part in parts.values()), dtype=kind)
    position = 0
    for name in parts:
        at[name], last = position, position + len(parts[name])
        pool[position:last] = parts[name]
        parts[name], position = pool[position:last], last
    return pool


def _state_sizes(items: Items, parts: Parts) -> dict[int, int]:
    count, requests = len(items.column), len(items.request_start) - 1
    auxiliary, even = count - items.first_auxiliary, len(parts[CAPACITY])
    return {
        BLOCKED: count, FREE: len(items.places) + 1, COUNT: even, OCCUPANT: even,
        STARTED: requests, PAID: requests, TEAM: int(items.team_start[-1]),
        OUT: requests, OUT_PLACE: requests, WAITING: auxiliary, WAITS: auxiliary,
        VALUE: count, ACTIVITY: len(parts[LOWER_LIMIT]),
    }  # fmt: skip


def _costs(matrix: Matrix, items: Items, tiers: int) -> Ints:
    cost = np.zeros((matrix.shape[1], tiers), dtype=np.int64)
    for t, tier in enumerate(matrix.tiers[:tiers]):
        cost[tier.cost.column, t] = tier.cost.coefficient
    return np.ascontiguousarray(cost[items.column])
