"""Random exchanges of one person for another who is free, or for one on a mission elsewhere; compiled."""

from allocator.problem import Ints
from allocator.problem.start_ranges import Smalls
from allocator.search.local.compiler import compiled
from allocator.search.local.insertion import fits
from allocator.search.local.layout import (
    BLOCKED,
    CAPACITY,
    COLUMN_ROW,
    COLUMN_START,
    COUNT,
    FREE,
    GROUP,
    GROUP_FIRST,
    OCCUPANT,
    REQUESTS,
    STARTED,
    TEAM,
    TEAM_START,
    VALUE,
    Arrays,
)  # fmt: skip
from allocator.search.local.state import BROKEN, State, accept, better, draw, flip, note, settle, undo

_CLOSED = 1 << 20  # what a closed item's count of full rows is raised by


@compiled
def stir(a: Arrays, s: State, before: Ints, gone: Smalls, times: int) -> None:
    """Try so many times to give a random place to somebody else, and those in the way to others. Nobody is
    taken out, no row broken, and nothing made worse."""
    at, fixed, small = a.at, a.fixed, s.small
    for _ in range(times):
        request = draw(s, at[REQUESTS])
        first, last = fixed[at[TEAM_START] + request], fixed[at[TEAM_START] + request + 1]
        if small[at[STARTED] + request] < 0 or first == last:
            continue
        place = first + draw(s, last - first)
        group = fixed[at[GROUP] + small[at[TEAM] + place]]
        first = fixed[at[GROUP_FIRST] + group]
        item = first + draw(s, fixed[at[GROUP_FIRST] + group + 1] - first)
        if s.exact[at[VALUE] + item] > 0 or not _may_exchange(a, s, request, item):
            continue
        for t in range(len(before)):
            before[t] = s.value[t]
        if not _exchange(a, s, request, place, item, gone) or better(before, s.value):
            settle(a, s)
            undo(a, s, 0, 0)
        accept(s)


@compiled
def _may_exchange(a: Arrays, s: State, request: int, item: int) -> bool:
    """Whether each of those in the way of an item finds somebody who is free, or whom the request leaves; a
    look that changes nothing, since most exchanges cannot be."""
    at, fixed, small = a.at, a.fixed, s.small
    if small[at[BLOCKED] + item] >= _CLOSED:
        return False
    last = -1
    for k in range(fixed[at[COLUMN_START] + item], fixed[at[COLUMN_START] + item + 1]):
        row = fixed[at[COLUMN_ROW] + k]
        if small[at[COUNT] + row] < fixed[at[CAPACITY] + row]:
            continue
        other = small[at[OCCUPANT] + row]
        if other == request:
            return False
        if other != last:
            taken = _place_in(a, s, other, row)
            if taken < 0:
                return False
            group = fixed[at[GROUP] + small[at[TEAM] + taken]]
            if small[at[FREE] + group] <= 0 and not _leaves_somebody(a, s, request, group):
                return False
            last = other
    return True


@compiled
def _leaves_somebody(a: Arrays, s: State, request: int, group: int) -> bool:
    """Whether somebody of a group is kept by nothing but a request."""
    at, fixed, small = a.at, a.fixed, s.small
    for item in range(fixed[at[GROUP_FIRST] + group], fixed[at[GROUP_FIRST] + group + 1]):
        if small[at[BLOCKED] + item] >= _CLOSED:
            continue
        alone = s.exact[at[VALUE] + item] == 0
        k, last = fixed[at[COLUMN_START] + item], fixed[at[COLUMN_START] + item + 1]
        while alone and k < last:
            row = fixed[at[COLUMN_ROW] + k]
            alone = small[at[COUNT] + row] < fixed[at[CAPACITY] + row] or small[at[OCCUPANT] + row] == request
            k += 1
        if alone:
            return True
    return False


@compiled
def _exchange(a: Arrays, s: State, request: int, place: int, item: int, moved: Smalls) -> bool:
    """Give a place to an item and find others for the places in its way; False where that cannot be."""
    at, fixed, small = a.at, a.fixed, s.small
    note(a, s, request)
    flip(a, s, small[at[TEAM] + place], -1)
    small[at[TEAM] + place] = item
    count = 0
    for k in range(fixed[at[COLUMN_START] + item], fixed[at[COLUMN_START] + item + 1]):
        if small[at[BLOCKED] + item] == 0:
            break
        row = fixed[at[COLUMN_ROW] + k]
        if small[at[COUNT] + row] < fixed[at[CAPACITY] + row]:
            continue
        other = small[at[OCCUPANT] + row]
        if other == request or count == len(moved):
            return False
        taken = _place_in(a, s, other, row)
        if taken < 0:
            return False
        note(a, s, other)
        flip(a, s, small[at[TEAM] + taken], -1)
        moved[count] = taken
        count += 1
    if small[at[BLOCKED] + item] > 0 or not fits(a, s, item):
        return False
    flip(a, s, item, 1)
    for n in range(count):
        if not _fill(a, s, moved[n]):
            return False
    settle(a, s)
    return bool(s.tally[BROKEN] == 0)


@compiled
def _place_in(a: Arrays, s: State, request: int, row: int) -> int:
    """The place of a request that counts in an even row; -1 where none does."""
    at, fixed, small = a.at, a.fixed, s.small
    if small[at[STARTED] + request] < 0:
        return -1
    for place in range(fixed[at[TEAM_START] + request], fixed[at[TEAM_START] + request + 1]):
        item = small[at[TEAM] + place]
        if s.exact[at[VALUE] + item] > 0:
            for k in range(fixed[at[COLUMN_START] + item], fixed[at[COLUMN_START] + item + 1]):
                if fixed[at[COLUMN_ROW] + k] == row:
                    return place
    return -1


@compiled
def _fill(a: Arrays, s: State, place: int) -> bool:
    """Give a place that somebody left to a random other one of the same group who is free."""
    at, fixed, small = a.at, a.fixed, s.small
    group = fixed[at[GROUP] + small[at[TEAM] + place]]
    if small[at[FREE] + group] <= 0:
        return False
    first = fixed[at[GROUP_FIRST] + group]
    size = fixed[at[GROUP_FIRST] + group + 1] - first
    offset = draw(s, size)
    for n in range(size):
        item = first + (offset + n) % size
        if small[at[BLOCKED] + item] == 0 and s.exact[at[VALUE] + item] == 0 and fits(a, s, item):
            small[at[TEAM] + place] = item
            flip(a, s, item, 1)
            return True
    return False
