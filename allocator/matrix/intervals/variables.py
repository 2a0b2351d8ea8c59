"""The variables of the interval formulation, and what is known of them at the outset.

A place of a mission that begins at a start is two decisions: who takes it, and when the mission begins. So
z[c, s] = x[c] and y[s], with x[c] saying that candidate c takes a place of its seat at whatever start, and
y[s] that the request begins at start s, whose day is one whole number per request. That is what the columns
of the matrix mean: a request begins once at most, and nobody is sent to a mission that does not take place.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from allocator.matrix import Matrix, Tightened
from allocator.problem import Bools, Ints


@dataclass(frozen=True)
class Space:
    """Variables by number. Those below `width` are columns of the matrix; then, per request, whether it is
    served; per candidate, whether it is taken; per request the day on which it begins and its last day; from
    `extra` on, what the formulation adds.

    A request that is not served begins on a day of its own behind all its starts.
    """

    matrix: Matrix
    tightened: Tightened

    @property
    def width(self) -> int:
        """Columns of the matrix."""
        return self.matrix.shape[1]

    @property
    def requests(self) -> int:
        """Number of requests."""
        return len(self.matrix.columns.problem.requests)

    @property
    def candidates(self) -> int:
        """Number of candidates."""
        return len(self.matrix.columns.candidates.expert)

    @property
    def served(self) -> Ints:
        """Per request, the variable that says that it is served."""
        return self.width + np.arange(self.requests, dtype=np.int64)

    @property
    def taken(self) -> Ints:
        """Per candidate, the variable that says that it is taken."""
        return self.width + self.requests + np.arange(self.candidates, dtype=np.int64)

    @property
    def day(self) -> Ints:
        """Per request, the variable that holds its first day."""
        return self.width + self.requests + self.candidates + np.arange(self.requests, dtype=np.int64)

    @property
    def last(self) -> Ints:
        """Per request, the variable that holds its last day."""
        return self.day + self.requests

    @property
    def extra(self) -> int:
        """The number of the first variable that the formulation adds."""
        return self.width + self.candidates + 3 * self.requests

    # -- what stays open ------------------------------------------------------------------------------------

    @cached_property
    def open_start(self) -> Bools:
        """Per start, whether propagation leaves it open, and begins its request on no other."""
        columns, lower = self.matrix.columns, self.tightened.lower
        forced = lower[columns.y] > 0
        forced[columns.z_start[lower[columns.z] > 0]] = True
        decided = np.zeros(self.requests, dtype=bool)
        decided[columns.problem.start_request[forced]] = True
        return (self.tightened.upper[columns.y] > 0) & (forced | ~decided[columns.problem.start_request])

    @cached_property
    def open_z(self) -> Bools:
        """Per z column, whether propagation leaves it and its start open."""
        columns = self.matrix.columns
        return (self.tightened.upper[columns.z] > 0) & self.open_start[columns.z_start]

    @cached_property
    def starts_left(self) -> Ints:
        """Per request, its open starts."""
        problem = self.matrix.columns.problem
        return np.bincount(problem.start_request[self.open_start], minlength=self.requests)

    @cached_property
    def starts_of_candidate(self) -> Ints:
        """Per candidate, the starts at which it stays open."""
        return np.bincount(self.matrix.columns.z_candidate[self.open_z], minlength=self.candidates)

    @cached_property
    def open_column(self) -> Bools:
        """Per column, whether it stays open; those of neither y nor z always do."""
        columns = self.matrix.columns
        stays = np.ones(self.width, dtype=bool)
        stays[columns.y], stays[columns.z] = self.open_start, self.open_z
        return stays

    @cached_property
    def whole(self) -> Ints:
        """Per column, the variable that it is at any start: `served` for y, `taken` for z, else itself."""
        columns = self.matrix.columns
        variable = np.arange(self.width, dtype=np.int64)
        variable[columns.y] = self.served[columns.problem.start_request]
        variable[columns.z] = self.taken[columns.z_candidate]
        return variable

    @cached_property
    def starts_of_whole(self) -> Ints:
        """Per variable, at how many starts its columns stay open; 0 for those that are not `whole`."""
        starts = np.zeros(self.extra, dtype=np.int64)
        starts[self.served], starts[self.taken] = self.starts_left, self.starts_of_candidate
        return starts

    @cached_property
    def candidate_request(self) -> Ints:
        """Request of each candidate."""
        columns = self.matrix.columns
        return columns.problem.seat_request[columns.candidates.seat]

    @cached_property
    def start_of_column(self) -> Ints:
        """The start of every y and z column, -1 for all others."""
        columns = self.matrix.columns
        start = np.full(self.width, -1, dtype=np.int64)
        start[columns.y] = columns.y
        start[columns.z] = columns.z_start
        return start

    @cached_property
    def unserved(self) -> tuple[Ints, Ints]:
        """Per request, the first and the last day that stand for not being served."""
        problem = self.matrix.columns.problem
        day = np.zeros(self.requests, dtype=np.int64)
        length = np.full(self.requests, np.iinfo(np.int64).max)
        start = np.flatnonzero(self.open_start)
        request = problem.start_request[start]
        np.maximum.at(day, request, problem.start_day[start] + 1)
        np.minimum.at(length, request, problem.start_last[start] - problem.start_day[start])
        length[self.starts_left == 0] = 0
        return day, day + length

    def starts(self, request: int) -> Ints:
        """The open starts of a request, in order."""
        offset = self.matrix.columns.problem.start_offset
        own = np.arange(offset[request], offset[request + 1], dtype=np.int64)
        return own[self.open_start[own]]


@dataclass(frozen=True)
class Terms:
    """MatrixRows rows: entry k puts `coefficient[k]` of `variable[k]` in row `row[k]`."""

    row: Ints
    variable: Ints
    coefficient: Ints

    def of(self, keep: Bools) -> "Terms":
        """Some of the entries."""
        return Terms(self.row[keep], self.variable[keep], self.coefficient[keep])


@dataclass(frozen=True)
class Row:
    """lower <= Σ coefficient · variable <= upper where the variable `when` is `value`; always without one."""

    variable: Ints
    coefficient: Ints
    lower: int
    upper: int
    when: int = -1
    value: bool = True
