"""Who may go and who may pay, as far as it takes to say for each person at whose expense they go."""

from dataclasses import dataclass

import numpy as np

from allocator.matrix.matrix import Matrix
from allocator.plan.policy import Level
from allocator.problem import Bools, Ints
from allocator.rules.coupling import agreement_provider, funding


@dataclass(frozen=True)
class Payments:
    """The candidates and the agreements that may pay, by columns of the matrix.

    `z` are the columns of candidates at a start and `z_candidate` the candidate of each; each candidate has a
    `seat`, a `body` that sends it, and a `cost`; each seat has a request and so many places. `f` are the
    columns of agreements that may pay, each with the request and the agreement. `sends` (bodies x agreements)
    says who may go when which agreement pays, `budget` what is left of each agreement. `money` are the
    columns of which no more is said than what agreements pay.
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
    """The payments of a matrix; None where nobody is asked to pay, or no mission has a choice of payers."""
    columns, problem = matrix.columns, matrix.columns.problem
    money = _columns_of(matrix, funding.RULE.code)
    if not len(money):
        return None
    found = columns.candidates
    sends = agreement_provider.provides(problem)
    if problem.model.level(agreement_provider.RULE.code) is not Level.HARD:
        sends = np.ones_like(sends)
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
        budget=funding.budgets(problem),
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
