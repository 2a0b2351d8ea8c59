"""The public call: a plan under a model, looked at from all sides before anything is solved."""

from dataclasses import replace

from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel, Term, Tier
from allocator.problem import build_problem
from allocator.questions.supply.assumptions import notes_of
from allocator.questions.supply.filtering import filtered, impossible_requests, levers, scarce_seats
from allocator.questions.supply.minimums import unreachable_minimums
from allocator.questions.supply.needs import reckon
from allocator.questions.supply.people import people_of
from allocator.questions.supply.picture import SupplyAndDemand
from allocator.questions.supply.relaxation import bound_served
from allocator.rules.broken_locks import refuse_broken_locks

_SERVED_ONLY = (Tier((Term("served"),)),)


def supply_against_demand(plan: Plan, model: CoordinationModel) -> SupplyAndDemand:
    """What a plan asks for against what it offers, and the most that any allocation can serve.

    Nothing is searched: seats, people and days are counted, rules are propagated, and one linear program
    bounds what can be served, whatever the goals of the model are. Raises InputError for locks that break a
    rule on their own.
    """
    problem = build_problem(plan, replace(model, tiers=_SERVED_ONLY))
    found = filtered(problem)
    refuse_broken_locks(problem, found.candidates)
    reckoning = reckon(problem)
    relaxed = bound_served(found)
    seats = scarce_seats(found)
    impossible = impossible_requests(found)
    return SupplyAndDemand(
        months=reckoning.months,
        days_asked=int((problem.request_days * problem.team_size).sum()),
        days_released=int(reckoning.expert_days[reckoning.qualified].sum()),
        needs=reckoning.needs,
        seats=seats,
        people=people_of(found, reckoning, relaxed.falls),
        impossible=impossible,
        minimums=unreachable_minimums(found),
        levers=levers(found, seats, impossible),
        bound=relaxed.bound,
        notes=(*relaxed.incidents, *notes_of(plan, model, found)),
    )
