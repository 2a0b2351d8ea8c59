"""People sent: what the relaxation says about missions that one person cannot do both."""

import pytest

from allocator.matrix import build_matrix, tighten
from allocator.plan.entities import Request
from allocator.plan.policy import CoordinationModel, Level, Term, Tier
from allocator.problem import build_problem
from allocator.solvers import highs
from allocator.solvers.program import Limits, Watch, program_of
from tests.plans_by_hand import day, model_of, monday, plan_of, request


def week(member: str, number: int) -> Request:
    """A request of a Member for one week of the plan."""
    return request(f"R-{member}", member, earliest_start=monday(number), latest_end=day(number, 4))


@pytest.mark.parametrize(
    ("weeks", "people"),
    [
        ((1, 1), 2),  # at once
        ((1, 2), 2),  # the week of rest lies between them
        ((1, 3), 1),
        ((1, 1, 1, 4), 3),
    ],
)
def test_the_relaxation_sends_no_half_people(weeks: tuple[int, ...], people: int) -> None:
    asks = [week(member, number) for member, number in zip(("FJI", "NZL", "CHL", "ISL"), weeks, strict=False)]
    plan = plan_of(["KEN-01", "UGA-01", "TZA-01", "RWA-01"], asks)
    tiers = Tier((Term("served", 1),)), Tier((Term("experts_used", 1),))
    model = CoordinationModel(title="few", levels=model_of(regional_peer=Level.OFF).levels, tiers=tiers)
    matrix = build_matrix(build_problem(plan, model))
    served, used = (tier.cost for tier in matrix.tiers)
    program = program_of(matrix, tighten(matrix)).with_frozen(served, -4 * len(weeks)).with_cost(used)
    assert highs.relax(program, Limits(), Watch()).bound == people
