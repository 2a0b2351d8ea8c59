"""Serve every region in proportion to what its Members ask.

Distances are told in hundredths of a request: in whole requests, 3 : 1 and 4 : 0 would be equally far from
the 3.6 : 0.4 that is fair. What has been delivered counts as asked and served.
"""

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.problem.rows import Costs, make_rows

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.rules.columns import Columns

#: Units in a request.
SCALE = 100

GOAL = GoalKind(
    "regions",
    "Distance of each region's share of what is served from its share of what is asked",
    "min",
    "hundredths of a request",
)


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    done, now = _by_region(plan, plan.delivered), _by_region(plan, allocation)
    asked = Counter(plan.members[request.member].region for request in plan.open_requests) + done
    served = now + done
    return sum(
        _ceiling(SCALE * abs(served[region] * asked.total() - asked[region] * served.total()), asked.total())
        for region in asked
    )


def _by_region(plan: "Plan", allocation: "Allocation") -> Counter[str]:
    """Missions by the region of the Member that asks."""
    hosts = (plan.requests[mission.request].member for mission in allocation.missions)
    return Counter(plan.members[host].region for host in hosts)


def _ceiling(numerator: int, denominator: int) -> int:
    """The quotient rounded up to a whole number, exactly."""
    return -(-numerator // denominator)


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """A column per region, at least the distance both ways: R · d >= ±SCALE · (R · served - asked · all
    served), where R is all that is asked; what is delivered stands on the right-hand side."""
    every_one = np.concatenate([problem.request_region, problem.delivered_region])
    region, asked = np.unique(every_one, return_counts=True)
    done = (problem.delivered_region[:, None] == region).sum(axis=0)
    total = len(every_one)
    ahead = SCALE * (total * done - asked * len(problem.delivered_region))
    distance = columns.add(
        GOAL.code, np.zeros(len(region), dtype=np.int64), np.full(len(region), SCALE * total)
    )
    number = np.arange(len(region))
    own = np.searchsorted(region, problem.request_region[problem.start_request])
    every, start = np.divmod(np.arange(len(region) * len(columns.y)), max(1, len(columns.y)))
    deviation = SCALE * (total * (own[start] == every) - asked[every])
    rows = tuple(
        make_rows(
            GOAL.code, "region", region,
            [(number, distance, total), (every, columns.y[start], sign * deviation)], lower=-sign * ahead,
        )
        for sign in (-1, 1)
    )  # fmt: skip
    return Costs(distance, np.ones(len(region), dtype=np.int64), rows=rows)
