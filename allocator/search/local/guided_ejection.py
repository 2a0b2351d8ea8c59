"""Guided ejection: missions inserted against those that are learned to be easy to place; compiled.

After Nagata and Bräysy, A powerful route minimization heuristic, Operations Research Letters 2009: a request
that could not be inserted without an ejection grows dearer to eject, and random exchanges in between keep
the search from cycling.
"""

from allocator.problem import Ints
from allocator.problem.start_ranges import Smalls
from allocator.search.local.accessors import (
    capacity_of,
    checked_rows_of,
    general_row_at,
    groups_of,
    is_of_one_request,
    owner_of,
    packing_row_at,
    packing_rows_of,
    people_of,
    places_in,
    places_of,
    start_item,
    starts_of,
)
from allocator.search.local.changes import accept, exchange_unserved, undo
from allocator.search.local.compiler import compiled, entry_point
from allocator.search.local.ejection import eject_until_feasible, open_with_ejection, seat_with_ejection
from allocator.search.local.insertion import remove
from allocator.search.local.layout import GUIDED_PEOPLE, GUIDED_STARTS, Arrays
from allocator.search.local.perturbation import perturb
from allocator.search.local.state import LOGGED, State, better, draw
from allocator.search.local.state_accessors import (
    free_in,
    is_blocked,
    is_closed,
    is_full,
    is_taken,
    occupant_of,
    unserved_at,
    unserved_count,
    would_exceed,
)

_NEVER = 1 << 60


@entry_point
def remove_missions_of(a: Arrays, s: State, items: Smalls) -> None:
    """Remove all missions that hold one of some items."""
    for k in range(len(items)):
        if is_taken(a, s, items[k]):
            remove(a, s, owner_of(a, items[k]))
            accept(s)


@entry_point
def guided_ejection(
    a: Arrays, s: State, goal: Ints, before: Ints, penalty: Ints, ejected: Smalls, exchanges: int, steps: int
) -> bool:
    """Insert what is not served, last out first in, until the values are below `goal`.

    Whether so many steps were enough. `penalty`, by request, is what ejecting it is thought to cost; it grows
    where a request could not be inserted beside all others. `exchanges` are tried after each such step.
    """
    for _ in range(steps):
        if unserved_count(s) == 0:
            return False
        request = unserved_at(a, s, unserved_count(s) - 1)
        count = _insert_at_least_penalty(a, s, request, penalty, ejected)
        if count < 0:
            undo(a, s, 0, 0)
            _postpone(a, s)
        accept(s)
        if better(s.value, goal):
            return True
        if count != 0:
            penalty[request] += 1
            perturb(a, s, before, ejected, exchanges)
    return False


@compiled
def _postpone(a: Arrays, s: State) -> None:
    """Make a random other unserved request the next one to insert."""
    exchange_unserved(a, s, draw(s, unserved_count(s)), unserved_count(s) - 1)


@compiled
def _insert_at_least_penalty(a: Arrays, s: State, request: int, penalty: Ints, ejected: Smalls) -> int:
    """Serve a request where what must be ejected has the least penalties; how many are ejected, -1 where it
    cannot be served."""
    start = _least_penalty_start(a, s, request, penalty)
    if start < 0:
        return -1
    logged = s.tally[LOGGED]
    count = open_with_ejection(a, s, request, start, ejected)
    place, _ = places_of(a, request)
    for group in range(*groups_of(a, start)):
        for _ in range(places_in(a, group)):
            if count >= 0:
                person, _ = _least_penalty_person(a, s, group, request, penalty, _NEVER)
                count = seat_with_ejection(a, s, request, place, person, ejected, count)
            place += 1
    return count if count < 0 else eject_until_feasible(a, s, request, logged, ejected, count)


@compiled
def _least_penalty_start(a: Arrays, s: State, request: int, penalty: Ints) -> int:
    """Of some starts the one at which the least must be ejected; -1 where none is possible."""
    first, last = starts_of(a, request)
    size = last - first
    if size == 1:
        return int(first)
    best, least = -1, _NEVER
    offset = draw(s, size) if size > 0 else 0
    for n in range(min(size, a.at[GUIDED_STARTS])):
        start = first + (offset + n) % size if size <= a.at[GUIDED_STARTS] else first + draw(s, size)
        cost = _penalty_of(a, s, start_item(a, start), request, penalty, least)
        for group in range(*groups_of(a, start)):
            if cost < least:
                _, more = _least_penalty_person(a, s, group, request, penalty, least - cost)
                cost += more * places_in(a, group)
        if cost < least:
            best, least = start, cost
    return best


@compiled
def _least_penalty_person(
    a: Arrays, s: State, group: int, request: int, penalty: Ints, limit: int
) -> tuple[int, int]:
    """The expert for whom the least must be ejected from a place, and what that costs; ties at random. -1
    where none costs less than the limit."""
    first, last = people_of(a, group)
    size = last - first
    offset, some_free = draw(s, size), free_in(a, s, group, 1) > 0
    best, least = -1, limit
    for n in range(min(size, a.at[GUIDED_PEOPLE])):
        item = first + (offset + n) % size
        if is_taken(a, s, item) or (some_free and is_blocked(a, s, item)):
            continue
        cost = _penalty_of(a, s, item, request, penalty, least)
        if cost == 0:
            return item, 0
        if cost < least:
            best, least, ties = item, cost, 1
        elif cost == least and best >= 0:
            ties += 1
            if draw(s, ties) == 0:
                best = item
    return best, least


@compiled
def _penalty_of(a: Arrays, s: State, item: int, request: int, penalty: Ints, most: int) -> int:
    """The penalties of what an item ejects, more than `most` once they are that; _NEVER where it is closed,
    or blocked by its own request."""
    if is_closed(a, s, item):
        return _NEVER
    cost = 0
    if is_blocked(a, s, item):
        cost = _penalty_in_packing_rows(a, s, item, request, penalty, most)
        if cost > most:
            return cost
    for k in range(*checked_rows_of(a, item)):
        if would_exceed(a, s, k):
            if is_of_one_request(a, general_row_at(a, k)):
                return _NEVER
            cost += 1
    return cost


@compiled
def _penalty_in_packing_rows(a: Arrays, s: State, item: int, request: int, penalty: Ints, most: int) -> int:
    cost, previous = 0, -1
    for k in range(*packing_rows_of(a, item)):
        row = packing_row_at(a, k)
        if not is_full(a, s, row):
            continue
        occupant = occupant_of(a, s, row)
        if occupant == request and capacity_of(a, row) == 1:
            return _NEVER
        if occupant != previous:
            previous = occupant
            cost += int(penalty[occupant])
            if cost > most:
                return cost
    return cost
