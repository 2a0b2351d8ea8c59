"""Whole missions put in and taken out, compiled."""

import numpy as np

from allocator.search.local.compiler import compiled
from allocator.search.local.layout import (
    ACTIVITY,
    BLOCKED,
    FIRST_PAYER,
    FIRST_START,
    FREE,
    GROUP_FIRST,
    OTHER_CHECKED,
    OTHER_ROW,
    OTHER_SIZE,
    OTHER_START,
    PAID,
    PAYER_START,
    PLACES,
    REQUEST_START,
    START_GROUP,
    STARTED,
    TEAM,
    TEAM_START,
    UPPER_LIMIT,
    VALUE,
    Arrays,
)  # fmt: skip
from allocator.search.local.state import BROKEN, LOGGED, NOTED, State, begin, draw, flip, note, settle, undo

_LOOKED_AT = 24  # people looked at for one place
_PAYERS = 3  # payers tried for one start
_TRIES = 4  # starts at which a team is tried, of those where everybody seems free
_DEAR = np.float32(1e9)


@compiled
def take_out(a: Arrays, s: State, request: int) -> None:
    """Serve a request no more."""
    at, fixed, small = a.at, a.fixed, s.small
    start = small[at[STARTED] + request]
    if start < 0:
        return
    note(a, s, request)
    flip(a, s, at[FIRST_START] + start, -1)
    for place in range(fixed[at[TEAM_START] + request], fixed[at[TEAM_START] + request + 1]):
        flip(a, s, small[at[TEAM] + place], -1)
    if small[at[PAID] + request] >= 0:
        flip(a, s, at[FIRST_PAYER] + small[at[PAID] + request], -1)
    small[at[PAID] + request] = -1
    begin(a, s, request, -1)
    settle(a, s)


@compiled
def put_in(a: Arrays, s: State, request: int, spread: float) -> bool:
    """Serve a request beside all others, at the cheapest start at which everybody seems free, or at one of
    some others. Nothing changes where that cannot be."""
    at, fixed = a.at, a.fixed
    first, last = fixed[at[REQUEST_START] + request], fixed[at[REQUEST_START] + request + 1]
    best, least = -1, _DEAR
    for start in range(first, last):
        if _enough(a, s, start):
            price = a.price[at[FIRST_START] + start] * np.float32(1.0 + spread * draw(s, 1024) / 1024)
            if price < least:
                best, least = start, price
    if best < 0:
        return False
    if _serve(a, s, request, best, spread):
        return True
    offset, tries = draw(s, last - first), 1
    for n in range(last - first):
        start = first + (offset + n) % (last - first)
        if start != best and _enough(a, s, start):
            if _serve(a, s, request, start, spread):
                return True
            tries += 1
            if tries == _TRIES:
                break
    return False


@compiled
def _enough(a: Arrays, s: State, start: int) -> bool:
    """Whether no even row blocks a start, nor an uneven one that can be looked at beforehand (as those that
    keep it behind its predecessor), and every seat has as many people whom none blocks as it needs."""
    at, fixed = a.at, a.fixed
    if s.small[at[BLOCKED] + at[FIRST_START] + start] > 0 or not fits(a, s, at[FIRST_START] + start):
        return False
    for group in range(fixed[at[START_GROUP] + start], fixed[at[START_GROUP] + start + 1]):
        if s.small[at[FREE] + group] < fixed[at[PLACES] + group]:
            return False
    return True


@compiled
def _serve(a: Arrays, s: State, request: int, start: int, spread: float) -> bool:
    """Serve a request at a start, under one of some payers; nothing changes where that cannot be."""
    at, fixed = a.at, a.fixed
    payers = fixed[at[PAYER_START] + request + 1] - fixed[at[PAYER_START] + request]
    skip = draw(s, payers) if payers > 0 else 0
    broken, logged, noted = s.tally[BROKEN], s.tally[LOGGED], s.tally[NOTED]
    for p in range(max(1, min(_PAYERS, payers))):
        payer = fixed[at[PAYER_START] + request] + (skip + p) % payers if payers > 0 else -1
        open_mission(a, s, request, start, payer)
        if _first_choice(a, s, request, start, spread) and _seat(a, s, request, start, spread):
            settle(a, s)
            if s.tally[BROKEN] <= broken:
                return True
        settle(a, s)
        undo(a, s, logged, noted)
    return False


@compiled
def open_mission(a: Arrays, s: State, request: int, start: int, payer: int) -> None:
    """A mission with a start and a payer, and nobody yet."""
    at, small = a.at, s.small
    note(a, s, request)
    begin(a, s, request, start)
    small[at[PAID] + request] = payer
    if payer >= 0:
        flip(a, s, at[FIRST_PAYER] + payer, 1)
    flip(a, s, at[FIRST_START] + start, 1)


@compiled
def _first_choice(a: Arrays, s: State, request: int, start: int, spread: float) -> bool:
    """Somebody for the first place of every seat, each looked at alone: most impossible teams show here."""
    at, fixed = a.at, a.fixed
    place = fixed[at[TEAM_START] + request]
    for group in range(fixed[at[START_GROUP] + start], fixed[at[START_GROUP] + start + 1]):
        chosen = _cheapest(a, s, group, spread)
        if chosen < 0:
            return False
        s.small[at[TEAM] + place] = chosen
        place += fixed[at[PLACES] + group]
    return True


@compiled
def _seat(a: Arrays, s: State, request: int, start: int, spread: float) -> bool:
    """Fill every seat, the first place of each as already chosen where that still can be."""
    at, fixed, small = a.at, a.fixed, s.small
    place = fixed[at[TEAM_START] + request]
    for group in range(fixed[at[START_GROUP] + start], fixed[at[START_GROUP] + start + 1]):
        for n in range(fixed[at[PLACES] + group]):
            chosen = small[at[TEAM] + place] if n == 0 else -1
            if chosen < 0 or small[at[BLOCKED] + chosen] > 0 or not fits(a, s, chosen):
                chosen = _cheapest(a, s, group, spread)
            if chosen < 0:
                return False
            small[at[TEAM] + place] = chosen
            flip(a, s, chosen, 1)
            place += 1
    return True


@compiled
def _cheapest(a: Arrays, s: State, group: int, spread: float) -> int:
    """The cheapest of some people who are free, from a random one on; -1 where nobody is."""
    at, fixed, small = a.at, a.fixed, s.small
    first = fixed[at[GROUP_FIRST] + group]
    size = fixed[at[GROUP_FIRST] + group + 1] - first
    if small[at[FREE] + group] <= 0:
        return -1
    offset, blocked = draw(s, size), at[BLOCKED]
    best, least, seen = -1, _DEAR, 0
    for n in range(size):
        item = first + (offset + n) % size
        if small[blocked + item] > 0 or s.exact[at[VALUE] + item] > 0 or not fits(a, s, item):
            continue
        price = a.price[item] * np.float32(1.0 + spread * draw(s, 1024) / 1024)
        if price < least:
            best, least = item, price
        seen += 1
        if seen == _LOOKED_AT:
            break
    return best


@compiled
def fits(a: Arrays, s: State, item: int) -> bool:
    """Whether the uneven rows that can be looked at beforehand admit an item."""
    at, fixed = a.at, a.fixed
    for k in range(fixed[at[OTHER_START] + item], fixed[at[OTHER_CHECKED] + item]):
        row = fixed[at[OTHER_ROW] + k]
        if s.exact[at[ACTIVITY] + row] + a.exact[at[OTHER_SIZE] + k] > a.exact[at[UPPER_LIMIT] + row]:
            return False
    return True
