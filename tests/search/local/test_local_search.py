"""The compiled walk against the matrix: what it keeps by itself is what the rows and tiers come to."""

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import allocator
from allocator.matrix import (
    Linear,
    Matrix,
    Tightened,
    build_matrix,
    complete,
    part_of,
    relevant_rows,
    tighten,
    tightened_by,
)
from allocator.problem import Ints, build_problem
from allocator.search.bounds.combinatorial import combinatorial_bound
from allocator.search.bounds.dual_ascent import ascend
from allocator.search.bounds.lagrangian import lagrangian_dual_of
from allocator.search.construct.greedy import construct
from allocator.search.local import is_ready
from allocator.search.local.initial_state import state_at
from allocator.search.local.layout import (
    CAPACITY,
    LOWER_LIMIT,
    PAYER,
    ROOM,
    SHUT,
    START,
    UNSERVED,
    layout_of,
)
from allocator.search.local.local_search import LocalSearch
from allocator.search.local.state import BROKEN, UNSERVED_COUNT, State
from allocator.search.parameters import USUAL
from benchmarks.published.convert import plan_of
from benchmarks.published.harness import model_of
from benchmarks.published.problem import problem_of
from tests.tiny_plans import MODELS, tiny_model, tiny_plan

ROOT = Path(__file__).resolve().parents[3]
FOCUS = ["pairing", "funding", "sequence", "release_quota", "member_capacity", "fixed", "mentoring"]


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    assert is_ready(wait=True)


def problems(count: int) -> list[tuple[Matrix, Tightened, Ints]]:
    """Tiny plans about every rule in turn, each with a first point."""
    found = []
    for seed in range(4 * count):
        focus = FOCUS[seed % len(FOCUS)]
        matrix = build_matrix(build_problem(tiny_plan(seed, focus), tiny_model(seed, focus)))
        tightened = tighten(matrix)
        point = construct(matrix, tightened) if tightened.broken < 0 else None
        if point is not None:
            found.append((matrix, tightened, point))
        if len(found) == count:
            break
    return found


def counted(search: LocalSearch) -> tuple[State, State]:
    """The state that a search keeps, and the same allocation counted anew."""
    point = np.zeros(search._matrix.shape[1], dtype=np.int64)
    items = search._layout.items
    point[items.column] = search._state.exact[: len(items.column)]
    return search._state, state_at(search._layout, point, search._constants, 0)


def part(search: LocalSearch, state: State, name: int, size: int) -> list[int]:
    first = search._layout.arrays.at[name]
    return [int(number) for number in state.small[first : first + size]]


def hold_against_the_matrix(search: LocalSearch, matrix: Matrix, tiers: int) -> None:
    """What a search keeps is what a count from the start gives, and the point is feasible."""
    items, fixed = search._layout.items, search._layout.parts
    requests = len(items.request_start) - 1
    kept, anew = counted(search)
    assert np.array_equal(kept.exact, anew.exact)
    assert np.array_equal(kept.value, anew.value)
    assert kept.tally[BROKEN] == anew.tally[BROKEN] == 0
    for name, size in (
        (SHUT, len(items.column)), (ROOM, len(fixed[CAPACITY])), (START, requests), (PAYER, requests),
    ):  # fmt: skip
        assert part(search, kept, name, size) == part(search, anew, name, size), name
    out = int(kept.tally[UNSERVED_COUNT])
    assert out == anew.tally[UNSERVED_COUNT]
    assert set(part(search, kept, UNSERVED, out)) == set(part(search, anew, UNSERVED, out))
    x = np.zeros(matrix.shape[1], dtype=np.int64)
    x[items.column] = kept.exact[: len(items.column)]
    completed = complete(matrix, x)
    system = part_of(matrix, relevant_rows(matrix, tiers))
    activity = system.rows @ completed
    assert ((activity >= system.lower) & (activity <= system.upper)).all()
    assert matrix.feasible(completed)
    assert matrix.values(completed)[:tiers] == tuple(kept.value)


@pytest.mark.parametrize("first_only", [True, False])
def test_what_is_counted_stays_exact(first_only: bool) -> None:
    for seed, (matrix, tightened, point) in enumerate(problems(40)):
        tiers = 1 if first_only else len(matrix.tiers)
        search = LocalSearch(matrix, tightened, tiers, point, seed)
        for _ in range(4):
            search.search(25)
            hold_against_the_matrix(search, matrix, tiers)


def test_exchanges_and_slack_keep_the_count_and_all_tiers_but_the_last() -> None:
    """With slack a walk may be worse in the last tier, by no more than that; the best is never worse."""
    used = exchanged = 0
    for seed, (matrix, tightened, point) in enumerate(problems(40)):
        tiers = len(matrix.tiers)
        search = LocalSearch(matrix, tightened, tiers, point, seed)
        search.search(200)
        start, slack = matrix.values(search.best()), 2 * abs(matrix.values(search.best())[-1]) // 3 + 1
        search.start_from(search.best(), seed, 50, slack)
        people = search._state.exact[: search._layout.items.first_start].copy()
        for _ in range(20):
            search.search(5, exchanges=1.0)
            hold_against_the_matrix(search, matrix, tiers)
            now = tuple(int(value) for value in search._state.value)
            assert now <= (*start[:-1], start[-1] + slack)
            assert matrix.values(search.best()) <= start
            used += now > start
            exchanged += not np.array_equal(people, search._state.exact[: len(people)])
    assert used and exchanged


def test_pressing_in_keeps_the_count() -> None:
    for seed, (matrix, tightened, _) in enumerate(problems(40)):
        nothing = complete(matrix, tightened.lower)
        if not matrix.feasible(nothing):
            continue
        search = LocalSearch(matrix, tightened, 1, nothing, seed)
        for _ in range(4):
            search.eject(25, lambda: False)
            hold_against_the_matrix(search, matrix, 1)


def shifts(seed: int) -> tuple[list[tuple[int, int, list[int]]], Matrix]:
    """Eight shifts at fixed times that any of some of eight people can do: first day, last day, people."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(8):
        first = int(random.integers(8))
        able = [0, *(int(n) for n in 1 + np.flatnonzero(random.random(7) < 0.5)), 8]
        found.append((first, first + int(random.integers(1, 5)), able))
    tasks = [
        {"id": n, "fixed_start": first, "duration": last - first + 1, "slots": [{"eligible": able}]}
        for n, (first, last, able) in enumerate(found)
    ]
    record = {
        "id": "smptsp/tiny", "family": "smptsp", "horizon": 20, "best_known": None, "precedence": [],
        "objective": {"type": "experts_used", "sense": "min"}, "best_known_status": None,
        "rules": {"one_task_at_a_time": True, "distinct_experts_in_task": True},
        "experts": [{"id": n} for n in range(9)], "tasks": tasks,
    }  # fmt: skip
    model = model_of("smptsp")
    return found, build_matrix(build_problem(plan_of(problem_of(record)), model))


def fewest(shifts: list[tuple[int, int, list[int]]]) -> int | None:
    """The fewest people who do all shifts, by trying every assignment; None where nobody can."""
    best: list[int] = []

    def assign(n: int, of: dict[int, list[tuple[int, int]]]) -> None:
        if best and len(of) >= best[0]:
            return
        if n == len(shifts):
            best[:] = [len(of)]
            return
        first, last, able = shifts[n]
        for who in able:
            if all(last < a or b < first for a, b in of.get(who, [])):
                assign(n + 1, of | {who: [*of.get(who, []), (first, last)]})

    assign(0, {})
    return best[0] if best else None


def test_squeezing_keeps_the_count_and_comes_to_fewest_people() -> None:
    reached = better = 0
    for seed in range(20):
        found, matrix = shifts(seed)
        least, tightened = fewest(found), tighten(matrix)
        if least is None:
            continue
        search = LocalSearch(matrix, tightened, 2, complete(matrix, tightened.lower), seed)
        search.insert_all()
        while search.has_unserved() and search.eject(1000, lambda: False):
            hold_against_the_matrix(search, matrix, 2)
        if search.has_unserved():
            continue
        begun = int(search._best_value[1])
        for _ in range(8):
            search.close_items(lambda: False)
            hold_against_the_matrix(search, matrix, 2)
        served, people = matrix.values(search.best())
        assert served == -len(found) and people >= least
        reached += people == least
        better += people < begun
        frozen = tightened_by(tightened, matrix.tiers[0].cost, served)
        together = max(sum(a <= day <= b for a, b, _ in found) for day in range(20))
        assert together <= combinatorial_bound(matrix, frozen, matrix.tiers[1].cost) <= least
    assert better >= 5 and reached >= 15, (better, reached)


def test_a_guided_walk_keeps_the_count_and_serves_more_of_a_year() -> None:
    """The bundled year: the prices that climbed tell whom to send where."""
    plan = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
    matrix = build_matrix(build_problem(plan, MODELS["national"]))
    tightened = tighten(matrix)
    known = lagrangian_dual_of(
        matrix, part_of(matrix, relevant_rows(matrix, 1)), tightened, matrix.tiers[0].cost
    )
    regret = np.zeros(matrix.shape[1])
    regret[known.items.column] = known.regret(
        ascend(known, USUAL.ascent.first_tier, lambda _: None, lambda: False)
    )
    first = construct(matrix, tightened)
    assert first is not None
    served = {}
    for guided in (False, True):
        values = []
        for seed in range(3):
            search = LocalSearch(matrix, tightened, 1, first, seed)
            if guided:
                search.guide(regret)
            search.insert_all()
            search.search(10_000)
            hold_against_the_matrix(search, matrix, 1)
            values.append(matrix.values(search.best())[0])
        served[guided] = float(np.mean(values))
    assert served[True] < served[False]


def test_filling_and_a_short_walk_serve_as_much_as_the_construction() -> None:
    year = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
    matrix = build_matrix(build_problem(replace(year, decisions=()), MODELS["national"]))
    tightened = tighten(matrix)
    search = LocalSearch(matrix, tightened, 1, complete(matrix, tightened.lower), 0)
    search.insert_all()
    filled = search.best()
    search.search(2000)
    constructed = construct(matrix, tightened)
    assert constructed is not None and matrix.feasible(filled) and matrix.feasible(search.best())
    assert matrix.values(filled) < matrix.values(complete(matrix, tightened.lower))
    assert matrix.values(search.best())[0] <= matrix.values(constructed)[0]


def test_it_is_never_worse_than_where_it_began_and_finds_better() -> None:
    better = 0
    for seed, (matrix, tightened, point) in enumerate(problems(40)):
        search = LocalSearch(matrix, tightened, len(matrix.tiers), point, seed)
        best = point
        for _ in range(8):
            if search.search(50):
                found = search.best()
                assert matrix.feasible(found)
                assert matrix.values(found) < matrix.values(best)
                best = found
        better += matrix.values(best) < matrix.values(point)
    assert better


def test_the_same_seed_walks_the_same_way() -> None:
    year = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
    matrix = build_matrix(build_problem(year, MODELS["national"]))
    tightened = tighten(matrix)
    point = construct(matrix, tightened)
    assert point is not None
    ends = []
    for seed in (1, 1, 2):
        search = LocalSearch(matrix, tightened, 1, point, seed)
        for _ in range(3):
            search.search(200)
        ends.append(search._state.exact.copy())
    assert np.array_equal(ends[0], ends[1])
    assert not np.array_equal(ends[0], ends[2])


def test_a_year_gains_at_once() -> None:
    """The first allocation of the bundled year serves 573 units; 2,000 moves find more in every run."""
    year = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
    matrix = build_matrix(build_problem(year, MODELS["national"]))
    tightened = tighten(matrix)
    point = construct(matrix, tightened)
    assert point is not None
    first = -matrix.values(point)[0]
    for seed in (1, 2, 3):
        search = LocalSearch(matrix, tightened, 1, point, seed)
        assert search.search(2000)
        found = search.best()
        assert matrix.feasible(found)
        assert -matrix.values(found)[0] > first, seed


def test_arrays_are_the_same_in_small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    portions, looked = sys.modules["allocator.matrix.portions"], 0
    for matrix, tightened, _ in problems(40):
        rows = relevant_rows(matrix, len(matrix.tiers), implied=False)
        monkeypatch.setattr(portions, "_PORTION", 1 << 22)
        at_once = layout_of(matrix, rows, tightened, len(matrix.tiers))
        monkeypatch.setattr(portions, "_PORTION", 5)
        in_portions = layout_of(matrix, rows, tightened, len(matrix.tiers))
        for one, other in zip(at_once.arrays, in_portions.arrays, strict=True):
            assert np.array_equal(one, other)
        looked += len(at_once.parts[LOWER_LIMIT])
    assert looked > 100


def test_ranks_decide_among_what_serves_as_much_and_nothing_else() -> None:
    """Every feasible point of a walk is worth what it serves first, then its regret."""
    tried = told = 0
    for seed, (matrix, tightened, point) in enumerate(problems(40)):
        matrix = replace(matrix, tiers=matrix.tiers[:1])
        search, random = LocalSearch(matrix, tightened, 1, point, seed), np.random.default_rng(seed)
        regret = np.round(random.uniform(0, 9, matrix.shape[1]) * random.integers(0, 2, matrix.shape[1]), 2)
        ranked = search.ranked(regret)
        if ranked is None:
            continue
        seen = {}
        for start in range(6):
            ranked.start_from(point, start, memory=3)
            ranked.search(50)
            found = ranked.best()
            assert matrix.feasible(found)
            assert ranked.costs() == matrix.values(found) <= matrix.values(point)
            base = found[: matrix.columns.base_count]
            seen[int(ranked._best_value[0])] = (ranked.costs()[0], float(regret[: len(base)] @ base))
        order = [seen[value] for value in sorted(seen)]
        for (cost, own), (other, next_own) in pairwise(order):
            assert cost < other or (cost == other and own < next_own + 0.1)  # ranks are rounded
        tried, told = tried + 1, told + (len(order) > 1)
        search.start_from(point, seed)
        assert search.costs() == matrix.values(point)
    assert tried >= 10 and told >= 3


def test_nothing_is_ranked_where_the_first_tier_counts_more_than_missions() -> None:
    matrix, tightened, point = problems(1)[0]
    people = Linear(matrix.columns.z, np.ones(len(matrix.columns.z), dtype=np.int64))
    other = replace(matrix, tiers=(replace(matrix.tiers[0], cost=people),))
    regret = np.ones(matrix.shape[1])
    assert LocalSearch(other, tightened, 1, point, 0).ranked(regret) is None
    two = replace(matrix, tiers=(matrix.tiers[0], *other.tiers))
    assert LocalSearch(two, tightened, 2, point, 0).ranked(regret) is None
