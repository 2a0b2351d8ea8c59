"""Which requests to reconsider together while all others keep their missions."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from allocator.matrix import Matrix, Tightened
from allocator.problem import Bools, Ints
from allocator.search.parameters import NeighbourhoodParameters


@dataclass
class Neighbourhoods:
    """Draws sets of requests that compete: for the same people, weeks or money.

    `size` is how many requests the next set has; it grows while sets are solved without a gain and shrinks
    when they prove too hard, so that the effort fits the plan. The same generator gives the same sets.
    """

    matrix: Matrix
    tightened: Tightened
    random: np.random.Generator
    parameters: NeighbourhoodParameters = field(default_factory=NeighbourhoodParameters)
    size: float = field(init=False)
    _rivalry: NDArray[np.float32] = field(init=False)  # whole numbers; floats multiply far faster
    _first: Ints = field(init=False)
    _last: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.size = self.parameters.size
        columns, problem = self.matrix.columns, self.matrix.columns.problem
        open_z = self.tightened.upper[columns.z] > 0
        reach = np.zeros((len(problem.requests), len(problem.experts)), dtype=np.float32)
        reach[columns.z_request[open_z], columns.z_expert[open_z]] = 1
        pays = np.zeros((len(problem.requests), len(problem.agreements)), dtype=np.float32)
        pays[columns.payer_request, columns.payer_agreement] = 1
        self._rivalry = reach @ reach.T + 2 * pays @ pays.T + 2 * np.eye(len(reach), dtype=np.float32)
        offset = problem.start_offset
        some = offset[:-1] < offset[1:]
        self._first = np.zeros(len(some), dtype=np.int64)
        self._last = np.zeros(len(some), dtype=np.int64)
        self._first[some] = problem.start_day[offset[:-1][some]]
        self._last[some] = problem.start_last[offset[1:][some] - 1]

    def draw(self, served: Bools) -> Ints:
        """A set of requests: around one that is not served, around any, or inside some weeks."""
        kind = self.random.integers(4)
        unserved = np.flatnonzero(~served)
        if kind < 2 and len(unserved):
            return self._around(int(self.random.choice(unserved)))
        if kind == 3:
            return self._within(int(self.random.integers(len(served))))
        return self._around(int(self.random.integers(len(served))))

    def _around(self, seed: int) -> Ints:
        """The seed and the requests that compete with it most, with some luck."""
        overlap = (self._first <= self._last[seed]) & (self._last >= self._first[seed])
        score = self._rivalry[seed] * (1 + overlap) * self.random.random(len(overlap))
        score[seed] = np.inf
        return self._best(score)

    def _within(self, seed: int) -> Ints:
        """Requests whose windows lie around the same weeks."""
        middle = (self._first + self._last) / 2
        distance = np.abs(middle - middle[seed]) + self.random.random(len(middle)) * 30
        distance[seed] = -1
        return self._best(-distance)

    def _best(self, score: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> Ints:
        count = min(len(score), round(self.size))
        return np.sort(np.argpartition(-score, count - 1)[:count]).astype(np.int64)

    def learn(self, *, finished: bool, gained: bool) -> None:
        """Adapt the size to how the last set went."""
        parameters = self.parameters
        if not finished:
            self.size = max(parameters.smallest, self.size * parameters.harder)
        elif not gained:
            self.size = min(parameters.largest, self.size * parameters.easier)
