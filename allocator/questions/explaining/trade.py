"""Who would lose if a request were served all the same: what is found around it, and what the search says."""

from dataclasses import dataclass

from allocator.matrix import point_of
from allocator.plan.allocation import Allocation
from allocator.plan.calendar import last_day
from allocator.questions.explaining.differences import difference
from allocator.questions.explaining.negotiation import nearest_trade
from allocator.questions.explaining.trade_words import trade_sentence
from allocator.results.explanation import Trade
from allocator.results.interval import Interval
from allocator.results.result import Proof
from allocator.solvers.program import Limits
from allocator.whatif.answer import Answer
from allocator.whatif.asking import answer
from allocator.whatif.base import Base
from allocator.whatif.variation import serve

_SERVED = "served"
_NEAR, _ALL = 0.5, 0.5  # of the time, for what can be decided anew around the request, and for all of it


@dataclass(frozen=True)
class Served:
    """What is known of serving a request: the best allocation that does, what it costs at least in every
    coverage tier, and whether there is proven to be none."""

    allocation: Allocation | None
    losses: tuple[Interval, ...] = ()
    proof: Proof | None = None
    impossible: bool = False

    @property
    def at_a_loss(self) -> bool:
        """Whether the allocation is worse than the base where the two first differ."""
        return self.lost > [0] * len(self.losses)

    @property
    def lost(self) -> list[int]:
        """What the allocation loses in every coverage tier."""
        return [loss.high for loss in self.losses if loss.high is not None]


def served_all_the_same(base: Base, code: str, limits: Limits) -> Served:
    """A request served at the least loss that is found, with a bound on it."""
    whole = limits.seconds or 0.0
    near = Limits(_NEAR * whole, None, limits.workers, limits.seed)
    found = nearest_trade(base, base.request(code), near, floor=_least_lost(base, code))
    mine = None if found is None else known(base, found.allocation)
    if mine is not None and all(loss.settled for loss in mine.losses):
        return mine
    told = answer(base, serve(base, code), Limits(_ALL * whole, None, limits.workers, limits.seed))
    return _better(mine, told, base.coverage)


def worth(base: Base, code: str) -> int:
    """What serving a request brings in the last coverage tier."""
    model, terms = base.result.model, base.result.model.tiers[base.coverage - 1].terms
    weight = sum(term.weight for term in terms if term.code == _SERVED)
    return weight * model.priorities[base.result.plan.requests[code].priority]


def _least_lost(base: Base, code: str) -> int:
    """What the others lose at least where the first tier counts nothing but who is served: no more is
    possible than the base's bound says."""
    counts = {term.code for term in base.result.model.tiers[0].terms}
    if counts != {_SERVED} or not base.bounds or not base.bounds[0]:
        return 0
    return max(0, worth(base, code) - (base.costs[0] - max(base.bounds[0].values())))


def known(base: Base, allocation: Allocation) -> Served:
    """An allocation that serves the request, with the bounds that the base has."""
    costs = base.matrix.values(point_of(base.matrix, allocation))
    losses = []
    for t in range(base.coverage):
        bounds = base.bounds[t].values() if t == 0 and base.bounds else ()
        low = max(bounds) - base.costs[t] if bounds else None
        losses.append(Interval(low, costs[t] - base.costs[t]))
    return Served(allocation, tuple(losses))


def _better(mine: Served | None, told: Answer, coverage: int) -> Served:
    """The better allocation of two, under the better of the first bounds."""
    if told.status == "found":
        theirs = Served(told.allocation, told.losses[:coverage], told.proof)
        if mine is None or theirs.lost <= mine.lost:
            return theirs
        first = Interval(theirs.losses[0].low, mine.losses[0].high)
        return Served(mine.allocation, (first, *mine.losses[1:]), told.proof)
    return mine or Served(None, proof=told.proof, impossible=told.status == "impossible")


def trade_of(base: Base, code: str, found: Served) -> Trade:
    """The trade as a plain value."""
    assert found.allocation is not None
    result, tier = base.result, _telling(found.losses)
    mission, goal = found.allocation.by_request[code], base.matrix.tiers[tier]
    others = difference(result.allocation, found.allocation, code)
    loss = found.losses[tier]
    return Trade(
        mission=mission,
        last_day=last_day(result.plan, result.plan.requests[code], mission.start),
        difference=others,
        goal=goal.name,
        unit=goal.kind.unit,
        loss=loss,
        proof=found.proof if loss.settled else None,
        allocation=found.allocation,
        sentence=trade_sentence(result, mission, others, goal.name, goal.kind.unit, loss),
    )


def _telling(losses: tuple[Interval, ...]) -> int:
    """The first goal in which something is lost or gained, or might be; the last where none is."""
    for t, loss in enumerate(losses):
        if loss.high != 0:
            return t
    return len(losses) - 1
