"""What can be served at most under a plan and a model: what every price is a difference of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from allocator.errors import Fault, InfeasibleError, InputError, NothingFoundError
from allocator.inputs.model_file import digest_of_model
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.fingerprint import fingerprint
from allocator.plan.policy import CoordinationModel, Term, Tier
from allocator.results.interval import Interval
from allocator.results.result import Goal, Result
from allocator.search import solve
from allocator.search.known import digest_of, is_of_one_piece
from allocator.search.progress import Progress
from allocator.solvers.program import Limits
from allocator.store.records import plain
from allocator.verification import verify

SERVED = "served"

#: Whether a value and a bound on the weight served say enough; either may not be known yet.
Enough = Callable[[int | None, int | None], bool]


@dataclass(frozen=True)
class Reaches:
    """Enough is a value that comes to the most that is possible."""

    most: int | None

    def __call__(self, value: int | None, bound: int | None) -> bool:
        return value is not None and self.most is not None and value >= self.most


@dataclass(frozen=True)
class Stays:
    """Enough is a bound that says that no more is served than before."""

    before: int | None

    def __call__(self, value: int | None, bound: int | None) -> bool:
        return bound is not None and self.before is not None and bound <= self.before


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The most that can be served, as far as it is known, in weight units.

    `value` is served by `allocation`; nothing serves more than `bound`. `impossible`: hard rules and locks
    leave no allocation at all. `amount` is the least that a soft rule, where one was asked about, must be
    broken while `value` is served. `interrupted`: a signal ended the search.
    """

    value: int | None = None
    bound: int | None = None
    allocation: Allocation | None = None
    impossible: bool = False
    amount: Interval | None = None
    interrupted: bool = False


def require_served(result: Result) -> None:
    """Raises InputError for a result whose model does not ask for requests to be served."""
    if any(term.code == SERVED for tier in result.model.tiers for term in tier.terms):
        return
    message = "has no tier with the goal served, and advice says what can be served; add it and solve again"
    raise InputError(result.model.title, [Fault(place="tiers", message=message)])


def changed_digest(plan: Plan, change: object) -> str:
    """The digest of a plan after a change of its rows."""
    return sha256(f"{plan.digest} {change}".encode()).hexdigest()


def weight_of(plan: Plan, model: CoordinationModel, request: str) -> int:
    """What a request weighs by its priority."""
    return model.priorities[plan.requests[request].priority]


def served_weight(plan: Plan, model: CoordinationModel, allocation: Allocation) -> int:
    """What an allocation serves, in weight units."""
    return sum(weight_of(plan, model, mission.request) for mission in allocation.missions)


def served_only(model: CoordinationModel) -> CoordinationModel:
    """The model with nothing sought but what is served."""
    return replace(model, tiers=(Tier((Term(SERVED),)),))


def coverage_of(result: Result) -> Coverage:
    """What a result says by itself. Its bound is one of what can be served only where the model seeks that
    first and alone, and where it is one of this plan and model."""
    first, goal = result.model.tiers[0], result.goals[0]
    alone = [term.code for term in first.terms] == [SERVED] and is_of_one_piece(result)
    return Coverage(
        value=served_weight(result.plan, result.model, result.allocation),
        bound=goal.bound // first.terms[0].weight if alone and goal.bound is not None else None,
        allocation=result.allocation,
    )


@dataclass(frozen=True)
class Measure:
    """The search for what can be served at most under a plan and a model, see `measure`."""

    plan: Plan
    model: CoordinationModel
    start: Allocation
    rule: str = ""
    enough: Reaches | Stays | None = None

    form = Coverage

    def about(self) -> Mapping[str, Any]:
        enough = {} if self.enough is None else {type(self.enough).__name__: plain(self.enough)}
        return {**asked_of(self.plan, self.model, self.start), "rule": self.rule, "enough": enough}

    def holds(self, found: Coverage) -> bool:
        return holds(self.plan, self.model, found)

    def __call__(self, limits: Limits) -> Coverage:
        if self.enough is None:
            return measure(self.plan, self.model, self.start, limits, rule=self.rule)
        return measure(self.plan, self.model, self.start, limits, rule=self.rule, enough=self.enough)


def asked_of(plan: Plan, model: CoordinationModel, start: Allocation) -> dict[str, Any]:
    """A plan under a model from a known allocation, as searches are told apart."""
    return {"plan": fingerprint(plan), "model": digest_of_model(model), "start": digest_of(start)}


def holds(plan: Plan, model: CoordinationModel, found: Coverage) -> bool:
    """Whether a coverage that was kept has an allocation that is possible and serves what it says."""
    if found.allocation is None:
        return found.value is None
    possible = not verify(plan, model, found.allocation)
    return possible and served_weight(plan, model, found.allocation) == found.value


def measure(
    plan: Plan,
    model: CoordinationModel,
    start: Allocation,
    limits: Limits,
    *,
    rule: str = "",
    enough: Enough = lambda value, bound: False,
) -> Coverage:
    """Seek what can be served at most, from a known allocation; then, if a soft rule is named, how little it
    must be broken for that. Ends as soon as it is `enough`."""
    tiers = [Tier((Term(SERVED),))] + [Tier((Term(rule),))] * bool(rule)
    sought = replace(model, tiers=tuple(tiers))
    ear = _Ear(enough)
    try:
        result = solve(
            plan, sought, time_limit=limits.seconds, workers=limits.workers, seed=limits.seed,
            effort=limits.work, on_progress=ear.hear, start=start,
        )  # fmt: skip
    except (InfeasibleError, InputError):  # locks that collide, alone or together
        return Coverage(impossible=True)
    except NothingFoundError:
        return Coverage()
    goal = result.goals[0]
    return Coverage(
        value=goal.value,
        bound=goal.bound,
        allocation=result.allocation,
        amount=_amount(result.goals[1]) if rule else None,
        interrupted=result.status == "interrupted" and not ear.satisfied,
    )


def _amount(goal: Goal) -> Interval:
    return Interval(0 if goal.bound is None else min(goal.bound, goal.value), goal.value)


@dataclass
class _Ear:
    """Hears how a search gets on, and ends it once that is enough."""

    enough: Enough
    satisfied: bool = False

    def hear(self, progress: Progress) -> bool:
        if progress.tier == 1 and self.enough(progress.value, progress.bound):
            self.satisfied = True
        return not self.satisfied
