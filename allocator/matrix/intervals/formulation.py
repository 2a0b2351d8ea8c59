"""The interval formulation of a program over the matrix."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from allocator.matrix import Linear
from allocator.matrix.intervals.activities import Resource
from allocator.matrix.intervals.variables import Row, Space
from allocator.problem import Ints


@dataclass(frozen=True)
class Occasion:
    """`variable` is 1 where `request` begins on one of `starts`. It may be 1 elsewhere too."""

    variable: int
    request: int
    starts: Ints


@dataclass(frozen=True)
class Formulation:
    """Rows, resources and a cost over the variables of a `Space`.

    Its points are those of the matrix that keep the tiers decided so far, auxiliary columns aside: see
    `point` and `variables`. `lower` and `upper` bound every variable. `matrix_cost` is the
    cost over columns. `stands_for[j]` is the variable that
    stands for column j.
    """

    space: Space
    lower: Ints
    upper: Ints
    rows: tuple[Row, ...]
    resources: tuple[Resource, ...]
    occasions: tuple[Occasion, ...]
    cost: Linear | None
    matrix_cost: Linear | None
    stands_for: Ints

    @cached_property
    def used(self) -> Ints:
        """The columns of y and z that stay variables of their own, in order."""
        first_f = len(self.space.matrix.columns.y) + len(self.space.matrix.columns.z)
        parts = [row.variable for row in self.rows]
        if self.cost is not None:
            parts.append(self.cost.column)
        every = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *parts]))
        return every[every < first_f]

    def variables(self, point: Ints) -> Ints:
        """The value of every variable at a point of the matrix (days behind all starts where not served)."""
        space, columns = self.space, self.space.matrix.columns
        problem = columns.problem
        values = np.zeros(len(self.upper), dtype=np.int64)
        np.add.at(values, self.stands_for, point)
        begun = np.flatnonzero(point[columns.y])
        request = problem.start_request[begun]
        values[space.served[request]] = 1
        values[space.taken[columns.z_candidate[np.flatnonzero(point[columns.z])]]] = 1
        values[space.day], values[space.last] = space.unserved
        values[space.day[request]] = problem.start_day[begun]
        values[space.last[request]] = problem.start_last[begun]
        for occasion in self.occasions:
            values[occasion.variable] = point[occasion.starts].any()
        return values

    def point(self, values: Ints) -> Ints:
        """The point of the matrix that values of the variables are; auxiliary columns may be loose."""
        space, columns = self.space, self.space.matrix.columns
        problem = columns.problem
        point = values[: space.width].copy()
        request = problem.start_request
        begins = values[space.day[request]] == problem.start_day
        point[columns.y] = (values[space.served[request]] == 1) & begins & space.open_start
        taken = values[space.taken[columns.z_candidate]] == 1
        point[columns.z] = taken & (point[columns.z_start] == 1)
        return point
