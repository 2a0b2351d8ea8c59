"""Branch and cut aimed below the incumbent: no bound passes the least cost of any point, and where it has
time it comes to it; a search that finds what is far better has it aimed anew."""

from dataclasses import replace

import numpy as np
import pytest

from allocator.problem import Ints
from allocator.search.bounds import aimed
from allocator.search.tier_search import TierSearch
from allocator.search.trust import Witness
from allocator.solvers import highs
from allocator.solvers.dual_bound import price
from allocator.solvers.program import Limits, Outcome, Program, Watch
from tests.search.test_taken_up_again import run_of

PLANS = 60


class Told(Watch):
    """Hands points to a tier, and keeps the bounds."""

    def __init__(self, search: TierSearch) -> None:
        super().__init__()
        self.search, self.bounds = search, list[int]()

    def improved(self, point: Ints, cost: int) -> None:
        self.search.accept(point, aimed.HIGHS)

    def bounded(self, bound: int) -> None:
        self.bounds.append(bound)

    def as_witness(self, by: Witness) -> Watch:
        return self


def begun(seed: int) -> tuple[TierSearch, list[Ints]] | None:
    """The second tier of a tiny plan, from a point that is among the best of the first and dear in it."""
    if (made := run_of(seed)) is None:
        return None
    run, points = made
    values = run.matrix.values
    best = min(values(point)[0] for point in points)
    points = [point for point in points if values(point)[0] == best]
    run.begin(max(points, key=lambda point: values(point)[1]))
    run.frozen = [best]
    search = TierSearch(run, 1)
    run.testimony.bounds.append({})
    search.begin()
    return search, points


def weak(program: Program) -> highs.Relaxed:
    """The bound of no prices at all: it leaves much to do."""
    prices = np.zeros(program.shape[0] + len(program.frozen))
    priced = price(program, prices)
    return highs.Relaxed(priced.rounded(program), prices, priced, solved=False)


def test_no_bound_passes_the_least_and_the_last_one_is_it() -> None:
    closed = targets = 0
    for seed in range(PLANS):
        if (made := begun(seed)) is None:
            continue
        search, points = made
        least = min(search.matrix.values(point)[1] for point in points)
        relaxed = weak(search.program)
        told = Told(search)
        aimed.branch_and_cut(search, relaxed, None, told)  # type: ignore[arg-type]
        assert all(bound <= least for bound in told.bounds), seed
        assert search.cost() == least, seed
        assert max([relaxed.bound, *told.bounds]) == least, seed
        closed += 1
        targets += relaxed.bound < least
    assert closed >= 15 and targets >= 15


def test_it_is_aimed_anew_once_the_search_is_far_better(monkeypatch: pytest.MonkeyPatch) -> None:
    made = next(each for seed in range(PLANS) if (each := begun(seed)) is not None and _is_wide(*each))
    search, points = made
    values, aims = search.matrix.values, list[int]()
    known = min(values(point)[1] for point in points) - 1
    best = min(points, key=lambda point: values(point)[1])

    def minimise(program: Program, limits: Limits, *, watch: Watch, below: int) -> Outcome:
        aims.append(below)
        if len(aims) == 1:
            assert not watch.stopped
            search.accept(best)
            assert watch.stopped
            return Outcome("unknown")
        return Outcome("infeasible")

    monkeypatch.setattr(highs, "minimise", minimise)
    told, before = Told(search), search.cost()
    aimed.branch_and_cut(search, replace(weak(search.program), bound=known), None, told)  # type: ignore[arg-type]
    assert before > aims[0] > aims[1] == search.cost() == told.bounds[-1]
    assert search.call_off is None and not told.stoppers and not told.stopped


def _is_wide(search: TierSearch, points: list[Ints]) -> bool:
    cost = search.matrix.tiers[1].cost
    found = sorted({cost.value(point) for point in points})
    return len(found) > 5 and found[-1] - found[0] > 20 * cost.step
