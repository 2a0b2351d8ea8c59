"""Missions pushed in, and others that give way to them, compiled."""

import numpy as np

from allocator.problem.start_ranges import Smalls
from allocator.search.local.compiler import compiled
from allocator.search.local.insertion import open_mission, take_out
from allocator.search.local.layout import (
    ACTIVITY,
    BLOCKED,
    CAPACITY,
    COLUMN_ROW,
    COLUMN_START,
    COUNT,
    FIRST_START,
    FREE,
    GROUP_FIRST,
    OCCUPANT,
    OTHER_CHECKED,
    OTHER_ROW,
    OTHER_SIZE,
    OTHER_START,
    OWNER,
    PAYER_START,
    PLACES,
    REQUEST_START,
    ROW_ITEM,
    ROW_START,
    SOLE,
    START_GROUP,
    STARTED,
    TEAM,
    TEAM_START,
    UNEVEN_ITEM,
    UNEVEN_START,
    UPPER_LIMIT,
    VALUE,
    Arrays,
)  # fmt: skip
from allocator.search.local.state import BROKEN, LOGGED, State, draw, flip, settle

_LOOKED_AT = 24  # people looked at for one place
_DEAR = np.float32(1e9)


@compiled
def push_in(a: Arrays, s: State, request: int, spread: float, gone: Smalls) -> int:
    """Serve a request at some start, and take out whatever it collides with.

    The requests taken out are written to `gone`; returns how many there are, -1 where it cannot be.
    """
    at, fixed = a.at, a.fixed
    first, last = fixed[at[REQUEST_START] + request], fixed[at[REQUEST_START] + request + 1]
    if last == first:
        return -1
    start = _least_conflict(a, s, first, last)
    logged = s.tally[LOGGED]
    count = enter(a, s, request, start, gone)
    place = fixed[at[TEAM_START] + request]
    for group in range(fixed[at[START_GROUP] + start], fixed[at[START_GROUP] + start + 1]):
        for _ in range(fixed[at[PLACES] + group]):
            if count >= 0:
                count = sit(a, s, request, place, _least_missed(a, s, group, request, spread), gone, count)
            place += 1
    return count if count < 0 else relieve(a, s, request, logged, gone, count)


@compiled
def enter(a: Arrays, s: State, request: int, start: int, gone: Smalls) -> int:
    """Begin a mission at a start, with a payer at random and nobody yet, and take out what must give way; how
    many are gone, -1 where it cannot be."""
    at, fixed = a.at, a.fixed
    payers = fixed[at[PAYER_START] + request + 1] - fixed[at[PAYER_START] + request]
    payer = fixed[at[PAYER_START] + request] + draw(s, payers) if payers > 0 else -1
    count = make_room(a, s, at[FIRST_START] + start, request, gone, 0)
    if count >= 0:
        open_mission(a, s, request, start, payer)
    return count


@compiled
def sit(a: Arrays, s: State, request: int, place: int, person: int, gone: Smalls, count: int) -> int:
    """Give somebody a place, taking out what must give way; how many are gone in all, -1 in vain."""
    if person < 0:
        return -1
    count = make_room(a, s, person, request, gone, count)
    if count >= 0:
        s.small[a.at[TEAM] + place] = person
        flip(a, s, person, 1)
    return count


@compiled
def _least_conflict(a: Arrays, s: State, first: int, last: int) -> int:
    """Of two random starts the one with more people free per place."""
    at, fixed, small = a.at, a.fixed, s.small
    best, most = -1, np.float32(-1.0)
    for _ in range(2):
        start = first + draw(s, last - first)
        room = np.float32(4.0)
        for group in range(fixed[at[START_GROUP] + start], fixed[at[START_GROUP] + start + 1]):
            room = min(room, np.float32(small[at[FREE] + group]) / fixed[at[PLACES] + group])
        if small[at[BLOCKED] + at[FIRST_START] + start] > 0:
            room -= np.float32(1.0)
        if best < 0 or room > most:
            best, most = start, room
    return best


@compiled
def _least_missed(a: Arrays, s: State, group: int, request: int, spread: float) -> int:
    """Of some people for a place, the one for whom the least must give way; -1 where nobody can."""
    at, fixed, small = a.at, a.fixed, s.small
    first = fixed[at[GROUP_FIRST] + group]
    size = fixed[at[GROUP_FIRST] + group + 1] - first
    offset, blocked = draw(s, size), at[BLOCKED]
    best, least = -1, _DEAR
    for n in range(min(size, _LOOKED_AT)):
        item = first + (offset + n) % size
        if s.exact[at[VALUE] + item] > 0:
            continue
        price = np.float32(0.1) * a.price[item] + _missed_elsewhere(a, s, item)
        if small[blocked + item] > 0:
            price += _missed(a, s, item, request)
        price *= np.float32(1.0 + spread * draw(s, 1024) / 1024)
        if price < least:
            best, least = item, price
    return best


@compiled
def _missed(a: Arrays, s: State, item: int, request: int) -> float:
    """What the requests are worth, roughly, that would give way to an item; very much where they cannot."""
    at, fixed, small = a.at, a.fixed, s.small
    missed, last = np.float32(0.0), -1
    for k in range(fixed[at[COLUMN_START] + item], fixed[at[COLUMN_START] + item + 1]):
        row = fixed[at[COLUMN_ROW] + k]
        if small[at[COUNT] + row] < fixed[at[CAPACITY] + row]:
            continue
        occupant = small[at[OCCUPANT] + row]
        if occupant == request and fixed[at[CAPACITY] + row] == 1:
            return 1e9
        if occupant != last:
            missed += a.worth[occupant]
            last = occupant
    return float(missed)


@compiled
def _missed_elsewhere(a: Arrays, s: State, item: int) -> float:
    """The same for the uneven rows that can be looked at beforehand."""
    at, fixed = a.at, a.fixed
    missed = np.float32(0.0)
    for k in range(fixed[at[OTHER_START] + item], fixed[at[OTHER_CHECKED] + item]):
        row = fixed[at[OTHER_ROW] + k]
        if s.exact[at[ACTIVITY] + row] + a.exact[at[OTHER_SIZE] + k] > a.exact[at[UPPER_LIMIT] + row]:
            missed += _DEAR if fixed[at[SOLE] + row] else np.float32(1.0)
    return float(missed)


@compiled
def make_room(a: Arrays, s: State, item: int, keep: int, gone: Smalls, count: int) -> int:
    """Take out missions until every even row admits an item; how many are gone in all, or -1 in vain."""
    at, fixed, small = a.at, a.fixed, s.small
    if small[at[BLOCKED] + item] == 0:
        return count
    for k in range(fixed[at[COLUMN_START] + item], fixed[at[COLUMN_START] + item + 1]):
        row = fixed[at[COLUMN_ROW] + k]
        while small[at[COUNT] + row] >= fixed[at[CAPACITY] + row]:
            other = one_of(a, s, row, keep)
            if other < 0 or count == len(gone):
                return -1
            take_out(a, s, other)
            gone[count] = other
            count += 1
    return count


@compiled
def one_of(a: Arrays, s: State, row: int, keep: int) -> int:
    """A request that counts in an even row, other than `keep`; -1 where there is none."""
    at, fixed, small = a.at, a.fixed, s.small
    if fixed[at[CAPACITY] + row] == 1 and small[at[COUNT] + row] == 1:
        occupant = small[at[OCCUPANT] + row]
        return -1 if occupant == keep else int(occupant)
    first = fixed[at[ROW_START] + row]
    size = fixed[at[ROW_START] + row + 1] - first
    offset = draw(s, size)
    for n in range(size):
        item = fixed[at[ROW_ITEM] + first + (offset + n) % size]
        if s.exact[at[VALUE] + item] > 0 and fixed[at[OWNER] + item] != keep:
            return int(fixed[at[OWNER] + item])
    return -1


@compiled
def relieve(a: Arrays, s: State, keep: int, logged: int, gone: Smalls, count: int) -> int:
    """Settle, and take out missions until no uneven row that was touched since `logged` is exceeded; how many
    are gone in all, -1 where that fails."""
    at, fixed = a.at, a.fixed
    settle(a, s)
    k = logged
    while k < s.tally[LOGGED] and s.tally[BROKEN] > 0:
        item = s.log[k, 0]
        for n in range(fixed[at[OTHER_START] + item], fixed[at[OTHER_START] + item + 1]):
            row = fixed[at[OTHER_ROW] + n]
            if s.exact[at[ACTIVITY] + row] > a.exact[at[UPPER_LIMIT] + row]:
                count = _relieve_row(a, s, row, keep, gone, count)
                if count < 0:
                    return -1
        k += 1
    return count if s.tally[BROKEN] == 0 else -1


@compiled
def _relieve_row(a: Arrays, s: State, row: int, keep: int, gone: Smalls, count: int) -> int:
    """Take out missions that fill an uneven row, from a random one on, until it holds."""
    at, fixed = a.at, a.fixed
    first = fixed[at[UNEVEN_START] + row]
    size = fixed[at[UNEVEN_START] + row + 1] - first
    offset = draw(s, size)
    for n in range(size):
        item = fixed[at[UNEVEN_ITEM] + first + (offset + n) % size]
        owner = fixed[at[OWNER] + item]
        if (
            s.exact[at[VALUE] + item] > 0
            and owner >= 0
            and owner != keep
            and s.small[at[STARTED] + owner] >= 0
        ):
            if count == len(gone):
                return -1
            take_out(a, s, owner)
            gone[count] = owner
            count += 1
            if s.exact[at[ACTIVITY] + row] <= a.exact[at[UPPER_LIMIT] + row]:
                return count
    return -1
