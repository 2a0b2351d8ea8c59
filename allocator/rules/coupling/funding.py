"""Exactly one agreement pays for a mission, one that covers its Member, its topic and its dates, and within
its budget. Without the Agreements sheet nobody is asked to pay."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan import calendar
from allocator.problem.payers import agreement_days
from allocator.problem.rows import NO_LIMIT, left, limits, make_rows
from allocator.problem.start_ranges import spread
from allocator.rules.base import HARD, OFF, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation, Mission
    from allocator.plan.entities import Agreement
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Ints, Problem
    from allocator.problem.rows import Parts, Rows
    from allocator.rules.columns import Columns

RULE = Rule(
    "funding",
    "Exactly one eligible agreement pays for a mission, inside its dates and its budget",
    levels(HARD, OFF),
    "missions without funding",
    joins="payer",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    if model.level(RULE.code) is OFF:
        return
    for mission in allocation.missions:
        for message in _faults(plan, mission):
            yield Violation(rule=RULE.code, level=HARD, subject=mission.request, message=message)
    yield from _overspent(plan, allocation)


def _faults(plan: "Plan", mission: "Mission") -> Iterator[str]:
    if plan.agreements is None:
        if mission.agreement is not None:
            yield f"{mission.agreement} pays, but the plan has no agreements"
    elif mission.agreement is None:
        yield "no agreement pays"
    elif mission.agreement not in plan.agreements:
        yield f"{mission.agreement} is not an agreement of the plan"
    else:
        yield from _mismatches(plan, mission, plan.agreements[mission.agreement])


def _mismatches(plan: "Plan", mission: "Mission", payer: "Agreement") -> Iterator[str]:
    """Why an agreement may not pay for a mission."""
    request = plan.requests[mission.request]
    places = {request.member, plan.members[request.member].region}
    last_day = calendar.last_day(plan, request, mission.start)
    if request.agreements and payer.agreement not in request.agreements:
        yield f"{payer.agreement} pays, the request names {', '.join(request.agreements)}"
    if payer.beneficiaries and not places & set(payer.beneficiaries):
        yield f"{payer.agreement} pays, which does not benefit {request.member}"
    if payer.topics and request.topic not in payer.topics:
        yield f"{payer.agreement} pays, which does not cover {request.topic or 'a request without a topic'}"
    if payer.first is not None and mission.start < payer.first:
        yield f"starts on {mission.start}, {payer.agreement} pays from {payer.first}"
    if payer.last is not None and last_day > payer.last:
        yield f"ends on {last_day}, {payer.agreement} pays until {payer.last}"


def _overspent(plan: "Plan", allocation: "Allocation") -> Iterator[Violation]:
    spent, done = _spent(plan, allocation), _spent(plan, plan.delivered)
    for code, agreement in (plan.agreements or {}).items():
        if agreement.budget is None:
            continue
        excess = spent[code] - max(0, agreement.budget - done[code])
        if excess > 0:
            before = f", {done[code]} of it for what is delivered," if done[code] else ""
            total = f"pays {spent[code] + done[code]} {plan.settings.currency}{before}"
            message = f"{total} of a budget of {agreement.budget}"
            yield Violation(rule=RULE.code, level=HARD, subject=code, message=message, amount=excess)


def _spent(plan: "Plan", allocation: "Allocation") -> "Counter[str | None]":
    """What each agreement pays."""
    spent: Counter[str | None] = Counter()
    for mission, place in allocation.assignments():
        spent[mission.agreement] += plan.cost_of(plan.requests[mission.request], place.expert)
    return spent


def rows(problem: "Problem", columns: "Columns") -> "Parts":
    """One payer per mission, inside its dates, within its budget.

    Money columns m[r, a] stand for what agreement a pays for request r where several may pay it: with C the
    cost of the team and M its greatest value, m[r, a] >= C - M · Σ f[r, other payers].
    """
    if problem.model.level(RULE.code) is OFF or problem.plan.agreements is None:
        return []
    request = np.arange(len(problem.requests), dtype=np.int64)
    one_payer = make_rows(
        RULE.code, "request", request,
        [(columns.payer_request, columns.f, 1), (problem.start_request, columns.y, -1)],
        lower=0, upper=0,
    )  # fmt: skip
    return [one_payer, _dates(problem, columns), *_money(problem, columns)]


def _dates(problem: "Problem", columns: "Columns") -> "Rows":
    """f[r, a] <= Σ y over the starts inside the agreement's dates."""
    first, last = agreement_days(problem)
    request, agreement = columns.payer_request, columns.payer_agreement
    lo = problem.first_start_from(request, first[agreement])
    hi = problem.end_of_starts_done_by(request, last[agreement])
    outside = (hi - lo) < np.diff(problem.start_offset)[request]
    payer = np.flatnonzero(outside)
    row, position = spread(hi[payer] - lo[payer])
    return make_rows(
        RULE.code, "agreement", agreement[payer],
        [(np.arange(len(payer)), columns.f[payer], 1), (row, columns.y[lo[payer][row] + position], -1)],
        upper=0,
    )  # fmt: skip


def budgets(problem: "Problem") -> "Ints":
    """What is left of the budget of each agreement."""
    agreements = (problem.plan.agreements or {}).values()
    return left(limits(agreement.budget for agreement in agreements), problem.delivered.spent)


def _money(problem: "Problem", columns: "Columns") -> "list[Rows]":
    """Budget rows, and the money columns and rows that feed them."""
    budget = budgets(problem)
    payers = np.bincount(columns.payer_request, minlength=len(problem.requests))
    limited = budget[columns.payer_agreement] < NO_LIMIT
    sole = limited & (payers[columns.payer_request] == 1)
    shared = np.flatnonzero(limited & (payers[columns.payer_request] > 1))
    dearest = _dearest_team(problem, columns)
    request = columns.payer_request[shared]
    money = columns.add(RULE.code, np.zeros(len(shared), dtype=np.int64), dearest[request])
    payer_of = np.full(len(problem.requests), -1, dtype=np.int64)
    payer_of[columns.payer_request[sole]] = columns.payer_agreement[sole]
    direct = payer_of[columns.z_request] >= 0
    capped = np.flatnonzero(budget < NO_LIMIT)
    number = np.cumsum(budget < NO_LIMIT) - 1
    within = make_rows(
        RULE.code, "agreement", capped,
        [
            (number[payer_of[columns.z_request[direct]]], columns.z[direct], columns.z_cost[direct]),
            (number[columns.payer_agreement[shared]], money, 1),
        ],
        upper=budget[capped],
    )  # fmt: skip
    if not len(shared):
        return [within]
    return [
        within,
        _pays(columns, shared, money, dearest),
        _shares(columns, shared, money, dearest),
        _cheapest(problem, columns, shared, money),
    ]


def _pays(columns: "Columns", shared: "Ints", money: "Ints", dearest: "Ints") -> "Rows":
    """m[r, a] - C + M · Σ f[r, other payers] >= 0."""
    request, agreement = columns.payer_request[shared], columns.payer_agreement[shared]
    cost_row, z = _pairs_by(columns.z_request, request)
    other_row, f = _pairs_by(columns.payer_request, request)
    other = columns.payer_agreement[f] != agreement[other_row]
    other_row, f = other_row[other], f[other]
    return make_rows(
        RULE.code, "agreement", agreement,
        [
            (np.arange(len(shared)), money, 1),
            (cost_row, columns.z[z], -columns.z_cost[z]),
            (other_row, columns.f[f], dearest[request[other_row]]),
        ],
        lower=0,
    )  # fmt: skip


def _shares(columns: "Columns", shared: "Ints", money: "Ints", dearest: "Ints") -> "Rows":
    """Σ_a m[r, a] - C + M · Σ f[r, payers without a budget] >= 0: implied for whole numbers, and tighter."""
    request = np.unique(columns.payer_request[shared])
    cost_row, z = _pairs_by(columns.z_request, request)
    own = np.searchsorted(request, columns.payer_request[shared])
    limited = np.zeros(len(columns.f), dtype=bool)
    limited[shared] = True
    free_row, f = _pairs_by(columns.payer_request, request)
    free = ~limited[f]
    free_row, f = free_row[free], f[free]
    return make_rows(
        RULE.code, "request", request,
        [
            (own, money, 1),
            (cost_row, columns.z[z], -columns.z_cost[z]),
            (free_row, columns.f[f], dearest[request[free_row]]),
        ],
        lower=0, implied=True,
    )  # fmt: skip


def _cheapest(problem: "Problem", columns: "Columns", shared: "Ints", money: "Ints") -> "Rows":
    """m[r, a] - c · f[r, a] >= 0, c being the cost of the cheapest team: implied for whole numbers, tighter.

    A budget row thereby becomes a knapsack over payers, and a payer that cannot afford any team is shut.
    """
    team = _cheapest_team(problem, columns)[columns.payer_request[shared]]
    row = np.arange(len(shared), dtype=np.int64)
    return make_rows(
        RULE.code, "agreement", columns.payer_agreement[shared],
        [(row, money, 1), (row, columns.f[shared], -team)],
        lower=0, implied=True,
    )  # fmt: skip


def _cheapest_team(problem: "Problem", columns: "Columns") -> "Ints":
    """The least that a full team of each request can cost: in every seat, its cheapest candidates."""
    who, seat = columns.candidates.expert, columns.candidates.seat
    cost = problem.cost(who, problem.seat_request[seat])
    order = np.lexsort((cost, seat))
    cost, seat = cost[order], seat[order]
    goes = np.arange(len(seat)) - np.searchsorted(seat, seat, side="left") < problem.seat_count[seat]
    team = np.zeros(len(problem.requests), dtype=np.int64)
    np.add.at(team, problem.seat_request[seat[goes]], cost[goes])
    return team


def _dearest_team(problem: "Problem", columns: "Columns") -> "Ints":
    """The most that the team of each request can cost."""
    dearest = np.zeros(len(problem.seats), dtype=np.int64)
    np.maximum.at(dearest, columns.z_seat, columns.z_cost)
    team = np.zeros(len(problem.requests), dtype=np.int64)
    np.add.at(team, problem.seat_request, dearest * problem.seat_count)
    return team


def _pairs_by(owner: "Ints", wanted: "Ints") -> "tuple[Ints, Ints]":
    """(row, position) of every item of `owner` that equals `wanted[row]`."""
    order = np.argsort(owner, kind="stable")
    lo = np.searchsorted(owner[order], wanted, side="left")
    hi = np.searchsorted(owner[order], wanted, side="right")
    row, position = spread(hi - lo)
    return row, order[lo[row] + position]
