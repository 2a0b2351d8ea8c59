"""A matrix as flat arrays: all that the compiled search over missions looks at.

The search serves whole missions: a start, a full team, one payer. *Items* are the columns it may use, in an
order of its own: people by (start, seat), then starts, payers and auxiliary columns. Of the rows only those
are kept that whole missions could break: *set-packing* rows count so many of some base items, all alike;
*general* rows are all others. `accessors` reads what stands here by name.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.matrix import Matrix, Tightened
from allocator.problem import Ints
from allocator.problem.start_ranges import Smalls
from allocator.search.local.items import Items, items_of
from allocator.search.local.payments import paid_at_once
from allocator.search.local.prices import Floats, plain_prices, worths
from allocator.search.local.purses import purses_of
from allocator.search.local.row_kinds import RowKinds, split_rows
from allocator.search.parameters import USUAL, LocalSearchParameters

#: Parts of the pool of small numbers; `at[NAME]` is where a part begins.
(
    ITEM_PACKING_START, ITEM_PACKING_ROW,
    ITEM_GENERAL_START, ITEM_GENERAL_CHECKED, ITEM_GENERAL_ROW, OWNER, GROUP,
    PACKING_START, PACKING_ITEM, CAPACITY, GENERAL_START, GENERAL_ITEM, DEFINED_START, DEFINED,
    DEFINER_START, DEFINER, GREATEST,
    REQUEST_START, START_GROUP, GROUP_FIRST, PLACES, PAYER_START, TEAM_START, OF_ONE_REQUEST, PURSE, CHARGED,
) = range(26)  # fmt: skip
#: Parts of the pool of exact numbers.
(
    ITEM_GENERAL_SIZE, LOWER_LIMIT, UPPER_LIMIT, DEFINER_SIZE, LEAST, MOST, PERSON_TAKES, GROUP_TAKES,
    START_TAKES,
) = range(26, 35)  # fmt: skip
#: Parts of the pools of a state: small numbers, then exact ones.
SHUT, ROOM, OCCUPANT, START, PAYER, TEAM, UNSERVED, UNSERVED_PLACE, PENDING, IS_PENDING = range(35, 45)
VALUE, ACTIVITY = range(45, 47)
#: Single numbers in `at`: how many requests; where starts, payers and auxiliary columns begin among items.
REQUESTS, FIRST_START, FIRST_PAYER, FIRST_AUXILIARY = range(47, 51)
#: Parameters of the operators in `at`, see `LocalSearchParameters`.
(
    INSERTION_PEOPLE, INSERTION_PAYERS, INSERTION_STARTS, EJECTION_PEOPLE, RUINED_MISSIONS, OFFERED,
    GUIDED_STARTS, GUIDED_PEOPLE,
) = range(51, 59)  # fmt: skip
_COUNT = 59


Parts = dict[int, NDArray[Any]]


class Arrays(NamedTuple):
    """What does not change during a search, in two pools: every array given to a compiled function costs
    time.

    By item: ITEM_PACKING_START of its set-packing rows ITEM_PACKING_ROW; ITEM_GENERAL_START of its general
    rows ITEM_GENERAL_ROW, ITEM_GENERAL_SIZE, those that are looked at before somebody is seated up to
    ITEM_GENERAL_CHECKED; OWNER, its request (-1: none, or several); GROUP, the (start, seat) it may fill. By
    set-packing row: PACKING_START of its items PACKING_ITEM, CAPACITY. By general row: GENERAL_START of the
    items GENERAL_ITEM that fill it; LOWER_LIMIT, UPPER_LIMIT; OF_ONE_REQUEST: one owns all its items;
    DEFINED_START of the auxiliary items DEFINED that it keeps from their free end. By auxiliary item, counted
    from the first: DEFINER_START of the rows DEFINER, DEFINER_SIZE that define it; GREATEST; LEAST and MOST.
    By request: REQUEST_START of its starts, PAYER_START of its payers, TEAM_START of its places. By start:
    START_GROUP of its groups; by group: GROUP_FIRST of its items, PLACES. By payer its PURSE, and CHARGED,
    the purse in which its people count at once (see `payments`). What is taken of a purse: by person
    PERSON_TAKES, by group and start at least GROUP_TAKES, START_TAKES (see `purses`). `cost[i, t]` is what a
    unit of item i costs in tier t, `price[i]` what it is thought to cost (see `prices`), `worth[r]` what
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


def layout_of(
    matrix: Matrix,
    rows: Ints,
    tightened: Tightened,
    tiers: int,
    parameters: LocalSearchParameters = USUAL.local_search,
) -> Layout:
    """The arrays of some rows of a matrix within tightened bounds, for its first so many tiers."""
    items = items_of(matrix, tightened)
    cost = _costs(matrix, items, tiers)
    small, exact = _named(matrix, tightened, items, split_rows(matrix, rows, items), cost)
    at = np.zeros(_COUNT, dtype=np.int64)
    at[[REQUESTS, FIRST_START, FIRST_PAYER, FIRST_AUXILIARY]] = (
        len(items.request_start) - 1, items.first_start, items.first_payer, items.first_auxiliary,
    )  # fmt: skip
    at[INSERTION_PEOPLE:] = (
        parameters.insertion_people, parameters.insertion_payers, parameters.insertion_starts,
        parameters.ejection_people, parameters.ruined_missions, parameters.offered,
        parameters.guided_starts, parameters.guided_people,
    )  # fmt: skip
    fixed = _pool(at, small, np.int32)
    numbers = _pool(at, exact, np.int64)
    parts = small | exact
    sizes = _state_sizes(items, parts)
    for pool in (range(SHUT, VALUE), range(VALUE, REQUESTS)):
        position = 0
        for part in pool:
            at[part] = position
            position += sizes[part]
    prices = plain_prices(matrix, items, cost, parameters)
    arrays = Arrays(at, fixed, numbers, cost, prices, worths(items, cost))
    return Layout(arrays, items, parts)


def _named(
    matrix: Matrix, tightened: Tightened, items: Items, rows: RowKinds, cost: Ints
) -> tuple[Parts, Parts]:
    auxiliary, purses = items.column[items.first_auxiliary :], purses_of(rows, items)
    idle = ~matrix.greatest[auxiliary] & (tightened.lower[auxiliary] == 0)
    idle &= ~cost[items.first_auxiliary :].any(axis=1)
    rows, charged = paid_at_once(rows, items, purses, idle)
    small: Parts = {
        ITEM_PACKING_START: rows.item_packing_start, ITEM_PACKING_ROW: rows.item_packing_row,
        ITEM_GENERAL_START: rows.item_general_start, ITEM_GENERAL_CHECKED: rows.item_general_checked,
        ITEM_GENERAL_ROW: rows.item_general_row,
        OWNER: rows.owner, GROUP: items.group,
        PACKING_START: rows.packing_start, PACKING_ITEM: rows.packing_item, CAPACITY: rows.capacity,
        GENERAL_START: rows.general_start, GENERAL_ITEM: rows.general_item,
        DEFINED_START: rows.defined_start, DEFINED: rows.defined,
        DEFINER_START: rows.definer_start, DEFINER: rows.definer, GREATEST: matrix.greatest[auxiliary],
        REQUEST_START: items.request_start, START_GROUP: items.start_group,
        GROUP_FIRST: items.group_first, PLACES: items.places,
        PAYER_START: items.payer_start, TEAM_START: items.team_start, OF_ONE_REQUEST: rows.of_one_request,
        PURSE: purses.purse, CHARGED: charged,
    }  # fmt: skip
    exact: Parts = {
        ITEM_GENERAL_SIZE: rows.item_general_size,
        LOWER_LIMIT: rows.lower, UPPER_LIMIT: rows.upper, DEFINER_SIZE: rows.definer_size,
        LEAST: tightened.lower[auxiliary], MOST: tightened.upper[auxiliary],
        PERSON_TAKES: purses.person, GROUP_TAKES: purses.group, START_TAKES: purses.start,
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
    auxiliary, packing = count - items.first_auxiliary, len(parts[CAPACITY])
    return {
        SHUT: count, ROOM: packing, OCCUPANT: packing,
        START: requests, PAYER: requests, TEAM: int(items.team_start[-1]),
        UNSERVED: requests, UNSERVED_PLACE: requests, PENDING: auxiliary, IS_PENDING: auxiliary,
        VALUE: count, ACTIVITY: len(parts[LOWER_LIMIT]),
    }  # fmt: skip


def _costs(matrix: Matrix, items: Items, tiers: int) -> Ints:
    cost = np.zeros((matrix.shape[1], tiers), dtype=np.int64)
    for t, tier in enumerate(matrix.tiers[:tiers]):
        cost[tier.cost.column, t] = tier.cost.coefficient
    return np.ascontiguousarray(cost[items.column])
