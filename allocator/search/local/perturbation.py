"""Random exchanges of one person for another who is free, or for one on a mission elsewhere; compiled."""

from allocator.problem import Ints
from allocator.problem.start_ranges import Smalls
from allocator.search.local.accessors import (
    group_of,
    packing_row_at,
    packing_rows_of,
    people_of,
    places_of,
    request_count,
)
from allocator.search.local.changes import accept, flip, note, set_person, settle, undo
from allocator.search.local.compiler import compiled, entry_point
from allocator.search.local.insertion import admits
from allocator.search.local.layout import Arrays
from allocator.search.local.state import BROKEN, State, better, draw
from allocator.search.local.state_accessors import (
    free_in,
    is_blocked,
    is_closed,
    is_full,
    is_served,
    is_taken,
    occupant_of,
    person_at,
)


@entry_point
def perturb(a: Arrays, s: State, before: Ints, moved: Smalls, times: int) -> None:
    """Try so many exchanges. No mission is removed, no row broken, and no value made worse. What was changed
    before stands."""
    accept(s)
    for _ in range(times):
        for t in range(len(before)):
            before[t] = s.value[t]
        if not exchange(a, s, moved, 1) or better(before, s.value):
            undo(a, s, 0, 0)
        accept(s)


@compiled
def exchange(a: Arrays, s: State, moved: Smalls, people: int) -> bool:
    """Give a random place to another expert, the cheapest of so many random ones, and places that this
    blocks to others. False where that fails: what was changed is to be taken back."""
    request = draw(s, request_count(a))
    first, last = places_of(a, request)
    if not is_served(a, s, request) or first == last:
        return False
    place = first + draw(s, last - first)
    start, end = people_of(a, group_of(a, person_at(a, s, place)))
    item = start + draw(s, end - start)
    for _ in range(1, people):
        other = start + draw(s, end - start)
        if a.price[other] < a.price[item]:
            item = other
    if is_taken(a, s, item) or not _may_exchange(a, s, request, item):
        return False
    possible = _exchange(a, s, request, place, item, moved)
    settle(a, s)
    return bool(possible and s.tally[BROKEN] == 0)


@compiled
def _may_exchange(a: Arrays, s: State, request: int, item: int) -> bool:
    """Whether for each place that blocks an item an expert is free, or blocked only by the request; checked
    before anything is changed, since most exchanges fail."""
    if is_closed(a, s, item):
        return False
    previous = -1
    for k in range(*packing_rows_of(a, item)):
        row = packing_row_at(a, k)
        if not is_full(a, s, row):
            continue
        other = occupant_of(a, s, row)
        if other == request:
            return False
        if other != previous:
            place = _place_in(a, s, other, row)
            if place < 0:
                return False
            group = group_of(a, person_at(a, s, place))
            if free_in(a, s, group, 1) <= 0 and not _leaves_somebody(a, s, request, group):
                return False
            previous = other
    return True


@compiled
def _leaves_somebody(a: Arrays, s: State, request: int, group: int) -> bool:
    """Whether an expert of a group is blocked by one request alone."""
    for item in range(*people_of(a, group)):
        if is_closed(a, s, item):
            continue
        alone = not is_taken(a, s, item)
        k, end = packing_rows_of(a, item)
        while alone and k < end:
            row = packing_row_at(a, k)
            alone = not is_full(a, s, row) or occupant_of(a, s, row) == request
            k += 1
        if alone:
            return True
    return False


@compiled
def _exchange(a: Arrays, s: State, request: int, place: int, item: int, moved: Smalls) -> bool:
    """Give a place to an item and find others for the places that block it; False where that fails."""
    note(a, s, request)
    flip(a, s, person_at(a, s, place), -1)
    set_person(a, s, place, item)
    count = 0
    for k in range(*packing_rows_of(a, item)):
        if not is_blocked(a, s, item):
            break
        row = packing_row_at(a, k)
        if not is_full(a, s, row):
            continue
        other = occupant_of(a, s, row)
        if other == request or count == len(moved):
            return False
        taken = _place_in(a, s, other, row)
        if taken < 0:
            return False
        note(a, s, other)
        flip(a, s, person_at(a, s, taken), -1)
        moved[count] = taken
        count += 1
    if is_blocked(a, s, item) or not admits(a, s, item):
        return False
    flip(a, s, item, 1)
    for n in range(count):
        if not _fill(a, s, moved[n]):
            return False
    return True


@compiled
def _place_in(a: Arrays, s: State, request: int, row: int) -> int:
    """The place of a request that counts in a set-packing row; -1 where none does."""
    if not is_served(a, s, request):
        return -1
    for place in range(*places_of(a, request)):
        item = person_at(a, s, place)
        if is_taken(a, s, item):
            for k in range(*packing_rows_of(a, item)):
                if packing_row_at(a, k) == row:
                    return place
    return -1


@compiled
def _fill(a: Arrays, s: State, place: int) -> bool:
    """Give a place left vacant to a random free expert of the same group."""
    group = group_of(a, person_at(a, s, place))
    if free_in(a, s, group, 1) <= 0:
        return False
    first, last = people_of(a, group)
    size = last - first
    offset = draw(s, size)
    for n in range(size):
        item = first + (offset + n) % size
        if not is_blocked(a, s, item) and not is_taken(a, s, item) and admits(a, s, item):
            set_person(a, s, place, item)
            flip(a, s, item, 1)
            return True
    return False
