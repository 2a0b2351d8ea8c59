"""The cheapest changes as planners are told them: each applied to the plan, and solved with."""

from collections.abc import Iterator, Sequence

from allocator.errors import InputError
from allocator.goals.tiers import tier_kind
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import Level
from allocator.questions.explaining.change_words import changes_words, verified_words
from allocator.questions.explaining.differences import difference
from allocator.questions.explaining.negotiation import Found, Most, cheapest_changes
from allocator.questions.explaining.negotiation.applied import Applied, applied, changed
from allocator.questions.explaining.trade import worth
from allocator.results.alternatives import GoalLoss
from allocator.results.explanation import CheapestChange
from allocator.results.interval import Interval
from allocator.solvers.program import Limits
from allocator.verification import goal_value, verify
from allocator.whatif.base import Base

_SERVED = "served"


def proposals(base: Base, code: str, limits: Limits, most: Most) -> Iterator[CheapestChange | Found]:
    """The changes by which a request would be served, the cheapest first, each verified. A `Found` among
    them, which ends them, serves it without any change."""
    exact = _is_exact(base, code)
    for found in cheapest_changes(base, base.request(code), limits, most=most):
        if not found.asked:
            yield found
            return
        proposal = _verified(base, code, found, exact=exact)
        exact = exact and proposal is not None  # one that was left out may do in a larger amount
        if proposal is not None:
            yield proposal


def _is_exact(base: Base, code: str) -> bool:
    """Whether the bound on prices speaks of the changed plans. Goals beside `served` may count otherwise in
    them, where a person becomes accredited or pairing is not asked any more; and who becomes accredited for
    any topic may be a mentor for several."""
    result = base.result
    tiers = result.model.tiers[: base.coverage]
    request = result.plan.requests[code]
    skills = {(seat.profile, result.plan.topic_of(request, seat)) for seat in result.plan.seats_of(request)}
    mentored = len(skills) > 1 and result.model.level("mentoring") is Level.HARD
    return not mentored and all(term.code == _SERVED for tier in tiers for term in tier.terms)


def _verified(base: Base, code: str, found: Found, *, exact: bool) -> CheapestChange | None:
    """A change with its cells; None where it does not make a plan in which the allocation holds."""
    plan, model = base.result.plan, base.result.model
    changes = applied(plan, model, plan.requests[code], found.asked, found.allocation)
    try:
        new = changed(plan, changes)
    except InputError:
        return None
    losses = _losses(base, new, found.allocation, code)
    worse = any(loss > told for loss, told in zip(losses, found.losses, strict=True))
    if worse or verify(new, model, found.allocation):
        return None
    return _proposal(base, code, found, changes, losses, exact=exact)


def _losses(base: Base, plan: Plan, allocation: Allocation, code: str) -> list[int]:
    """What an allocation costs more than the base in every coverage tier, counted independently; in the last
    without what the request itself brings."""
    model = base.result.model
    losses = []
    for t, tier in enumerate(model.tiers[: base.coverage]):
        weights = tier_kind(tier, plan.settings.currency).cost_weights
        cost = sum(weight * goal_value(c, plan, model, allocation) for c, weight in weights.items())
        losses.append(cost - base.costs[t])
    losses[-1] += worth(base, code)
    return losses


def most_lost(base: Base, code: str, trade: Sequence[int] | None) -> Most | None:
    """By how much a change may make each coverage tier worse: it is to be better than a trade that loses so
    much in each, where there is one, and the others lose less in the last than the request brings. None where
    no change can be."""
    brought, lost = worth(base, code), list(trade or ())
    last = base.coverage - 1
    first = next((t for t, loss in enumerate(lost) if loss), last)
    if first < last and lost[first] > 0:
        between: Most = [None] * (last - first - 1)
        return [*[0] * first, lost[first] - 1, *between, brought - 1 if brought else None]
    if not lost:
        return [*[None] * last, brought - 1 if brought else None]
    most = brought + (min(0, lost[-1]) if brought else lost[-1]) - 1
    return [*[0] * last, most] if most >= 0 else None


def _proposal(
    base: Base, code: str, found: Found, changes: list[Applied], losses: list[int], *, exact: bool
) -> CheapestChange:
    plan, mission = base.result.plan, found.allocation.by_request[code]
    others = difference(base.result.allocation, found.allocation, code)
    tiers = base.matrix.tiers[: base.coverage - 1]
    before = tuple(
        GoalLoss(goal=tier.name, unit=tier.kind.unit, loss=loss)
        for tier, loss in zip(tiers, losses, strict=False)
        if loss > 0
    )
    return CheapestChange(
        cells=tuple(cell for change in changes for cell in change.cells),
        scenario=tuple(verb for change in changes for verb in change.verbs),
        price=found.price if exact else Interval(0, found.price.high),
        loss=losses[-1],
        lost_before=before,
        mission=mission,
        difference=others,
        allocation=found.allocation,
        what=changes_words(plan, changes),
        verified=verified_words(base.result, mission, others, losses[-1], before),
    )
