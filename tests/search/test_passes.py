"""Open tiers are taken up again while time is left: whatever is said of a tier, in whichever pass, is held
against all points in the end."""

from dataclasses import replace
from random import Random
from time import perf_counter

import pytest

from allocator.problem import Ints
from allocator.search import passes, tiers
from allocator.search.run import Run
from allocator.search.solve import _tiers_solved
from allocator.search.tier_search import TierSearch
from allocator.search.trust import HIGHS, Witness
from allocator.solvers.program import Limits
from tests.search.test_taken_up_again import run_of

PLANS = 80
_SAYS = Witness("somebody who knows all points", exact=True)


def timed(seed: int) -> tuple[Run, list[Ints]] | None:
    """A run on a tiny plan that has an hour, and all its points."""
    if (made := run_of(seed)) is None:
        return None
    run, points = made
    run.limits = Limits(seconds=3_600.0)
    run.started = perf_counter()
    run.begin(max(points, key=run.matrix.values))
    return run, points


def a_step(points: list[Ints], random: Random):  # type: ignore[no-untyped-def]
    """A search of one tier that accepts a random point, and tells less than what no point passes."""

    def solve_tier(search: TierSearch) -> bool:
        run, values = search.run, search.matrix.values
        left = [p for p in points if all(v <= k for v, k in zip(values(p), run.frozen, strict=False))]
        search.bound(min(values(p)[search.t] for p in left) - random.choice((0, 0, 1)), _SAYS)
        search.accept(random.choice(points), HIGHS)
        return True

    return solve_tier


def test_bounds_hold_after_any_number_of_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = more = 0
    for seed in range(PLANS):
        if (made := timed(seed)) is None:
            continue
        run, points = made
        monkeypatch.setattr(tiers, "_solve_tier", a_step(points, Random(seed)))
        assert passes.solve_in_passes(run)
        values, last = run.matrix.values, run.matrix.values(run.known_incumbent)
        assert len(run.testimony.bounds) == len(run.matrix.tiers)
        for t in range(len(run.matrix.tiers)):
            as_good = [p for p in points if all(v <= k for v, k in zip(values(p)[:t], last, strict=False))]
            bound = run.testimony.bound(t)
            assert bound is None or bound <= min(values(p)[t] for p in as_good), (seed, t)
        tried, more = tried + 1, more + (run.passes > 1)
    assert tried >= PLANS // 10 and more >= tried // 4


def test_what_was_said_is_kept_where_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pass in which nothing happens loses no bound, and is the last one."""
    run, points = next(made for seed in range(PLANS) if (made := timed(seed)) is not None)
    best = min(points, key=run.matrix.values)

    def solve_tier(search: TierSearch) -> bool:
        search.accept(best, HIGHS)
        if not run.passes:
            search.bound(search.cost() - 7, _SAYS)
        return True

    monkeypatch.setattr(tiers, "_solve_tier", solve_tier)
    assert passes.solve_in_passes(run)
    assert run.passes == 1
    values = run.matrix.values(best)
    assert all(
        bound >= value - 7 for bound, value in zip(map(run.testimony.bound, range(4)), values, strict=True)
    )


def test_bounds_of_the_pass_before_outlive_too_little_memory() -> None:
    def short(run: Run) -> bool:
        assert passes.solve_in_passes(run)
        said.extend(run.testimony.bound(t) for t in range(len(run.matrix.tiers)))
        run.take_up_open(0)
        raise MemoryError

    for seed in range(PLANS):
        if (made := timed(seed)) is not None:
            said: list[int | None] = []
            with pytest.warns(RuntimeWarning, match="too little memory"):
                assert _tiers_solved(made[0], short)
            run = made[0]
            assert said == [run.testimony.bound(t) for t in range(len(run.matrix.tiers))] and None not in said
            return
    raise AssertionError("no plan to try it on")


@pytest.mark.parametrize("limits", [Limits(work=1), Limits(), Limits(seconds=0.0)])
def test_one_pass_is_all_where_no_time_is_left_or_no_clock_counts(
    monkeypatch: pytest.MonkeyPatch, limits: Limits
) -> None:
    run, points = next(made for seed in range(PLANS) if (made := timed(seed)) is not None)
    run.limits = limits
    monkeypatch.setattr(tiers, "_solve_tier", a_step(points, Random(0)))
    assert passes.solve_in_passes(run)
    assert run.passes == 0


def test_a_stopped_run_begins_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    run, points = next(made for seed in range(PLANS) if (made := timed(seed)) is not None)
    monkeypatch.setattr(tiers, "_solve_tier", a_step(points, Random(0)))
    run.stop()
    assert passes.solve_in_passes(run)
    assert run.passes == 0


def test_later_tiers_that_are_closed_get_no_time() -> None:
    run, points = next(made for seed in range(PLANS) if (made := timed(seed)) is not None)
    search = TierSearch(run, 1)
    run.frozen = [run.matrix.values(run.known_incumbent)[0]]
    search.allot()
    shares = [search.share]
    empty = replace(run.matrix.tiers[-1].cost, column=points[0][:0], coefficient=points[0][:0])
    last = replace(run.matrix.tiers[-1], cost=empty)
    run.matrix = replace(run.matrix, tiers=(*run.matrix.tiers[:-1], last))
    search.allot()
    shares.append(search.share)
    assert shares[1] > shares[0]
