"""The local search as a whole on the tiny year: what it reaches, and what it keeps.

With one expert R3 goes beside either R1 or R2, 8 weight units of 12; with two experts all three are served.
"""

import numpy as np
import pytest

from allocator.search.local.late_acceptance import insert_all, late_acceptance
from tests.search.local.tiny import Tiny, tiny


def best_after(year: Tiny, moves: int, memory: int, exchanges: float = 0.0) -> tuple[bool, int]:
    """Whether something better was found, and the best value of the first tier."""
    s = year.state
    history, before = np.tile(s.value, (memory, 1)), s.value.copy()
    best, best_value = s.exact[: len(year.layout.items.column)].copy(), s.value.copy()
    found = late_acceptance(
        year.layout.arrays, s, 0.5, exchanges, 0.5, history, best, best_value, before,
        np.zeros(8, dtype=np.int32), 0, moves,
    )  # fmt: skip
    return bool(found), int(best_value[0])


@pytest.mark.parametrize(("experts", "best"), [(["KEN-01"], -8), (["KEN-01", "KEN-02"], -12)])
def test_it_comes_to_the_optimum(experts: list[str], best: int) -> None:
    for seed in range(5):
        year = tiny(experts, seed=seed)
        assert best_after(year, 200, 10) == (True, best)
        assert year.is_exact()


def test_exchanges_alone_change_people_and_no_dates() -> None:
    """R1 and R2 are served on the 7th and the 14th, by two people; whatever is exchanged, all is counted."""
    for seed in range(3):
        year = tiny(requests=["R1", "R2"], seed=seed)
        insert_all(year.layout.arrays, year.state, np.array([0, 1], dtype=np.int64), 0.0)
        dates = {code: start for code, (start, _) in year.served().items()}
        teams = set()
        for _ in range(20):
            assert best_after(year, 5, 1, exchanges=1.0)[0] is False
            assert year.is_exact()
            assert {code: start for code, (start, _) in year.served().items()} == dates
            teams.add(year.served()["R1"][1])
        assert teams == {"KEN-01", "KEN-02"}


def test_without_moves_nothing_is_found() -> None:
    assert best_after(tiny(), 0, 10) == (False, 0)


def test_a_memory_of_one_never_goes_to_worse() -> None:
    """Late acceptance that remembers a single move is hill climbing."""
    year = tiny(["KEN-01"])
    value = 0
    for _ in range(100):
        best_after(year, 1, 1)
        assert year.state.value[0] <= value
        value = int(year.state.value[0])


def test_all_that_fits_is_inserted_in_the_order_given() -> None:
    """R2 first, on the 7th or the 14th: then R1 finds nobody."""
    year = tiny(["KEN-01"])
    order = np.array([year.number(code) for code in ("R2", "R1", "R3")], dtype=np.int64)
    insert_all(year.layout.arrays, year.state, order, 0.0)
    assert set(year.served()) == {"R2", "R3"} or year.served()["R2"][0] == "2026-09-14"
    assert "R1" not in year.served() and year.is_exact()
