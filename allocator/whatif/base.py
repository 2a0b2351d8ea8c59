"""A result as what-ifs start from it: its matrix, the point that it is, and what is known of bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from allocator.errors import Fault, InputError
from allocator.goals.tiers import TierKind
from allocator.matrix import (
    Linear,
    Matrix,
    Searched,
    TierObjective,
    Tightened,
    build_matrix,
    point_of,
    tighten,
)
from allocator.problem import Ints, Problem, build_problem
from allocator.results.result import Result
from allocator.search.known import bounds_on_costs
from allocator.search.trust import Witness

_MEMO, _COVERAGE = "what-if base", "served"


@dataclass(frozen=True)
class Base:
    """One result, ready for questions. `point` is its allocation as a point of `matrix`."""

    result: Result
    matrix: Matrix
    tightened: Tightened
    point: Ints

    @property
    def problem(self) -> Problem:
        """The arrays of the plan."""
        return self.matrix.columns.problem

    @cached_property
    def costs(self) -> tuple[int, ...]:
        """What the allocation costs in every tier, minimised."""
        return self.matrix.values(self.point)

    @cached_property
    def bounds(self) -> list[Mapping[Witness, int]]:
        """Bounds on these costs, by tier and witness."""
        return bounds_on_costs(self.result)

    @cached_property
    def coverage(self) -> int:
        """How many tiers decide who is served: those up to the one with the goal `served`, else one."""
        tiers = self.result.model.tiers
        found = [t for t, tier in enumerate(tiers, 1) if any(term.code == _COVERAGE for term in tier.terms)]
        return found[0] if found else 1

    @cached_property
    def served(self) -> Ints:
        """The requests served, by position."""
        return np.unique(self.problem.start_request[self.point[self.matrix.columns.y] > 0])

    @cached_property
    def changes(self) -> TierObjective:
        """How much of the allocation is given up: dates, persons on their dates, and payers, one each."""
        taken = np.flatnonzero(self.point[: self.matrix.columns.base_count])
        lost = Linear(taken, np.full(len(taken), -1, dtype=np.int64), len(taken))
        return TierObjective("changes", TierKind("min", "changes", {}), lost, {})

    def request(self, code: str) -> int:
        """The position of an open request. Raises InputError for one that the plan does not have."""
        if code not in self.problem.request_index:
            delivered = code in self.result.plan.requests
            message = "is already delivered" if delivered else "is not a request of this plan"
            raise InputError("Requests", [Fault(place=code, message=message)])
        return self.problem.request_index[code]

    def starts(self, request: int) -> Ints:
        """The y columns of a request."""
        first, last = self.problem.start_offset[request : request + 2]
        return np.arange(first, last, dtype=np.int64)


def base_of(result: Result) -> Base:
    """A result as a base; made once for each. One that was read back gets its matrix built again."""
    found = result.memo.get(_MEMO)
    if not isinstance(found, Base):
        found = result.memo[_MEMO] = _made(result)
    return found


def _made(result: Result) -> Base:
    if isinstance(result.searched, Searched):
        return Base(result, *result.searched)
    matrix = build_matrix(build_problem(result.plan, result.model))
    return Base(result, matrix, tighten(matrix), point_of(matrix, result.allocation))
