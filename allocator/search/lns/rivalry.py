"""Which requests compete with each other: for the same people, weeks or money."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.matrix import Matrix, Tightened
from allocator.problem import Ints

Floats = NDArray[np.float32]  # of whole numbers; floats multiply far faster


@dataclass(frozen=True)
class Rivalry:
    """What neighbourhoods are drawn by.

    `able[r, e]` says whether expert e can take a seat of request r, `payable[r, a]` whether agreement a may
    pay for it; `shared[r, q]` counts the people who could go on both, and twice the agreements that could pay
    for both. A request can begin on the day `first[r]` and end on `last[r]`, days of the plan, both 0 where
    it cannot begin. `linked[r, q]`: one builds on the other.
    """

    able: Floats
    payable: Floats
    shared: Floats
    first: Ints
    last: Ints
    linked: NDArray[np.bool_]

    @property
    def requests(self) -> int:
        """How many requests there are."""
        return len(self.first)


def rivalry_of(matrix: Matrix, tightened: Tightened) -> Rivalry:
    """The rivalry of the requests of a matrix within tightened bounds."""
    columns, problem = matrix.columns, matrix.columns.problem
    open_z = tightened.upper[columns.z] > 0
    able = np.zeros((len(problem.requests), len(problem.experts)), dtype=np.float32)
    able[columns.z_request[open_z], columns.z_expert[open_z]] = 1
    payable = np.zeros((len(problem.requests), len(problem.agreements)), dtype=np.float32)
    payable[columns.payer_request, columns.payer_agreement] = 1
    offset = problem.start_offset
    some = offset[:-1] < offset[1:]
    first, last = np.zeros((2, len(some)), dtype=np.int64)
    first[some] = problem.start_day[offset[:-1][some]]
    last[some] = problem.start_last[offset[1:][some] - 1]
    number = {request.request: r for r, request in enumerate(problem.requests)}
    pairs = [
        (number[request.request], number[other])
        for request in problem.requests
        for other in request.after
        if other in number
    ]
    linked = np.zeros((len(some), len(some)), dtype=bool)
    for one, other in pairs:
        linked[one, other] = linked[other, one] = True
    return Rivalry(
        able=able,
        payable=payable,
        shared=able @ able.T + 2 * payable @ payable.T + 2 * np.eye(len(able), dtype=np.float32),
        first=first,
        last=last,
        linked=linked,
    )
