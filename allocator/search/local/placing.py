"""Missions placed one after the other, each at the first start at which a whole team is free: compiled.

This is serial schedule generation (Kelley, in: Industrial Scheduling, 1963). Start by start it is asked who
is free on all days of a mission, and a team is seated along augmenting paths: people are asked in an order of
preference, and each goes who can have a seat beside all before. So those preferred go as far as any team
allows, for the sets of people that can be seated are the independent sets of a transversal matroid (Edmonds
and Fulkerson, Journal of Research of the NBS 69B, 1965).
"""

from allocator.search.local.compiler import compiled, inlined
from allocator.search.local.timetable import (
    AT,
    BEFORE,
    BEFORE_FIRST,
    BEFORE_GAP,
    BITS,
    BUSY,
    BY,
    CHOICE,
    CHOICE_FIRST,
    CROWDED,
    DAY,
    DAYS,
    EVER,
    FILLED,
    FROM,
    LAST,
    LATEST,
    LINE,
    MASK,
    MASK_FIRST,
    NOT_SERVED,
    PLACES,
    PRESSED,
    PRESSURE,
    REACHED,
    REQUESTS,
    SEAT_FIRST,
    SOURCE,
    START_FIRST,
    TAIL,
    TAKEN,
    TEAM,
    TEAM_FIRST,
    TRIED,
    UNTIL,
    WORDS,
    WORTH,
    Jobs,
    Timetable,
    in_table,
    of,
    put,
)

_NONE = -1  # no day: all are counted from the first on which anybody is away


@compiled
def place_all(j: Jobs, t: Timetable) -> int:
    """Place all requests in the order TRIED; what is left out, and the day after the last, as one value.
    What is left out, and the pressure of all chains, is how CROWDED it is."""
    for word in range(j.at[DAYS] * j.at[WORDS]):
        put(j, t, BUSY, word, 0)
    for request in range(j.at[REQUESTS]):
        put(j, t, AT, request, -1)
    left, end, crowded = 0, 0, 0
    for n in range(j.at[REQUESTS]):
        request = in_table(j, t, TRIED, n)
        if place(j, t, request):
            own = of(j, LAST, in_table(j, t, AT, request)) + 1
            end = max(end, own)
            early = max(0, t.tally[LATEST] - own - of(j, TAIL, request))
            if early < j.at[PRESSED]:
                crowded += of(j, PRESSURE, early)
        else:
            left += of(j, WORTH, request)
    t.tally[CROWDED] = left * NOT_SERVED + crowded
    return left * NOT_SERVED + end


@inlined
def place(j: Jobs, t: Timetable, request: int) -> bool:
    """Place a request at the first start that comes behind those before it and has a team."""
    ready = _ready(j, t, request)
    if ready < 0:
        return False
    start, end = of(j, START_FIRST, request), of(j, START_FIRST, request + 1)
    while start < end and of(j, DAY, start) < ready:
        start += 1
    while start < end:
        day = _last_conflict(j, t, request, start)
        if day == _NONE:
            if _seat_team(j, t, request, start):
                _take(j, t, request, start)
                return True
            start += 1
        else:
            while start < end and of(j, FROM, start) <= day:
                start += 1
    return False


@inlined
def _ready(j: Jobs, t: Timetable, request: int) -> int:
    """The first day on which a request can begin; -1 where one before it has no place."""
    ready = 0
    for k in range(of(j, BEFORE_FIRST, request), of(j, BEFORE_FIRST, request + 1)):
        start = in_table(j, t, AT, of(j, BEFORE, k))
        if start < 0:
            return -1
        ready = max(ready, of(j, LAST, start) + of(j, BEFORE_GAP, k))
    return ready


@inlined
def _last_conflict(j: Jobs, t: Timetable, request: int, start: int) -> int:
    """The last day from which on to the end of a mission too few are free for some seat, of all who may ever
    take it; no day where there is none: then TAKEN are all who are busy on any of its days."""
    words = j.at[WORDS]
    for word in range(words):
        put(j, t, TAKEN, word, 0)
    first = of(j, FROM, start)
    for day in range(of(j, UNTIL, start), first - 1, -1):
        more = False
        for word in range(words):
            taken = in_table(j, t, TAKEN, word)
            busy = taken | in_table(j, t, BUSY, day * words + word)
            if busy != taken:
                more = True
                put(j, t, TAKEN, word, busy)
        if more and not _suffice(j, t, request):
            return day
    return _NONE


@inlined
def _suffice(j: Jobs, t: Timetable, request: int) -> bool:
    """Whether enough who are not TAKEN may ever take each seat of a request."""
    words = j.at[WORDS]
    for seat in range(of(j, SEAT_FIRST, request), of(j, SEAT_FIRST, request + 1)):
        free = 0
        for word in range(words):
            able = of(j, EVER, seat * words + word) & ~in_table(j, t, TAKEN, word)
            while able:
                able &= able - 1
                free += 1
        if free < of(j, PLACES, seat):
            return False
    return True


@inlined
def _seat_team(j: Jobs, t: Timetable, request: int, start: int) -> bool:
    """Seat a team of people who are not TAKEN, those who are asked first if they can have seats."""
    first, end = of(j, SEAT_FIRST, request), of(j, SEAT_FIRST, request + 1)
    missing = of(j, TEAM_FIRST, end) - of(j, TEAM_FIRST, first)
    for seat in range(first, end):
        put(j, t, FILLED, seat - first, 0)
    for k in range(of(j, CHOICE_FIRST, request), of(j, CHOICE_FIRST, request + 1)):
        if missing == 0:
            break
        person = in_table(j, t, CHOICE, k)
        if not (in_table(j, t, TAKEN, person // BITS) >> (person % BITS)) & 1:
            missing -= int(_seat(j, t, start, first, end - first, person))
    return missing == 0


@inlined
def _may(j: Jobs, start: int, seat: int, person: int) -> bool:
    """Whether a person may take a seat, counted within the mission, at a start."""
    word = of(j, MASK_FIRST, start) + seat * j.at[WORDS] + person // BITS
    return bool((of(j, MASK, word) >> (person % BITS)) & 1)


@inlined
def _seat(j: Jobs, t: Timetable, start: int, first: int, seats: int, person: int) -> bool:
    """Seat a person beside all who are, some of whom may change seats; whether that is possible."""
    reached = 0
    for seat in range(seats):
        own = _may(j, start, seat, person)
        put(j, t, REACHED, seat, int(own))
        if own:
            put(j, t, SOURCE, seat, -1)
            put(j, t, LINE, reached, seat)
            reached += 1
    n = 0
    while n < reached:
        seat = in_table(j, t, LINE, n)
        if in_table(j, t, FILLED, seat) < of(j, PLACES, first + seat):
            _shift(j, t, first, seat, person)
            return True
        reached = _reach(j, t, start, first, seats, seat, reached)
        n += 1
    return False


@inlined
def _reach(j: Jobs, t: Timetable, start: int, first: int, seats: int, seat: int, reached: int) -> int:
    """Reach the other seats that somebody in a seat could take instead; how many are reached now."""
    for other in range(seats):
        if in_table(j, t, REACHED, other):
            continue
        for place in range(of(j, TEAM_FIRST, first + seat), of(j, TEAM_FIRST, first + seat + 1)):
            if _may(j, start, other, in_table(j, t, TEAM, place)):
                put(j, t, REACHED, other, 1)
                put(j, t, SOURCE, other, seat)
                put(j, t, BY, other, place)
                put(j, t, LINE, reached, other)
                reached += 1
                break
    return reached


@inlined
def _shift(j: Jobs, t: Timetable, first: int, seat: int, person: int) -> None:
    """Fill the next place of a seat along the path that reached it; the person gets the place that becomes
    free where the path begins."""
    filled = in_table(j, t, FILLED, seat)
    put(j, t, FILLED, seat, filled + 1)
    place = of(j, TEAM_FIRST, first + seat) + filled
    while in_table(j, t, SOURCE, seat) >= 0:
        left = in_table(j, t, BY, seat)
        put(j, t, TEAM, place, in_table(j, t, TEAM, left))
        place, seat = left, in_table(j, t, SOURCE, seat)
    put(j, t, TEAM, place, person)


@inlined
def _take(j: Jobs, t: Timetable, request: int, start: int) -> None:
    """A mission begins at a start, and its team is busy."""
    put(j, t, AT, request, start)
    words = j.at[WORDS]
    first, end = of(j, SEAT_FIRST, request), of(j, SEAT_FIRST, request + 1)
    for place in range(of(j, TEAM_FIRST, first), of(j, TEAM_FIRST, end)):
        person = in_table(j, t, TEAM, place)
        for day in range(of(j, FROM, start), of(j, UNTIL, start) + 1):
            word = day * words + person // BITS
            put(j, t, BUSY, word, in_table(j, t, BUSY, word) | (1 << (person % BITS)))
