"""Guided ejection: missions pressed in against those that are learned to be easy to place; compiled.

After Nagata and Bräysy, A powerful route minimization heuristic, Operations Research Letters 2009: whoever
could not be placed without another giving way grows dearer to take out, and random exchanges in between keep
the search from going round in circles.
"""

from allocator.problem import Ints
from allocator.problem.start_ranges import Smalls
from allocator.search.local.compiler import compiled
from allocator.search.local.ejection import enter, relieve, sit
from allocator.search.local.insertion import take_out
from allocator.search.local.layout import (
    ACTIVITY,
    BLOCKED,
    CAPACITY,
    COLUMN_ROW,
    COLUMN_START,
    COUNT,
    FIRST_START,
    FREE,
    GROUP,
    GROUP_FIRST,
    OCCUPANT,
    OTHER_CHECKED,
    OTHER_ROW,
    OTHER_SIZE,
    OTHER_START,
    OUT,
    OUT_PLACE,
    OWNER,
    PLACES,
    REQUEST_START,
    SOLE,
    START_GROUP,
    TEAM_START,
    UPPER_LIMIT,
    VALUE,
    Arrays,
)  # fmt: skip
from allocator.search.local.perturbation import stir
from allocator.search.local.state import LOGGED, OUT_COUNT, State, accept, better, draw, undo

_CLOSED = 1 << 20  # what a closed item's count of full rows is raised by
_NEVER = 1 << 60
_STARTS = 6  # starts of which the one is taken that costs least
_LOOKED_AT = 1024  # people looked at for one place


@compiled
def close(a: Arrays, s: State, items: Smalls, closed: bool) -> None:
    """Admit some items no more, or again."""
    blocked, free, group = a.at[BLOCKED], a.at[FREE], a.at[GROUP]
    step = 1 if closed else -1
    for k in range(len(items)):
        item = items[k]
        old = s.small[blocked + item]
        s.small[blocked + item] = old + step * _CLOSED
        if old == 0 or (old == _CLOSED and not closed):
            s.small[free + a.fixed[group + item]] -= step


@compiled
def vacate(a: Arrays, s: State, items: Smalls) -> None:
    """Take out all missions that hold one of some items."""
    for k in range(len(items)):
        if s.exact[a.at[VALUE] + items[k]] > 0:
            take_out(a, s, a.fixed[a.at[OWNER] + items[k]])
            accept(s)


@compiled
def restore(
    a: Arrays, s: State, goal: Ints, before: Ints, penalty: Ints, gone: Smalls, noise: int, steps: int
) -> bool:
    """Press in what is not served, last out first in, until the values are below `goal`.

    Whether so many steps were enough. `penalty`, by request, is what taking it out
    is thought to cost; it grows where a request could not be placed beside all others.
    """
    for _ in range(steps):
        if s.tally[OUT_COUNT] == 0:
            return False
        request = s.small[a.at[OUT] + s.tally[OUT_COUNT] - 1]
        count = _press_in(a, s, request, penalty, gone)
        if count < 0:
            undo(a, s, 0, 0)
            _postpone(a, s, request)
        accept(s)
        if better(s.value, goal):
            return True
        if count != 0:
            penalty[request] += 1
            stir(a, s, before, gone, noise)
    return False


@compiled
def _postpone(a: Arrays, s: State, request: int) -> None:
    """Let another of those not served be the next, one as good as any."""
    at, small = a.at, s.small
    place, last = draw(s, s.tally[OUT_COUNT]), s.tally[OUT_COUNT] - 1
    other = small[at[OUT] + place]
    small[at[OUT] + place], small[at[OUT] + last] = request, other
    small[at[OUT_PLACE] + request], small[at[OUT_PLACE] + other] = place, last


# -- pressing in ----------------------------------------------------------------------------------------


@compiled
def _press_in(a: Arrays, s: State, request: int, penalty: Ints, gone: Smalls) -> int:
    """Serve a request where what must give way has the least penalties, and take that out; how many are
    gone, -1 where it cannot be."""
    at, fixed = a.at, a.fixed
    start = _easiest_start(a, s, request, penalty)
    if start < 0:
        return -1
    logged = s.tally[LOGGED]
    count = enter(a, s, request, start, gone)
    place = fixed[at[TEAM_START] + request]
    for group in range(fixed[at[START_GROUP] + start], fixed[at[START_GROUP] + start + 1]):
        for _ in range(fixed[at[PLACES] + group]):
            if count >= 0:
                person, _ = _easiest(a, s, group, request, penalty, _NEVER)
                count = sit(a, s, request, place, person, gone, count)
            place += 1
    return count if count < 0 else relieve(a, s, request, logged, gone, count)


@compiled
def _easiest_start(a: Arrays, s: State, request: int, penalty: Ints) -> int:
    """Of some starts the one for which the least must give way; -1 where none is possible."""
    at, fixed = a.at, a.fixed
    first = fixed[at[REQUEST_START] + request]
    size = fixed[at[REQUEST_START] + request + 1] - first
    if size == 1:
        return int(first)
    best, least = -1, _NEVER
    offset = draw(s, size) if size > 0 else 0
    for n in range(min(size, _STARTS)):
        start = first + (offset + n) % size if size <= _STARTS else first + draw(s, size)
        cost = _in_the_way(a, s, at[FIRST_START] + start, request, penalty, least)
        for group in range(fixed[at[START_GROUP] + start], fixed[at[START_GROUP] + start + 1]):
            if cost < least:
                _, more = _easiest(a, s, group, request, penalty, least - cost)
                cost += more * fixed[at[PLACES] + group]
        if cost < least:
            best, least = start, cost
    return best


@compiled
def _easiest(a: Arrays, s: State, group: int, request: int, penalty: Ints, limit: int) -> tuple[int, int]:
    """Somebody for a place, for whom the least must give way, and what that costs; ties fall at random. -1
    where nobody costs less than the limit."""
    at, fixed, small = a.at, a.fixed, s.small
    first = fixed[at[GROUP_FIRST] + group]
    size = fixed[at[GROUP_FIRST] + group + 1] - first
    offset, some_free = draw(s, size), small[at[FREE] + group] > 0
    best, least = -1, limit
    for n in range(min(size, _LOOKED_AT)):
        item = first + (offset + n) % size
        if s.exact[at[VALUE] + item] > 0 or (some_free and small[at[BLOCKED] + item] > 0):
            continue
        cost = _in_the_way(a, s, item, request, penalty, least)
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
def _in_the_way(a: Arrays, s: State, item: int, request: int, penalty: Ints, most: int) -> int:
    """The penalties of what must give way to an item, more than `most` once they are that; _NEVER where it
    is closed, or the request is in its own way."""
    at, fixed, small = a.at, a.fixed, s.small
    if small[at[BLOCKED] + item] >= _CLOSED:
        return _NEVER
    cost = 0
    if small[at[BLOCKED] + item] > 0:
        cost = _in_even_rows(a, s, item, request, penalty, most)
        if cost > most:
            return cost
    for k in range(fixed[at[OTHER_START] + item], fixed[at[OTHER_CHECKED] + item]):
        row = fixed[at[OTHER_ROW] + k]
        if s.exact[at[ACTIVITY] + row] + a.exact[at[OTHER_SIZE] + k] > a.exact[at[UPPER_LIMIT] + row]:
            if fixed[at[SOLE] + row]:
                return _NEVER
            cost += 1
    return cost


@compiled
def _in_even_rows(a: Arrays, s: State, item: int, request: int, penalty: Ints, most: int) -> int:
    at, fixed, small = a.at, a.fixed, s.small
    cost, last = 0, -1
    for k in range(fixed[at[COLUMN_START] + item], fixed[at[COLUMN_START] + item + 1]):
        row = fixed[at[COLUMN_ROW] + k]
        if small[at[COUNT] + row] < fixed[at[CAPACITY] + row]:
            continue
        occupant = small[at[OCCUPANT] + row]
        if occupant == request and fixed[at[CAPACITY] + row] == 1:
            return _NEVER
        if occupant != last:
            last = occupant
            cost += int(penalty[occupant])
            if cost > most:
                return cost
    return cost
