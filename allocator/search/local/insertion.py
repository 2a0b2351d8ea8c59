"""Whole missions inserted and removed, compiled."""

import numpy as np

from allocator.problem.rows import NO_LIMIT
from allocator.search.local.accessors import (
    checked_rows_of,
    dearness,
    general_row_at,
    groups_of,
    least_taken,
    payer_item,
    payers_of,
    people_of,
    places_in,
    places_of,
    start_item,
    starts_of,
)
from allocator.search.local.changes import flip, note, set_payer, set_person, set_start, settle, undo
from allocator.search.local.compiler import compiled
from allocator.search.local.layout import INSERTION_PAYERS, INSERTION_PEOPLE, INSERTION_STARTS, Arrays
from allocator.search.local.state import BROKEN, LOGGED, NOTED, State, draw
from allocator.search.local.state_accessors import (
    free_in,
    is_blocked,
    is_exceeded,
    is_served,
    is_taken,
    left_in_purse,
    payer_of,
    person_at,
    start_of,
    would_exceed,
)

DEAR = np.float32(1e9)  # more than any price


@compiled
def remove(a: Arrays, s: State, request: int) -> None:
    """Remove the mission of a request."""
    if not is_served(a, s, request):
        return
    note(a, s, request)
    flip(a, s, start_item(a, start_of(a, s, request)), -1)
    for place in range(*places_of(a, request)):
        flip(a, s, person_at(a, s, place), -1)
    payer = payer_of(a, s, request)
    if payer >= 0:
        flip(a, s, payer_item(a, payer), -1)
    set_payer(a, s, request, -1)
    set_start(a, s, request, -1)
    settle(a, s)


@compiled
def insert(a: Arrays, s: State, request: int, spread: float) -> bool:
    """Serve a request beside all others: at the cheapest start at which every seat seems to have a free
    expert, else at some others. Prices seem dearer by up to `spread` of themselves. Nothing changes where it
    cannot be served."""
    first, last = starts_of(a, request)
    best, least, most = -1, DEAR, _most_left(a, s, request)
    for start in range(first, last):
        if least_taken(a, start) <= most and _seems_possible(a, s, start):
            price = a.price[start_item(a, start)] * np.float32(1.0 + spread * draw(s, 1024) / 1024)
            if price < least:
                best, least = start, price
    if best < 0:
        return False
    if _insert_at(a, s, request, best, spread):
        return True
    offset, tries = draw(s, last - first), 1
    for n in range(last - first):
        start = first + (offset + n) % (last - first)
        if start != best and least_taken(a, start) <= most and _seems_possible(a, s, start):
            if _insert_at(a, s, request, start, spread):
                return True
            tries += 1
            if tries == a.at[INSERTION_STARTS]:
                break
    return False


@compiled
def _seems_possible(a: Arrays, s: State, start: int) -> bool:
    """Whether no full row keeps a start out, nor a general row that can be checked beforehand (as those that
    keep it behind its predecessor), and every seat has as many people who are free as it needs."""
    if is_blocked(a, s, start_item(a, start)) or not admits(a, s, start_item(a, start)):
        return False
    for group in range(*groups_of(a, start)):
        if free_in(a, s, group, places_in(a, group)) < places_in(a, group):
            return False
    return True


@compiled
def _most_left(a: Arrays, s: State, request: int) -> int:
    """What the fullest purse of all payers of a request has left."""
    first, last = payers_of(a, request)
    most = NO_LIMIT if first == last else -NO_LIMIT
    for payer in range(first, last):
        most = max(most, left_in_purse(a, s, payer))
    return most


@compiled
def _insert_at(a: Arrays, s: State, request: int, start: int, spread: float) -> bool:
    """Serve a request at a start, under one of some payers with the means for it; nothing changes where that
    cannot be."""
    first, last = payers_of(a, request)
    payers = last - first
    skip, tries = draw(s, payers) if payers > 0 else 0, 0
    broken, logged, noted = s.tally[BROKEN], s.tally[LOGGED], s.tally[NOTED]
    for p in range(max(1, payers)):
        payer = first + (skip + p) % payers if payers > 0 else -1
        spare = left_in_purse(a, s, payer) - least_taken(a, start)
        if spare < 0:
            continue
        open_mission(a, s, request, start, payer)
        seated = 0
        if payer < 0 or _may_pay(a, s, payer):
            seated = _seat(a, s, request, start, spread, spare)
        settle(a, s)
        if seated > 0 and s.tally[BROKEN] <= broken:
            return True
        undo(a, s, logged, noted)
        tries += 1
        if seated < 0 or tries == a.at[INSERTION_PAYERS]:
            break
    return False


@compiled
def _may_pay(a: Arrays, s: State, payer: int) -> bool:
    """Whether no row that can be checked before anybody is seated keeps a payer from paying."""
    for k in range(*checked_rows_of(a, payer_item(a, payer))):
        if is_exceeded(a, s, general_row_at(a, k)):
            return False
    return True


@compiled
def _seat(a: Arrays, s: State, request: int, start: int, spread: float, spare: int) -> int:
    """Seat a team; 1 if that can be, 0 if some seat has nobody, which another payer may change, -1 if the
    seats get into each other's way."""
    if not _choose_first(a, s, request, start, spread, spare):
        return 0
    return 1 if _fill_team(a, s, request, start, spread, spare) else -1


@compiled
def open_mission(a: Arrays, s: State, request: int, start: int, payer: int) -> None:
    """Open a mission: a start and a payer, its team still empty."""
    note(a, s, request)
    set_start(a, s, request, start)
    set_payer(a, s, request, payer)
    if payer >= 0:
        flip(a, s, payer_item(a, payer), 1)
    flip(a, s, start_item(a, start), 1)


@compiled
def _choose_first(a: Arrays, s: State, request: int, start: int, spread: float, spare: int) -> bool:
    """An expert for the first place of every seat, each seat alone: most infeasible teams show here. `spare`
    is what the purse has left beyond what the team takes at least."""
    place, _ = places_of(a, request)
    for group in range(*groups_of(a, start)):
        chosen = _cheapest_free(a, s, group, spread, spare)
        if chosen < 0:
            return False
        set_person(a, s, place, chosen)
        place += places_in(a, group)
    return True


@compiled
def _fill_team(a: Arrays, s: State, request: int, start: int, spread: float, spare: int) -> bool:
    """Fill every seat, the first place of each as already chosen where that still can be."""
    place, _ = places_of(a, request)
    for group in range(*groups_of(a, start)):
        for n in range(places_in(a, group)):
            chosen = person_at(a, s, place) if n == 0 else -1
            if chosen < 0 or not _is_free(a, s, group, chosen, spare):
                chosen = _cheapest_free(a, s, group, spread, spare)
            if chosen < 0:
                return False
            spare -= dearness(a, group, chosen)
            set_person(a, s, place, chosen)
            flip(a, s, chosen, 1)
            place += 1
    return True


@compiled
def _cheapest_free(a: Arrays, s: State, group: int, spread: float, spare: int) -> int:
    """The cheapest of some free experts, from a random one on; -1 where none is free."""
    first, last = people_of(a, group)
    size = last - first
    offset = draw(s, size)
    best, least, seen = -1, DEAR, 0
    for n in range(size):
        item = first + (offset + n) % size
        if not _is_free(a, s, group, item, spare):
            continue
        price = a.price[item] * np.float32(1.0 + spread * draw(s, 1024) / 1024)
        if price < least:
            best, least = item, price
        seen += 1
        if seen == a.at[INSERTION_PEOPLE]:
            break
    return best


@compiled
def _is_free(a: Arrays, s: State, group: int, item: int, spare: int) -> bool:
    """Whether an expert can be seated, and takes no more of the purse than can be spared beyond the least."""
    if is_blocked(a, s, item) or is_taken(a, s, item) or dearness(a, group, item) > spare:
        return False
    return admits(a, s, item)


@compiled
def admits(a: Arrays, s: State, item: int) -> bool:
    """Whether the general rows that can be checked beforehand admit an item."""
    for k in range(*checked_rows_of(a, item)):
        if would_exceed(a, s, k):
            return False
    return True
