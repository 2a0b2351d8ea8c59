"""What each kind of neighbourhood draws, and how the choice among kinds follows what they gained."""

import numpy as np
import pytest

from allocator.report.check_sheet import checks
from allocator.search.lns.neighbourhoods import NEIGHBOURHOODS, Neighbourhood
from allocator.search.lns.rivalry import Rivalry
from allocator.search.lns.selection import Selection
from allocator.search.parameters import USUAL
from tests.executors.rounds import solved_here

BY_NAME = {each.name: each for each in NEIGHBOURHOODS}


def rivalry() -> Rivalry:
    """Six requests: 0, 1 and 2 share expert 0, 3 and 4 expert 1, 5 has expert 2 alone. Agreement 0 may pay
    for 0 and 5. 1 builds on 0, 2 on 1. Requests 0 to 2 lie in the first days, 3 to 5 in days 200 to 210."""
    able = np.zeros((6, 3), dtype=np.float32)
    able[[0, 1, 2], 0] = able[[3, 4], 1] = able[5, 2] = 1
    payable = np.zeros((6, 1), dtype=np.float32)
    payable[[0, 5], 0] = 1
    linked = np.zeros((6, 6), dtype=bool)
    for one, other in ((0, 1), (1, 2)):
        linked[one, other] = linked[other, one] = True
    first = np.array([0, 0, 0, 200, 200, 200])
    shared = able @ able.T + 2 * payable @ payable.T + 2 * np.eye(6, dtype=np.float32)
    return Rivalry(able, payable, shared, first, first + 10, linked)


SERVED = np.array([True, True, True, True, False, True])


def draws(kind: Neighbourhood, size: int = 3) -> set[tuple[int, ...]]:
    found = (kind.draw(rivalry(), SERVED, size, np.random.default_rng(seed)) for seed in range(40))
    return {tuple(each.tolist()) for each in found if each is not None}


@pytest.mark.parametrize("kind", NEIGHBOURHOODS, ids=lambda each: each.name)
def test_requests_are_few_and_in_order(kind: Neighbourhood) -> None:
    for size in (1, 3, 60):
        for drawn in draws(kind, size):
            assert 0 < len(drawn) <= size and list(drawn) == sorted(set(drawn))


def test_around_unserved_holds_the_request_that_is_not_served_and_its_rivals() -> None:
    assert all({3, 4} <= set(drawn) for drawn in draws(BY_NAME["unserved"]))
    served = np.ones(6, dtype=bool)
    assert BY_NAME["unserved"].draw(rivalry(), served, 3, np.random.default_rng(0)) is None


def test_weeks_stay_together() -> None:
    assert draws(BY_NAME["weeks"]) == {(0, 1, 2), (3, 4, 5)}


def test_an_agreement_or_a_person_shares_what_is_drawn() -> None:
    assert draws(BY_NAME["agreement"]) == {(0, 5)}
    assert draws(BY_NAME["person"]) == {(0, 1, 2), (3, 4)}


def test_a_chain_is_drawn_whole() -> None:
    assert draws(BY_NAME["chain"]) == {(0, 1, 2)}


def test_kinds_that_gain_are_drawn_more_often() -> None:
    selection = Selection(rivalry(), np.random.default_rng(0))
    paying = list(BY_NAME).index("person")
    for _ in range(300):
        drawn = selection.draw(SERVED)
        selection.learn(drawn.kind, finished=True, gained=drawn.kind == paying)
    counts = {name: drawn for name, (drawn, _) in selection.statistics().items()}
    assert counts["person"] > 150 and min(counts.values()) > 0, counts
    assert selection.statistics()["person"][1] == counts["person"]


def test_the_size_follows_how_hard_neighbourhoods_are() -> None:
    selection = Selection(rivalry(), np.random.default_rng(0))
    for _ in range(200):
        selection.learn(0, finished=False, gained=False)
    assert selection.size == USUAL.neighbourhoods.smallest
    for _ in range(200):
        selection.learn(0, finished=True, gained=False)
    assert selection.size == USUAL.neighbourhoods.largest


def test_the_same_generator_draws_the_same() -> None:
    one, other = (Selection(rivalry(), np.random.default_rng(3)) for _ in range(2))
    for _ in range(20):
        first, second = one.draw(SERVED), other.draw(SERVED)
        assert first.kind == second.kind and (first.requests == second.requests).all()


def test_a_run_records_what_each_kind_has_gained() -> None:
    result = solved_here()
    told = result.provenance.neighbourhoods
    assert told and set(told) <= set(BY_NAME)
    assert all(0 <= gained <= drawn and drawn > 0 for drawn, gained in told.values())
    (line,) = (str(row[2]) for row in checks(result).rows if str(row[1]).startswith("neighbourhoods"))
    assert all(f"{kind}: {gained} of {drawn}" in line for kind, (drawn, gained) in told.items())
