"""Random numbers of the local search: of the generator that is named, whatever a compiler makes of it."""

import numpy as np

from allocator.search.local.compiler import compiled
from allocator.search.local.random_numbers import draw_from
from allocator.search.local.state import RANDOM, State, draw
from allocator.search.local.timetable import RANDOM as STATE
from allocator.search.local.timetable import nothing_to_place, roll
from tests.search.local.tiny import compiled_call, tiny

KNUTH = 6364136223846793005, 1442695040888963407  # MMIX


@compiled
def drawn_two(s: State) -> int:
    """With a bound that the compiler knows."""
    return draw(s, 2)


def test_compiled_numbers_are_those_of_the_generator() -> None:
    call, tally = compiled_call(draw_from), np.zeros(2, dtype=np.int64)
    for below in (2, 3, 40, 1 << 30, (1 << 31) - 1):
        for seed in (0, -1, 12345, (1 << 63) - 1, -(1 << 63)):
            tally[1], now = seed, seed % (1 << 64)
            for _ in range(100):
                now = (now * KNUTH[0] + KNUTH[1]) % (1 << 64)
                assert call(tally, 1, below) == (now >> 33) * below >> 31
    assert tally[0] == 0


def test_nor_does_a_known_bound_change_them() -> None:
    two, call, state = compiled_call(drawn_two), compiled_call(draw), tiny().state
    state.tally[RANDOM] = 7
    first = [two(state) for _ in range(200)]
    state.tally[RANDOM] = 7
    assert first == [call(state, 2) for _ in range(200)]


def test_walks_and_timetables_draw_from_the_same_generator() -> None:
    state, (_, timetable) = tiny().state, nothing_to_place()
    state.tally[RANDOM] = timetable.tally[STATE] = 7
    one, other = compiled_call(draw), compiled_call(roll)
    assert [one(state, 40) for _ in range(50)] == [other(timetable, 40) for _ in range(50)]
