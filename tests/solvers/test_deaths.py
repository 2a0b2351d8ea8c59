"""A solver that aborts, crashes, is killed, hangs or talks nonsense costs an answer, wherever it is asked."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import allocator
from allocator.errors import NothingFoundError
from allocator.matrix import Matrix, Tightened, build_matrix, tighten
from allocator.matrix.intervals import formulate
from allocator.plan import Plan
from allocator.plan.entities import Decision
from allocator.problem import Ints, build_problem
from allocator.questions.supply import relaxation
from allocator.report.check_sheet import checks
from allocator.search import solve
from allocator.search.construct.greedy import construct
from allocator.search.infeasibility import conflict
from allocator.search.infeasibility.smallest_mus import _hitting_set
from allocator.search.lns.slices import Slice
from allocator.search.lns.subproblems import SlicePool
from allocator.search.parameters import (
    USUAL,
    InfeasibilityParameters,
    SearchParameters,
    TierParameters,
)
from allocator.solvers import cp_sat, cp_sat_intervals, crew, highs, process
from allocator.solvers.program import Limits, Program, Watch, program_of
from tests.executors.rounds import NEIGHBOURHOODS_MATTER, small_year
from tests.solvers.conftest import WAYS, Failing

ROOT = Path(__file__).parents[2]
LIMITS = Limits(0.2)
LARGE = SearchParameters(tiers=TierParameters(whole_up_to=0))  # searched as large plans are


@pytest.fixture(scope="module")
def plan() -> Plan:
    return allocator.read_plan(ROOT / "scenarios" / "plans" / "first-steps")


@pytest.fixture(scope="module")
def model() -> allocator.CoordinationModel:
    return allocator.read_model(ROOT / "models" / "national.toml")


@pytest.fixture(scope="module")
def started(plan: Plan, model: allocator.CoordinationModel) -> tuple[Matrix, Tightened, Program, Ints]:
    matrix = build_matrix(build_problem(plan, model))
    tightened = tighten(matrix)
    point = construct(matrix, tightened)
    assert point is not None
    return matrix, tightened, program_of(matrix, tightened).with_cost(matrix.tiers[0].cost), point


Started = tuple[Matrix, Tightened, Program, Ints]


def whole(started: Started, watch: Watch) -> None:
    _, _, program, point = started
    outcome = cp_sat.minimise(program, LIMITS, hint=point, watch=watch)
    assert (outcome.status, outcome.point, outcome.bound) == ("unknown", None, None)


def in_step(started: Started, watch: Watch) -> None:
    _, _, program, point = started
    assert cp_sat.minimise(program, Limits(work=1, workers=2), hint=point, watch=watch).point is None


def intervals(started: Started, watch: Watch) -> None:
    matrix, tightened, program, point = started
    formulation = formulate(matrix, tightened, program.cost)
    assert cp_sat_intervals.minimise(formulation, LIMITS, hint=point, watch=watch).status == "unknown"


def slices(started: Started, watch: Watch) -> None:
    _, _, program, point = started
    part = Slice(program, point, Limits(work=1))
    assert [each.status for each in SlicePool().solve([part], 0.2, watch)] == ["unknown"]


def linear(started: Started, watch: Watch) -> None:
    assert highs.relax(started[2], LIMITS, watch) is None


def branch_and_cut(started: Started, watch: Watch) -> None:
    assert highs.minimise(started[2], LIMITS, watch=watch).status == "unknown"


def hitting_set(started: Started, watch: Watch) -> None:
    assert _hitting_set(3, [[0, 1], [1, 2]], LIMITS, watch) is None


Place = Callable[[Started, Watch], None]
PLACES: list[tuple[Place, str]] = [
    (whole, "CP-SAT"),
    (in_step, "CP-SAT"),
    (intervals, "CP-SAT with intervals"),
    (slices, "CP-SAT"),
    (linear, "HiGHS' linear relaxation"),
    (branch_and_cut, "HiGHS' branch and cut"),
    (hitting_set, "CP-SAT"),
]


@pytest.mark.parametrize("how", WAYS)
def test_every_place_survives_every_death(failing: Failing, started: Started, how: str) -> None:
    failing(how, "cp_sat", "highs")
    for place, solver in PLACES:
        watch = Watch(task="something", goal="served")
        place(started, watch)
        said = f"{solver} {WAYS[how]}, at work on something for the goal served: its answer is missing."
        assert watch.mishaps.sentences == [said]
        assert not watch.stoppers


def test_what_died_too_often_is_not_asked_again(failing: Failing, started: Started) -> None:
    failing("exits at once", "cp_sat")
    watch = Watch(task="neighbourhoods")
    for _ in range(5):
        slices(started, watch)
    assert watch.mishaps.sentences[1:] == [
        "CP-SAT is not asked for neighbourhoods again: it ended so 3 times in a row."
    ]
    watch.task = "another task"
    assert not watch.mishaps.given_up("CP-SAT", watch.task)


TIME, EFFORT = {"time_limit": 2.0, "workers": 2}, {"effort": 1, "workers": 1}


@pytest.mark.parametrize(
    ("how", "dead", "options"),
    [
        ("aborts", ("cp_sat",), TIME),
        ("aborts", ("cp_sat", "highs"), EFFORT),
        ("hangs", ("cp_sat", "highs"), TIME),
        ("hangs", ("cp_sat",), EFFORT),
        ("writes garbage", ("highs",), EFFORT),
        ("writes garbage", ("highs",), TIME),
    ],
)
def test_a_run_goes_on_without_its_solvers(
    failing: Failing, plan: Plan, model: allocator.CoordinationModel, how: str, dead: tuple[str, ...],
    options: dict[str, float],
) -> None:  # fmt: skip
    failing(how, *dead)
    parameters = LARGE if "time_limit" in options else USUAL
    result = solve(plan, replace(model, tiers=model.tiers[:3]), parameters=parameters, **options)
    assert result.allocation.missions
    assert allocator.verify(plan, model, result.allocation) == []
    names = {"cp_sat": "CP-SAT", "highs": "HiGHS"}
    said = " ".join(result.provenance.incidents)
    # One that hangs to the end of the time is told to end then, as one that works is.
    assert all(names[solver] in said for solver in dead) or result.status == "optimal" or how == "hangs"
    if how != "hangs":
        assert not any(names[solver] in said for solver in names if solver not in dead)


@pytest.mark.parametrize("how", ["aborts", "hangs"])
def test_a_collision_that_no_solver_confirms_is_not_settled(
    failing: Failing,
    plan: Plan,
    model: allocator.CoordinationModel,
    how: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """R4 and R5 both want WCO-01 at once: told by a solver while one lives, else no false word is said.
    Propagation, which shows it by itself, is left out."""
    monkeypatch.setattr(conflict.Collisions, "propagated", lambda self, rows: False)
    failing(how, "cp_sat", "highs")
    rows = tuple(Decision(request=code, decision="fixed") for code in ("R1", "R4", "R5"))
    found = conflict.find_conflict(
        build_matrix(build_problem(replace(plan, decisions=rows), model)),
        parameters=InfeasibilityParameters(seconds=2.0),
    )
    assert not found.settled
    assert not found.smallest
    assert len(found.locks) >= 2
    assert WAYS[how] in found.incidents[0]
    assert "Not settled: a solver gave no answer about this set." in str(found)


def test_without_a_solver_or_a_first_point_nothing_is_claimed(
    failing: Failing, plan: Plan, model: allocator.CoordinationModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither an allocation nor that there is none; the reason is named."""
    failing("exits at once", "cp_sat", "highs")
    monkeypatch.setattr(sys.modules["allocator.search.solve"], "first_point", lambda *_: None)
    with pytest.raises(NothingFoundError, match="CP-SAT ended without an answer, with exit code 3"):
        allocator.solve(plan, model, time_limit=2, workers=2)


def test_a_first_point_is_found_by_the_other_solver(
    failing: Failing, plan: Plan, model: allocator.CoordinationModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing("aborts", "cp_sat")
    monkeypatch.setattr(sys.modules["allocator.search.solve"], "first_point", lambda *_: None)
    for options in ({"time_limit": 5.0, "workers": 2}, {"effort": 1, "workers": 1}):
        result = allocator.solve(plan, replace(model, tiers=model.tiers[:1]), **options)
        assert result.allocation.missions
        assert "CP-SAT ended with signal 6" in result.provenance.incidents[0]


@pytest.mark.parametrize("how", ["is killed", "hangs"])
def test_supply_is_counted_without_a_bound(
    failing: Failing,
    plan: Plan,
    model: allocator.CoordinationModel,
    how: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(relaxation, "_SECONDS", 0.2)
    failing(how, "highs")
    found = allocator.supply_against_demand(plan, model)
    assert found.bound.weight <= found.bound.weight_asked
    assert found.notes[0].startswith(f"HiGHS' linear relaxation {WAYS[how]}, at work on what can be served")


def test_neighbourhoods_are_improved_while_their_solvers_are_killed(
    failing: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real ones, killed one after the other in the middle of a run."""
    failing("", "")
    begun: list[bool] = []

    class Mortal(process.Process):
        def begin(self, job: object) -> int:
            number = super().begin(job)
            if self.solver == "cp_sat":
                begun.append(True)
                if len(begun) % 2:
                    self._child.kill()
            return number

    monkeypatch.setattr(crew, "Process", Mortal)
    plan, model = small_year()
    result = solve(plan, model, effort=4, workers=2, parameters=NEIGHBOURHOODS_MATTER)
    assert begun
    assert allocator.verify(plan, model, result.allocation) == []
    assert any("SIGKILL" in said and "neighbourhoods" in said for said in result.provenance.incidents)
    shown = dict(checks(result).frame().query("what == 'incident'")[["what", "finding"]].to_numpy())
    assert shown["incident"] in result.provenance.incidents
