"""The state of the local search at a point of the matrix."""

import numpy as np

from allocator.problem import Bools, Ints
from allocator.problem.start_ranges import entries_at
from allocator.search.local.layout import (
    CAPACITY,
    CHARGED,
    IS_PENDING,
    ITEM_GENERAL_ROW,
    ITEM_GENERAL_SIZE,
    ITEM_GENERAL_START,
    ITEM_PACKING_ROW,
    ITEM_PACKING_START,
    LOWER_LIMIT,
    OCCUPANT,
    OWNER,
    PAYER,
    PENDING,
    PERSON_TAKES,
    ROOM,
    SHUT,
    START,
    TEAM,
    UNSERVED,
    UNSERVED_PLACE,
    UPPER_LIMIT,
    Layout,
)  # fmt: skip
from allocator.search.local.state import BROKEN, LONGEST_MOVE, RANDOM, TALLIES, UNSERVED_COUNT, State


def state_at(layout: Layout, point: Ints, constants: Ints, seed: int) -> State:
    """Everything counted anew at a point; `constants` are those of the tiers. The point must be feasible."""
    arrays, items, fixed = layout
    x = point[items.column]
    activity = np.zeros(len(fixed[LOWER_LIMIT]), dtype=np.int64)
    used = np.flatnonzero(x)
    entry, which = entries_at(fixed[ITEM_GENERAL_START], used)
    np.add.at(activity, fixed[ITEM_GENERAL_ROW][entry], fixed[ITEM_GENERAL_SIZE][entry] * x[used[which]])
    parts = _counted(layout, x)
    _charge(layout, parts[PAYER], parts[START] >= 0, parts[TEAM], activity)
    broken = int(((activity < fixed[LOWER_LIMIT]) | (activity > fixed[UPPER_LIMIT])).sum())
    broken += int((parts[ROOM] < 0).sum())
    small = np.concatenate([np.asarray(parts[name]).astype(np.int32) for name in sorted(parts)])
    tally = np.zeros(TALLIES, dtype=np.int64)
    tally[BROKEN], tally[RANDOM] = broken, np.random.default_rng(seed).integers(1 << 62)
    tally[UNSERVED_COUNT] = int((parts[START] < 0).sum())
    return State(
        small=small,
        exact=np.concatenate([x, activity]),
        value=x @ arrays.cost + constants,
        tally=tally,
        log=np.zeros((LONGEST_MOVE, 2), dtype=np.int64),
        notes=np.zeros(LONGEST_MOVE, dtype=np.int32),
    )


def _charge(layout: Layout, payer: Ints, served: Bools, team: Ints, activity: Ints) -> None:
    """Count in purses what the people of each mission take."""
    fixed, request = layout.parts, np.flatnonzero(served & (payer >= 0))
    purse = fixed[CHARGED][payer[request]]
    request, purse = request[purse >= 0], purse[purse >= 0]
    place, which = entries_at(layout.items.team_start, request)
    np.add.at(activity, purse[which], fixed[PERSON_TAKES][team[place]])


def _counted(layout: Layout, x: Ints) -> dict[int, Ints]:
    """The parts of the pool of small numbers."""
    items, fixed = layout.items, layout.parts
    capacity, request_of = fixed[CAPACITY], fixed[OWNER]
    used = np.flatnonzero(x[: items.first_auxiliary] > 0)
    entry, which = entries_at(fixed[ITEM_PACKING_START], used)
    row = fixed[ITEM_PACKING_ROW][entry]
    count = np.bincount(row, minlength=len(capacity))
    occupant = np.zeros(len(capacity), dtype=np.int64)
    occupant[row] = request_of[used[which]]
    requests = len(items.request_start) - 1
    started = np.full(requests, -1, dtype=np.int64)
    start = np.flatnonzero(x[items.first_start : items.first_payer])
    started[items.start_request[start]] = start
    paid = np.full(requests, -1, dtype=np.int64)
    payer = np.flatnonzero(x[items.first_payer : items.first_auxiliary])
    paid[np.searchsorted(items.payer_start, payer, side="right") - 1] = payer
    team = np.zeros(int(items.team_start[-1]), dtype=np.int64)
    person = np.flatnonzero(x[: items.first_start])
    request = request_of[person]
    order = np.argsort(request, kind="stable")
    rank = np.arange(len(order)) - np.searchsorted(request[order], request[order])
    team[items.team_start[request[order]] + rank] = person[order]
    unserved = np.flatnonzero(started < 0)
    out, place = np.zeros(requests, dtype=np.int64), np.zeros(requests, dtype=np.int64)
    out[: len(unserved)] = unserved
    place[unserved] = np.arange(len(unserved))
    auxiliary = np.zeros(len(x) - items.first_auxiliary, dtype=np.int64)
    return {
        SHUT: np.zeros(len(x), dtype=np.int64), ROOM: capacity - count, OCCUPANT: occupant,
        START: started, PAYER: paid, TEAM: team, UNSERVED: out, UNSERVED_PLACE: place,
        PENDING: auxiliary, IS_PENDING: auxiliary,
    }  # fmt: skip
