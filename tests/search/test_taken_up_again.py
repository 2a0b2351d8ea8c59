"""A point found in a later tier may be better in one that has ended, and worse in another behind it. Bounds
that were said of the later tiers then speak of points that are as good as the incumbent is not.

The search is replaced by one that accepts points at random, with a witness that says the least cost among
the points that the frozen tiers leave: what a run tells in the end is held against all points.
"""

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, cast

import pytest

from allocator.matrix import build_matrix, point_of, tighten
from allocator.plan.policy import Term, Tier
from allocator.problem import Ints, build_problem
from allocator.rules.candidates import find_candidates
from allocator.search import tiers
from allocator.search.run import Run
from allocator.search.tier_search import TierSearch
from allocator.search.trust import HIGHS, Witness
from allocator.solvers.program import Limits
from tests.tiny_plans import COUPLING_CODES, MODELS, Points, tiny_plan

if TYPE_CHECKING:
    from allocator.solvers.highs import Relaxed

PLANS = 150
GOALS = ("served", "cost", "preferred_dates", "fit")  # who serves more pays more
_SAYS = Witness("somebody who knows all points", exact=True)


def run_of(seed: int) -> tuple[Run, list[Ints]] | None:
    """A run on a tiny plan, and all its points; None for a plan with few."""
    focus = COUPLING_CODES[seed % len(COUPLING_CODES)]
    plan = tiny_plan(seed, focus)
    model = replace(MODELS["national"], tiers=tuple(Tier((Term(code),)) for code in GOALS))
    found = Points(plan, model)
    problem = build_problem(plan, model)
    matrix = build_matrix(problem, find_candidates(problem))
    points = [point_of(matrix, found.allocations[i][0]) for i in found.feasible()]
    points = [point for point in points if matrix.feasible(point)]
    tightened = tighten(matrix)
    if len(points) < 10 or tightened.broken >= 0:
        return None
    return Run(matrix, tightened, Limits(work=1), 0.0), points


def wander(points: list[Ints], random: Random, returns: list[int]):  # type: ignore[no-untyped-def]
    """A search of one tier that accepts whatever comes, and tells what no point passes."""

    def solve_tier(search: TierSearch) -> bool:
        run, values = search.run, search.matrix.values
        left = [p for p in points if all(v <= k for v, k in zip(values(p), run.frozen, strict=False))]
        search.bound(min(values(p)[search.t] for p in left), _SAYS)
        search.accept(random.choice(points), HIGHS)
        if run.astray is not None:
            returns.append(run.astray)
        return True

    return solve_tier


def test_a_relaxation_after_the_tier_is_closed_counts_only_against_the_clock() -> None:
    """Whether it had begun by then, a clock has decided: under a limit of work it rules out no column."""
    run, points = next(made for seed in range(40) if (made := run_of(seed)) is not None)
    run.begin(max(points, key=run.matrix.values))
    search, relaxed = TierSearch(run, 0), cast("Relaxed", object())
    search.begin()
    for limits, closed, heard in (
        (Limits(work=1), False, relaxed),
        (Limits(work=1), True, None),
        (Limits(seconds=9.0), True, relaxed),
    ):
        run.limits, search.relaxed = limits, None
        if closed:
            search.bound(search.cost(), _SAYS)
        search.hear_relaxation(relaxed)
        assert search.relaxed is heard


def test_bounds_hold_among_points_as_good_as_the_last_incumbent(monkeypatch: pytest.MonkeyPatch) -> None:
    returns: list[int] = []
    tried = 0
    for seed in range(PLANS):
        if (made := run_of(seed)) is None:
            continue
        run, points = made
        random = Random(seed)
        run.begin(max(points, key=run.matrix.values))
        monkeypatch.setattr(tiers, "_solve_tier", wander(points, random, returns))
        looks = iter(range(100))
        assert tiers.solve_tiers(run, worth=lambda search, looks=looks: next(looks) < 12)
        values = run.matrix.values
        last = values(run.known_incumbent)
        assert len(run.testimony.bounds) == len(run.matrix.tiers)
        for t in range(len(run.matrix.tiers)):
            as_good = [p for p in points if all(v <= k for v, k in zip(values(p)[:t], last, strict=False))]
            bound = run.testimony.bound(t)
            assert bound is None or bound <= min(values(p)[t] for p in as_good), (seed, t)
        tried += 1
    assert tried >= PLANS // 8
    assert len(returns) >= 5  # else nothing was taken up again
