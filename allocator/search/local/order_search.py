"""Late acceptance over the order in which missions are placed, and over whom each asks first: compiled.

A move shifts up to three requests in the order, none past one that comes before or after it, and at times up
to three people among those who may go; then all is placed anew (`placing`).
"""

from allocator.problem import Ints
from allocator.search.local.compiler import compiled, entry_point
from allocator.search.local.placing import place_all
from allocator.search.local.timetable import (
    AFTER,
    AFTER_FIRST,
    AT,
    BEFORE,
    BEFORE_FIRST,
    BEST,
    BEST_AT,
    BEST_TEAM,
    CHOICE,
    CHOICE_FIRST,
    CROWDED,
    IS_PRESSED,
    KEPT,
    KEYS,
    LATEST,
    LEAST,
    NOT_SERVED,
    ORDER,
    PRESSED,
    REQUESTS,
    SEAT_FIRST,
    TEAM,
    TEAM_FIRST,
    TRIED,
    VALUE,
    WANTED,
    Jobs,
    Timetable,
    in_table,
    of,
    put,
    roll,
)

_SHIFTS = 3  # of requests in one move, or of people, at most
_NOISE = 512
_ASKING = 2  # one move of so many also changes whom a request asks first


@entry_point
def place_in_order(j: Jobs, t: Timetable) -> None:
    """Place all requests in the order ORDER; that is the present timetable, and the best so far."""
    _copy(j, t, ORDER, TRIED, j.at[REQUESTS])
    finish = place_all(j, t)
    t.tally[LATEST] = finish % NOT_SERVED + j.at[PRESSED] // 2
    t.tally[VALUE] = t.tally[LEAST] = _value(t, place_all(j, t))  # again, for now the latest day is known
    _keep(j, t, finish)


@entry_point
def search_orders(j: Jobs, t: Timetable, history: Ints, done: int, moves: int) -> int:
    """Make moves until one improves on the best finish so far, or so many; how many there were. `done` were
    made before with the values in `history`."""
    requests = j.at[REQUESTS]
    for n in range(moves):
        _copy(j, t, ORDER, TRIED, requests)
        for _ in range(1 + roll(t, _SHIFTS)):
            _shift(j, t, roll(t, requests))
        asks, asking = roll(t, _ASKING) == 0, roll(t, requests)
        if asks:
            _ask_others(j, t, asking)
        finish, late = place_all(j, t), (done + n) % len(history)
        value = _value(t, finish)
        if value <= history[late] or value <= t.tally[VALUE]:
            t.tally[VALUE] = value
            _copy(j, t, TRIED, ORDER, requests)
        elif asks:
            _ask_as_before(j, t, asking)
        history[late] = min(history[late], t.tally[VALUE])
        t.tally[LEAST] = min(t.tally[LEAST], t.tally[VALUE])
        if finish < t.tally[BEST]:
            _keep(j, t, finish)
            return n + 1
    return moves


@compiled
def _value(t: Timetable, finish: int) -> int:
    """What a timetable is accepted by: its finish, or how crowded its end is."""
    return int(t.tally[CROWDED]) if t.tally[IS_PRESSED] else finish


@compiled
def _copy(j: Jobs, t: Timetable, source: int, target: int, length: int) -> None:
    """Copy a part of the timetable, or as much of it."""
    for n in range(length):
        put(j, t, target, n, in_table(j, t, source, n))


@compiled
def _keep(j: Jobs, t: Timetable, finish: int) -> None:
    """The present timetable has the best finish so far."""
    t.tally[BEST] = finish
    _copy(j, t, AT, BEST_AT, j.at[REQUESTS])
    _copy(j, t, TEAM, BEST_TEAM, of(j, TEAM_FIRST, of(j, SEAT_FIRST, j.at[REQUESTS])))


@compiled
def _shift(j: Jobs, t: Timetable, place: int) -> None:
    """Shift the request at a place of the order TRIED to a random place, as far as its sequence allows."""
    step, request, last = 2 * roll(t, 2) - 1, in_table(j, t, TRIED, place), place
    while 0 <= last + step < j.at[REQUESTS] and not _is_tied(
        j, request, in_table(j, t, TRIED, last + step), step
    ):
        last += step
    if last == place:
        return
    for _ in range(1 + roll(t, abs(last - place))):
        put(j, t, TRIED, place, in_table(j, t, TRIED, place + step))
        place += step
    put(j, t, TRIED, place, request)


@compiled
def _is_tied(j: Jobs, request: int, other: int, step: int) -> bool:
    """Whether another request comes after (step 1) or before (step -1) a request in its sequence."""
    first, tied = (AFTER_FIRST, AFTER) if step > 0 else (BEFORE_FIRST, BEFORE)
    for k in range(of(j, first, request), of(j, first, request + 1)):
        if of(j, tied, k) == other:
            return True
    return False


@compiled
def _ask_others(j: Jobs, t: Timetable, request: int) -> None:
    """Ask some of those who may go for a request earlier or later."""
    first, end = of(j, CHOICE_FIRST, request), of(j, CHOICE_FIRST, request + 1)
    for k in range(first, end):
        put(j, t, KEPT, k - first, in_table(j, t, CHOICE, k))
    for k in range(first, end):
        person = in_table(j, t, CHOICE, k)
        key = of(j, WANTED, person) * (1024 + roll(t, _NOISE))
        n = k
        while n > first and in_table(j, t, KEYS, n - 1 - first) > key:
            put(j, t, KEYS, n - first, in_table(j, t, KEYS, n - 1 - first))
            put(j, t, CHOICE, n, in_table(j, t, CHOICE, n - 1))
            n -= 1
        put(j, t, KEYS, n - first, key)
        put(j, t, CHOICE, n, person)


@compiled
def _ask_as_before(j: Jobs, t: Timetable, request: int) -> None:
    """Take back what `_ask_others` did."""
    first = of(j, CHOICE_FIRST, request)
    for k in range(first, of(j, CHOICE_FIRST, request + 1)):
        put(j, t, CHOICE, k, in_table(j, t, KEPT, k - first))
