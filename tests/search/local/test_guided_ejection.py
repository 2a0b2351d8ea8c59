"""Guided ejection inserts what is not served and learns whom it is dear to eject.

With one expert two of the three requests of `tiny` can be served (8 weight units), with two experts all.
"""

import numpy as np

from allocator.search.local.guided_ejection import guided_ejection, remove_missions_of
from allocator.search.local.insertion import insert
from allocator.search.local.layout import TEAM
from tests.search.local.tiny import Tiny, compiled_call, tiny

INSERT = compiled_call(insert)


def ejections(year: Tiny, goal: int, steps: int) -> tuple[bool, list[int]]:
    """Whether the first tier went below `goal` within the steps, and the penalties learned."""
    penalty, scratch = np.ones(3, dtype=np.int64), np.zeros(1, dtype=np.int64)
    arrays, state = year.layout.arrays, year.state
    below = np.array([goal], dtype=np.int64)
    ejected = np.zeros(4, dtype=np.int32)
    found = guided_ejection(arrays, state, below, scratch, penalty, ejected, 0, steps)
    return bool(found), penalty.tolist()


def test_it_ends_as_soon_as_the_values_are_below_the_goal() -> None:
    for seed in range(5):
        year = tiny(seed=seed)
        assert ejections(year, -8, 50)[0]
        assert (year.state.value[0], year.unserved(), year.is_exact()) == (-12, 0, True)


def test_it_gives_up_after_its_steps() -> None:
    year = tiny(experts=["KEN-01"])
    found, penalty = ejections(year, -8, 50)
    assert not found
    assert year.state.value[0] >= -8 and year.is_exact()
    assert sum(penalty) > 3, "R1 and R2 eject each other again and again"


def test_a_request_that_ejected_another_grows_dearer_to_eject() -> None:
    """R1 is served; one step inserts R2 and ejects R1, or serves R3 beside it."""
    year = tiny(experts=["KEN-01"], requests=["R1", "R2"])
    assert INSERT(year.layout.arrays, year.state, year.number("R1"), 0.0)
    found, penalty = ejections(year, -4, 1)
    assert (found, set(year.served())) == (False, {"R2"})
    assert penalty[year.number("R2")] == 2 and penalty[year.number("R1")] == 1


def test_missions_of_some_people_are_removed() -> None:
    year = tiny(experts=["KEN-01"])
    a, s = year.layout.arrays, year.state
    assert INSERT(a, s, year.number("R1"), 0.0) and INSERT(a, s, year.number("R3"), 0.0)
    item = s.small[a.at[TEAM] + year.layout.items.team_start[year.number("R1")]]
    remove_missions_of(a, s, np.array([item], dtype=np.int32))
    assert set(year.served()) == {"R3"} and year.is_exact()
