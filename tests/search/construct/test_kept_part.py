"""What is kept of an allocation that holds no more: the worthiest, unless a lock asks for another."""

from dataclasses import replace

import numpy as np
import pytest

from allocator.matrix import build_matrix, point_of, tighten
from allocator.plan.allocation import Allocation
from allocator.plan.policy import Level, Term, Tier
from allocator.problem import build_problem
from allocator.search.construct.kept_part import _one_of_each, feasible_part
from allocator.search.construct.locks_served import feasible_start
from allocator.search.outcome import allocation_of
from allocator.solvers.program import Watch
from tests.plans_by_hand import decision, expert, mission, model_of, monday, plan_of, request


@pytest.mark.parametrize(("locked", "kept"), [((), "R1"), (("R2",), "R2"), (("R1",), "R1")])
def test_of_two_missions_that_exclude_each_other(locked: tuple[str, ...], kept: str) -> None:
    """KEN-01 may go on one mission; R1 weighs more."""
    plan = plan_of(
        [expert("KEN-01", missions=1)], [request("R1", priority=1), request("R2", priority=3)],
        decisions=tuple(decision("fixed", code) for code in locked),
    )  # fmt: skip
    model = model_of(neighbour=Level.OFF, regional_peer=Level.OFF)
    model = replace(model, tiers=(Tier((Term("served"),)),))
    matrix = build_matrix(build_problem(plan, model))
    both = Allocation((mission("R1", monday(1), "KEN-01"), mission("R2", monday(8), "KEN-01")))
    part = feasible_part(matrix, tighten(matrix), point_of(matrix, both))
    assert part is not None
    problem, served = matrix.columns.problem, part[matrix.columns.y] > 0
    assert [problem.requests[r].request for r in problem.start_request[served]] == [kept]


def test_what_a_lock_asks_for_is_served_by_somebody_else_beside_the_rest() -> None:
    """KEN-01 has withdrawn, and R1 is locked; before, nothing of the allocation was kept."""
    people = [expert("KEN-01", withdrawn_from=monday(1)), expert("TZA-01"), expert("UGA-01")]
    plan = plan_of(people, ["R1", "R2"], decisions=(decision("fixed", "R1"),))
    model = model_of(neighbour=Level.OFF, regional_peer=Level.OFF)
    model = replace(model, tiers=(Tier((Term("served"),)),))
    matrix = build_matrix(build_problem(plan, model))
    agreed = Allocation((mission("R1", monday(1), "KEN-01"), mission("R2", monday(8), "UGA-01")))
    assert feasible_part(matrix, tighten(matrix), point_of(matrix, agreed)) is None
    start = feasible_start(matrix, tighten(matrix), point_of(matrix, agreed), Watch())
    assert start is not None
    found = allocation_of(matrix, start).by_request
    assert set(found) == {"R1", "R2"}
    assert found["R1"].experts != ("KEN-01",)


def test_one_of_each_row_goes_those_that_count_in_most_first() -> None:
    row, request = np.array([0, 0, 1, 1, 2, 2, 3]), np.array([5, 6, 5, 7, 8, 9, 5])
    worth = np.arange(10)[::-1].copy()
    assert _one_of_each(row, request, worth).tolist() == [
        5,
        9,
    ]  # in three rows, and the least worth in another
