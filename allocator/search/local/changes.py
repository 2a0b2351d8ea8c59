"""Changes of an allocation, item by item, that keep all counts exact and can be taken back; compiled.

`flip` and `note` write down what they change; `undo` takes it back, `accept` forgets it.
"""

from allocator.problem.start_ranges import Smalls
from allocator.search.local.accessors import (
    charged_purse_of,
    general_row_at,
    general_rows_of,
    lower_limit,
    owner_of,
    packing_row_at,
    packing_rows_of,
    places_of,
    size_at,
    taken_by,
    upper_limit,
)
from allocator.search.local.compiler import compiled, entry_point
from allocator.search.local.layout import (
    ACTIVITY,
    DEFINED,
    DEFINED_START,
    DEFINER,
    DEFINER_SIZE,
    DEFINER_START,
    FIRST_AUXILIARY,
    FIRST_START,
    GREATEST,
    IS_PENDING,
    LEAST,
    MOST,
    OCCUPANT,
    PAYER,
    PENDING,
    ROOM,
    SHUT,
    START,
    TEAM,
    UNSERVED,
    UNSERVED_PLACE,
    VALUE,
    Arrays,
)  # fmt: skip
from allocator.search.local.state import (
    BROKEN,
    LOGGED,
    LONGEST_MOVE,
    NOTED,
    PENDING_COUNT,
    UNSERVED_COUNT,
    State,
)
from allocator.search.local.state_accessors import payer_of, person_at, start_of, unserved_at, unserved_count

_MOST_STEPS = LONGEST_MOVE // 2  # of auxiliary items that follow from each other; none needs more


# -- items ----------------------------------------------------------------------------------------------


@compiled
def flip(a: Arrays, s: State, item: int, step: int) -> None:
    """Take a base item in (+1) or out (-1)."""
    s.log[s.tally[LOGGED], 0] = item
    s.log[s.tally[LOGGED], 1] = s.exact[a.at[VALUE] + item]
    s.tally[LOGGED] += 1
    _flip(a, s, item, step, True)
    if item < a.at[FIRST_START]:
        payer = payer_of(a, s, owner_of(a, item))
        if payer >= 0 and charged_purse_of(a, payer) >= 0:
            _charge(a, s, charged_purse_of(a, payer), step * taken_by(a, item))


@compiled
def _charge(a: Arrays, s: State, purse: int, step: int) -> None:
    """Count in a purse what somebody takes of it: in the log, row r is item -1 - r."""
    s.log[s.tally[LOGGED], 0] = -1 - purse
    s.log[s.tally[LOGGED], 1] = s.exact[a.at[ACTIVITY] + purse]
    s.tally[LOGGED] += 1
    _add_activity(a, s, purse, step, -1, True)


@compiled
def _flip(a: Arrays, s: State, item: int, step: int, follow: bool) -> None:
    _add_value(a, s, item, step)
    owner = owner_of(a, item)
    for k in range(*packing_rows_of(a, item)):
        row = packing_row_at(a, k)
        room = s.small[a.at[ROOM] + row] - step
        s.small[a.at[ROOM] + row] = room
        if step > 0:
            s.small[a.at[OCCUPANT] + row] = owner
            s.tally[BROKEN] += room == -1
        else:
            s.tally[BROKEN] -= room == 0
    for k in range(*general_rows_of(a, item)):
        _add_activity(a, s, general_row_at(a, k), step * size_at(a, k), item, follow)


@compiled
def _add_value(a: Arrays, s: State, item: int, step: int) -> None:
    s.exact[a.at[VALUE] + item] += step
    for t in range(len(s.value)):
        s.value[t] += step * a.cost[item, t]


@entry_point
def close_items(a: Arrays, s: State, items: Smalls, closed: bool) -> None:
    """Keep some items out from now on, or admit them again."""
    for k in range(len(items)):
        s.small[a.at[SHUT] + items[k]] += 1 if closed else -1


@compiled
def _add_activity(a: Arrays, s: State, row: int, step: int, item: int, follow: bool) -> None:
    """Move the activity of a general row; auxiliary items that may follow wait for `settle`."""
    old = s.exact[a.at[ACTIVITY] + row]
    new = old + step
    s.exact[a.at[ACTIVITY] + row] = new
    lower, upper = lower_limit(a, row), upper_limit(a, row)
    was, now = old < lower or old > upper, new < lower or new > upper
    if now and not was:
        s.tally[BROKEN] += 1
    elif was and not now:
        s.tally[BROKEN] -= 1
    if not follow:
        return
    for d in range(a.fixed[a.at[DEFINED_START] + row], a.fixed[a.at[DEFINED_START] + row + 1]):
        other = a.fixed[a.at[DEFINED] + d]
        place = a.at[IS_PENDING] + other - a.at[FIRST_AUXILIARY]
        if other != item and s.small[place] == 0:
            s.small[place] = 1
            s.small[a.at[PENDING] + s.tally[PENDING_COUNT]] = other
            s.tally[PENDING_COUNT] += 1


# -- auxiliary items ------------------------------------------------------------------------------------


@compiled
def settle(a: Arrays, s: State) -> None:
    """Bring every pending auxiliary item to the least (greatest) value that its rows leave it."""
    small, pending, steps = s.small, a.at[PENDING], 0
    while s.tally[PENDING_COUNT] > 0:
        steps += 1
        first = 0
        for k in range(1, s.tally[PENDING_COUNT]):
            if small[pending + k] < small[pending + first]:
                first = k
        item = small[pending + first]
        s.tally[PENDING_COUNT] -= 1
        small[pending + first] = small[pending + s.tally[PENDING_COUNT]]
        small[a.at[IS_PENDING] + item - a.at[FIRST_AUXILIARY]] = 0
        old = s.exact[a.at[VALUE] + item]
        step = _completed(a, s, item) - old
        if step != 0 and steps < _MOST_STEPS:
            s.log[s.tally[LOGGED], 0] = item
            s.log[s.tally[LOGGED], 1] = old
            s.tally[LOGGED] += 1
            _shift(a, s, item, step, True)


@compiled
def _shift(a: Arrays, s: State, item: int, step: int, follow: bool) -> None:
    """Change an auxiliary item."""
    _add_value(a, s, item, step)
    for k in range(*general_rows_of(a, item)):
        _add_activity(a, s, general_row_at(a, k), step * size_at(a, k), item, follow)


@compiled
def _completed(a: Arrays, s: State, item: int) -> int:
    """The value that an auxiliary item takes beside the others."""
    own = item - a.at[FIRST_AUXILIARY]
    least, most = a.exact[a.at[LEAST] + own], a.exact[a.at[MOST] + own]
    greatest = a.fixed[a.at[GREATEST] + own] > 0
    value = most if greatest else least
    current = s.exact[a.at[VALUE] + item]
    for k in range(a.fixed[a.at[DEFINER_START] + own], a.fixed[a.at[DEFINER_START] + own + 1]):
        row, size = a.fixed[a.at[DEFINER] + k], a.exact[a.at[DEFINER_SIZE] + k]
        rest = s.exact[a.at[ACTIVITY] + row] - size * current
        if greatest:
            limit = upper_limit(a, row) if size > 0 else lower_limit(a, row)
            value = min(value, (limit - rest) // size)
        else:
            limit = lower_limit(a, row) if size > 0 else upper_limit(a, row)
            value = max(value, -((rest - limit) // size))
    return int(max(least, min(most, value)))


# -- missions -------------------------------------------------------------------------------------------


@compiled
def note(a: Arrays, s: State, request: int) -> None:
    """Write down how a request is served, before that changes."""
    k = s.tally[NOTED]
    for place in range(*places_of(a, request)):
        s.notes[k] = person_at(a, s, place)
        k += 1
    s.notes[k], s.notes[k + 1] = start_of(a, s, request), payer_of(a, s, request)
    s.notes[k + 2] = request
    s.tally[NOTED] = k + 3


@compiled
def set_person(a: Arrays, s: State, place: int, item: int) -> None:
    """Write an item down at a place."""
    s.small[a.at[TEAM] + place] = item


@compiled
def set_payer(a: Arrays, s: State, request: int, payer: int) -> None:
    """Write down who pays for a request (-1: nobody)."""
    s.small[a.at[PAYER] + request] = payer


@compiled
def set_start(a: Arrays, s: State, request: int, start: int) -> None:
    """Let a request begin at a start (-1: not be served), and keep the list of those not served."""
    before = start_of(a, s, request)
    s.small[a.at[START] + request] = start
    if before < 0 <= start:
        s.tally[UNSERVED_COUNT] -= 1
        last = unserved_at(a, s, unserved_count(s))
        place = s.small[a.at[UNSERVED_PLACE] + request]
        _list_unserved(a, s, last, place)
    elif start < 0 <= before:
        _list_unserved(a, s, request, unserved_count(s))
        s.tally[UNSERVED_COUNT] += 1


@compiled
def _list_unserved(a: Arrays, s: State, request: int, place: int) -> None:
    s.small[a.at[UNSERVED] + place] = request
    s.small[a.at[UNSERVED_PLACE] + request] = place


@compiled
def exchange_unserved(a: Arrays, s: State, one: int, other: int) -> None:
    """Let the requests at two places of the list of those not served change places."""
    first, second = unserved_at(a, s, one), unserved_at(a, s, other)
    _list_unserved(a, s, second, one)
    _list_unserved(a, s, first, other)


@compiled
def undo(a: Arrays, s: State, logged: int, noted: int) -> None:
    """Take back every change since the log had `logged` entries and the notes `noted`."""
    while s.tally[LOGGED] > logged:
        s.tally[LOGGED] -= 1
        item, old = s.log[s.tally[LOGGED], 0], s.log[s.tally[LOGGED], 1]
        if item < 0:
            _add_activity(a, s, -1 - item, old - s.exact[a.at[ACTIVITY] - 1 - item], -1, False)
            continue
        step = old - s.exact[a.at[VALUE] + item]
        if item < a.at[FIRST_AUXILIARY]:
            _flip(a, s, item, step, False)
        else:
            _shift(a, s, item, step, False)
    while s.tally[NOTED] > noted:
        k = s.tally[NOTED] - 3
        start, payer, request = s.notes[k], s.notes[k + 1], s.notes[k + 2]
        first, last = places_of(a, request)
        k -= last - first
        for place in range(first, last):
            set_person(a, s, place, s.notes[k + place - first])
        set_payer(a, s, request, payer)
        set_start(a, s, request, start)
        s.tally[NOTED] = k


@compiled
def accept(s: State) -> None:
    """Make what was changed the state to go on from."""
    s.tally[LOGGED] = 0
    s.tally[NOTED] = 0
