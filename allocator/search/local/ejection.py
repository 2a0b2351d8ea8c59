"""Missions inserted where others must be ejected for them, compiled."""

import numpy as np

from allocator.problem.rows import NO_LIMIT
from allocator.problem.start_ranges import Smalls
from allocator.search.local.accessors import (
    capacity_of,
    checked_rows_of,
    filler_at,
    fillers_of,
    general_row_at,
    general_rows_of,
    groups_of,
    is_of_one_request,
    item_of_packing_row_at,
    items_of_packing_row,
    least_taken,
    owner_of,
    packing_row_at,
    packing_rows_of,
    payers_of,
    people_of,
    places_in,
    places_of,
    start_item,
    starts_of,
)
from allocator.search.local.changes import flip, set_person, settle
from allocator.search.local.compiler import compiled
from allocator.search.local.insertion import DEAR, open_mission, remove
from allocator.search.local.layout import EJECTION_PEOPLE, Arrays
from allocator.search.local.state import BROKEN, LOGGED, State, draw
from allocator.search.local.state_accessors import (
    free_in,
    is_blocked,
    is_exceeded,
    is_full,
    is_served,
    is_taken,
    left_in_purse,
    occupant_of,
    room_in,
    would_exceed,
)


@compiled
def insert_with_ejection(a: Arrays, s: State, request: int, spread: float, ejected: Smalls) -> int:
    """Serve a request at some start, and eject whatever it collides with.

    The requests ejected are written to `ejected`; returns how many there are, -1 where it cannot be served.
    """
    first, last = starts_of(a, request)
    if last == first:
        return -1
    start = _least_contended_start(a, s, first, last)
    logged = s.tally[LOGGED]
    count = open_with_ejection(a, s, request, start, ejected)
    place, _ = places_of(a, request)
    for group in range(*groups_of(a, start)):
        for _ in range(places_in(a, group)):
            if count >= 0:
                person = _least_ejecting_person(a, s, group, request, spread)
                count = seat_with_ejection(a, s, request, place, person, ejected, count)
            place += 1
    return count if count < 0 else eject_until_feasible(a, s, request, logged, ejected, count)


@compiled
def open_with_ejection(a: Arrays, s: State, request: int, start: int, ejected: Smalls) -> int:
    """Open a mission at a start, with nobody yet, and eject what blocks it; how many are ejected, -1 where it
    cannot be."""
    payer = _payer_with_means(a, s, request, start)
    count = eject_for(a, s, start_item(a, start), request, ejected, 0)
    if count >= 0:
        open_mission(a, s, request, start, payer)
    return count


@compiled
def _payer_with_means(a: Arrays, s: State, request: int, start: int) -> int:
    """A random payer whose purse has enough left for a mission; else the one whose purse has the most."""
    first, last = payers_of(a, request)
    payers = last - first
    if payers == 0:
        return -1
    skip, best, most = draw(s, payers), -1, -NO_LIMIT
    for p in range(payers):
        payer = first + (skip + p) % payers
        left = left_in_purse(a, s, payer)
        if left >= least_taken(a, start):
            return payer
        if left > most:
            best, most = payer, left
    return best


@compiled
def seat_with_ejection(
    a: Arrays, s: State, request: int, place: int, person: int, ejected: Smalls, count: int
) -> int:
    """Give a place to an expert and eject what blocks that; how many are ejected in all, -1 where it cannot
    be."""
    if person < 0:
        return -1
    count = eject_for(a, s, person, request, ejected, count)
    if count >= 0:
        set_person(a, s, place, person)
        flip(a, s, person, 1)
    return count


@compiled
def _least_contended_start(a: Arrays, s: State, first: int, last: int) -> int:
    """Of two random starts the one with more people free per place."""
    best, most = -1, np.float32(-1.0)
    for _ in range(2):
        start = first + draw(s, last - first)
        room = np.float32(4.0)
        for group in range(*groups_of(a, start)):
            room = min(room, np.float32(free_in(a, s, group, 4 * places_in(a, group))) / places_in(a, group))
        if is_blocked(a, s, start_item(a, start)):
            room -= np.float32(1.0)
        if best < 0 or room > most:
            best, most = start, room
    return best


@compiled
def _least_ejecting_person(a: Arrays, s: State, group: int, request: int, spread: float) -> int:
    """Of some people for a place, the one for whom the least must be ejected; -1 where none can be seated."""
    first, last = people_of(a, group)
    size = last - first
    offset = draw(s, size)
    best, least = -1, DEAR
    for n in range(min(size, a.at[EJECTION_PEOPLE])):
        item = first + (offset + n) % size
        if is_taken(a, s, item):
            continue
        price = np.float32(0.1) * a.price[item] + _ejected_by_general_rows(a, s, item)
        if is_blocked(a, s, item):
            price += _ejected_by_packing_rows(a, s, item, request)
        price *= np.float32(1.0 + spread * draw(s, 1024) / 1024)
        if price < least:
            best, least = item, price
    return best


@compiled
def _ejected_by_packing_rows(a: Arrays, s: State, item: int, request: int) -> float:
    """What the requests are worth, roughly, that an item ejects; very much where it cannot be seated."""
    worth, last = np.float32(0.0), -1
    for k in range(*packing_rows_of(a, item)):
        row = packing_row_at(a, k)
        if not is_full(a, s, row):
            continue
        occupant = occupant_of(a, s, row)
        if occupant == request and capacity_of(a, row) == 1:
            return 1e9
        if occupant != last:
            worth += a.worth[occupant]
            last = occupant
    return float(worth)


@compiled
def _ejected_by_general_rows(a: Arrays, s: State, item: int) -> float:
    """The same for the general rows that can be checked beforehand."""
    worth = np.float32(0.0)
    for k in range(*checked_rows_of(a, item)):
        if would_exceed(a, s, k):
            worth += DEAR if is_of_one_request(a, general_row_at(a, k)) else np.float32(1.0)
    return float(worth)


@compiled
def eject_for(a: Arrays, s: State, item: int, keep: int, ejected: Smalls, count: int) -> int:
    """Eject missions other than `keep` until every set-packing row admits an item; how many are ejected in
    all, -1 where it cannot be."""
    if not is_blocked(a, s, item):
        return count
    for k in range(*packing_rows_of(a, item)):
        row = packing_row_at(a, k)
        while is_full(a, s, row):
            other = request_in(a, s, row, keep)
            if other < 0 or count == len(ejected):
                return -1
            remove(a, s, other)
            ejected[count] = other
            count += 1
    return count


@compiled
def request_in(a: Arrays, s: State, row: int, keep: int) -> int:
    """A request that counts in a set-packing row, other than `keep`; -1 where there is none."""
    if capacity_of(a, row) == 1 and room_in(a, s, row) == 0:
        occupant = occupant_of(a, s, row)
        return -1 if occupant == keep else int(occupant)
    first, last = items_of_packing_row(a, row)
    size = last - first
    offset = draw(s, size)
    for n in range(size):
        item = item_of_packing_row_at(a, first + (offset + n) % size)
        if is_taken(a, s, item) and owner_of(a, item) != keep:
            return int(owner_of(a, item))
    return -1


@compiled
def eject_until_feasible(a: Arrays, s: State, keep: int, logged: int, ejected: Smalls, count: int) -> int:
    """Settle, and eject missions until no general row that was touched since `logged` is exceeded; how many
    are ejected in all, -1 where that fails."""
    settle(a, s)
    k = logged
    while k < s.tally[LOGGED] and s.tally[BROKEN] > 0:
        item = s.log[k, 0]
        if item < 0:
            if is_exceeded(a, s, -1 - item):
                count = _eject_from_row(a, s, -1 - item, keep, ejected, count)
        else:
            count = _eject_from_rows_of(a, s, item, keep, ejected, count)
        if count < 0:
            return -1
        k += 1
    return count if s.tally[BROKEN] == 0 else -1


@compiled
def _eject_from_rows_of(a: Arrays, s: State, item: int, keep: int, ejected: Smalls, count: int) -> int:
    """The same for all general rows of an item."""
    for n in range(*general_rows_of(a, item)):
        row = general_row_at(a, n)
        if is_exceeded(a, s, row):
            count = _eject_from_row(a, s, row, keep, ejected, count)
            if count < 0:
                return -1
    return count


@compiled
def _eject_from_row(a: Arrays, s: State, row: int, keep: int, ejected: Smalls, count: int) -> int:
    """Eject missions that fill a general row, from a random one on, until it holds."""
    first, last = fillers_of(a, row)
    size = last - first
    offset = draw(s, size)
    for n in range(size):
        item = filler_at(a, first + (offset + n) % size)
        owner = owner_of(a, item)
        if is_taken(a, s, item) and owner >= 0 and owner != keep and is_served(a, s, owner):
            if count == len(ejected):
                return -1
            remove(a, s, owner)
            ejected[count] = owner
            count += 1
            if not is_exceeded(a, s, row):
                return count
    return -1
