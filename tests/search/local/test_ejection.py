"""Ejection serves a request and removes what is in its way, as little of it as is seen.

With one expert R1 (on the 7th) and R2 (on the 7th or the 14th) exclude each other, R3 (on the 21st) goes with
either; see `tiny`.
"""

import numpy as np

from allocator.search.local.ejection import eject_for, insert_with_ejection, request_in
from allocator.search.local.insertion import insert
from allocator.search.local.layout import ITEM_PACKING_ROW, ITEM_PACKING_START, TEAM
from tests.search.local.tiny import compiled_call, tiny

INSERT, EJECT, EJECT_FOR, REQUEST_IN = map(
    compiled_call, (insert, insert_with_ejection, eject_for, request_in)
)


def test_what_is_in_the_way_is_ejected() -> None:
    year, ejected = tiny(experts=["KEN-01"]), np.zeros(4, dtype=np.int32)
    a, s = year.layout.arrays, year.state
    assert INSERT(a, s, year.number("R1"), 0.0) and INSERT(a, s, year.number("R3"), 0.0)
    assert EJECT(a, s, year.number("R2"), 0.0, ejected) == 1
    assert ejected[0] == year.number("R1")
    assert set(year.served()) == {"R2", "R3"}
    assert (s.value[0], year.unserved(), year.is_exact()) == (-8, 1, True)


def test_nobody_is_ejected_where_somebody_is_free() -> None:
    for seed in range(5):
        year, ejected = tiny(seed=seed), np.zeros(4, dtype=np.int32)
        a, s = year.layout.arrays, year.state
        assert INSERT(a, s, year.number("R1"), 0.5)
        assert EJECT(a, s, year.number("R2"), 0.0, ejected) == 0
        assert set(year.served()) == {"R1", "R2"}
        assert year.is_exact()


def test_more_than_there_is_room_for_cannot_be_ejected() -> None:
    year = tiny(experts=["KEN-01"])
    a, s = year.layout.arrays, year.state
    assert INSERT(a, s, year.number("R1"), 0.0)
    assert EJECT(a, s, year.number("R2"), 0.0, np.zeros(0, dtype=np.int32)) == -1


def test_a_mission_that_must_stay_is_not_ejected() -> None:
    year, ejected = tiny(experts=["KEN-01"]), np.zeros(4, dtype=np.int32)
    a, s, first = year.layout.arrays, year.state, year.number("R1")
    assert INSERT(a, s, first, 0.0)
    item = int(s.small[a.at[TEAM] + year.layout.items.team_start[first]])
    assert EJECT_FOR(a, s, item, first, ejected, 0) == -1
    assert set(year.served()) == {"R1"}


def test_the_request_in_a_full_row_is_told() -> None:
    year = tiny(experts=["KEN-01"])
    a, s, first = year.layout.arrays, year.state, year.number("R1")
    assert INSERT(a, s, first, 0.0)
    item = int(s.small[a.at[TEAM] + year.layout.items.team_start[first]])
    parts = year.layout.parts
    rows = parts[ITEM_PACKING_ROW][parts[ITEM_PACKING_START][item] : parts[ITEM_PACKING_START][item + 1]]
    assert len(rows) > 0
    assert {REQUEST_IN(a, s, int(row), -1) for row in rows} == {first}
    assert {REQUEST_IN(a, s, int(row), first) for row in rows} == {-1}
