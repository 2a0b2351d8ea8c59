"""Executors that do what no executor should: named in a warning, and the search goes on here."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

import allocator
from allocator.search.bound_parameters import BoundParameters
from allocator.search.lns import subproblems
from allocator.search.lns.executors import flaw_of
from allocator.search.lns.slices import solve_slice
from allocator.search.lns.subproblems import SlicePool
from allocator.search.lns_parameters import ExecutorParameters
from allocator.solvers.program import Outcome, Watch
from tests.executors.rounds import (
    NEIGHBOURHOODS_MATTER,
    assert_solved,
    small_year,
    solved,
    solved_here,
    some_slices,
)


@cache
def right() -> Outcome:
    """The outcome of the first slice."""
    outcome = solve_slice(some_slices()[0])
    assert outcome.point is not None and outcome.bound is not None
    return outcome


class Stranger(Executor):
    """Its `submit` does as told."""

    def __init__(self, submit: Callable[[], Any]) -> None:
        self._submit = submit

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return self._submit()


class Other:
    """A future of another library: it has nothing but a `result`."""

    def __init__(self, result: Callable[[], Any]) -> None:
        self.result = result

    def cancel(self) -> None:
        raise RuntimeError("this library does not cancel")


def raising(error: BaseException) -> Any:
    raise error


def hanging() -> Any:
    threading.Event().wait(30)


def answering(answer: Callable[[], Any]) -> Stranger:
    return Stranger(lambda: Other(answer))


FAULTS: dict[str, tuple[Stranger, str]] = {
    "no future": (Stranger(lambda: None), "its submit gives NoneType, not a future"),
    "a number": (Stranger(lambda: 7), "its submit gives int, not a future"),
    "submit raises": (Stranger(lambda: raising(ValueError("not\ntoday"))), "ValueError: not today"),
    "submit leaves": (Stranger(lambda: raising(SystemExit(3))), "SystemExit: 3"),
    "submit hangs": (Stranger(hanging), "no answer for"),
    "the task hangs": (answering(hanging), "no answer for"),
    "the task fails": (answering(lambda: raising(OSError("gone"))), "OSError: gone"),
    "cancelled": (answering(lambda: raising(CancelledError())), "it cancelled its tasks"),
    "nothing": (answering(lambda: None), "it answers with NoneType, not an outcome"),
    "a text": (answering(lambda: "optimal"), "it answers with str, not an outcome"),
    "a false bound": (
        answering(lambda: replace(right(), bound=(right().bound or 0) + 10**6)),
        "it answers with a (bound that a known point disproves|point of another shape)",  # whose comes first
    ),
}


@pytest.mark.parametrize("seconds", [None, 12.0])
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_and_the_slices_are_solved_here(
    monkeypatch: pytest.MonkeyPatch, name: str, seconds: float | None
) -> None:
    monkeypatch.setattr("tests.executors.rounds.solve_slice", lambda part: outcome_here(id(part), part))
    executor, says = FAULTS[name]
    right()  # nobody waits for it when it is asked for
    pool, sample = SlicePool(executor, ExecutorParameters(silence=0.3)), some_slices()
    monkeypatch.setattr(subproblems, "_solve_here", lambda parts, *_: [outcome_here(id(p), p) for p in parts])
    with pytest.warns(RuntimeWarning, match=says):
        outcomes = pool.solve(sample, seconds, Watch())
    assert_solved(outcomes)
    assert pool.executor is None


_HERE: dict[int, Outcome] = {}


def outcome_here(key: int, part: Any) -> Outcome:
    """Each slice solved once for all of these tests."""
    if key not in _HERE:
        _HERE[key] = solve_slice(part)
    return _HERE[key]


def test_what_cannot_be_true_of_an_outcome() -> None:
    part, good = some_slices()[0], right()
    program, held, point, bound = part.program, part.incumbent, good.point, good.bound
    assert point is not None and bound is not None and program.cost is not None
    assert flaw_of(program, held, good) == ""
    assert flaw_of(program, held, Outcome("unknown")) == ""
    assert flaw_of(program, held, Outcome("feasible", held, bound)) == ""
    least = program.cost.value(held)
    assert program.cost.value(point) < least
    lies: list[Any] = [
        replace(good, status="perfect"),
        Outcome("infeasible"),
        Outcome("optimal"),
        Outcome("optimal", held[:-1]),
        Outcome("optimal", held.astype(float)),
        Outcome("optimal", [0]),  # type: ignore[arg-type]
        Outcome("feasible", np.full_like(held, 10**9)),
        Outcome("feasible", 1 - held),
        Outcome("unknown", None, least + 1),
        replace(good, bound=program.cost.value(point) + 1),
    ]
    for lie in lies:
        assert flaw_of(program, held, lie), lie


def test_a_future_of_another_library_is_as_good_as_any() -> None:
    class Library(Executor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            return Other(lambda: outcome_here(id(args[0]), args[0]))

    sample, pool = some_slices(), SlicePool(Library())
    outcomes = pool.solve(sample, None, Watch())
    assert [o.status for o in outcomes] == ["optimal", "optimal"]
    assert pool.executor is not None


def test_silence_is_named_under_time_and_the_rest_of_the_time_is_used() -> None:
    began = time.monotonic()
    silent = Stranger(Future)
    alone = replace(NEIGHBOURHOODS_MATTER, bounds=BoundParameters(relaxation_up_to=0))  # else proven at once
    with pytest.warns(RuntimeWarning, match="no answer for"):
        result = allocator.solve(
            *small_year(), executor=silent, time_limit=4, workers=2, parameters=alone
        )  # fmt: skip
    assert time.monotonic() - began < 60
    assert allocator.verify(*small_year(), result.allocation) == []


def test_garbage_under_effort_leaves_the_result_as_it_is() -> None:
    with pytest.warns(RuntimeWarning, match="not an outcome"):
        result = solved(answering(lambda: {"status": "optimal"}))
    assert result.allocation == solved_here().allocation
