"""Results that pictures and reports are made of, from none to many missions."""

from dataclasses import replace

import pytest

from allocator.plan.allocation import Allocation
from allocator.report.result import Result
from allocator.verification import goals_counted
from tests.report.results_by_hand import first_steps


def only(result: Result, missions: int) -> Result:
    """The result with the first missions alone, and nothing known of bounds."""
    allocation = Allocation(result.allocation.missions[:missions])
    goals = goals_counted(result.plan, result.model, allocation)
    return Result.of(replace(result, allocation=allocation, goals=goals, status="feasible"))


@pytest.fixture(scope="session", params=[0, 1, 4], ids=["none", "one", "four"])
def result(request: pytest.FixtureRequest) -> Result:
    return only(first_steps(), request.param)


@pytest.fixture(scope="session")
def four() -> Result:
    return first_steps()
