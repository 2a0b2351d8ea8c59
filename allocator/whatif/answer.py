"""One mechanism for every question: a variation of a base, solved again from it.

The search is the one that made the base. It starts at what still holds of the base, knows the base's bound,
and seeks, in this order: what is wanted; the coverage tiers of the model; as few changes as can be, or the
goals that the caller names.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from allocator.errors import DefectError
from allocator.matrix import Linear, Matrix, TierObjective, Tightened, complete, tighten
from allocator.plan.allocation import Allocation
from allocator.problem import Ints
from allocator.results.interval import Interval
from allocator.results.result import Proof
from allocator.search.construct.kept_part import feasible_part
from allocator.search.lns.subproblems import SlicePool
from allocator.search.outcome import allocation_of
from allocator.search.parameters import USUAL, SearchParameters
from allocator.search.progress import OnProgress, Progress
from allocator.search.run import Run
from allocator.search.tiers import solve_tiers
from allocator.search.trust import PROPAGATION, Witness
from allocator.solvers.program import Limits
from allocator.verification import verify
from allocator.whatif.base import Base
from allocator.whatif.variation import Variation

#: found: an allocation with what is wanted. impossible: proven that there is none. open: neither.
Status = Literal["found", "impossible", "open"]

_TWO_WAYS = Proof(kind="words", by=("CP-SAT", "a second solver or setting"))  # `search.bounds.confirmation`


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What solving a variation found.

    `point` and `allocation` are the best found, None unless `status` is "found". `losses` has, for every
    objective in order, an interval for the least that the variation costs there against the base's
    allocation, in the objective's unit (a loss is positive whatever the sense; it may be negative where the
    base was not the best). An interval beyond the first holds among allocations that lose no more in the
    objectives before than the one found. `proof` is what the status, or the first interval's lower end,
    rests on; `incidents` are sentences about what went wrong and was survived.
    """

    status: Status
    point: Ints | None = None
    allocation: Allocation | None = None
    losses: tuple[Interval, ...] = ()
    proof: Proof | None = None
    incidents: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether the first loss is known exactly, or the variation is proven impossible."""
        return self.status == "impossible" or (bool(self.losses) and self.losses[0].settled)


def answer(
    base: Base,
    variation: Variation,
    limits: Limits,
    *,
    objectives: Sequence[TierObjective] | None = None,
    parameters: SearchParameters = USUAL,
    on_begin: Callable[[Run], object] = lambda run: None,
) -> Answer:
    """Solve a variation of a base again, from it.

    `objectives` are what is sought, in order, once what is wanted is served: by default the tiers of the
    model up to coverage, then few changes. `on_begin` is given the run, which has a `stop`.
    Every allocation found has passed the independent verification; raises DefectError where one does not.
    """
    sought = (*base.matrix.tiers[: base.coverage], base.changes) if objectives is None else tuple(objectives)
    reward = _reward(base.matrix, sought[0], len(variation.wanted))
    first = _rewarded(base, sought[0], variation.wanted, reward)
    matrix = _varied(base, variation, (first, *sought[1:]))
    tightened = base.tightened if not len(variation.shut) else tighten(matrix)
    if tightened.broken >= 0 or _shut_out(base, variation, tightened):
        proof = Proof(kind="exact", by=(PROPAGATION.name,))
        return Answer(status="impossible", proof=proof)
    run = Run(
        matrix, tightened, limits, time.perf_counter(), parameters=parameters,
        pool=SlicePool(None, parameters.executors),
    )  # fmt: skip
    run.known_bounds = _known_bounds(base, sought[0], reward * len(variation.wanted))
    ceiling = _most(matrix, sought[0]) - reward * len(variation.wanted)
    run.on_progress = _until_impossible(run, ceiling) if reward else None
    start = feasible_part(matrix, tightened, base.point)
    on_begin(run)
    if start is not None:
        run.begin(start)
    if not solve_tiers(run):
        return Answer(status="impossible", proof=_TWO_WAYS, incidents=tuple(run.incidents))
    return _told(base, variation, run, sought, reward)


def _until_impossible(run: Run, ceiling: int) -> OnProgress:
    """Ends a run as soon as the first bound is beyond whatever serves all that is wanted."""

    def hear(_: Progress) -> bool:
        bound = run.testimony.bound(0)
        return bound is None or bound <= ceiling

    return hear


def _varied(base: Base, variation: Variation, tiers: tuple[TierObjective, ...]) -> Matrix:
    """The base's matrix under other tiers, some columns shut."""
    upper = base.matrix.column_upper
    if len(variation.shut):
        upper = upper.copy()
        upper[variation.shut] = 0
    return replace(base.matrix, column_upper=upper, tiers=tiers)


def _shut_out(base: Base, variation: Variation, tightened: Tightened) -> bool:
    """Whether something wanted has no start left."""
    return any(not tightened.upper[base.starts(int(r))].any() for r in variation.wanted)


def _reward(matrix: Matrix, objective: TierObjective, wanted: int) -> int:
    """More than the first objective can vary by."""
    if not wanted:
        return 0
    cost = objective.cost
    width = (matrix.column_upper - matrix.column_lower)[cost.column]
    return int((np.abs(cost.coefficient) * width).sum()) + 1


def _rewarded(base: Base, objective: TierObjective, wanted: Ints, reward: int) -> TierObjective:
    """An objective under which serving each wanted request is worth more than all else."""
    if not len(wanted):
        return objective
    cost = np.zeros(base.matrix.shape[1], dtype=np.int64)
    cost[objective.cost.column] = objective.cost.coefficient
    for request in wanted:
        cost[base.starts(int(request))] -= reward
    column = np.flatnonzero(cost)
    return replace(objective, cost=Linear(column, cost[column], objective.cost.constant))


def _known_bounds(base: Base, first: TierObjective, rewards: int) -> tuple[dict[Witness, int], ...]:
    """What the base says of the first objective: a variation only takes possibilities away."""
    if first is not base.matrix.tiers[0] or not base.bounds:
        return ()
    return ({by: bound - rewards for by, bound in base.bounds[0].items()},)


def _told(base: Base, variation: Variation, run: Run, sought: Sequence[TierObjective], reward: int) -> Answer:
    """The answer that a finished run gives."""
    rewards, incidents = reward * len(variation.wanted), tuple(run.incidents)
    bound = run.testimony.bound(0)
    point = run.incumbent
    if point is None or not _has_all(base, variation, point):
        ceiling = _most(run.matrix, sought[0]) - rewards
        if bound is not None and bound > ceiling:
            return Answer(status="impossible", proof=run.testimony.proof(0, ceiling + 1), incidents=incidents)
        return Answer(status="open", incidents=incidents)
    point = complete(base.matrix, point)
    allocation = allocation_of(base.matrix, point)
    _verified(base, allocation)
    losses = []
    for t, objective in enumerate(sought):
        known, cost, extra = objective.cost.value(base.point), objective.cost.value(point), rewards * (t == 0)
        least = run.testimony.bound(t)
        losses.append(Interval(None if least is None else min(least + extra, cost) - known, cost - known))
    return Answer(
        status="found", point=point, allocation=allocation, losses=tuple(losses),
        proof=None if bound is None else run.testimony.proof(0, bound), incidents=incidents,
    )  # fmt: skip


def _has_all(base: Base, variation: Variation, point: Ints) -> bool:
    return all(point[base.starts(int(r))].any() for r in variation.wanted)


def _most(matrix: Matrix, objective: TierObjective) -> int:
    """The greatest cost that the columns allow."""
    cost = objective.cost
    low, high = (bounds[cost.column] for bounds in (matrix.column_lower, matrix.column_upper))
    return int(np.maximum(cost.coefficient * low, cost.coefficient * high).sum()) + cost.constant


def _verified(base: Base, allocation: Allocation) -> None:
    violations = verify(base.result.plan, base.result.model, allocation)
    if violations:
        raise DefectError("an answer breaks rules of its model", [str(v) for v in violations])
