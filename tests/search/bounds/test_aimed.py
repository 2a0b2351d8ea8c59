"""Branch and cut aimed below the incumbent: no bound passes the least cost of any point, and where it has
time it comes to it; a search that finds what is far better has it aimed anew."""

from dataclasses import replace

import numpy as np
import pytest

from allocator.problem import Ints
from allocator.search.bounds import aimed
from allocator.search.tier_search import TierSearch
from allocator.search.trust import ALONE, CP_SAT, HIGHS, Witness
from allocator.solvers import highs
from allocator.solvers.dual_bound import price
from allocator.solvers.program import Limits, Outcome, Program, Relay, Watch
from tests.search.test_taken_up_again import run_of

PLANS = 60


class Told(Watch):
    """Hands points to a tier, and keeps the bounds."""

    def __init__(self, search: TierSearch) -> None:
        super().__init__()
        self.search, self.bounds = search, list[int]()

    def improved(self, point: Ints, cost: int) -> None:
        self.search.accept(point, HIGHS)

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


@pytest.mark.parametrize("share", [0.4, 0.8])
def test_no_bound_passes_the_least_and_the_last_one_is_it(share: float) -> None:
    closed = targets = 0
    for seed in range(PLANS):
        if (made := begun(seed)) is None:
            continue
        search, points = made
        least = min(search.matrix.values(point)[1] for point in points)
        relaxed = weak(search.program)
        told = Told(search)
        aimed.branch_and_cut(search, relaxed, None, told, share)  # type: ignore[arg-type]
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
    relaxed = replace(weak(search.program), bound=known)
    aimed.branch_and_cut(search, relaxed, None, told, 0.4)  # type: ignore[arg-type]
    assert before > aims[0] > aims[1] == search.cost() == told.bounds[-1]
    assert not search.aims and not told.stoppers and not told.stopped


def test_what_is_called_off_before_it_begins_stops_nothing_else() -> None:
    made = next(each for seed in range(PLANS) if (each := begun(seed)) is not None and _is_wide(*each))
    search, points = made
    best = min(points, key=lambda point: search.matrix.values(point)[1])
    told = Told(search)
    aim = aimed._Aim(search.run, told)
    with aim.at_work(search):
        aim.enough = search.cost() - 1
        search.accept(best)
        assert aim.stopped
        assert Relay(aim).stopped
    assert not told.stopped


def test_points_of_its_own_call_off_nothing_those_of_another_do() -> None:
    made = next(each for seed in range(PLANS) if (each := begun(seed)) is not None and _is_wide(*each))
    search, points = made
    cost = search.matrix.tiers[1].cost
    worst, better, best = (sorted(points, key=cost.value)[n] for n in (-1, len(points) // 2, 0))
    assert cost.value(best) < cost.value(better) < search.cost() == cost.value(worst)
    aim = aimed._Aim(search.run, Told(search))
    with aim.at_work(search):
        aim.enough = cost.value(better)
        aim.improved(better, cost.value(better))
        assert search.cost() == cost.value(better) and not aim.is_off
        search.accept(best, HIGHS)
        assert aim.is_off


def test_a_bound_known_by_now_is_aimed_from(monkeypatch: pytest.MonkeyPatch) -> None:
    made = next(each for seed in range(PLANS) if (each := begun(seed)) is not None and _is_wide(*each))
    search, _ = made
    aims = list[int]()

    def minimise(program: Program, limits: Limits, *, watch: Watch, below: int) -> Outcome:
        aims.append(below)
        return Outcome("unknown")

    monkeypatch.setattr(highs, "minimise", minimise)
    relaxed = weak(search.program)
    search.bound(search.cost() - 1, HIGHS)
    aimed.branch_and_cut(search, relaxed, None, Told(search), 0.4)  # type: ignore[arg-type]
    assert set(aims) == {search.cost()}


def test_where_little_is_left_of_the_first_tier_it_is_aimed_at_the_incumbent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = next(each for seed in range(PLANS) if (each := begun(seed)) is not None and _is_wide(*each))
    later, _ = made
    first, near, aims = TierSearch(later.run, 0), later.parameters.bounds.near, list[int]()

    def minimise(program: Program, limits: Limits, *, watch: Watch, below: int) -> Outcome:
        aims.append(below)
        return Outcome("infeasible")

    monkeypatch.setattr(highs, "minimise", minimise)
    for search in (first, later):
        search.run.testimony.bounds[search.t].clear()
        step = search.matrix.tiers[search.t].cost.step
        for left in (near, near + 1):
            relaxed = replace(weak(search.program), bound=search.cost() - left * step)
            aimed.branch_and_cut(search, relaxed, None, Told(search), 0.4)  # type: ignore[arg-type]
            at_once = aims[0] == search.cost()
            assert at_once == (search.t == 0 and left == near)
            aims.clear()


def test_one_death_does_not_end_it_and_three_do(monkeypatch: pytest.MonkeyPatch) -> None:
    made = next(each for seed in range(PLANS) if (each := begun(seed)) is not None and _is_wide(*each))
    search, points = made
    search.accept(min(points, key=lambda point: search.matrix.values(point)[1]))
    answers = [Outcome("unknown"), Outcome("infeasible"), *[Outcome("unknown")] * 9]
    monkeypatch.setattr(highs, "minimise", lambda *_, **__: answers.pop(0))
    told = Told(search)
    relaxed = replace(weak(search.program), bound=search.cost() - 100 * search.matrix.tiers[1].cost.step)
    aimed.branch_and_cut(search, relaxed, None, told, 0.4)  # type: ignore[arg-type]
    assert len(told.bounds) == 1
    assert len(answers) == 11 - 4  # a death, a bound, two deaths


def test_a_bound_of_a_liar_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made = next(each for seed in range(PLANS) if (each := begun(seed)) is not None and _is_wide(*each))
    search, points = made
    best = min(points, key=lambda point: search.matrix.values(point)[1])
    search.bound(search.cost() - 1, CP_SAT)

    def minimise(program: Program, limits: Limits, *, watch: Watch, below: int) -> Outcome:
        if search.known is not None:
            search.accept(best)  # which no point could be, CP-SAT said
            assert search.known is None
            return Outcome("unknown")
        return Outcome("infeasible")

    monkeypatch.setattr(highs, "minimise", minimise)
    told = Told(search)
    relaxed = replace(weak(search.program), bound=search.matrix.values(best)[1] - 1)
    search.run.testimony.bounds[1].pop(ALONE, None)
    aimed.branch_and_cut(search, relaxed, None, told, 0.4)  # type: ignore[arg-type]
    assert told.bounds[-1:] == [search.cost()]


def test_points_that_are_better_in_a_tier_before_call_an_aim_off() -> None:
    made = next(each for seed in range(PLANS) if (each := _behind(seed)) is not None)
    search, better = made
    told, before, program = Told(search), search.run.frozen, search.program
    aim = aimed._Aim(search.run, told)
    with aim.at_work(search):
        assert search.accept(better, HIGHS)
        assert aim.is_off and not told.stopped
    assert search.run.frozen < before
    assert search.program.frozen[0][1] == search.run.frozen[0] < program.frozen[0][1]


def _behind(seed: int) -> tuple[TierSearch, Ints] | None:
    """The second tier of a tiny plan after a first that ended too early, and a better point."""
    if (made := run_of(seed)) is None:
        return None
    run, points = made
    values = run.matrix.values
    best = min(points, key=values)
    if (worse := [point for point in points if values(point)[0] > values(best)[0]]) == []:
        return None
    run.begin(worse[0])
    run.frozen = [values(worse[0])[0]]
    run.testimony.bounds.append({})
    search = TierSearch(run, 1)
    search.begin()
    return search, best


def _is_wide(search: TierSearch, points: list[Ints]) -> bool:
    cost = search.matrix.tiers[1].cost
    found = sorted({cost.value(point) for point in points})
    return len(found) > 5 and found[-1] - found[0] > 20 * cost.step


def test_two_watches_are_never_the_same() -> None:
    """They are taken out of lists: the other one must stay."""
    watches = [Watch(), Watch()]
    watches.remove(watches[1])
    assert len(watches) == 1 and watches[0] != Watch()
