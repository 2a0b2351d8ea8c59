"""The walk: missions pushed in, ruined and recreated, accepted late; compiled."""

from allocator.problem import Ints
from allocator.problem.start_ranges import Smalls
from allocator.search.local.compiler import compiled
from allocator.search.local.ejection import one_of, push_in
from allocator.search.local.insertion import put_in, take_out
from allocator.search.local.layout import (
    BLOCKED,
    CAPACITY,
    COLUMN_ROW,
    COLUMN_START,
    COUNT,
    GROUP_FIRST,
    OUT,
    REQUEST_START,
    REQUESTS,
    START_GROUP,
    STARTED,
    Arrays,
)  # fmt: skip
from allocator.search.local.state import BROKEN, OUT_COUNT, State, accept, better, draw, undo

MOST_OUT = 16  # missions that one move may take out
_RUINED = 5  # of them, at most, to begin with
_OFFERED = 2  # requests not served that are offered the room left


@compiled
def fill(a: Arrays, s: State, order: Ints, spread: float) -> None:
    """Serve what can be served beside all others, in an order."""
    for n in range(len(order)):
        if s.small[a.at[STARTED] + order[n]] < 0:
            put_in(a, s, order[n], spread)
            accept(s)


@compiled
def walk(
    a: Arrays,
    s: State,
    push_share: float,
    spread: float,
    history: Ints,
    best: Ints,
    best_value: Ints,
    before: Ints,
    out: Smalls,
    done: int,
    moves: int,
) -> bool:
    """Make so many moves after `done` of them; whether one better than `best` was found, and put there.

    A move is kept if no row is broken and the values are no worse, tier by tier, than before it or than those
    that `history` has of as many moves ago as it is long.
    """
    found = False
    for n in range(done, done + moves):
        _copy(before, s.value, len(before))
        _move(a, s, push_share, spread, out)
        late = history[n % len(history)]
        if s.tally[BROKEN] == 0 and not (better(late, s.value) and better(before, s.value)):
            accept(s)
            if better(s.value, best_value):
                _copy(best, s.exact, len(best))
                _copy(best_value, s.value, len(best_value))
                found = True
        else:
            undo(a, s, 0, 0)
        if better(s.value, late):
            _copy(late, s.value, len(late))
    return found


@compiled
def _copy(into: Ints, source: Ints, count: int) -> None:
    for k in range(count):
        into[k] = source[k]


@compiled
def _move(a: Arrays, s: State, push_share: float, spread: float, out: Smalls) -> None:
    """One move: push a request in, or take some related ones out; then put back what can be.

    As long as serving is what counts, those pushed in are not served yet; later any may find a better place.
    """
    if draw(s, 1 << 20) < push_share * (1 << 20):
        request = draw(s, a.at[REQUESTS])
        if len(s.value) == 1 and s.tally[OUT_COUNT] > 0:
            request = s.small[a.at[OUT] + draw(s, s.tally[OUT_COUNT])]
        take_out(a, s, request)
        count = push_in(a, s, request, spread, out)
        if count < 0:
            undo(a, s, 0, 0)
            return
    else:
        count = _ruin(a, s, out)
    _put_back(a, s, spread, out, count)


@compiled
def _ruin(a: Arrays, s: State, out: Smalls) -> int:
    """Take out a mission and some that stand in the way of one taken out."""
    small, at = s.small, a.at
    request = draw(s, at[REQUESTS])
    if small[at[STARTED] + request] < 0:
        return 0
    take_out(a, s, request)
    out[0] = request
    count, wanted = 1, 1 + draw(s, _RUINED)
    for _ in range(2 * wanted):
        if count >= wanted:
            break
        other = _rival(a, s, out[draw(s, count)])
        if other >= 0 and small[at[STARTED] + other] >= 0:
            take_out(a, s, other)
            out[count] = other
            count += 1
    return count


@compiled
def _rival(a: Arrays, s: State, request: int) -> int:
    """A request that blocks a random person at a random start of another; -1 where nothing does."""
    at, fixed, small = a.at, a.fixed, s.small
    first, last = fixed[at[REQUEST_START] + request], fixed[at[REQUEST_START] + request + 1]
    if first == last:
        return -1
    start = first + draw(s, last - first)
    first = fixed[at[GROUP_FIRST] + fixed[at[START_GROUP] + start]]
    last = fixed[at[GROUP_FIRST] + fixed[at[START_GROUP] + start + 1]]
    item = first + draw(s, last - first)
    if small[at[BLOCKED] + item] == 0:
        return -1
    for k in range(fixed[at[COLUMN_START] + item], fixed[at[COLUMN_START] + item + 1]):
        row = fixed[at[COLUMN_ROW] + k]
        if small[at[COUNT] + row] >= fixed[at[CAPACITY] + row]:
            return one_of(a, s, row, request)
    return -1


@compiled
def _put_back(a: Arrays, s: State, spread: float, out: Smalls, count: int) -> None:
    """Put what was taken out back in random order, then offer the room left to others."""
    for n in range(count - 1, 0, -1):
        other = draw(s, n + 1)
        out[n], out[other] = out[other], out[n]
    for n in range(count):
        if s.small[a.at[STARTED] + out[n]] < 0:
            put_in(a, s, out[n], spread)
    for _ in range(_OFFERED):
        if s.tally[OUT_COUNT] > 0:
            put_in(a, s, s.small[a.at[OUT] + draw(s, s.tally[OUT_COUNT])], spread)
