"""Every point that a tiny plan can express, and rows over them with the auxiliary columns projected out.

A point is an allocation that the base columns can express. Only some rows of a matrix are looked at;
auxiliary columns are projected out by an integer program of their own (SciPy's), so that nothing of the
product completes them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, combinations, product
from random import Random
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from allocator.goals import GOALS
from allocator.matrix import Matrix
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.plan.policy import CoordinationModel, Level, Term, Tier
from allocator.problem import Problem
from allocator.problem.rows import NO_LIMIT
from allocator.rules.candidates import find_candidates
from allocator.rules.columns import build_columns
from allocator.rules.coupling import COUPLING
from tests.tiny_plans import MODELS

MOST_POINTS = 450  # looked at of one plan, drawn at random where it has more
MODULES = {module.RULE.code: module for module in COUPLING}
GOAL_MODULES = {module.GOAL.code: module for module in GOALS}

#: Hard rules within which a goal counts: a load ends at the agreed number of missions, and a person who is
#: on two missions at once is nobody.
COUNTED_WITHIN = {
    "balance": ("workload",),
    "experts_used": ("one_mission",),
    "payers_changed": ("funding",),
}


def model_with(*goals: str, **levels: Level) -> CoordinationModel:
    """The national model with other levels and one tier of some goals."""
    model = MODELS["national"].with_levels(**levels)
    return replace(model, tiers=(Tier(tuple(Term(code) for code in goals)),))


@dataclass
class Expressible:
    """Every allocation that the base columns of a plan can express, as a point of those columns."""

    problem: Problem
    columns: Any = field(init=False)
    base: int = field(init=False)

    def __post_init__(self) -> None:
        self.columns = build_columns(self.problem, find_candidates(self.problem))
        self.base = self.columns.count

    def points(self, most: int = MOST_POINTS) -> Iterator[tuple[Allocation, np.ndarray]]:
        """(allocation, point) pairs: full teams of different people, any payer or none."""
        options = [self._options(r) for r in range(len(self.problem.requests))]
        every = list(product(*(range(len(option)) for option in options)))
        if len(every) > most:
            every = Random(len(every)).sample(every, most)
        for chosen in every:
            parts = [options[r][i] for r, i in enumerate(chosen)]
            point = np.zeros(self.base, dtype=np.int64)
            point[list(chain.from_iterable(columns for _, columns in parts))] = 1
            yield Allocation(tuple(mission for mission, _ in parts if mission is not None)), point

    def _options(self, r: int) -> list[tuple[Mission | None, tuple[int, ...]]]:
        """Not served, or each mission with the columns that are one."""
        problem, columns = self.problem, self.columns
        code = problem.requests[r].request
        payers: list[tuple[str | None, tuple[int, ...]]] = [(None, ())]
        for f, a in zip(columns.f, columns.payer_agreement, strict=True):
            if columns.payer_request[f - columns.f[0]] == r:
                payers.append((problem.agreements[a], (int(f),)))
        found: list[tuple[Mission | None, tuple[int, ...]]] = [(None, ())]
        for start in range(problem.start_offset[r], problem.start_offset[r + 1]):
            day = problem.date_of(int(problem.start_day[start]))
            for team in self._teams(r, start):
                places = tuple(
                    Assignment(
                        code,
                        problem.seats[columns.z_seat[z]].seat,
                        problem.experts[columns.z_expert[z]],
                    )
                    for z in team
                )
                own = (start, *(int(columns.z[z]) for z in team))
                found += [
                    (Mission(request=code, start=day, team=places, agreement=payer), (*own, *paid))
                    for payer, paid in payers
                ]
        return found

    def _teams(self, r: int, start: int) -> Iterator[tuple[int, ...]]:
        columns = self.columns
        seats = np.flatnonzero(self.problem.seat_request == r)
        choices = [
            combinations(
                np.flatnonzero((columns.z_start == start) & (columns.z_seat == q)),
                self.problem.seats[q].count,
            )
            for q in seats
        ]
        for chosen in product(*choices):
            team = tuple(chain.from_iterable(chosen))
            if len({int(columns.z_expert[z]) for z in team}) == len(team):
                yield team


@dataclass
class Projection:
    """Some rows over base and auxiliary columns, the latter projected out by an integer program."""

    rows: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    column_lower: np.ndarray
    column_upper: np.ndarray
    base: int
    _known: dict[Any, int | None] = field(default_factory=dict)

    def least(self, point: np.ndarray, cost: np.ndarray) -> int | None:
        """The least cost of the auxiliary columns beside a point; None where none satisfy the rows."""
        activity = self.rows[:, : self.base] @ point
        lower = np.where(self.lower > -NO_LIMIT, self.lower - activity, -NO_LIMIT)
        upper = np.where(self.upper < NO_LIMIT, self.upper - activity, NO_LIMIT)
        rest = self.rows[:, self.base :]
        alone = ~rest.any(axis=1)
        if ((lower[alone] > 0) | (upper[alone] < 0)).any():
            return None
        if alone.all() and not cost.any():
            return 0
        key = lower[~alone].tobytes(), upper[~alone].tobytes(), cost.tobytes()
        if key not in self._known:
            self._known[key] = self._solve(rest[~alone], lower[~alone], upper[~alone], cost)
        return self._known[key]

    def _solve(self, rows: np.ndarray, lower: np.ndarray, upper: np.ndarray, cost: np.ndarray) -> int | None:
        used = np.flatnonzero(rows.any(axis=0) | (cost != 0))
        bounds = Bounds(self.column_lower[self.base :][used], self.column_upper[self.base :][used])
        found = milp(
            cost[used],
            integrality=np.ones(len(used)),
            bounds=bounds,
            constraints=LinearConstraint(
                rows[:, used],
                np.where(lower > -NO_LIMIT, lower, -np.inf),
                np.where(upper < NO_LIMIT, upper, np.inf),
            )
            if len(rows)
            else (),
        )
        return None if found.x is None else round(float(cost[used] @ np.round(found.x)))


def projection_of(matrix: Matrix, codes: tuple[str, ...], base: int) -> Projection:
    """The rows of some rules and goals in a matrix."""
    picked = [block.first + np.arange(len(block.subject)) for block in matrix.blocks if block.code in codes]
    keep = np.concatenate([np.empty(0, dtype=np.int64), *picked])
    return Projection(
        rows=matrix.rows[keep].toarray(),
        lower=matrix.lower[keep],
        upper=matrix.upper[keep],
        column_lower=matrix.column_lower,
        column_upper=matrix.column_upper,
        base=base,
    )


def dense(matrix: Matrix, base: int) -> np.ndarray:
    """The coefficients of the only tier's cost."""
    linear = matrix.tiers[0].cost
    row = np.zeros(matrix.shape[1], dtype=np.int64)
    row[linear.column] = linear.coefficient
    return row
