"""A result as what-ifs start from it: its matrix, the point that it is, and what is known of bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from allocator.errors import Fault, InputError
from allocator.goals.tiers import TierKind
from allocator.matrix import (
    Linear,
    Matrix,
    TierObjective,
    Tightened,
)
from allocator.matrix.matrix import Block
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel
from allocator.problem import Ints, Problem
from allocator.results.result import Result
from allocator.search.construct.kept_part import owners
from allocator.search.known import bounds_on_costs, is_of_one_piece, searched_of
from allocator.search.lns.rivalry import Rivalry, rivalry_of
from allocator.search.local import is_ready
from allocator.search.outcome import allocation_of, goal_at
from allocator.search.trust import Witness
from allocator.whatif.relaxation import Relaxation

if TYPE_CHECKING:
    from allocator.search.local.local_search import LocalSearch

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

    @property
    def open(self) -> int | None:
        """What the result leaves open of the first tier, in its unit; None where it has no bound."""
        gap = self.result.goals[0].gap
        return 0 if self.result.goals[0].proven else gap

    @cached_property
    def coverage(self) -> int:
        """How many tiers decide who is served."""
        return coverage_of(self.result.model)

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

    @cached_property
    def usual(self) -> tuple[TierObjective, ...]:
        """What answers seek where nothing else is named: the coverage tiers, then few changes."""
        return (*self.matrix.tiers[: self.coverage], self.changes)

    @cached_property
    def asked(self) -> Matrix:
        """The matrix under what answers usually seek, with a row for each request below it that says nothing:
        0 <= Σ y <= 1. A question raises its lower limit."""
        matrix, problem = self.matrix, self.problem
        count = len(problem.requests)
        column = self.matrix.columns.y
        below = sparse.csr_array(
            (np.ones_like(column), (problem.start_request.astype(np.int32), column.astype(np.int32))),
            shape=(count, matrix.shape[1]),
        )
        block = Block("fixed", "request", matrix.shape[0], np.arange(count, dtype=np.int64))
        return replace(
            matrix,
            rows=sparse.vstack([matrix.rows, below], format="csr"),
            lower=np.concatenate([matrix.lower, np.zeros(count, dtype=np.int64)]),
            upper=np.concatenate([matrix.upper, np.ones(count, dtype=np.int64)]),
            blocks=(*matrix.blocks, block),
            tiers=self.usual,
        )

    @cached_property
    def relaxation(self) -> Relaxation:
        """Bounds on the first tier under questions; what it learns stays."""
        return Relaxation(self.asked, self.tightened)

    def walk(self, *, wait: bool) -> "LocalSearch | None":
        """The local search of questions; None where it cannot be compiled, or not yet: `wait` for it where no
        clock may decide."""
        return self._walk if is_ready(wait=wait) else None

    @cached_property
    def _walk(self) -> "LocalSearch":
        from allocator.search.local.local_search import LocalSearch

        return LocalSearch(self.asked, self.tightened, len(self.usual), self.point, 0)

    @cached_property
    def owners(self) -> Ints:
        """The request of every base column."""
        return owners(self.matrix)

    @cached_property
    def rivalry(self) -> Rivalry:
        """Which requests compete with each other."""
        return rivalry_of(self.matrix, self.tightened)

    def allocation_of(self, point: Ints) -> Allocation:
        """A point of the matrix as an allocation."""
        return allocation_of(self.matrix, point)

    def request(self, code: str) -> int:
        """The position of an open request. Raises InputError for one that the plan does not have."""
        if code not in self.problem.request_index:
            plan = self.result.plan
            message = plan.why_not_open(code) if code in plan.requests else "is not a request of this plan"
            raise InputError("Requests", [Fault(place=code, message=message)])
        return self.problem.request_index[code]

    def starts(self, request: int) -> Ints:
        """The y columns of a request."""
        first, last = self.problem.start_offset[request : request + 2]
        return np.arange(first, last, dtype=np.int64)


def coverage_of(model: CoordinationModel) -> int:
    """How many tiers of a model decide who is served: up to the one with the goal `served`, or else one."""
    tiers = enumerate(model.tiers, 1)
    found = [t for t, tier in tiers if any(term.code == _COVERAGE for term in tier.terms)]
    return found[0] if found else 1


def base_of(result: Result) -> Base:
    """A result as a base; made once for each. One that was read back gets its matrix built again. Raises
    InputError for one that breaks hard rules."""
    found = result.memo.get(_MEMO)
    if result.status == "broken":
        message = "the allocation breaks hard rules, so nothing can be measured by it; solve it again first"
        raise InputError("result", [Fault(place="Assignments", message=message)])
    if not isinstance(found, Base):
        found = result.memo[_MEMO] = _made(result)
    return found


def _made(result: Result) -> Base:
    searched = searched_of(result)
    if is_of_one_piece(result):
        return Base(result, *searched)
    if not searched.matrix.feasible(searched.point):
        message = "the allocation breaks rules of the plan or model that was put in the place of its own"
        raise InputError("result", [Fault(place="Assignments", message=message)])
    goals = tuple(goal_at(tier, searched.point) for tier in searched.matrix.tiers)
    return Base(replace(result, goals=goals, status="feasible", searched=searched), *searched)
