"""A first allocation: missions placed one at a time, each with a whole team, a date and a payer.

Knows requests, starts, seats and payers (the base columns); rules are known by the rows of the matrix alone.
"""

import time
from collections.abc import Callable

import numpy as np
from scipy import sparse

from allocator.matrix import Matrix, Tightened, complete
from allocator.problem import Bools, Ints
from allocator.search.construct.propagation import Domains
from allocator.search.parameters import USUAL, ConstructionParameters

SoFar = Callable[[], Ints | None]  # what is placed, if it is feasible as it stands


def construct(
    matrix: Matrix,
    tightened: Tightened,
    deadline: float | None = None,
    enough: Callable[[SoFar], bool] = lambda so_far: False,
    parameters: ConstructionParameters = USUAL.construction,
) -> Ints | None:
    """A feasible point, greedily: what must be served first, until that stands, then most weight, scarce
    people kept for later, earliest dates.

    Places nothing more once `time.perf_counter()` is past `deadline`, nor, once what must be served is, when
    there is `enough`; that is asked again and again. None where the locks and hard rules let no such point be
    found this way, which proves nothing.
    """
    builder = Builder(matrix, tightened, parameters.greedy_people)

    def late() -> bool:
        return deadline is not None and time.perf_counter() > deadline

    def over() -> bool:
        return late() or enough(builder.finish)

    def placed(waiting: list[int]) -> list[int]:
        """Place what can be, in as many passes as help: some may start only after others. What is left."""
        for _ in range(parameters.greedy_passes):
            left = [r for r in waiting if not builder.place(r, late if builder.must[r] else over)]
            if len(left) == len(waiting):
                break
            waiting = left
        return waiting

    order = builder.order()
    refused = placed([r for r in order if builder.must[r]])
    placed([*refused, *(r for r in order if not builder.must[r])])
    return builder.finish()


class Builder:
    """The growing allocation and the orders in which dates, people and payers are tried."""

    def __init__(
        self, matrix: Matrix, tightened: Tightened, people: int = USUAL.construction.greedy_people
    ) -> None:
        self.matrix, self.people_tried = matrix, people
        self.columns = columns = matrix.columns
        self.problem = problem = columns.problem
        self.domains = Domains(matrix, tightened)
        open_z = np.flatnonzero(tightened.upper[columns.z] > 0)
        self.z_of = _grouped(columns.z_start[open_z], columns.z[open_z], len(problem.start_day))
        asked = np.unique(np.stack([columns.z_expert[open_z], columns.z_request[open_z]]), axis=1)
        self.demand = np.bincount(asked[0], minlength=len(problem.experts))
        self.options = np.bincount(columns.z_request[open_z], minlength=len(problem.requests))
        offers = np.bincount(columns.payer_agreement, minlength=len(problem.agreements))
        by_scarcity = np.argsort(offers[columns.payer_agreement], kind="stable")
        payer_request, payer = columns.payer_request[by_scarcity], columns.f[by_scarcity]
        self.prerequisites = _prerequisites(matrix)
        self.payers_of = _grouped(payer_request, payer, len(problem.requests))
        self.must = _must(matrix)
        self._placed = 0
        self._finished: tuple[int, Ints | None] = -1, None  # after how many were placed, and what came of it

    def order(self) -> list[int]:
        """Requests that must be served first, then by weight, those with few options before the others."""
        keys = (np.arange(len(self.must)), self.options, -self.problem.request_weight, ~self.must)
        return [int(r) for r in np.lexsort(keys)]

    def place(self, request: int, over: Callable[[], bool]) -> bool:
        """Serve a request at the first start that admits a team and a payer, until it is `over`."""
        offset = self.problem.start_offset
        if not all(self._stands(before) for before in self.prerequisites[request]):
            return False
        for start in range(offset[request], offset[request + 1]):
            if over():
                return False
            mark = self.domains.mark()
            if self.domains.decide(start, 1) and self._seat(start) and self._pay(request):
                self._placed += 1
                return True
            self.domains.undo(mark)
        return False

    def _stands(self, request: int) -> bool:
        """Whether a request is served already."""
        own = range(self.problem.start_offset[request], self.problem.start_offset[request + 1])
        return any(self.domains.lower[start] for start in own)

    def _seat(self, start: int) -> bool:
        """Fill every seat, people in least demand first, turning back from dead ends a few times."""
        tries = self.people_tried
        people = sorted(self.z_of[start], key=self._demand)
        decided: list[tuple[int, int]] = []
        position = 0
        while True:
            open_people = [z for z in people if self.domains.lower[z] == 0 < self.domains.upper[z]]
            if not open_people:
                return True
            if position >= len(people) or tries == 0:
                return False
            z = people[position]
            position += 1
            if self.domains.lower[z] == self.domains.upper[z]:
                continue
            tries -= 1
            mark = self.domains.mark()
            if self.domains.decide(z, 1):
                decided.append((mark, position))
            else:
                self.domains.undo(mark)
                if not self.domains.decide(z, 0):
                    if not decided:
                        return False
                    mark, position = decided.pop()
                    self.domains.undo(mark)

    def _demand(self, z: int) -> int:
        return int(self.demand[self.columns.z_expert[z - len(self.problem.start_day)]])

    def _pay(self, request: int) -> bool:
        """Choose a payer, agreements that suit few requests first; nothing to choose is fine."""
        payers = self.payers_of[request]
        if not payers or any(self.domains.lower[f] for f in payers):
            return True
        for f in payers:
            mark = self.domains.mark()
            if self.domains.decide(f, 1):
                return True
            self.domains.undo(mark)
        return False

    def finish(self) -> Ints | None:
        """Everything not placed stays out; auxiliary columns take their least or greatest value. None where
        that is not feasible."""
        if self._finished[0] != self._placed:
            point = complete(self.matrix, np.array(self.domains.lower, dtype=np.int64))
            self._finished = self._placed, point if self.matrix.feasible(point) else None
        return self._finished[1]


def _must(matrix: Matrix) -> Bools:
    """Which requests must be served: a row asks for one of their starts."""
    problem = matrix.columns.problem
    asked = matrix.rows[np.flatnonzero(matrix.lower >= 1)].indices
    must = np.zeros(len(problem.requests), dtype=bool)
    must[problem.start_request[asked[asked < len(problem.start_request)]]] = True
    return must


def _prerequisites(matrix: Matrix) -> list[set[int]]:
    """Per request, those that must start for it to start: rows over starts alone, Σ its - Σ theirs <= 0."""
    problem = matrix.columns.problem
    entries = matrix.rows[np.flatnonzero(matrix.upper == 0)].tocoo()
    beyond = np.bincount(entries.row, entries.col >= len(problem.start_day), entries.shape[0])
    alone = beyond[entries.row] == 0
    row, request = entries.row[alone], problem.start_request[entries.col[alone]]
    positive = entries.data[alone] > 0
    shape = entries.shape[0], len(problem.requests)
    own, theirs = (
        sparse.csr_array((np.ones(sign.sum()), (row[sign], request[sign])), shape=shape)
        for sign in (positive, ~positive)
    )
    ties = (own.T @ theirs).tocoo()
    needs: list[set[int]] = [set() for _ in problem.requests]
    for request_of, before in zip(ties.row.tolist(), ties.col.tolist(), strict=True):
        needs[request_of].add(before)
    return needs


def _grouped(owner: Ints, item: Ints, count: int) -> list[list[int]]:
    """Items of each owner, in order."""
    order = np.argsort(owner, kind="stable")
    ends = np.cumsum(np.bincount(owner, minlength=count))
    return [part.tolist() for part in np.split(item[order], ends[:-1])] if count else []
