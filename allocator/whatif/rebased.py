"""The allocation of a base under another model: the matrix is built anew, and no bound carries over."""

from dataclasses import replace
from datetime import UTC, datetime

from allocator.inputs.model_file import digest_of_model
from allocator.matrix import Matrix, build_matrix, complete, point_of, tighten
from allocator.plan.policy import CoordinationModel
from allocator.problem import build_problem
from allocator.results.result import Provenance, Result
from allocator.rules.broken_locks import refuse_broken_locks
from allocator.rules.candidates import find_candidates
from allocator.search.construct.locks_served import feasible_start
from allocator.search.outcome import allocation_of, goal_at
from allocator.solvers.program import Watch
from allocator.whatif.base import Base


def rebased(base: Base, model: CoordinationModel) -> Base:
    """The base's allocation under another model, ready for questions.

    What cannot be kept is left out; where not even the rest keeps every lock, the allocation is empty and
    `point` may break rows. Raises InputError for locks that break a rule on their own.
    """
    problem = build_problem(base.result.plan, model)
    candidates = find_candidates(problem)
    refuse_broken_locks(problem, candidates)
    matrix = build_matrix(problem, candidates)
    tightened, kept = tighten(matrix), None
    if tightened.broken < 0:
        known = point_of(matrix, base.result.allocation)
        kept = feasible_start(matrix, tightened, known, Watch(task="what is locked"))
    point = complete(matrix, matrix.column_lower) if kept is None else kept
    result = Result(
        plan=base.result.plan,
        model=model,
        allocation=allocation_of(matrix, point),
        status="feasible",
        goals=tuple(goal_at(tier, point) for tier in matrix.tiers),
        provenance=_provenance(base.result.provenance, matrix, model),
    )
    return Base(result, matrix, tightened, point)


def _provenance(earlier: Provenance, matrix: Matrix, model: CoordinationModel) -> Provenance:
    rows, columns = matrix.shape
    return replace(
        earlier,
        model_digest=digest_of_model(model),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        columns=columns,
        rows=rows,
        incidents=(),
        neighbourhoods={},
    )
