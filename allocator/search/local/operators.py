"""The operators of the local search, by number; compiled.

An operator changes the allocation and writes the requests that it removed to `removed`; it gives how many
there are, -1 where it came to nothing (what it changed is then taken back). To add one: write its module,
give it a number here, a share in `draw_operator` and a call in `apply_operator`.
"""

from allocator.problem.start_ranges import Smalls
from allocator.search.local.accessors import request_count
from allocator.search.local.compiler import compiled
from allocator.search.local.ejection import insert_with_ejection
from allocator.search.local.insertion import remove
from allocator.search.local.layout import Arrays
from allocator.search.local.perturbation import exchange
from allocator.search.local.ruin import ruin
from allocator.search.local.state import State, draw
from allocator.search.local.state_accessors import unserved_at, unserved_count

EJECTION, RUIN, EXCHANGE = range(3)

_COMPARED = 2  # people of whom an exchange takes the cheaper


@compiled
def draw_operator(s: State, ejections: float, exchanges: float) -> int:
    """The operator of the next move: `exchanges` is the share of exchanges, `ejections` that of those that
    eject among the others."""
    if exchanges > 0.0 and draw(s, 1 << 20) < exchanges * (1 << 20):
        return EXCHANGE
    return EJECTION if draw(s, 1 << 20) < ejections * (1 << 20) else RUIN


@compiled
def apply_operator(a: Arrays, s: State, operator: int, spread: float, removed: Smalls) -> int:
    """Apply one operator."""
    if operator == EJECTION:
        return insert_with_ejection(a, s, _to_insert(a, s), spread, removed)
    if operator == EXCHANGE:
        return 0 if exchange(a, s, removed, _COMPARED) else -1
    return ruin(a, s, removed)


@compiled
def _to_insert(a: Arrays, s: State) -> int:
    """A request to insert, served no more: as long as serving is what counts one that is not served, later
    any, which may find a better place."""
    request = draw(s, request_count(a))
    if len(s.value) == 1 and unserved_count(s) > 0:
        request = unserved_at(a, s, draw(s, unserved_count(s)))
    remove(a, s, request)
    return int(request)
