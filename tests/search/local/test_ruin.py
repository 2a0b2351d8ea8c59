"""Ruin removes a mission, and others that block its people."""

import numpy as np

from allocator.search.local.insertion import insert
from allocator.search.local.ruin import ruin
from tests.search.local.tiny import compiled_call, tiny

INSERT, RUIN = map(compiled_call, (insert, ruin))


def test_what_is_removed_is_told_and_not_served() -> None:
    """R1 and R2 are served by two experts and block each other's people; R3 blocks nobody of theirs."""
    counts = set()
    for seed in range(30):
        year, removed = tiny(seed=seed), np.full(8, -1, dtype=np.int32)
        a, s = year.layout.arrays, year.state
        assert all(INSERT(a, s, year.number(code), 0.0) for code in ("R1", "R2", "R3"))
        count = RUIN(a, s, removed)
        counts.add(count)
        gone = set(removed[:count].tolist())
        assert len(gone) == count
        served = {year.number(code) for code in year.served()}
        assert served == {0, 1, 2} - gone
        assert (s.value[0], year.is_exact()) == (-4 * (3 - count), True)
    assert counts >= {1, 2}


def test_nothing_is_removed_where_nothing_is_served() -> None:
    year = tiny()
    assert RUIN(year.layout.arrays, year.state, np.zeros(8, dtype=np.int32)) == 0
    assert year.is_exact()
