"""Which walk comes when: in the first tier those that rank by regret take turns with those that do not."""

from typing import Any

import numpy as np
import pytest

from allocator.matrix import build_matrix, tighten
from allocator.problem import Ints, build_problem
from allocator.search import sessions
from allocator.search.construct.greedy import construct
from allocator.search.run import Run
from allocator.search.tier_search import TierSearch
from allocator.solvers.program import Limits
from tests.tiny_plans import MODELS, tiny_plan

Begun = list[tuple[str, bool, int]]  # which search, whether at the incumbent, its memory


class Walk:
    """A local search that finds nothing, and says how it was begun."""

    def __init__(self, name: str, search: TierSearch, begun: Begun) -> None:
        self.name, self.search_of, self.begun = name, search, begun

    def start_from(self, point: Ints, seed: int, memory: int, slack: int) -> None:
        self.begun.append((self.name, point is self.search_of.incumbent, memory))

    def guide(self, *_: object) -> None: ...

    def ranked(self, *_: object) -> Any:
        return Walk("ranked", self.search_of, self.begun)

    def search(self, moves: int, exchanges: float) -> bool:
        return False

    def costs(self) -> tuple[int, ...]:
        return ()

    def best(self) -> Ints:
        return self.search_of.incumbent


def tier_search(t: int) -> TierSearch:
    """A tier of a tiny plan at work."""
    for seed in range(20):
        matrix = build_matrix(build_problem(tiny_plan(seed, "pairing"), MODELS["national"]))
        tightened = tighten(matrix)
        point = construct(matrix, tightened) if tightened.broken < 0 else None
        if point is None or not point[matrix.columns.y].any():
            continue
        run = Run(matrix, tightened, Limits(seconds=1e6), 0.0)
        run.begin(point)
        for i in range(t + 1):
            search = TierSearch(run, i)
            search.begin()
            if i < t:
                search.freeze()
        return search
    raise AssertionError


def walks_of(search: TierSearch, begun: Begun) -> sessions.LocalSearchSessions:
    walks = sessions.LocalSearchSessions(search)
    walks.__dict__["_local_search"] = Walk("plain", search, begun)
    return walks


@pytest.fixture(autouse=True)
def _ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "is_ready", lambda wait=False: True)
    monkeypatch.setattr(TierSearch, "over", lambda search, deadline: False)  # tiny plans are soon proven


def test_walks_that_rank_take_turns_and_begin_anew() -> None:
    search, begun = tier_search(0), Begun()
    walks = walks_of(search, begun)
    walks.late_acceptance(None)
    search.reduced_costs = np.zeros(search.matrix.shape[1])
    walks.late_acceptance(None)
    search.run.incumbent = search.incumbent.copy()  # as good, and another
    for _ in range(4):
        walks.late_acceptance(None)
    assert begun == [
        ("plain", True, 400), ("ranked", True, 400), ("plain", True, 3_200), ("ranked", False, 400),
        ("plain", True, 20_000), ("ranked", False, 400),
    ]  # fmt: skip


def test_walks_from_one_point_remember_little_and_count() -> None:
    """Those that follow remember as if these had been theirs."""
    search, begun = tier_search(0), Begun()
    walks, first = walks_of(search, begun), search.incumbent
    search.run.incumbent = first.copy()
    for _ in range(2):
        walks.late_acceptance(None, first)
    walks.late_acceptance(None)
    assert begun == [("plain", False, 400), ("plain", False, 400), ("plain", True, 20_000)]


def test_prices_that_come_during_a_walk_begin_one_that_ranks(monkeypatch: pytest.MonkeyPatch) -> None:
    search, begun = tier_search(0), Begun()
    walks = walks_of(search, begun)
    prices = np.zeros(search.matrix.shape[1])
    monkeypatch.setattr(walks, "_poll", lambda: setattr(search, "reduced_costs", prices))
    walks.late_acceptance(None)
    assert [name for name, *_ in begun] == ["plain", "ranked"]


def test_nothing_ranks_in_later_tiers() -> None:
    search, begun = tier_search(1), Begun()
    search.reduced_costs = np.zeros(search.matrix.shape[1])
    walks = walks_of(search, begun)
    for _ in range(3):
        walks.late_acceptance(None)
    assert [name for name, *_ in begun] == ["plain"] * 3
