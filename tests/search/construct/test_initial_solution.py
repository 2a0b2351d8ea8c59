"""The first allocation: by the compiled code where that is there, else by construction."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event, Timer

import numpy as np
import pytest

import allocator
from allocator.matrix import Matrix, Tightened, build_matrix, tighten
from allocator.problem import Ints, build_problem
from allocator.search.construct.greedy import Builder, construct
from allocator.search.construct.initial_solution import first_point
from allocator.search.local import compilation, is_ready
from allocator.search.parameters import ConstructionParameters, SearchParameters
from allocator.search.run import Run
from allocator.solvers.program import Limits
from tests.plans_by_hand import decision, plan_of, request
from tests.tiny_plans import MODELS

ROOT = Path(__file__).resolve().parents[3]
SECONDS, EFFORT = Limits(60.0, None, 2, 0), Limits(None, 1, 2, 0)


@pytest.fixture(scope="module")
def searched() -> tuple[Matrix, Tightened, Ints]:
    """The matrix of the bundled year, and what the compiled code begins with."""
    assert is_ready(wait=True)
    matrix, tightened = matrix_of(year())
    point = first_point(run_of(matrix, tightened), None)
    assert point is not None
    return matrix, tightened, point


def year() -> allocator.Plan:
    return allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")


def matrix_of(plan: allocator.Plan) -> tuple[Matrix, Tightened]:
    matrix = build_matrix(build_problem(plan, MODELS["national"]))
    return matrix, tighten(matrix)


def run_of(matrix: Matrix, tightened: Tightened, limits: Limits = SECONDS) -> Run:
    return Run(matrix, tightened, limits, time.perf_counter())


@pytest.fixture
def compiling(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """As on a new machine: the code is being compiled. What it returns ends that."""
    assert is_ready(wait=True)  # else its thread would end what is put in the place of the true event
    ended = Event()
    monkeypatch.setattr(compilation, "_ended", ended)
    return ended.set


def slowly(monkeypatch: pytest.MonkeyPatch, seconds: float) -> list[int]:
    """Makes every placing take so long; the requests tried."""
    tried: list[int] = []
    place = Builder.place

    def placed(self: Builder, request: int, over: Callable[[], bool]) -> bool:
        if over():
            return False
        tried.append(request)
        time.sleep(seconds)
        return place(self, request, over)

    monkeypatch.setattr(Builder, "place", placed)
    return tried


def test_code_that_is_loaded_late_is_waited_for(
    searched: tuple[Matrix, Tightened, Ints], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is read from its cache: the construction, which finds less, places what is locked and no more."""
    matrix, tightened, point = searched
    known = Event()
    monkeypatch.setattr(compilation, "_known", known)
    Timer(0.5, known.set).start()
    tried = slowly(monkeypatch, 0.0)
    assert np.array_equal(first_point(run_of(matrix, tightened), None), point)
    assert known.is_set()
    assert set(tried) == set(np.flatnonzero(Builder(matrix, tightened).must))
    assert len(set(tried)) < 10


def test_while_it_compiles_something_is_shown_soon(
    searched: tuple[Matrix, Tightened, Ints],
    compiling: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And placing goes on, so that the first allocation is as good as if nobody had looked."""
    matrix, tightened, _ = searched
    tried, shown, run = slowly(monkeypatch, 0.004), [], run_of(matrix, tightened)
    run.parameters = SearchParameters(construction=ConstructionParameters(shown_after=0.1))
    run.on_progress = lambda progress: shown.append((run.known_incumbent, len(tried)))
    point = first_point(run, None)
    ((early, after),) = shown
    assert 0 < after < len(tried)
    assert matrix.feasible(early)
    assert np.array_equal(point, construct(matrix, tightened))
    assert matrix.values(point) < matrix.values(early)


def test_the_compiled_code_takes_over_as_soon_as_it_is_there(
    searched: tuple[Matrix, Tightened, Ints],
    compiling: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    matrix, tightened, _ = searched
    by_construction = construct(matrix, tightened)
    assert by_construction is not None
    tried = slowly(monkeypatch, 0.05)
    Timer(0.5, compiling).start()
    point = first_point(run_of(matrix, tightened), None)
    assert 0 < len(tried) < len(matrix.columns.problem.requests) / 2
    assert matrix.feasible(point)
    assert matrix.values(point)[0] < 0.9 * matrix.values(by_construction)[0]


def test_a_deadline_ends_the_construction(
    compiling: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix, tightened = matrix_of(replace(year(), decisions=()))  # a lock has to be placed in any case
    tried = slowly(monkeypatch, 0.05)
    point = first_point(run_of(matrix, tightened), time.perf_counter() + 0.5)
    assert point is not None
    assert len(tried) < 12
    assert matrix.feasible(point)


def test_under_effort_the_code_is_waited_for(
    searched: tuple[Matrix, Tightened, Ints], compiling: Callable[[], None]
) -> None:
    """Whether it was there in time decides nothing."""
    matrix, tightened, point = searched
    Timer(0.5, compiling).start()
    assert np.array_equal(first_point(run_of(matrix, tightened, EFFORT), None), point)


def test_what_must_be_served_is_placed_before_anything_else() -> None:
    """A locked request that follows a locked one of less weight is refused at first; before, whatever else
    there is was placed meanwhile, and no stop was heard until all of it was."""
    first, second = request("R1", priority=4), request("R2", priority=1, after=("R1",))
    asks = [first, second, *(f"R{n}" for n in range(3, 9))]
    locks = tuple(decision("fixed", code) for code in ("R1", "R2"))
    people = [f"KEN-0{n}" for n in range(1, 9)]
    matrix, tightened = matrix_of(plan_of(people, asks, decisions=locks))
    point = construct(matrix, tightened, enough=lambda so_far: so_far() is not None)
    assert point is not None
    served = np.unique(matrix.columns.problem.start_request[np.flatnonzero(point[matrix.columns.y])])
    codes = {matrix.columns.problem.requests[r].request for r in served}
    assert codes == {"R1", "R2"}
    everything = construct(matrix, tightened)
    assert everything is not None and everything[matrix.columns.y].sum() == len(asks)


def test_a_run_that_is_told_to_end_constructs_no_longer(
    searched: tuple[Matrix, Tightened, Ints],
    compiling: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    matrix, tightened, _ = searched
    tried, run = slowly(monkeypatch, 0.05), run_of(matrix, tightened)
    Timer(0.5, run.stop).start()
    point = first_point(run, None)
    assert len(tried) < 12
    assert matrix.feasible(point)
