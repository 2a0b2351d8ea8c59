"""Insertion serves a request beside all others, or changes nothing; removal takes it all back.

The numbers are derived in `tiny`: each request is worth 4 weight units, so the first tier falls by 4.
"""

from allocator.search.local.changes import accept, undo
from allocator.search.local.insertion import insert, remove
from tests.search.local.tiny import compiled_call, tiny

INSERT, REMOVE, UNDO, ACCEPT = map(compiled_call, (insert, remove, undo, accept))


def test_a_request_is_served_at_a_start_where_somebody_is_free() -> None:
    year = tiny(experts=["KEN-01"])
    assert INSERT(year.layout.arrays, year.state, year.number("R1"), 0.0)
    assert year.served() == {"R1": ("2026-09-07", "KEN-01")}
    assert (year.state.value[0], year.unserved()) == (-4, 2)
    assert year.is_exact()


def test_nothing_changes_where_nobody_is_free() -> None:
    """After a mission from the 7th to the 11th KEN-01 rests to the 19th: R2 can start on the 7th or the 14th
    only, R3 on the 21st."""
    year = tiny(experts=["KEN-01"])
    a, s = year.layout.arrays, year.state
    assert INSERT(a, s, year.number("R1"), 0.0)
    before = s.small.copy(), s.exact.copy(), s.value.copy()
    assert not INSERT(a, s, year.number("R2"), 0.0)
    assert all((now == then).all() for now, then in zip((s.small, s.exact, s.value), before, strict=True))
    assert INSERT(a, s, year.number("R3"), 0.0)
    assert year.served() == {"R1": ("2026-09-07", "KEN-01"), "R3": ("2026-09-21", "KEN-01")}


def test_two_experts_serve_all_three() -> None:
    for seed in range(5):
        year = tiny(seed=seed)
        a, s = year.layout.arrays, year.state
        assert all(INSERT(a, s, year.number(code), 0.5) for code in ("R1", "R2", "R3"))
        served = year.served()
        assert served["R1"][1] != served["R2"][1]
        assert (s.value[0], year.unserved()) == (-12, 0)
        assert year.is_exact()


def test_removal_gives_back_what_a_mission_took() -> None:
    year = tiny(experts=["KEN-01"])
    a, s = year.layout.arrays, year.state
    assert INSERT(a, s, year.number("R1"), 0.0)
    REMOVE(a, s, year.number("R1"))
    assert (year.served(), s.value[0], year.unserved()) == ({}, 0, 3)
    assert INSERT(a, s, year.number("R2"), 0.0)
    assert year.is_exact()


def test_removing_what_is_not_served_changes_nothing() -> None:
    year = tiny()
    REMOVE(year.layout.arrays, year.state, year.number("R1"))
    assert (year.unserved(), year.is_exact()) == (3, True)


def test_undo_goes_back_to_what_was_accepted() -> None:
    year = tiny(experts=["KEN-01"])
    a, s = year.layout.arrays, year.state
    assert INSERT(a, s, year.number("R1"), 0.0)
    ACCEPT(s)
    REMOVE(a, s, year.number("R1"))
    assert INSERT(a, s, year.number("R2"), 0.0) and INSERT(a, s, year.number("R3"), 0.0)
    UNDO(a, s, 0, 0)
    assert year.served() == {"R1": ("2026-09-07", "KEN-01")}
    assert (s.value[0], year.unserved(), year.is_exact()) == (-4, 2, True)
