"""From a point of the matrix to an allocation and its goals."""

import numpy as np

from allocator.matrix import Matrix, TierObjective
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.problem import Ints
from allocator.results.result import Goal, Proof
from allocator.search.trust import Testimony


def allocation_of(matrix: Matrix, point: Ints) -> Allocation:
    """The missions of a point, in the order of the plan's requests, each team in the order of its seats."""
    columns, problem = matrix.columns, matrix.columns.problem
    taken = np.flatnonzero(point[columns.z])
    order = np.lexsort((columns.z_expert[taken], columns.z_seat[taken]))
    teams: dict[int, list[Assignment]] = {}
    for z in taken[order]:
        request = int(columns.z_request[z])
        seat = problem.seats[columns.z_seat[z]].seat
        expert = problem.experts[columns.z_expert[z]]
        teams.setdefault(request, []).append(Assignment(problem.requests[request].request, seat, expert))
    pays = np.flatnonzero(point[columns.f])
    payer = {int(columns.payer_request[f]): problem.agreements[columns.payer_agreement[f]] for f in pays}
    missions = []
    for start in np.flatnonzero(point[columns.y]):
        request = int(problem.start_request[start])
        missions.append(
            Mission(
                request=problem.requests[request].request,
                start=problem.date_of(int(problem.start_day[start])),
                team=tuple(teams.get(request, ())),
                agreement=payer.get(request),
            )
        )
    return Allocation(tuple(missions))


def goals_of(matrix: Matrix, point: Ints, testimony: Testimony) -> tuple[Goal, ...]:
    """Every tier with value, bound and whether it is proven: its bound met, and those before it too."""
    goals: list[Goal] = []
    proven = True
    for t, tier in enumerate(matrix.tiers):
        proof = testimony.proof(t, tier.cost.value(point))
        proven = proven and proof is not None
        goals.append(goal_at(tier, point, testimony.bound(t), proof if proven else None))
    return tuple(goals)


def goal_at(tier: TierObjective, point: Ints, bound: int | None = None, proof: Proof | None = None) -> Goal:
    """A tier at a point: its value, with a bound on its cost and what proves it, where there are any."""
    cost = tier.cost.value(point)
    return Goal(
        name=tier.name,
        value=tier.kind.reported(cost),
        bound=None if bound is None else tier.kind.reported(min(bound, cost)),
        unit=tier.kind.unit,
        sense=tier.kind.sense,
        proven=proof is not None,
        proof=proof,
        parts={code: linear.value(point) for code, linear in tier.parts.items()},
    )
