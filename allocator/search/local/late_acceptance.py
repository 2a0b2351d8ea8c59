"""Local search with late acceptance: one operator a move, kept if no worse than some moves ago; compiled.

Burke and Bykov, The late acceptance hill-climbing heuristic, European Journal of Operational Research 2017.
"""

from allocator.problem import Ints
from allocator.problem.start_ranges import Smalls
from allocator.search.local.changes import accept, undo
from allocator.search.local.compiler import compiled, entry_point
from allocator.search.local.insertion import insert
from allocator.search.local.layout import OFFERED, Arrays
from allocator.search.local.operators import apply_operator, draw_operator
from allocator.search.local.state import BROKEN, State, better, draw
from allocator.search.local.state_accessors import is_served, unserved_at, unserved_count


@entry_point
def insert_all(a: Arrays, s: State, order: Ints, spread: float) -> None:
    """Serve what can be served beside all others, in an order."""
    for n in range(len(order)):
        if not is_served(a, s, order[n]):
            insert(a, s, order[n], spread)
            accept(s)


@entry_point
def late_acceptance(
    a: Arrays,
    s: State,
    ejections: float,
    exchanges: float,
    spread: float,
    history: Ints,
    best: Ints,
    best_value: Ints,
    before: Ints,
    removed: Smalls,
    done: int,
    moves: int,
) -> bool:
    """Make so many moves after `done` of them; whether one better than `best` was found, and put there.

    A move is kept if no row is broken and the values are no worse, tier by tier, than before it or than those
    that `history` has of as many moves ago as it is long. `exchanges` is the share of moves that exchange
    people, `ejections` that of those that eject among the others.
    """
    found = False
    for n in range(done, done + moves):
        _copy(before, s.value, len(before))
        _move(a, s, ejections, exchanges, spread, removed)
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
def _move(a: Arrays, s: State, ejections: float, exchanges: float, spread: float, removed: Smalls) -> None:
    """Apply one operator, then insert again what it removed where that can be."""
    count = apply_operator(a, s, draw_operator(s, ejections, exchanges), spread, removed)
    if count < 0:
        undo(a, s, 0, 0)
    elif count > 0 or len(s.value) == 1:
        _recreate(a, s, spread, removed, count)


@compiled
def _recreate(a: Arrays, s: State, spread: float, removed: Smalls, count: int) -> None:
    """Insert what was removed in random order, then offer the room left to others."""
    for n in range(count - 1, 0, -1):
        other = draw(s, n + 1)
        removed[n], removed[other] = removed[other], removed[n]
    for n in range(count):
        if not is_served(a, s, removed[n]):
            insert(a, s, removed[n], spread)
    for _ in range(a.at[OFFERED]):
        if unserved_count(s) > 0:
            insert(a, s, unserved_at(a, s, draw(s, unserved_count(s))), spread)
