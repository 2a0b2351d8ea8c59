"""Whole missions put in and taken out, compiled."""

import numpy as np
from numba import njit

from allocator.moves.arrays import (
    COLUMN_ROW,
    COLUMN_SIZE,
    COLUMN_START,
    OWNER,
    PACKS,
    PAYER,
    PAYER_START,
    PLACES,
    REQUEST_START,
    ROW_COLUMN,
    ROW_SIZE,
    ROW_START,
    ROW_UPPER,
    SEAT,
    SEATED,
    SEATED_START,
    UPPER,
    Arrays,
    Floats,
)
from allocator.moves.state import BROKEN, LOGGED, State, change, settle, undo
from allocator.problem import Ints

_LOOKED_AT = 12  # people looked at for one place
_PAYERS = 3  # payers tried for one start
_MOST_ROWS = 8  # rows in the way that are counted


@njit(cache=True, nogil=True)
def start_of(a: Arrays, s: State, request: int) -> int:
    """The start of a served request; -1 for others."""
    pool, at = a.pool, a.at
    for start in range(pool[at[REQUEST_START] + request], pool[at[REQUEST_START] + request + 1]):
        if s.x[start] > 0:
            return start
    return -1


@njit(cache=True, nogil=True)
def take_out(a: Arrays, s: State, request: int) -> None:
    """Serve a request no more."""
    pool, at = a.pool, a.at
    start = start_of(a, s, request)
    if start < 0:
        return
    change(a, s, start, 0)
    for k in range(pool[at[SEATED_START] + start], pool[at[SEATED_START] + start + 1]):
        change(a, s, pool[at[SEATED] + k], 0)
    for k in range(pool[at[PAYER_START] + request], pool[at[PAYER_START] + request + 1]):
        change(a, s, pool[at[PAYER] + k], 0)
    settle(a, s)


@njit(cache=True, nogil=True)
def put_in(a: Arrays, s: State, prices: Floats, request: int, most_starts: int) -> bool:
    """Serve a request beside all others, at the first of some starts that lets it be. Nothing changes where
    none does."""
    pool, at = a.pool, a.at
    first, last = pool[at[REQUEST_START] + request], pool[at[REQUEST_START] + request + 1]
    if last == first:
        return False
    offset = np.random.randint(last - first)
    for n in range(min(most_starts, last - first)):
        start = first + (offset + n) % (last - first)
        if pool[at[UPPER] + start] == 0 or _crowded(a, s, start, 1):
            continue
        payers = pool[at[PAYER_START] + request + 1] - pool[at[PAYER_START] + request]
        skip = np.random.randint(payers) if payers > 0 else 0
        for p in range(max(1, min(_PAYERS, payers))):
            mark = s.tally[LOGGED]
            if payers > 0:
                change(a, s, pool[at[PAYER] + pool[at[PAYER_START] + request] + (skip + p) % payers], 1)
            change(a, s, start, 1)
            if _fill(a, s, prices, start, False):
                settle(a, s)
                if s.tally[BROKEN] == 0:
                    return True
            settle(a, s)
            undo(a, s, mark)
    return False


@njit(cache=True, nogil=True)
def push_in(a: Arrays, s: State, prices: Floats, request: int, gone: Ints) -> int:
    """Serve a request at some start, and take out whatever it collides with.

    The requests taken out are written to `gone`; returns how many there are, -1 where it cannot be.
    """
    pool, at = a.pool, a.at
    first, last = pool[at[REQUEST_START] + request], pool[at[REQUEST_START] + request + 1]
    if last == first:
        return -1
    start = first + np.random.randint(last - first)
    if pool[at[UPPER] + start] == 0:
        return -1
    mark = s.tally[LOGGED]
    payers = pool[at[PAYER_START] + request + 1] - pool[at[PAYER_START] + request]
    if payers > 0:
        change(a, s, pool[at[PAYER] + pool[at[PAYER_START] + request] + np.random.randint(payers)], 1)
    change(a, s, start, 1)
    if not _fill(a, s, prices, start, True):
        settle(a, s)
        return -1
    settle(a, s)
    return eject(a, s, request, mark, gone)


@njit(cache=True, nogil=True)
def eject(a: Arrays, s: State, keep: int, mark: int, gone: Ints) -> int:
    """Take out missions until no row that was touched since `mark` is exceeded; -1 where that fails."""
    pool, at = a.pool, a.at
    count, k = 0, mark
    while k < s.tally[LOGGED] and s.tally[BROKEN] > 0:
        column = s.log[k, 0]
        for n in range(pool[at[COLUMN_START] + column], pool[at[COLUMN_START] + column + 1]):
            row = pool[at[COLUMN_ROW] + n]
            if s.activity[row] > pool[at[ROW_UPPER] + row]:
                count = _relieve(a, s, row, keep, gone, count)
                if count < 0:
                    return -1
        k += 1
    return count if s.tally[BROKEN] == 0 else -1


@njit(cache=True, nogil=True)
def _relieve(a: Arrays, s: State, row: int, keep: int, gone: Ints, count: int) -> int:
    """Take out missions that fill a row, from a random one on, until it holds."""
    pool, at = a.pool, a.at
    first = pool[at[ROW_START] + row]
    size = pool[at[ROW_START] + row + 1] - first
    offset = np.random.randint(size)
    for n in range(size):
        k = first + (offset + n) % size
        column = pool[at[ROW_COLUMN] + k]
        owner = pool[at[OWNER] + column]
        if pool[at[ROW_SIZE] + k] > 0 and s.x[column] > 0 and owner >= 0 and owner != keep:
            if count == len(gone):
                return -1
            take_out(a, s, owner)
            gone[count] = owner
            count += 1
            if s.activity[row] <= pool[at[ROW_UPPER] + row]:
                return count
    return count if s.activity[row] <= pool[at[ROW_UPPER] + row] else -1


@njit(cache=True, nogil=True)
def _fill(a: Arrays, s: State, prices: Floats, start: int, anyone: bool) -> bool:
    """Fill every seat at a start, cheapest first among some; `anyone` also with people who collide."""
    pool, at = a.pool, a.at
    k, end = pool[at[SEATED_START] + start], pool[at[SEATED_START] + start + 1]
    filled = 0
    while k < end:
        seat = pool[at[SEAT] + pool[at[SEATED] + k]]
        stop = k
        while stop < end and pool[at[SEAT] + pool[at[SEATED] + stop]] == seat:
            stop += 1
        for _ in range(pool[at[PLACES] + seat]):
            chosen = _cheapest(a, s, prices, k, stop, anyone)
            if chosen < 0:
                return False
            change(a, s, chosen, 1)
        filled += 1
        k = stop
    return filled > 0


@njit(cache=True, nogil=True)
def _cheapest(a: Arrays, s: State, prices: Floats, first: int, stop: int, anyone: bool) -> int:
    """The cheapest of some people for a place, from a random one on; -1 where nobody is free."""
    pool, at = a.pool, a.at
    size = stop - first
    offset = np.random.randint(size)
    best, least, seen = -1, np.inf, 0
    for n in range(size):
        column = pool[at[SEATED] + first + (offset + n) % size]
        if s.x[column] > 0:
            continue
        price = prices[column] * (0.7 + 0.6 * np.random.random())
        crowded = _crowded(a, s, column, _MOST_ROWS if anyone else 1)
        if crowded:
            if not anyone:
                continue
            price += 2.0 * np.random.random() * crowded
        if price < least:
            best, least = column, price
        seen += 1
        if seen == _LOOKED_AT:
            break
    return best


@njit(cache=True, nogil=True)
def _crowded(a: Arrays, s: State, column: int, most: int) -> int:
    """How many rows that only count one more of a column would exceed; looks for `most` at most."""
    pool, at = a.pool, a.at
    found = 0
    for k in range(pool[at[COLUMN_START] + column], pool[at[COLUMN_START] + column + 1]):
        row, size = pool[at[COLUMN_ROW] + k], pool[at[COLUMN_SIZE] + k]
        if pool[at[PACKS] + row] and s.activity[row] + size > pool[at[ROW_UPPER] + row]:
            found += 1
            if found == most:
                break
    return found
