"""Results as users hold them: short to print, sent to other processes, explained once."""

import inspect
import pickle
from dataclasses import replace

import pytest

import allocator
from allocator.questions.explaining.explainer import explainer_of
from allocator.results import result as records
from tests.report.results_by_hand import explained_by_hand, first_steps


def test_a_result_prints_on_one_line() -> None:
    shown = repr(first_steps())
    assert shown.startswith("<Result feasible: 4 of 6 requests served; served 28, pairing 1, ")
    assert len(shown) < 200 and "\n" not in shown


def test_a_result_is_sent_to_another_process_whole() -> None:
    result = first_steps()
    allocator.explain(result, "R1")
    received = pickle.loads(pickle.dumps(result))
    assert received == result
    assert received.missions.equals(result.missions)


@pytest.mark.parametrize("function", [allocator.solve, allocator.run_scenario])
def test_what_users_call_is_sent_to_another_process(function: object) -> None:
    assert pickle.loads(pickle.dumps(function)) is function


def test_solve_shows_its_options_and_what_they_mean() -> None:
    assert {"time_limit", "effort", "executor"} < set(inspect.signature(allocator.solve).parameters)
    assert "`time_limit` bounds the search" in (allocator.solve.__doc__ or "")


def test_every_way_to_a_result_gives_its_tables() -> None:
    plain = first_steps()
    bare = records.Result(
        plan=plain.plan, model=plain.model, allocation=plain.allocation, status=plain.status,
        goals=plain.goals, provenance=plain.provenance,
    )  # fmt: skip
    found = allocator.Result.of(bare)
    assert isinstance(found, allocator.Result) and found.allocation is bare.allocation
    with explained_by_hand():
        assert list(found.missions["request"]) == ["R1", "R4", "R2", "R6"]
        assert set(found.assignments["request"]) >= {"R1", "R2", "R4", "R6"}
        assert list(found.unserved["request"]) == ["R3", "R5"]


def test_a_result_is_explained_by_one_explainer_until_it_changes() -> None:
    result = first_steps()
    assert explainer_of(result) is explainer_of(result)
    fewer = replace(result, allocation=replace(result.allocation, missions=result.allocation.missions[1:]))
    assert explainer_of(fewer) is not explainer_of(result)
    assert allocator.explain(fewer, "R6", time_limit=0).grade != "served"
