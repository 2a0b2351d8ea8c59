"""Only the providers of the paying agreement send experts. Asks nothing where no agreement pays."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from allocator.problem.rows import make_rows, numbered
from allocator.rules.base import HARD, OFF, SOFT, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Bools, Ints, Problem
    from allocator.problem.rows import Parts
    from allocator.rules.columns import Columns

RULE = Rule(
    "agreement_provider",
    "Only experts of the paying agreement's providers go",
    levels(HARD, SOFT, OFF),
    "experts of other providers",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    level = model.level(RULE.code)
    if level is OFF or not model.is_on("funding") or plan.agreements is None:
        return
    for mission, place in allocation.assignments():
        payer = plan.agreements.get(mission.agreement or "")
        provider = plan.experts[place.expert].administration
        if payer is not None and payer.providers and provider not in payer.providers:
            yield Violation(
                rule=RULE.code,
                level=level,
                subject=f"{mission.request}, {place.expert}",
                message=f"{place.expert} is of {provider}, {payer.agreement} is provided by"
                f" {', '.join(payer.providers)}",
            )


def rows(problem: "Problem", columns: "Columns") -> "Parts":
    """Per seat and set of agreements under which people provide: Σ z <= places · payers in the set."""
    level = problem.model.level(RULE.code)
    if level is OFF or not len(columns.f):
        return []
    eligible = np.zeros((len(problem.requests), len(problem.agreements)), dtype=bool)
    eligible[columns.payer_request, columns.payer_agreement] = True
    found = columns.candidates
    sending, sender = distinct(provides(problem))
    asking, asker = distinct(eligible)
    body = sender[problem.expert_administration[found.expert]]
    pair, (sent, asked) = numbered(body, asker[problem.seat_request[found.seat]])
    under = sending[sent] & asking[asked]
    bound = np.flatnonzero((under != asking[asked]).any(axis=1)[pair])
    sets, set_of_pair = distinct(under)
    row_of = np.full(len(found.seat), -1, dtype=np.int64)
    row_of[bound], (seat, allowed) = numbered(found.seat[bound], set_of_pair[pair[bound]])
    row = row_of[columns.z_candidate]
    z = np.flatnonzero(row >= 0)
    payer = np.full(eligible.shape, -1, dtype=np.int64)
    payer[columns.payer_request, columns.payer_agreement] = columns.f
    set_row, agreement = np.nonzero(sets[allowed])
    request = problem.seat_request[seat]
    return [
        make_rows(
            RULE.code, "request", request,
            [
                (row[z], columns.z[z], 1),
                (set_row, payer[request[set_row], agreement], -problem.seat_count[seat[set_row]]),
            ],
            upper=0, soft=level is SOFT,
        )
    ]  # fmt: skip


def distinct(rows: "Bools") -> "tuple[Bools, Ints]":
    """Each different row once, and which of these each row is."""
    packed = np.packbits(rows, axis=1)  # eight agreements to a byte: far faster to tell apart
    _, example, own = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    return rows[example], own


def provides(problem: "Problem") -> "Bools":
    """(administrations x agreements): who may go when an agreement pays."""
    agreements = (problem.plan.agreements or {}).values()
    return np.array(
        [[not a.providers or body in a.providers for a in agreements] for body in problem.administrations],
        dtype=bool,
    ).reshape(len(problem.administrations), len(problem.agreements))
