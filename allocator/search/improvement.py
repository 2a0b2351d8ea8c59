"""Improving the incumbent of a tier: local search, kernels and rounds of neighbourhoods in turns."""

import numpy as np

from allocator.search.background import InBackground
from allocator.search.kernels import Kernels
from allocator.search.lns.rounds import NeighbourhoodRounds
from allocator.search.local import is_ready
from allocator.search.sessions import LocalSearchSessions
from allocator.search.tier_search import TierSearch


class Improvement:
    """Local search, as soon as it is compiled, kernels where that gains nothing, and large neighbourhood
    search in one tier; where copies of the matrix would take too much memory, local search alone, if it can
    be compiled at all."""

    def __init__(self, search: TierSearch, background: InBackground | None = None) -> None:
        self._search = search
        self._kernels = Kernels(search, background)
        self._sessions = LocalSearchSessions(search, background, patience=self._kernels.patience)
        self._rounds = NeighbourhoodRounds(search, background)
        self._most_rounds = np.inf if search.run.limits.work is None else search.run.limits.work

    def run(self, deadline: float | None, workers: int) -> None:
        """Go on until the bound is met, nothing has improved for long, the effort is spent, or time is up."""
        search, parameters, futile = self._search, self._search.parameters.neighbourhoods, 0
        each = parameters.rounds_per_session_later if search.t else parameters.rounds_per_session
        wide = search.matrix.shape[1] > parameters.up_to and is_ready(wait=True)
        while futile < parameters.futile_rounds and self._rounds.count < self._most_rounds:
            if search.over(deadline):
                return
            if futile % each == 0 and self._walk(deadline, workers):
                futile = 0
            if search.over(deadline):
                return
            if wide:
                futile += each  # as if all rounds up to the next session had been in vain
            else:
                left = workers - self._kernels.beside
                futile = 0 if self._rounds.next(deadline, left) else futile + 1

    def _walk(self, deadline: float | None, workers: int) -> bool:
        """A session of local search, or where that gains nothing what branch and cut finds; whether it is to
        go on so."""
        return self._sessions.improve(deadline) or self._kernels.next(deadline, workers)
