"""Cores: whatever they let go, every allocation stays one of theirs at the same cost, so that no bound of
theirs passes the least cost of any."""

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest

from allocator.matrix.sparse_rows import times
from allocator.problem import Bools, Ints
from allocator.search.bounds import cores
from allocator.search.run import Run
from allocator.search.tier_search import TierSearch
from allocator.solvers import highs
from allocator.solvers.payers import with_payers
from allocator.solvers.program import Limits, Outcome, Program, Watch
from tests.search.bounds.test_aimed import Told, weak
from tests.search.test_taken_up_again import run_of
from tests.solvers.test_payers import KINDS
from tests.solvers.test_payers import run_of as run_in_want

PLANS = 60


@cache
def tiny() -> list[tuple[int, Run, list[Ints]]]:
    """Runs on tiny plans, and all their points, by seed."""
    found = ((seed, run_of(seed)) for seed in range(PLANS))
    return [(seed, *made) for seed, made in found if made is not None]


def begun(before: Run, points: list[Ints], *, best: bool = False) -> TierSearch:
    """The first tier of a run like another, from the next best of its points, or the `best`."""
    run = Run(before.matrix, before.tightened, Limits(work=1), 0.0)
    cost = run.matrix.tiers[0].cost
    least = min(map(cost.value, points))
    run.begin(min((p for p in points if best or cost.value(p) > least), key=cost.value, default=points[0]))
    run.testimony.bounds.append({})
    search = TierSearch(run, 0)
    search.begin()
    return search


def some_starts(search: TierSearch, random: Random) -> Bools:
    return np.array([random.random() < 0.5 for _ in search.matrix.columns.y])


def core_of(search: TierSearch, starts: Bools) -> Program:
    """The core that these starts are, whatever is scarce."""
    program = search.program
    core, prices = cores._core(search, program, np.arange(float(program.shape[0])), starts)
    assert len(prices) == core.shape[0]
    return core


def without(search: TierSearch, point: Ints, core: Program) -> Ints:
    """A point with nobody where the core has nobody."""
    closed = (core.column_upper == 0) & (search.program.column_upper > 0)
    return np.where(closed, 0, point)


def broken_rows(core: Program, point: Ints) -> Ints:
    """The rows that a point breaks."""
    activity = times(core.rows, point)
    return np.flatnonzero((activity < core.lower) | (activity > core.upper))


def test_every_point_stays_at_its_cost() -> None:
    tried = let_go = kept = 0
    for seed, run, points in tiny():
        search = begun(run, points)
        core = core_of(search, some_starts(search, Random(seed)))
        cost = run.matrix.tiers[0].cost
        for point in points:
            left = without(search, point, core)
            assert not len(broken_rows(core, left)), seed
            assert ((core.column_lower <= left) & (left <= core.column_upper)).all(), seed
            assert cost.value(left) == cost.value(point), seed
            let_go += bool((left != point).any())
        tried += len(points)
        kept += core.shape[0] > 0
    assert tried >= 700 and let_go >= 300 and kept >= 10


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_best_in_a_core_is_no_worse_where_who_pays_matters(kind: str) -> None:
    split = 0
    for seed in range(PLANS // 2):
        if (found := run_in_want(seed, kind)) is None:
            continue
        run, points, _ = found
        search = begun(run, points)
        core = core_of(search, some_starts(search, Random(seed)))
        least = min(run.matrix.tiers[0].cost.value(point) for point in points)
        ended = highs.minimise(core, Limits(workers=1), watch=Watch())
        assert ended.status == "optimal" and ended.bound is not None and ended.bound <= least, seed
        split += with_payers(core) is not core
    assert split >= 3


class Bounds(Told):
    """Keeps the bounds of cores, whose points are nobody's."""

    def improved(self, point: Ints, cost: int) -> None:
        raise AssertionError


@pytest.fixture
def scarcity(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of all starts are scarce, drawn anew each time, and no core is too large: of so small plans hardly
    anything is scarce by itself."""
    random = Random(1)
    monkeypatch.setattr(cores, "_scarce", lambda search, *_: some_starts(search, random))
    monkeypatch.setattr(cores, "_is_small", lambda *_: True)
    monkeypatch.setattr(cores, "_are_fewer", lambda *_: True)


@pytest.mark.usefixtures("scarcity")
@pytest.mark.parametrize("narrows", [True, False])
def test_no_bound_passes_the_least_and_cores_grow(narrows: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes, closed = list[list[int]](), 0
    minimise = highs.minimise

    def counted(program: Program, limits: Limits, *, watch: Watch, below: int | None = None) -> Outcome:
        sizes[-1].append(int((program.column_upper > program.column_lower).sum()))
        return minimise(program, limits, watch=watch, below=below)

    monkeypatch.setattr(cores, "highs", _Highs(highs.relax, counted))
    if not narrows:  # as if prices ruled out nothing
        monkeypatch.setattr(cores, "narrowed", lambda program, *_: program)
    tries = (made for best in (True, False) for made in relaxations(best=best))
    for number, (seed, search, points, relaxed) in enumerate(tries):
        random = Random(number)
        least, sizes = min(search.matrix.values(point)[0] for point in points), [*sizes, []]
        off = np.array([random.choice((0.0, random.uniform(-2, 2))) for _ in relaxed.prices])
        relaxed = replace(relaxed, prices=relaxed.prices + off)  # any prices will do, and these rule out more
        told = Bounds(search)
        cores.bound_by_cores(search, relaxed, None, told)  # type: ignore[arg-type]
        assert all(bound <= least for bound in told.bounds), seed
        assert narrows or sizes[-1] == sorted(sizes[-1]), seed
        closed += max(told.bounds, default=relaxed.bound) == least
    assert sum(map(len, sizes)) >= 20 and max(map(len, sizes)) == 3 and closed >= 10


@pytest.mark.usefixtures("scarcity")
def test_nothing_begins_once_the_time_is_up_or_the_relaxation_was_cut_off() -> None:
    begins = 0
    for _, search, _, relaxed in relaxations():
        told = Bounds(search)
        cores.bound_by_cores(search, relaxed, time.perf_counter() - 1, told)  # type: ignore[arg-type]
        cores.bound_by_cores(search, replace(relaxed, solved=False), None, told)  # type: ignore[arg-type]
        assert told.bounds == []
        cores.bound_by_cores(search, relaxed, None, told)  # type: ignore[arg-type]
        begins += told.bounds != []
    assert begins >= 10


@pytest.mark.parametrize("kind", ["people", "payers"])
def test_where_people_or_payers_cost_something_there_are_no_cores(kind: str) -> None:
    """They would not go together, and what the cheapest team costs would be that of those who stayed."""
    for seed in range(PLANS):
        if (made := run_in_want(seed, "poor")) is None:
            continue
        run, points, _ = made
        columns, first = run.matrix.columns, run.matrix.tiers[0]
        dear = columns.z[:1] if kind == "people" else columns.f[:1]
        assert cores._suits(begun(run, points))
        cost = replace(
            first.cost,
            column=np.concatenate([first.cost.column, dear]),
            coefficient=np.concatenate([first.cost.coefficient, [-1]]),
        )
        matrix = replace(run.matrix, tiers=(replace(first, cost=cost), *run.matrix.tiers[1:]))
        assert not cores._suits(TierSearch(Run(matrix, run.tightened, Limits(work=1), 0.0), 0))
        return
    pytest.fail("no plan")


def relaxations(*, best: bool = False) -> Iterator[tuple[int, TierSearch, list[Ints], highs.Relaxed]]:
    """First tiers of tiny plans, all points of each, and what the relaxation says."""
    for seed, run, points in tiny():
        search = begun(run, points, best=best)
        relaxed = highs.relax(search.program, Limits(workers=1), Watch())
        assert relaxed is not None
        yield seed, search, points, relaxed


@pytest.mark.usefixtures("scarcity")
def test_after_a_core_that_took_too_long_no_larger_one_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, tasks = list[int](), set[str]()

    def cut_off(program: Program, limits: Limits, *, watch: Watch, below: int | None = None) -> Outcome:
        asked[-1] += 1
        tasks.add(watch.task)
        return Outcome("unknown", bound=None)

    monkeypatch.setattr(cores, "highs", _Highs(highs.relax, cut_off))
    for _, search, _, relaxed in relaxations():
        asked.append(0)
        cores.bound_by_cores(search, relaxed, None, Bounds(search))  # type: ignore[arg-type]
    assert max(asked) == 1
    assert tasks == {"a core of the matrix"}


class _Highs:
    """HiGHS with one function replaced."""

    def __init__(self, relax: object, minimise: object) -> None:
        self.relax, self.minimise = relax, minimise


def test_without_prices_nothing_is_scarce_and_there_is_no_core() -> None:
    for _, run, points in tiny():
        search, told = begun(run, points), Bounds(TierSearch(run, 0))
        relaxed = replace(weak(run.program(0)), solved=True)
        assert not cores._scarce(search, search.program, relaxed.prices).any()
        cores.bound_by_cores(search, relaxed, None, told)  # type: ignore[arg-type]
        assert told.bounds == []


def test_what_is_scarce_keeps_the_bound_of_the_relaxation() -> None:
    held = smaller = 0
    for seed, search, _, relaxed in relaxations():
        starts = cores._scarce(search, search.program, relaxed.prices)
        again = highs.relax(core_of(search, starts), Limits(workers=1), Watch())
        assert again is not None and again.bound == relaxed.bound, seed
        held += 1
        smaller += not starts.all()
    assert held >= 15 and smaller >= 10
