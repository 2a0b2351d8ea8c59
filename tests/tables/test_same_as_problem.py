"""What warnings know of starts and of who qualifies is what the arrays of the problem say.

Warnings keep arithmetic of their own: they are asked of plans with unknown cells, which fit anything, and
must name what stands in the way of a request, where the problem only has the starts that are left.
"""

import numpy as np
import pytest

from allocator.inputs.warnings.qualified import find_fits
from allocator.inputs.warnings.starts import Calendar
from allocator.problem import build_problem
from allocator.problem.qualifications import ACCREDITED, PRE_ACCREDITED
from allocator.rules.coupling.fixed import frozen
from allocator.rules.coupling.member_capacity import meets_closure
from tests.tiny_plans import MODELS, random_plan

FOCUS = ("", "fixed", "member_capacity", "mentoring")


@pytest.mark.parametrize("focus", FOCUS)
@pytest.mark.parametrize("seed", range(10))
def test_starts(seed: int, focus: str) -> None:
    plan = random_plan(seed, focus)
    problem = build_problem(plan, MODELS["national"])
    calendar = Calendar(plan)
    closed = meets_closure(problem) | frozen(problem)
    for r, request in enumerate(problem.requests):
        own = np.arange(problem.start_offset[r], problem.start_offset[r + 1])
        own = own[~closed[own]]
        routes = [
            row.days for row in plan.travel or () if row.to_region == plan.members[request.member].region
        ]
        usual = plan.mission_types[request.mission_type].travel_days
        travel = min([usual, *(days for days in routes if days is not None)])
        earliest = problem.day_number(request.requested_on) + plan.settings.notice_days + travel
        own = own[problem.start_day[own] >= earliest]
        found, origin = calendar.starts_of(request), plan.settings.start.toordinal()
        assert (found.first - origin).tolist() == problem.start_day[own].tolist()
        assert (found.last - origin).tolist() == problem.start_last[own].tolist()
        assert (found.obstacle == "") == bool(len(own))


@pytest.mark.parametrize("seed", range(20))
def test_who_qualifies(seed: int) -> None:
    plan = random_plan(seed, FOCUS[seed % 4])
    problem = build_problem(plan, MODELS["national"])
    calendar, held = Calendar(plan), problem.held
    starts = {request.request: calendar.starts_of(request) for request in problem.requests}
    fits = find_fits(plan, starts)
    assert fits.seat_request.tolist() == problem.seat_request.tolist()
    for q, seat in enumerate(problem.seats):
        demand, found = held.seat_demand[q], starts[problem.requests[problem.seat_request[q]].request]
        needed = ACCREDITED if seat.status == "accredited" else PRE_ACCREDITED
        last = int(found.last[0]) - plan.settings.start.toordinal() if len(found.last) else -(1 << 20)
        fit = (held.status[:, demand] >= needed) & (held.level[:, demand] >= seat.minimum_level)
        assert fits.fit[q].tolist() == (fit & (held.valid_until[:, demand] >= last)).tolist()
        assert fits.asked[q].tolist() == (held.status[:, demand] > 0).tolist()
