"""Who may go, what that costs, and who may pay: what a solver needs to say who goes at whose expense."""

from dataclasses import dataclass

import numpy as np

from allocator.matrix.matrix import Matrix
from allocator.plan.policy import Level
from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT
from allocator.rules.coupling import agreement_provider, funding


@dataclass(frozen=True)
class Payments:
    """The candidates and the agreements that may pay, by columns of the matrix.

    `z` are the columns of candidates at a start and `z_candidate` the candidate of each; each candidate has a
    `seat`, a `body` that sends it, and a `cost`; each seat has a request and so many places. `f` are the
    columns of agreements that may pay, each with the request and the agreement. `sends` (bodies x agreements)
    says who may go when which agreement pays, `budget` what is left of each agreement. `money` is the column
    of what an agreement pays for a request, by position in `f` (-1: there is none). Such columns stand in
    rows of the rule `funding` alone, and in no tier.
    """

    z: Ints
    z_candidate: Ints
    seat: Ints
    body: Ints
    cost: Ints
    seat_request: Ints
    places: Ints
    f: Ints
    payer_request: Ints
    payer_agreement: Ints
    sends: Bools
    budget: Ints
    money: Ints


def payments_of(matrix: Matrix) -> Payments | None:
    """The payments of a matrix; None where no request has several payers."""
    columns, problem = matrix.columns, matrix.columns.problem
    several = np.bincount(columns.payer_request, minlength=len(problem.requests)) > 1
    if not several.any():
        return None
    sends = agreement_provider.provides(problem)
    if problem.model.level(agreement_provider.RULE.code) is not Level.HARD:
        sends = np.ones_like(sends)
    found, budget = columns.candidates, funding.budgets(problem)
    counted = several[columns.payer_request] & (budget[columns.payer_agreement] < NO_LIMIT)
    money = np.full(len(columns.f), -1, dtype=np.int64)
    money[counted] = _columns_of(matrix, funding.RULE.code)
    return Payments(
        z=columns.z,
        z_candidate=columns.z_candidate,
        seat=found.seat,
        body=problem.expert_administration[found.expert],
        cost=problem.cost(found.expert, problem.seat_request[found.seat]),
        seat_request=problem.seat_request,
        places=problem.seat_count,
        f=columns.f,
        payer_request=columns.payer_request,
        payer_agreement=columns.payer_agreement,
        sends=sends,
        budget=budget,
        money=money,
    )


def _columns_of(matrix: Matrix, code: str) -> Ints:
    """The auxiliary columns of a rule or goal."""
    first, found = matrix.columns.base_count, [np.empty(0, dtype=np.int64)]
    for owner, _, count in matrix.columns.auxiliary:
        if owner == code:
            found.append(np.arange(first, first + count, dtype=np.int64))
        first += count
    return np.concatenate(found)
