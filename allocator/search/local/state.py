"""One allocation that changes mission by mission, compiled: what is counted, what is broken, tier values.

Functions on plain arrays, since a compiled class would be compiled anew in every process. `tally` holds
single numbers: broken rows, entries of the log and of the notes, waiting auxiliary items, requests not
served, and the state of chance.
"""

from typing import NamedTuple

from allocator.problem import Ints
from allocator.problem.start_ranges import Smalls
from allocator.search.local.compiler import compiled
from allocator.search.local.layout import (
    ACTIVITY,
    BLOCKED,
    CAPACITY,
    COLUMN_ROW,
    COLUMN_START,
    COUNT,
    DEFINED,
    DEFINED_START,
    DEFINER,
    DEFINER_SIZE,
    DEFINER_START,
    FIRST_AUXILIARY,
    FREE,
    GREATEST,
    GROUP,
    LEAST,
    LOWER_LIMIT,
    MOST,
    OCCUPANT,
    OTHER_ROW,
    OTHER_SIZE,
    OTHER_START,
    OUT,
    OUT_PLACE,
    OWNER,
    PAID,
    ROW_ITEM,
    ROW_START,
    STARTED,
    TEAM,
    TEAM_START,
    UPPER_LIMIT,
    VALUE,
    WAITING,
    WAITS,
    Arrays,
)  # fmt: skip

BROKEN, LOGGED, NOTED, WAITING_COUNT, OUT_COUNT, CHANCE = range(6)
LONGEST_MOVE = 1 << 16  # changes of items between two acceptances; a move has some hundreds
_MOST_STEPS = 100_000  # of auxiliary items that follow from each other; none needs more
_MULTIPLIER, _INCREMENT = 6364136223846793005, 1442695040888963407  # Knuth, MMIX


class State(NamedTuple):
    """An allocation and all that is counted of it.

    `small` has, by item, BLOCKED: how many even rows admit no more of it; by group FREE: how many of its
    people are not blocked; by even row COUNT, and OCCUPANT, the request that was last counted; by request its
    start STARTED (-1: not served), its payer PAID, its people TEAM; OUT, the requests not served, and
    OUT_PLACE, where each stands there. `exact` has VALUE by item and ACTIVITY by uneven row. `value` is
    the cost of every tier. `log[k]` is the k-th change since the last acceptance, an item and what it was;
    `notes[k]` a request, its start and payer before, and behind them its people.
    """

    small: Smalls
    exact: Ints
    value: Ints
    tally: Ints
    log: Ints
    notes: Smalls


@compiled
def draw(s: State, below: int) -> int:
    """A number from 0 to `below` - 1, `below` being less than 2^31."""
    s.tally[CHANCE] = s.tally[CHANCE] * _MULTIPLIER + _INCREMENT
    return int((((s.tally[CHANCE] >> 33) & 0x7FFFFFFF) * below) >> 31)


@compiled
def flip(a: Arrays, s: State, item: int, step: int) -> None:
    """Take a base item in (+1) or out (-1)."""
    s.log[s.tally[LOGGED], 0] = item
    s.log[s.tally[LOGGED], 1] = s.exact[a.at[VALUE] + item]
    s.tally[LOGGED] += 1
    _flip(a, s, item, step, True)


@compiled
def _flip(a: Arrays, s: State, item: int, step: int, follow: bool) -> None:
    at, fixed, small = a.at, a.fixed, s.small
    s.exact[at[VALUE] + item] += step
    for t in range(len(s.value)):
        s.value[t] += step * a.cost[item, t]
    column_row, counts, capacities = at[COLUMN_ROW], at[COUNT], at[CAPACITY]
    owner = fixed[at[OWNER] + item]
    for k in range(fixed[at[COLUMN_START] + item], fixed[at[COLUMN_START] + item + 1]):
        row = fixed[column_row + k]
        count, capacity = small[counts + row] + step, fixed[capacities + row]
        small[counts + row] = count
        if step > 0:
            small[at[OCCUPANT] + row] = owner
            if count == capacity:
                _shut(a, s, row, 1)
            elif count == capacity + 1:
                s.tally[BROKEN] += 1
        elif count == capacity - 1:
            _shut(a, s, row, -1)
        elif count == capacity:
            s.tally[BROKEN] -= 1
    for k in range(fixed[at[OTHER_START] + item], fixed[at[OTHER_START] + item + 1]):
        _count(a, s, fixed[at[OTHER_ROW] + k], step * a.exact[at[OTHER_SIZE] + k], item, follow)


@compiled
def _shut(a: Arrays, s: State, row: int, step: int) -> None:
    """An even row has become full (+1), or admits one more again (-1): tell its items."""
    at, fixed, small = a.at, a.fixed, s.small
    blocked, free, group, row_item = at[BLOCKED], at[FREE], at[GROUP], at[ROW_ITEM]
    turns = 1 if step > 0 else 0
    for k in range(fixed[at[ROW_START] + row], fixed[at[ROW_START] + row + 1]):
        item = fixed[row_item + k]
        now = small[blocked + item] + step
        small[blocked + item] = now
        if now == turns:
            small[free + fixed[group + item]] -= step


@compiled
def _count(a: Arrays, s: State, row: int, step: int, item: int, follow: bool) -> None:
    """Move the activity of an uneven row; auxiliary items that may follow wait for `settle`."""
    at, fixed, small = a.at, a.fixed, s.small
    old = s.exact[at[ACTIVITY] + row]
    new = old + step
    s.exact[at[ACTIVITY] + row] = new
    lower, upper = a.exact[at[LOWER_LIMIT] + row], a.exact[at[UPPER_LIMIT] + row]
    was, now = old < lower or old > upper, new < lower or new > upper
    if now and not was:
        s.tally[BROKEN] += 1
    elif was and not now:
        s.tally[BROKEN] -= 1
    if not follow:
        return
    for d in range(fixed[at[DEFINED_START] + row], fixed[at[DEFINED_START] + row + 1]):
        other = fixed[at[DEFINED] + d]
        place = at[WAITS] + other - at[FIRST_AUXILIARY]
        if other != item and small[place] == 0:
            small[place] = 1
            small[at[WAITING] + s.tally[WAITING_COUNT]] = other
            s.tally[WAITING_COUNT] += 1


@compiled
def _move(a: Arrays, s: State, item: int, step: int, follow: bool) -> None:
    """Change an auxiliary item."""
    at, fixed = a.at, a.fixed
    s.exact[at[VALUE] + item] += step
    for t in range(len(s.value)):
        s.value[t] += step * a.cost[item, t]
    for k in range(fixed[at[OTHER_START] + item], fixed[at[OTHER_START] + item + 1]):
        _count(a, s, fixed[at[OTHER_ROW] + k], step * a.exact[at[OTHER_SIZE] + k], item, follow)


@compiled
def settle(a: Arrays, s: State) -> None:
    """Bring every waiting auxiliary item to the least (greatest) value that its rows leave it."""
    at, small = a.at, s.small
    waiting, steps = at[WAITING], 0
    while s.tally[WAITING_COUNT] > 0:
        steps += 1
        first = 0
        for k in range(1, s.tally[WAITING_COUNT]):
            if small[waiting + k] < small[waiting + first]:
                first = k
        item = small[waiting + first]
        s.tally[WAITING_COUNT] -= 1
        small[waiting + first] = small[waiting + s.tally[WAITING_COUNT]]
        small[at[WAITS] + item - at[FIRST_AUXILIARY]] = 0
        old = s.exact[at[VALUE] + item]
        step = _followed(a, s, item) - old
        if step != 0 and steps < _MOST_STEPS:
            s.log[s.tally[LOGGED], 0] = item
            s.log[s.tally[LOGGED], 1] = old
            s.tally[LOGGED] += 1
            _move(a, s, item, step, True)


@compiled
def _followed(a: Arrays, s: State, item: int) -> int:
    """The value that an auxiliary item takes beside the others."""
    at, fixed = a.at, a.fixed
    own = item - at[FIRST_AUXILIARY]
    least, most = a.exact[at[LEAST] + own], a.exact[at[MOST] + own]
    greatest = fixed[at[GREATEST] + own] > 0
    value = most if greatest else least
    current = s.exact[at[VALUE] + item]
    for k in range(fixed[at[DEFINER_START] + own], fixed[at[DEFINER_START] + own + 1]):
        row, size = fixed[at[DEFINER] + k], a.exact[at[DEFINER_SIZE] + k]
        rest = s.exact[at[ACTIVITY] + row] - size * current
        if greatest:
            limit = a.exact[at[UPPER_LIMIT] + row] if size > 0 else a.exact[at[LOWER_LIMIT] + row]
            value = min(value, (limit - rest) // size)
        else:
            limit = a.exact[at[LOWER_LIMIT] + row] if size > 0 else a.exact[at[UPPER_LIMIT] + row]
            value = max(value, -((rest - limit) // size))
    return int(max(least, min(most, value)))


@compiled
def note(a: Arrays, s: State, request: int) -> None:
    """Write down how a request is served, before that changes."""
    at, fixed, small = a.at, a.fixed, s.small
    k = s.tally[NOTED]
    first, last = fixed[at[TEAM_START] + request], fixed[at[TEAM_START] + request + 1]
    for place in range(first, last):
        s.notes[k] = small[at[TEAM] + place]
        k += 1
    s.notes[k], s.notes[k + 1] = small[at[STARTED] + request], small[at[PAID] + request]
    s.notes[k + 2] = request
    s.tally[NOTED] = k + 3


@compiled
def begin(a: Arrays, s: State, request: int, start: int) -> None:
    """Let a request begin at a start (-1: not be served), and keep the list of those not served."""
    at, small = a.at, s.small
    before = small[at[STARTED] + request]
    small[at[STARTED] + request] = start
    if before < 0 <= start:
        s.tally[OUT_COUNT] -= 1
        last = small[at[OUT] + s.tally[OUT_COUNT]]
        place = small[at[OUT_PLACE] + request]
        small[at[OUT] + place] = last
        small[at[OUT_PLACE] + last] = place
    elif start < 0 <= before:
        small[at[OUT] + s.tally[OUT_COUNT]] = request
        small[at[OUT_PLACE] + request] = s.tally[OUT_COUNT]
        s.tally[OUT_COUNT] += 1


@compiled
def undo(a: Arrays, s: State, logged: int, noted: int) -> None:
    """Take back every change since the log had `logged` entries and the notes `noted`."""
    at, fixed, small = a.at, a.fixed, s.small
    while s.tally[LOGGED] > logged:
        s.tally[LOGGED] -= 1
        item, old = s.log[s.tally[LOGGED], 0], s.log[s.tally[LOGGED], 1]
        step = old - s.exact[at[VALUE] + item]
        if item < at[FIRST_AUXILIARY]:
            _flip(a, s, item, step, False)
        else:
            _move(a, s, item, step, False)
    while s.tally[NOTED] > noted:
        k = s.tally[NOTED] - 3
        start, payer, request = s.notes[k], s.notes[k + 1], s.notes[k + 2]
        first, last = fixed[at[TEAM_START] + request], fixed[at[TEAM_START] + request + 1]
        k -= last - first
        for place in range(first, last):
            small[at[TEAM] + place] = s.notes[k + place - first]
        small[at[PAID] + request] = payer
        begin(a, s, request, start)
        s.tally[NOTED] = k


@compiled
def accept(s: State) -> None:
    """Make what was changed the state to go on from."""
    s.tally[LOGGED] = 0
    s.tally[NOTED] = 0


@compiled
def better(one: Ints, other: Ints) -> bool:
    """Whether values are better than others, tier by tier."""
    for t in range(len(one)):
        if one[t] != other[t]:
            return bool(one[t] < other[t])
    return False
