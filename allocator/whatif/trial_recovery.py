"""What solving again around a change recovers: the change is held, everything else may move.

Sought are, in this order: the least weight of requests that are served now and drop out, and among these
the fewest changes of dates, people and payers; then the goals of the model. So nobody is disturbed who need
not be, and what the change frees may serve others.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import Protocol

import numpy as np

from allocator.errors import Fault, InputError
from allocator.goals.base import Sense
from allocator.goals.tiers import TierKind
from allocator.matrix import Linear, TierObjective
from allocator.plan.allocation import Allocation, Mission
from allocator.problem import Ints
from allocator.results.interval import Interval
from allocator.results.result import Proof, Result
from allocator.solvers.awake import awake
from allocator.solvers.program import Limits
from allocator.whatif.answer import Answer, Status
from allocator.whatif.asking import answer
from allocator.whatif.base import Base, base_of
from allocator.whatif.change import Change
from allocator.whatif.trial_acceptance import accepted
from allocator.whatif.trial_words import mission_sentences
from allocator.whatif.variation import Variation, serve_so, without

_SEARCHING = 0.85  # part of the time for the search: making it ready and ending it take the rest


class Tried(Protocol):
    """What has been tried, as a recovery needs to know it (`allocator.whatif.trial.Trial`)."""

    @property
    def result(self) -> Result:
        """The result that the changes are made to."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is changed."""

    @property
    def missions(self) -> tuple[tuple[str, Mission | None, Mission | None], ...]:
        """(request, mission before, mission after) of each request that is touched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRecovered:
    """A goal before the change and in the allocation found. `loss` has what the best such allocation loses,
    in the goal's unit; negative for a gain."""

    name: str
    unit: str
    sense: Sense
    before: int
    after: int
    loss: Interval

    @property
    def best(self) -> int | None:
        """The value that no such allocation can pass; None where no bound is known."""
        if self.loss.low is None:
            return None
        return self.before - self.loss.low if self.sense == "max" else self.before + self.loss.low


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What solving again around a change found.

    `status` is "found", with an `allocation`; "impossible", where it is proven that nothing keeps the change
    beside the hard rules and locks; or "open", where the time ended before either was known. `dropped` has
    the least weight of requests served now that drop out, those aside that are to; `points` the fewest change
    points among these: 1 for a mission on another date or with another payer, 1 for a person with another
    date or seat, 2 for one who does not go any more; the change itself included. `goals` has every goal. Each
    interval but the first holds among allocations that are no worse than the one found in what stands before
    it. `proof` is what the lower end of `dropped`, or the status, rests on.
    """

    trial: Tried = field(repr=False, compare=False)
    status: Status
    allocation: Allocation | None = None
    dropped: Interval | None = None
    points: Interval | None = None
    goals: tuple[GoalRecovered, ...] = ()
    proof: Proof | None = None
    incidents: tuple[str, ...] = ()

    @property
    def missions(self) -> tuple[tuple[str, Mission | None, Mission | None], ...]:
        """Every request whose mission is not what it is now: before and after, None where it has none."""
        if self.allocation is None:
            return ()
        before, after = self.trial.result.allocation.by_request, self.allocation.by_request
        codes = (code for code in self.trial.result.plan.requests if before.get(code) != after.get(code))
        return tuple((code, before.get(code), after.get(code)) for code in codes)

    def accept(self) -> Result:
        """The result with the allocation found, to plan on from. Raises InputError where none was found."""
        if self.allocation is None:
            message = "no allocation with it was found, so there is none to accept"
            faults = [Fault(place=change.request, message=message) for change in self.trial.changes]
            raise InputError("change", faults)
        return accepted(self.trial.result, self.allocation, mission_sentences(self.missions))


def recovered(trial: Tried, *, time_limit: float, workers: int, seed: int) -> Recovery:
    """Solve again around a change."""
    awake()
    base = base_of(trial.result)
    began = time.perf_counter()
    least = disturbance(base, (code for code, _, after in trial.missions if after is None))
    wanted = held(base, trial)
    seconds = max(0.0, _SEARCHING * time_limit - (time.perf_counter() - began))
    found = answer(
        base, wanted, Limits(seconds, None, workers, seed),
        objectives=(least.objective, *base.matrix.tiers),
    )  # fmt: skip
    return _told(trial, base, found, least.unit)


# -- what is held and what is sought ----------------------------------------------------------------------


def held(base: Base, trial: Tried) -> Variation:
    """What the changes ask for, and no more: the people who are put on a team, the dates and payers that are
    named, nobody in whose place another goes, no request that is dropped."""
    asked: dict[str, list[Change]] = {}
    for change in trial.changes:
        asked.setdefault(change.request, []).append(change)
    parts = [_held(base, asked[code], before, after) for code, before, after in trial.missions]
    return reduce(Variation.and_also, parts)


def _held(base: Base, changes: list[Change], before: Mission | None, after: Mission | None) -> Variation:
    """What the changes of one request ask for."""
    code = changes[0].request
    request = base.request(code)
    if after is None:
        return without(base.starts(request))
    old = () if before is None else before.team
    whole = any(change.team is not None for change in changes)
    so = serve_so(
        base, code,
        start=after.start if any(change.start is not None for change in changes) else None,
        team=[(place.seat, place.expert) for place in after.team if whole or place not in old],
        payer=after.agreement if any(change.agreement is not None for change in changes) else None,
    )  # fmt: skip
    return so.and_also(_nobody_of(base, request, {place.expert for place in old} - set(after.experts)))


def _nobody_of(base: Base, request: int, people: Iterable[str]) -> Variation:
    """These people are not on the team of a request."""
    columns, known = base.matrix.columns, base.problem.expert_index
    who = [known[code] for code in people if code in known]
    return without(columns.z[(columns.z_request == request) & np.isin(columns.z_expert, who)])


@dataclass(frozen=True)
class Disturbance:
    """The weight of the requests served now that drop out, and, among equals, the change points (`Recovery`).
    Requests that are to be dropped are left out. `unit` is what one of weight counts in `objective`: more
    than all points."""

    objective: TierObjective
    unit: int


def disturbance(base: Base, dropped: Iterable[str]) -> Disturbance:
    """What is to be as small as can be beside a change that drops some requests."""
    problem, columns, point = base.problem, base.matrix.columns, base.point
    counted = np.zeros(len(problem.requests), dtype=bool)
    counted[base.served] = True
    counted[[base.request(code) for code in dropped]] = False
    taken = np.flatnonzero((point[columns.z] > 0) & counted[columns.z_request])
    paid = np.flatnonzero((point[columns.f] > 0) & counted[columns.payer_request])
    cost = np.zeros(base.matrix.shape[1], dtype=np.int64)
    person = columns.z_request * len(problem.experts) + columns.z_expert
    cost[columns.z[np.isin(person, person[taken])]] -= 1
    began = np.flatnonzero((point[columns.y] > 0) & counted[problem.start_request])
    cost[columns.z[taken]] -= 1
    cost[columns.y[began]] -= 1
    cost[columns.f[paid]] -= 1
    points = len(began) + 2 * len(taken) + len(paid)
    start = np.flatnonzero(counted[problem.start_request])
    weight, unit = problem.request_weight, points + 1
    cost[columns.y[start]] -= unit * weight[problem.start_request[start]]
    column = np.flatnonzero(cost)
    total = Linear(column, cost[column], unit * int(weight[counted].sum()) + points)
    return Disturbance(TierObjective("disturbance", TierKind("min", "points", {}), total, {}), unit)


# -- what is told -----------------------------------------------------------------------------------------


def _told(trial: Tried, base: Base, found: Answer, unit: int) -> Recovery:
    if found.point is None:
        return Recovery(trial=trial, status=found.status, proof=found.proof, incidents=found.incidents)
    first, *losses = found.losses
    dropped, points = apart(first, unit)
    goals = tuple(_goal(base, found.point, t, loss) for t, loss in enumerate(losses))
    return Recovery(
        trial=trial, status=found.status, allocation=found.allocation, dropped=dropped, points=points,
        goals=goals, proof=found.proof, incidents=found.incidents,
    )  # fmt: skip


def _goal(base: Base, point: Ints, t: int, loss: Interval) -> GoalRecovered:
    """A tier of the model before and after. The base's bound on the first one holds with any change."""
    tier, goal = base.matrix.tiers[t], base.result.goals[t]
    before, after = tier.kind.reported(goal.value), tier.cost.value(point)  # as costs
    lows = [] if loss.low is None else [loss.low + tier.cost.value(base.point) - before]
    if t == 0 and base.bounds:
        lows += [bound - before for bound in base.bounds[0].values()]
    return GoalRecovered(
        name=tier.name, unit=tier.kind.unit, sense=tier.kind.sense,
        before=goal.value, after=tier.kind.reported(after),
        loss=Interval(min(max(lows), after - before) if lows else None, after - before),
    )  # fmt: skip


def apart(disturbance: Interval, unit: int) -> tuple[Interval, Interval]:
    """Weight dropped and change points, from what is known of both together: `unit` times the weight, which
    counts more than all points, and the points."""
    high = disturbance.high or 0
    low = max(0, disturbance.low or 0)
    weight, points = divmod(high, unit)
    return Interval(low // unit, weight), Interval(max(0, low - unit * weight), points)
