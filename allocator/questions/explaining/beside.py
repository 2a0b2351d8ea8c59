"""What keeps a request that is possible by itself from every allocation: the locks and rules beside it."""

from dataclasses import replace

from allocator.errors import Conflict
from allocator.matrix import build_matrix
from allocator.plan.entities import FIXED, Decision
from allocator.problem import build_problem
from allocator.results.result import Result
from allocator.search.infeasibility.conflict import find_conflict
from allocator.search.parameters import InfeasibilityParameters

_ASKED = "what is asked"  # where the row stands that no planner wrote
_STEPS = 3  # a conflict is sought, narrowed down and confirmed, each within the time given


def conflict_beside(result: Result, code: str, seconds: float, seed: int) -> Conflict:
    """A smallest set of locks and rules beside which a request cannot be served; it is known to exist."""
    asked = Decision(request=code, decision=FIXED, place=_ASKED)
    plan = replace(result.plan, decisions=(*result.plan.decisions, asked))
    parameters = InfeasibilityParameters(seconds=max(0.5, seconds / _STEPS))
    found = find_conflict(build_matrix(build_problem(plan, result.model)), seed, parameters)
    return replace(found, locks=tuple(lock for lock in found.locks if not lock.startswith(_ASKED)))
