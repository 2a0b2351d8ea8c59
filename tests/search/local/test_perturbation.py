"""Perturbation exchanges people and makes nothing worse."""

import numpy as np

from allocator.search.local.insertion import insert
from allocator.search.local.perturbation import perturb
from tests.search.local.tiny import compiled_call, tiny

INSERT = compiled_call(insert)


def test_people_change_and_the_values_stay() -> None:
    """R1 is served by one of two experts; the other one is free."""
    seen = set()
    for seed in range(6):
        year, before = tiny(requests=["R1"], seed=seed), np.zeros(1, dtype=np.int64)
        a, s = year.layout.arrays, year.state
        assert INSERT(a, s, year.number("R1"), 0.0)
        perturb(a, s, before, np.zeros(4, dtype=np.int32), 7)
        assert (s.value[0], year.is_exact()) == (-4, True)
        seen.add(year.served()["R1"])
    assert seen == {("2026-09-07", "KEN-01"), ("2026-09-07", "KEN-02")}


def test_two_missions_that_meet_keep_two_people() -> None:
    for seed in range(6):
        year, before = tiny(seed=seed), np.zeros(1, dtype=np.int64)
        a, s = year.layout.arrays, year.state
        assert INSERT(a, s, year.number("R1"), 0.0) and INSERT(a, s, year.number("R2"), 0.0)
        perturb(a, s, before, np.zeros(4, dtype=np.int32), 25)
        served = year.served()
        assert set(served) == {"R1", "R2"} and served["R1"][1] != served["R2"][1]
        assert year.is_exact()


def test_nobody_is_sent_where_nothing_is_served() -> None:
    year = tiny()
    perturb(year.layout.arrays, year.state, np.zeros(1, dtype=np.int64), np.zeros(4, dtype=np.int32), 25)
    assert year.served() == {} and year.is_exact()
