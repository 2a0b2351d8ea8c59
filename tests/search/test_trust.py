"""Solvers that lie, planted at the door of each: caught, said, and the answer is right all the same."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from allocator.errors import InfeasibleError, InputError, NothingFoundError
from allocator.results.result import Result
from allocator.search import sessions, solve, tiers
from allocator.search.lns import slices, subproblems
from allocator.search.parameters import USUAL, SearchParameters, TierParameters
from allocator.solvers import cp_sat, cp_sat_intervals, highs
from allocator.solvers.program import Limits, Outcome, Program, Watch
from tests.tiny_plans import Points, tiny_model, tiny_plan

Door = Callable[..., Outcome]
BIG = 10**6
AS_LARGE = SearchParameters(tiers=TierParameters(whole_up_to=0))  # nothing is solved at once
BY_INTERVALS = SearchParameters(tiers=TierParameters(whole_up_to=0, interval_columns=0))


@cache
def listed(seed: int) -> Points:
    """A tiny plan and all its allocations."""
    return Points(tiny_plan(seed, "funding"), tiny_model(seed, "funding"))


def plans() -> Iterator[Points]:
    """Plans in which something is possible and more than the empty allocation is best."""
    for seed in range(3000, 3005):
        best = listed(seed).best()
        if best is not None and any(best):
            yield listed(seed)


def crossing(true: Door) -> Door:
    """Says that nothing is better than what is far too dear, and gives up."""

    def lie(*args: Any, **kwargs: Any) -> Outcome:
        watch = kwargs.get("watch")
        if watch is not None:
            watch.bounded(BIG)
        return Outcome("unknown", None, BIG)

    return lie


def impossible(true: Door) -> Door:
    """Says that nothing is possible."""
    return lambda *args, **kwargs: Outcome("infeasible")


def best_of_none(true: Door) -> Door:
    """Says that the point it was given, or whatever it finds first, is the best, and that it costs more."""

    def lie(program: Any, limits: Limits, **kwargs: Any) -> Outcome:
        found = true(program, limits, **kwargs)
        cost = getattr(program, "cost", None)
        if found.point is None or cost is None or kwargs.get("hint") is None:
            return found
        return Outcome("optimal", np.asarray(kwargs["hint"]), BIG)

    return lie


def no_point(true: Door) -> Door:
    """Hands over columns that no allocation is, as the best of all."""

    def lie(program: Any, limits: Limits, **kwargs: Any) -> Outcome:
        found = true(program, limits, **kwargs)
        if found.point is None:
            return found
        point = np.ones_like(found.point)
        return Outcome("optimal", point, found.bound)

    return lie


LIES = [crossing, impossible, best_of_none, no_point]
DOORS = {
    "matrix": [(cp_sat, "minimise")],
    "branch and cut": [(highs, "minimise")],
}


def solved(points: Points, parameters: SearchParameters = USUAL, **options: Any) -> Result:
    options = {"time_limit": 5.0, "workers": 2, **options}
    return solve(points.plan, points.model, parameters=parameters, **options)


def right(points: Points, result: Result) -> None:
    """What is said of a plan is true: bounds are not beyond the best values, and only those are proven."""
    best = points.best()
    assert best is not None
    for goal, value in zip(result.goals, best, strict=True):
        assert (goal.proof is not None) == goal.proven
        if goal.proven:
            assert goal.value == goal.bound == value
        if goal.value != value:
            return  # later goals are sought among other plans
        if goal.bound is not None:
            beyond = goal.bound - value if goal.sense == "max" else value - goal.bound
            assert beyond >= 0


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("door", sorted(DOORS))
def test_a_lie_is_caught_and_nothing_false_is_told(
    door: str, lie: Callable[[Door], Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in DOORS[door]:
        monkeypatch.setattr(module, name, lie(getattr(module, name)))
    caught = 0
    for points in plans():
        result = solved(points)
        right(points, result)
        caught += bool(result.provenance.incidents)
    assert caught or door != "matrix"


@pytest.mark.parametrize("lie", LIES)
def test_on_intervals_too(lie: Callable[[Door], Door], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers, "relax_tier", lambda *args: Outcome("unknown"))
    monkeypatch.setattr(tiers.LocalSearchSessions, "late_acceptance", lambda *args: False)
    monkeypatch.setattr(cp_sat_intervals, "minimise", lie(cp_sat_intervals.minimise))
    caught = 0
    for points in plans():
        result = solved(points, BY_INTERVALS, time_limit=2.0)
        right(points, result)
        caught += bool(result.provenance.incidents)
    assert caught or lie is best_of_none  # which it does not tell of the best


@pytest.mark.parametrize("lie", LIES)
def test_in_neighbourhoods_too(lie: Callable[[Door], Door], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "is_ready", lambda wait: False)
    door = lie(slices.cp_sat.minimise)

    def solve_slice(part: slices.Slice, watch: Watch | None = None) -> Outcome:
        return door(part.program, part.limits, hint=part.incumbent, watch=watch)

    monkeypatch.setattr(subproblems, "solve_slice", solve_slice)
    monkeypatch.setattr(tiers, "relax_and_prove", lambda *args: Outcome("unknown"))
    caught = 0
    for points in plans():
        result = solved(points, AS_LARGE, time_limit=2.0)
        right(points, result)
        caught += any("neighbourhoods" in incident for incident in result.provenance.incidents)
    assert caught


def test_a_bound_caught_late_takes_the_proofs_of_its_witness_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second tier shows the lie; what the same solver said of the first is believed no more."""
    true, asked = cp_sat.minimise, list[Program]()

    def lie(program: Program, limits: Limits, **kwargs: Any) -> Outcome:
        asked.append(program)
        found = true(program, limits, **kwargs)
        return replace(found, bound=BIG) if program.frozen and program.cost else found

    monkeypatch.setattr(cp_sat, "minimise", lie)
    for points in plans():
        result = solved(points)
        right(points, result)
        if result.provenance.incidents:
            words = [by for goal in result.goals if goal.proof for by in goal.proof.by]
            assert "CP-SAT" not in words


@pytest.mark.parametrize("lie", [impossible])
def test_no_locks_are_said_to_collide_on_one_word(
    lie: Callable[[Door], Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    """CP-SAT calls everything impossible: true collisions are still told, with locks that collide; false ones
    never are."""
    monkeypatch.setattr(cp_sat, "minimise", lie(cp_sat.minimise))
    told = 0
    for seed in range(24, 40, 4):
        points = Points(tiny_plan(seed, "fixed"), tiny_model(seed, "fixed"))
        try:
            solved(points, workers=1, time_limit=10.0)
        except InfeasibleError as error:
            assert points.best() is None
            assert error.conflict.settled
            told += 1
        except (InputError, NothingFoundError):
            assert points.best() is None
        else:
            assert points.best() is not None
    assert told
