"""Kernels: parts of a tier, whose points count and whose bounds do not; then all of it."""

from dataclasses import replace

import numpy as np
import pytest

from allocator.problem import Ints
from allocator.search import kernels
from allocator.search.background import Solve
from allocator.search.kernels import Kernels, kernel
from allocator.search.tier_search import TierSearch
from allocator.search.trust import PRICES
from allocator.solvers import highs
from allocator.solvers.program import Limits, Outcome, Program, Watch
from tests.search.bounds.test_aimed import PLANS, begun, weak

SEEDS = [seed for seed in range(PLANS) if begun(seed) is not None]


def timed(seed: int) -> tuple[TierSearch, list[Ints]]:
    """The second tier of a tiny plan, where a clock may decide."""
    made = begun(seed)
    assert made is not None
    made[0].run.limits = replace(made[0].run.limits, work=None)
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
    while made_of.next(None):
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
    assert Kernels(search).next(None)
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
    assert made_of.next(None)
    assert len(asked) == 1
    assert made_of.patience() == search.parameters.kernels.patience_far
    assert not made_of.next(None)
    assert made_of.patience() == np.inf


def test_nothing_is_solved_without_prices_or_under_effort() -> None:
    search, _ = timed(SEEDS[0])
    assert not Kernels(search).next(None)
    assert Kernels(search).patience() == np.inf
    search.relaxed = weak(search.program)
    assert Kernels(search).patience() == search.parameters.kernels.patience
    search.run.limits = replace(search.run.limits, work=1)
    assert Kernels(search).patience() == np.inf


@pytest.mark.parametrize("seed", SEEDS[:10])
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
