"""Which agreements may pay for which requests."""

import numpy as np

from allocator.plan.policy import Level
from allocator.problem.arrays import FOREVER, Bools, Ints
from allocator.problem.problem import Problem


def eligible_payers(problem: Problem) -> tuple[Ints, Ints]:
    """(request, agreement) pairs: choice, beneficiary and topic fit, and some start lies in the dates.

    Empty where no funding is asked for: no Agreements sheet, or the rule `funding` is off.
    """
    if problem.plan.agreements is None or problem.model.level("funding") is Level.OFF:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    first, last = agreement_days(problem)
    request, payer = np.nonzero(covered(problem))
    lo = problem.first_start_from(request, first[payer])
    hi = problem.end_of_starts_done_by(request, last[payer])
    some = (lo < problem.start_offset[request + 1]) & (hi > lo)
    return request[some], payer[some]


def covered(problem: Problem) -> Bools:
    """(requests x agreements): choice, beneficiary and topic fit, dates and money aside."""
    agreements = tuple((problem.plan.agreements or {}).values())
    fits = [
        [
            (not request.agreements or agreement.agreement in request.agreements)
            and (
                not agreement.beneficiaries
                or request.member in agreement.beneficiaries
                or problem.plan.members[request.member].region in agreement.beneficiaries
            )
            and (not agreement.topics or request.topic in agreement.topics)
            for agreement in agreements
        ]
        for request in problem.requests
    ]
    return np.array(fits, dtype=bool).reshape(len(problem.requests), len(agreements))


def agreement_days(problem: Problem) -> tuple[Ints, Ints]:
    """First and last day of each agreement; far away where it has no limit."""
    rows = (problem.plan.agreements or {}).values()
    first = [problem.day_number(a.first) if a.first else -FOREVER for a in rows]
    last = [problem.day_number(a.last) if a.last else FOREVER for a in rows]
    return np.array(first, dtype=np.int64), np.array(last, dtype=np.int64)
