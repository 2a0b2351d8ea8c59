"""The state of a walk at a point of the matrix."""

import numpy as np

from allocator.moves.arrays import (
    BLOCKED,
    COUNT,
    FREE,
    OCCUPANT,
    OUT,
    OUT_PLACE,
    PAID,
    STARTED,
    TEAM,
    WAITING,
    WAITS,
    Layout,
)  # fmt: skip
from allocator.moves.state import BROKEN, CHANCE, LONGEST_MOVE, OUT_COUNT, State
from allocator.problem import Ints


def state_at(layout: Layout, point: Ints, constants: Ints, seed: int) -> State:
    """Everything counted anew at a point; `constants` are those of the tiers. The point must be feasible."""
    arrays, items, rows = layout
    x = point[items.column]
    activity = np.zeros(len(rows.lower), dtype=np.int64)
    row = np.repeat(np.arange(len(activity)), np.diff(rows.uneven_start))
    np.add.at(activity, row, rows.uneven_size * x[rows.uneven_item])
    parts = _counted(layout, x)
    broken = int(((activity < rows.lower) | (activity > rows.upper)).sum())
    broken += int((parts[COUNT] > rows.capacity).sum())
    small = np.concatenate([np.asarray(parts[name]).astype(np.int32) for name in sorted(parts)])
    tally = np.zeros(6, dtype=np.int64)
    tally[BROKEN], tally[CHANCE] = broken, np.random.default_rng(seed).integers(1 << 62)
    tally[OUT_COUNT] = int((parts[STARTED] < 0).sum())
    return State(
        small=small,
        exact=np.concatenate([x, activity]),
        value=x @ arrays.cost + constants,
        tally=tally,
        log=np.zeros((LONGEST_MOVE, 2), dtype=np.int64),
        notes=np.zeros(LONGEST_MOVE, dtype=np.int32),
    )


def _counted(layout: Layout, x: Ints) -> dict[int, Ints]:
    """The parts of the pool of small numbers."""
    items, rows = layout.items, layout.rows
    even = len(rows.capacity)
    row = np.repeat(np.arange(even), np.diff(rows.even_start))
    count = np.bincount(row, weights=x[rows.even_item], minlength=even).astype(np.int64)
    occupant = np.zeros(even, dtype=np.int64)
    used = np.flatnonzero(x[rows.even_item] > 0)
    occupant[row[used]] = rows.owner[rows.even_item[used]]
    full = (count >= rows.capacity)[row]
    blocked = np.bincount(rows.even_item[full], minlength=len(x))
    groups = len(items.places)
    free = np.bincount(items.group[blocked == 0], minlength=groups + 1)
    requests = len(items.request_start) - 1
    started = np.full(requests, -1, dtype=np.int64)
    start = np.flatnonzero(x[items.first_start : items.first_payer])
    started[items.start_request[start]] = start
    paid = np.full(requests, -1, dtype=np.int64)
    payer = np.flatnonzero(x[items.first_payer : items.first_auxiliary])
    paid[np.searchsorted(items.payer_start, payer, side="right") - 1] = payer
    team = np.zeros(int(items.team_start[-1]), dtype=np.int64)
    person = np.flatnonzero(x[: items.first_start])
    request = rows.owner[person]
    order = np.argsort(request, kind="stable")
    rank = np.arange(len(order)) - np.searchsorted(request[order], request[order])
    team[items.team_start[request[order]] + rank] = person[order]
    unserved = np.flatnonzero(started < 0)
    out, place = np.zeros(requests, dtype=np.int64), np.zeros(requests, dtype=np.int64)
    out[: len(unserved)] = unserved
    place[unserved] = np.arange(len(unserved))
    auxiliary = np.zeros(len(x) - items.first_auxiliary, dtype=np.int64)
    return {
        BLOCKED: blocked, FREE: free, COUNT: count, OCCUPANT: occupant, STARTED: started, PAID: paid,
        TEAM: team, OUT: out, OUT_PLACE: place, WAITING: auxiliary, WAITS: auxiliary,
    }  # fmt: skip
