"""A changed plan or model, solved again from a base: what a rule, a level or a cell is worth, an interval.

Unlike a `Variation`, such a change may add possibilities, so the matrix is built anew. What still holds of
the base's allocation is where the search begins; where one of the two problems allows all that the other
does, bounds carry over.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal

from allocator.errors import InfeasibleError, NothingFoundError
from allocator.goals.tiers import tier_kind
from allocator.inputs.model_file import write_model
from allocator.matrix import Matrix, Tightened, build_matrix, complete, point_of, tighten
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel
from allocator.problem import Ints, build_problem
from allocator.results.interval import Interval
from allocator.results.result import Goal, Provenance, Result
from allocator.rules.broken_locks import refuse_broken_locks
from allocator.rules.candidates import find_candidates
from allocator.search.construct.locks_served import feasible_start
from allocator.search.infeasibility.conflict import find_conflict
from allocator.search.outcome import allocation_of
from allocator.search.parameters import USUAL, SearchParameters
from allocator.search.run import Run
from allocator.solvers.program import Limits, Watch
from allocator.whatif.answer import Answer
from allocator.whatif.asking import answer
from allocator.whatif.base import Base
from allocator.whatif.variation import Variation

#: How the changed problem lies to the base's. looser: whatever was possible still is, at the same cost in the
#: coverage tiers. stricter: the other way round. other: nothing of the kind is claimed.
Relation = Literal["looser", "stricter", "other"]


def rebased(base: Base, plan: Plan, model: CoordinationModel, *, relation: Relation = "other") -> Base:
    """The base's allocation under another plan or model, ready for questions.

    What cannot be kept is left out; where not even the rest keeps every lock, the allocation is empty and
    `point` may break rows. Bounds of the coverage tiers carry over where the problem is `stricter`. Raises
    InputError for locks that break a rule on their own.
    """
    matrix = _matrix(plan, model)
    tightened = tighten(matrix)
    point = _kept(matrix, tightened, base.result.allocation)
    result = Result(
        plan=plan,
        model=model,
        allocation=allocation_of(matrix, point),
        status="feasible",
        goals=_goals(matrix, point, base, relation),
        provenance=_provenance(base.result.provenance, matrix, model),
    )
    return Base(result, matrix, tightened, point)


def solve_again(
    base: Base,
    plan: Plan,
    model: CoordinationModel,
    limits: Limits,
    *,
    relation: Relation = "other",
    parameters: SearchParameters = USUAL,
    on_begin: Callable[[Run], object] = lambda run: None,
) -> Result:
    """Another plan or model solved from the base's allocation: the coverage tiers, then few changes.

    Goals of the later tiers are counted, not sought, and have no bound. Raises InputError as `solve` does,
    InfeasibleError where nothing keeps the locks and hard rules, NothingFoundError where the time ended
    before either was known.
    """
    began = time.perf_counter()
    again = rebased(base, plan, model, relation=relation)
    found = answer(again, Variation(), limits, parameters=parameters, on_begin=on_begin)
    if found.status == "impossible":
        raise InfeasibleError(find_conflict(again.matrix, limits.seed, parameters.infeasibility))
    if found.allocation is None or found.point is None:
        raise NothingFoundError("\n  ".join(("nothing was found in the time given", *found.incidents)))
    seconds = {"search": round(time.perf_counter() - began, 3)}
    return replace(
        again.result,
        allocation=found.allocation,
        goals=_answered(again, found),
        provenance=replace(
            again.result.provenance, seconds=seconds, seed=limits.seed, workers=limits.workers,
            time_limit=limits.seconds, incidents=found.incidents,
        ),
    )  # fmt: skip


def price(base: Base, changed: Result, tier: int = 0, *, relation: Relation = "other") -> Interval:
    """What a change costs in a tier that both models have at this place, in its unit; negative for a gain.

    The difference of the two best values lies in it, whatever either search left open: from what the changed
    problem costs at least, less what the base is known to reach, to what it was found to cost, less the
    base's bound. It is only told of the first tier, or of later ones where those before are equal and proven.
    """
    with_it, without = changed.goals[tier], base.result.goals[tier]
    high_with, low_with = _cost(changed, tier, with_it.value), _cost(changed, tier, with_it.bound)
    high_without, low_without = (_cost(base.result, tier, value) for value in (without.value, without.bound))
    assert high_with is not None
    assert high_without is not None
    low = None if low_with is None else low_with - high_without
    high = None if low_without is None else high_with - low_without
    if relation == "looser":
        high = 0 if high is None else min(high, 0)
    if relation == "stricter":
        low = 0 if low is None else max(low, 0)
    return Interval(low, high)


def _cost(result: Result, tier: int, value: int | None) -> int | None:
    kind = tier_kind(result.model.tiers[tier], result.plan.settings.currency)
    return None if value is None else kind.reported(value)


def _matrix(plan: Plan, model: CoordinationModel) -> Matrix:
    problem = build_problem(plan, model)
    candidates = find_candidates(problem)
    refuse_broken_locks(problem, candidates)
    return build_matrix(problem, candidates)


def _kept(matrix: Matrix, tightened: Tightened, allocation: Allocation) -> Ints:
    """What holds of an allocation; what is locked, or nothing, where that is no feasible point."""
    kept = None
    if tightened.broken < 0:
        kept = feasible_start(matrix, tightened, point_of(matrix, allocation), Watch(task="what is locked"))
    return complete(matrix, matrix.column_lower) if kept is None else kept


def _goals(matrix: Matrix, point: Ints, base: Base, relation: Relation) -> tuple[Goal, ...]:
    same = base.result.model.tiers[0] == matrix.columns.problem.model.tiers[0]
    first = base.result.goals[0].bound if relation == "stricter" and same else None
    return tuple(_goal(matrix, point, t, None if t else first) for t in range(len(matrix.tiers)))


def _answered(base: Base, found: Answer) -> tuple[Goal, ...]:
    """The goals of an answer: bounds of the tiers that were sought."""
    assert found.point is not None
    goals = []
    for t, tier in enumerate(base.matrix.tiers):
        low = found.losses[t].low if t < base.coverage and t < len(found.losses) else None
        bound = None if low is None else tier.kind.reported(base.costs[t] + low)
        goals.append(_goal(base.matrix, found.point, t, bound))
    if found.proof is not None and goals[0].bound == goals[0].value:
        goals[0] = replace(goals[0], proven=True, proof=found.proof)
    return tuple(goals)


def _goal(matrix: Matrix, point: Ints, t: int, bound: int | None) -> Goal:
    tier = matrix.tiers[t]
    return Goal(
        name=tier.name,
        value=tier.kind.reported(tier.cost.value(point)),
        bound=bound,
        unit=tier.kind.unit,
        sense=tier.kind.sense,
        proven=False,
        parts={code: linear.value(point) for code, linear in tier.parts.items()},
    )


def _provenance(earlier: Provenance, matrix: Matrix, model: CoordinationModel) -> Provenance:
    rows, columns = matrix.shape
    return replace(
        earlier,
        plan_digest=matrix.columns.problem.plan.digest,
        model_digest=sha256(write_model(model).encode()).hexdigest(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        columns=columns,
        rows=rows,
        incidents=(),
        neighbourhoods={},
    )
