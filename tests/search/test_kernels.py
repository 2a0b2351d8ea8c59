"""Kernels: parts of a tier, whose points count and whose bounds do not; then all of it."""

import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from allocator.problem import Ints
from allocator.search import kernels, sessions
from allocator.search.background import InBackground, Solve
from allocator.search.kernels import Kernels, kernel
from allocator.search.tier_search import TierSearch
from allocator.search.trust import HIGHS, PRICES
from allocator.solvers import highs
from allocator.solvers.program import Limits, Outcome, Program, Watch
from tests.search.bounds.test_aimed import begun, weak

SEEDS = (0, 5, 14, 16, 17, 21, 22, 23, 24, 25, 29, 34)  # of tiny plans with many points


def timed(seed: int) -> tuple[TierSearch, list[Ints]]:
    """The second tier of a tiny plan, where a clock may decide."""
    made = begun(seed)
    assert made is not None
    run = made[0].run
    run.limits, run.started = replace(run.limits, work=None, seconds=60.0), time.perf_counter()
    return made


def relaxed_of(search: TierSearch) -> highs.Relaxed:
    found = highs.relax(search.program, Limits(workers=1), Watch())
    assert found is not None
    return found


@pytest.mark.parametrize("solved", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_last_of_them_ends_at_the_least_of_all_points(seed: int, solved: bool) -> None:
    search, points = timed(seed)
    least = min(search.matrix.values(point)[1] for point in points)
    search.relaxed = relaxed_of(search) if solved else weak(search.program)
    search.bound(search.relaxed.bound, PRICES)
    made_of = Kernels(search)
    while made_of.next(None, 1):
        known = search.run.testimony.bound(1)
        assert known is None or known <= least
    assert search.cost() == least
    assert search.is_closed()


def test_a_kernel_without_better_points_says_nothing_of_the_tier(monkeypatch: pytest.MonkeyPatch) -> None:
    search, _ = next(each for seed in SEEDS if _is_open(*(each := timed(seed))))
    search.relaxed = weak(search.program)
    before, solved = search.run.testimony.bound(1), list[Program]()

    def minimise(program: Program, limits: Limits, *, watch: Watch, below: int) -> Outcome:
        solved.append(program)
        assert below == search.cost()
        watch.bounded(below)
        return Outcome("infeasible", bound=below)

    monkeypatch.setattr(highs, "minimise", minimise)
    monkeypatch.setattr(kernels, "branch_and_cut", lambda *_: pytest.fail("local search has its turn first"))
    assert Kernels(search).next(None, 1)
    assert solved
    assert search.run.testimony.bound(1) == before
    assert not search.is_closed()


def test_what_takes_too_long_is_not_enlarged(monkeypatch: pytest.MonkeyPatch) -> None:
    search, _ = next(each for seed in SEEDS if _is_open(*(each := timed(seed))))
    search.relaxed = weak(search.program)
    asked = list[Solve]()

    def never_ends(_: TierSearch, solve: Solve, *rest: object) -> Outcome:
        asked.append(solve)
        return Outcome("unknown")

    monkeypatch.setattr(kernels, "solve_other", never_ends)
    monkeypatch.setattr(kernels, "run_solver", lambda *_: Outcome("unknown"))
    made_of = Kernels(search)
    assert made_of.next(None, 1)
    assert len(asked) == 1
    assert made_of.patience() == search.parameters.kernels.patience_far
    assert not made_of.next(None, 1)
    assert made_of.patience() == np.inf


def test_nothing_is_solved_without_prices_or_under_effort() -> None:
    search, _ = timed(SEEDS[0])
    assert not Kernels(search).next(None, 1)
    assert Kernels(search).patience() == np.inf
    search.relaxed = weak(search.program)
    assert Kernels(search).patience() == search.parameters.kernels.patience
    search.run.limits = replace(search.run.limits, work=1)
    assert Kernels(search).patience() == np.inf


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_a_larger_share_frees_no_less(seed: int) -> None:
    search, _ = timed(seed)
    program, relaxed = search.program, relaxed_of(search)
    width = program.column_upper - program.column_lower
    parts = [kernel(program, relaxed.priced, share) for share in (0.0, 0.3, 0.5, 1.0)]
    free = [part.column_upper - part.column_lower for part in parts]
    assert all((one <= other).all() for one, other in zip(free, [*free[1:], width], strict=True))
    assert ((free[-1] > 0) == (width > 0)).all()


def _is_open(search: TierSearch, points: list[Ints]) -> bool:
    return search.cost() > min(search.matrix.values(point)[1] for point in points)


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_with_several_workers_all_columns_are_aimed_at_beside_what_goes_on(seed: int) -> None:
    search, points = timed(seed)
    least = min(search.matrix.values(point)[1] for point in points)
    search.relaxed = weak(search.program)
    with InBackground(search, lambda watch: Outcome("unknown"), PRICES) as background:
        made_of = Kernels(search, background)
        while made_of.next(None, 2):
            pass
        assert made_of.beside == 1 or search.is_closed()
        background.wait(None)
    assert search.cost() == least
    assert not search.run.watches


def test_a_kernel_ends_with_the_time_of_what_it_is_part_of(monkeypatch: pytest.MonkeyPatch) -> None:
    search, _ = next(each for seed in SEEDS if _is_open(*(each := timed(seed))))
    search.relaxed = weak(search.program)
    ends, over = list[float](), list[bool]()

    def never_ends(*asked: Any) -> Outcome:
        ends.append(asked[3])
        search.run.astray = 0
        over.append(asked[5]())
        search.run.astray = None
        return Outcome("unknown")

    monkeypatch.setattr(kernels, "solve_other", never_ends)
    deadline = time.perf_counter() + 0.5
    Kernels(search).next(deadline, 1)
    assert ends == [deadline]
    assert over == [True]


def test_what_gained_when_its_time_was_up_is_solved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    search, points = next(each for seed in SEEDS if _is_open(*(each := timed(seed))))
    better = sorted(points, key=search.matrix.values)
    search.relaxed = weak(search.program)
    solved = list[int]()

    def gains_once(*asked: Any) -> Outcome:
        solved.append(len(solved))
        if len(solved) == 1:
            search.accept(better[0], HIGHS)
        return Outcome("unknown")

    monkeypatch.setattr(kernels, "solve_other", gains_once)
    monkeypatch.setattr(search, "over", lambda deadline: False)
    made_of = Kernels(search)
    assert made_of.next(None, 1)
    assert made_of.patience() == search.parameters.kernels.patience
    assert made_of.next(None, 1)
    assert made_of.patience() == search.parameters.kernels.patience_far
    assert len(solved) == 2


class Walk:
    """A local search that never gains, on a tier with items to close."""

    steps = 1

    def __init__(self, point: Ints) -> None:
        self.point, self.moves = point, 0

    def start_from(self, *_: object) -> None: ...

    def guide(self, *_: object) -> None: ...

    def search(self, moves: int, exchanges: float) -> bool:
        self.moves += moves
        return False

    def costs(self) -> tuple[int, ...]:
        return ()

    def has_closable(self) -> bool:
        return True

    def close_items(self, over: object) -> bool:
        return False

    def best(self) -> Ints:
        return self.point


@pytest.mark.parametrize("patience", [1_000, 10**9])
def test_a_walk_cut_short_is_not_given_up(patience: int, monkeypatch: pytest.MonkeyPatch) -> None:
    search, _ = next(each for seed in SEEDS if _is_open(*(each := timed(seed))))
    monkeypatch.setattr(sessions, "is_ready", lambda wait=False: True)
    walk = Walk(search.incumbent)
    walks = sessions.LocalSearchSessions(search, patience=lambda: patience)
    walks.__dict__["_local_search"] = walk
    assert not walks.improve(None)
    first = walk.moves
    assert first == min(patience, search.parameters.sessions.futile_moves)
    walks.improve(None)
    assert (walk.moves > first) == (patience == 1_000)
