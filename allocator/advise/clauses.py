"""Which agreement unlocks most: each of its clauses and its budget lifted, one at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from allocator.advise.coverage import changed_digest, weight_of
from allocator.advise.effects import Effect, Yardstick
from allocator.advise.hypotheses import measured
from allocator.advise.jobs import Clock
from allocator.errors import Fault, InputError
from allocator.plan import Plan, calendar
from allocator.plan.allocation import Allocation, Mission
from allocator.plan.entities import Agreement
from allocator.plan.policy import Level
from allocator.problem import build_problem
from allocator.problem.payers import covered

Clause = Literal["budget", "dates", "topics", "providers", "beneficiaries"]

_LIFTED: dict[Clause, dict[str, Any]] = {
    "budget": {"budget": None},
    "dates": {"first": None, "last": None},
    "topics": {"topics": ()},
    "providers": {"providers": ()},
    "beneficiaries": {"beneficiaries": ()},
}


@dataclass(frozen=True, kw_only=True)
class ClausePrice:
    """What lifting one clause of an agreement gains. In the best allocation found, `paid` are the requests
    that it pays for outside the clause, and `beyond` is what it spends beyond its budget, in the plan's
    currency."""

    agreement: str
    clause: Clause
    effect: Effect
    paid: tuple[str, ...] = ()
    beyond: int = 0


@dataclass(frozen=True, kw_only=True)
class AgreementAdvice:
    """Every clause, the one that unlocks most first, and what all of them together gain."""

    clauses: tuple[ClausePrice, ...]
    together: Effect


def agreement_clauses(yardstick: Yardstick, clock: Clock) -> tuple[Yardstick, AgreementAdvice]:
    """The advice for every agreement. Raises InputError where nobody is asked to pay."""
    plan = yardstick.plan
    if plan.agreements is None or not yardstick.model.is_on("funding"):
        why = "the plan has no sheet Agreements" if plan.agreements is None else "the rule funding is off"
        message = f"{why}, so no agreement limits what can be served"
        raise InputError("advise agreements", [Fault(place="Agreements", message=message)])
    pairs = sorted(_narrow(yardstick), key=lambda pair: (-_worth(yardstick, *pair), pair))
    plans = {f"{code} {clause}": lifted(plan, [(code, clause)]) for code, clause in pairs}
    yardstick, found = measured(yardstick, plans, lifted(plan, pairs), clock)
    rows = [_row(plan, code, clause, found.effects[f"{code} {clause}"]) for code, clause in pairs]
    order = sorted(rows, key=lambda row: (row.effect.rank, row.agreement, row.clause))
    return yardstick, AgreementAdvice(clauses=tuple(order), together=found.together)


def lifted(plan: Plan, clauses: Iterable[tuple[str, Clause]]) -> Plan:
    """The plan without some clauses of its agreements."""
    agreements, clauses = dict(plan.agreements or {}), list(clauses)
    for code, clause in clauses:
        agreements[code] = replace(agreements[code], **_LIFTED[clause])
    return replace(plan, agreements=agreements, digest=changed_digest(plan, clauses))


def _narrow(yardstick: Yardstick) -> list[tuple[str, Clause]]:
    """The clauses that say something, under the model."""
    asked = yardstick.model.level("agreement_provider") is Level.HARD
    return [
        (code, clause)
        for code, agreement in (yardstick.plan.agreements or {}).items()
        for clause in _LIFTED
        if _says(agreement, clause) and (asked or clause != "providers")
    ]


def _says(agreement: Agreement, clause: Clause) -> bool:
    return any(getattr(agreement, field) != nothing for field, nothing in _LIFTED[clause].items())


def _worth(yardstick: Yardstick, code: str, clause: Clause) -> int:
    """What the unserved requests weigh that the agreement could pay for without the clause, dates and money
    aside: a first look."""
    plan = lifted(yardstick.plan, [(code, clause)])
    problem = build_problem(plan, yardstick.model)
    fits = covered(problem)[:, list(plan.agreements or {}).index(code)]
    served = yardstick.start.by_request
    return sum(
        weight_of(plan, yardstick.model, request.request)
        for request, fit in zip(problem.requests, fits, strict=True)
        if fit and request.request not in served
    )


def _row(plan: Plan, code: str, clause: Clause, effect: Effect) -> ClausePrice:
    agreement = (plan.agreements or {})[code]
    allocation = effect.allocation or Allocation()
    paid = [mission for mission in allocation.missions if mission.agreement == code]
    outside: tuple[str, ...] = ()
    if clause != "budget":
        outside = tuple(m.request for m in paid if not _within(plan, agreement, clause, m))
    spent = sum(
        plan.cost_of(plan.requests[mission.request], place.expert)
        for mission in paid
        for place in mission.team
    )
    beyond = 0
    if clause == "budget" and agreement.budget is not None:
        beyond = max(0, spent + _delivered(plan, code) - agreement.budget)
    return ClausePrice(agreement=code, clause=clause, effect=effect, paid=outside, beyond=beyond)


def _delivered(plan: Plan, code: str) -> int:
    """What an agreement has paid for what is delivered."""
    return sum(
        plan.cost_of(plan.requests[mission.request], place.expert)
        for mission, place in plan.delivered.assignments()
        if mission.agreement == code
    )


def _within(plan: Plan, agreement: Agreement, clause: Clause, mission: Mission) -> bool:
    """Whether a mission keeps to a clause of the agreement that pays for it."""
    request = plan.requests[mission.request]
    if clause == "dates":
        last_day = calendar.last_day(plan, request, mission.start)
        return (agreement.first or date.min) <= mission.start and last_day <= (agreement.last or date.max)
    if clause == "topics":
        return request.topic in agreement.topics
    if clause == "providers":
        return all(plan.experts[code].administration in agreement.providers for code in mission.experts)
    places = {request.member, plan.members[request.member].region}
    return bool(places & set(agreement.beneficiaries))
