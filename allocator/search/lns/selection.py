"""Which kind of neighbourhood comes next, and how large: what has paid is drawn more often.

Adaptive selection after Ropke and Pisinger, An adaptive large neighbourhood search heuristic for the pickup
and delivery problem with time windows, Transportation Science 2006: a roulette wheel over weights that follow
what each kind has gained of late.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from allocator.problem import Bools, Doubles, Ints
from allocator.search.lns.neighbourhoods import NEIGHBOURHOODS
from allocator.search.lns.rivalry import Rivalry
from allocator.search.lns_parameters import NeighbourhoodParameters


class Drawn(NamedTuple):
    """A neighbourhood: the position of its kind in NEIGHBOURHOODS, and its requests in ascending order."""

    kind: int
    requests: Ints


@dataclass
class Selection:
    """Draws neighbourhoods and learns from what they bring. The same generator and outcomes give the same
    neighbourhoods.

    `size` is how many requests the next one has; it grows while they are solved without a gain and shrinks
    when they prove too hard, so that the effort fits the plan. `drawn` and `gained` count by kind.
    """

    rivalry: Rivalry
    random: np.random.Generator
    parameters: NeighbourhoodParameters = field(default_factory=NeighbourhoodParameters)
    size: float = field(init=False)
    weights: Doubles = field(default_factory=lambda: np.full(len(NEIGHBOURHOODS), 0.5))
    drawn: Ints = field(default_factory=lambda: np.zeros(len(NEIGHBOURHOODS), dtype=np.int64))
    gained: Ints = field(default_factory=lambda: np.zeros(len(NEIGHBOURHOODS), dtype=np.int64))

    def __post_init__(self) -> None:
        self.size = self.parameters.size

    def draw(self, served: Bools) -> Drawn:
        """The next neighbourhood."""
        left = self.weights.copy()
        while left.any():
            kind = int(self.random.choice(len(left), p=left / left.sum()))
            requests = NEIGHBOURHOODS[kind].draw(self.rivalry, served, round(self.size), self.random)
            if requests is not None:
                self.drawn[kind] += 1
                return Drawn(kind, requests)
            left[kind] = 0
        return Drawn(0, np.empty(0, dtype=np.int64))

    def learn(self, kind: int, *, finished: bool, gained: bool) -> None:
        """Adapt the weight of a kind and the size to how a neighbourhood went."""
        parameters = self.parameters
        score = parameters.score_gained if gained else parameters.score_solved if finished else 0.0
        moved = self.weights[kind] + parameters.reaction * (score - self.weights[kind])
        self.weights[kind] = max(parameters.least_weight, moved)
        self.gained[kind] += gained
        if not finished:
            self.size = max(parameters.smallest, self.size * parameters.harder)
        elif not gained:
            self.size = min(parameters.largest, self.size * parameters.easier)

    def statistics(self) -> dict[str, tuple[int, int]]:
        """By kind, how many neighbourhoods were drawn and how many gained."""
        return {
            each.name: (int(drawn), int(gained))
            for each, drawn, gained in zip(NEIGHBOURHOODS, self.drawn, self.gained, strict=True)
        }
