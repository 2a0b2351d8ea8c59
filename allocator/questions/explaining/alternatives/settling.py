"""What gives way to placements that are neither free nor impossible: by solving, the cheapest way first."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from allocator.matrix import tighten
from allocator.questions.explaining.alternatives.options import Options
from allocator.questions.explaining.alternatives.teams import places_of
from allocator.questions.explaining.rearranging import Asked
from allocator.results.alternatives import Effect
from allocator.solvers.program import Limits
from allocator.whatif.asking import answer
from allocator.whatif.variation import serve_so

_PATIENCE = 2.0  # seconds for one placement that no part of the allocation settled


@dataclass(frozen=True)
class Settling:
    """Works on the open placements of a request until a moment of `time.perf_counter()`.

    First the missions in the way of each drop out; then they are solved again, and some of their rivals with
    them, as long as a request drops out. What is left is asked of propagation and of the whole search.
    """

    options: Options
    until: float
    workers: int

    def settle(self, positions: Iterable[int]) -> None:
        """Find out what gives way to placements, in this order, as far as the time allows."""
        options = self.options
        left = [p for p in dict.fromkeys(positions) if options.effect(p).verdict == "open"]
        asked = {p: self._asked(p) for p in left}
        for position in left:
            point = options.without_holders(position)
            if point is not None:
                options.learn(position, options.exhibited(point))
        self._try({p: asked[p] for p in left if self._is_dear(p)})
        rivals = options.rearranging.rivals
        self._try({p: asked[p].wider(rivals(asked[p].requests)) for p in left if self._is_dear(p)})
        for position in left:
            unknown = options.effect(position).verdict == "open" and time.perf_counter() < self.until
            if unknown and not self._shut(position, asked[position]):
                self._answer(position)

    def _asked(self, position: int) -> Asked:
        """The placement, with whoever is in its way free to go elsewhere."""
        options = self.options
        held = options.placements.columns[position]
        requests = np.append(options.holders(position).requests, options.request)
        mine, payers = options.grounds.own(options.request), options.base.matrix.columns.f
        return Asked(np.unique(requests), held, np.setdiff1d(mine, np.append(held, payers)))

    def _is_dear(self, position: int) -> bool:
        """Whether nothing is known, or a request drops out as far as is known."""
        effect = self.options.effect(position)
        return effect.verdict == "open" or any(change.kind == "drops" for change in effect.changes)

    def _try(self, asked: dict[int, Asked]) -> None:
        """Solve parts around placements."""
        points = self.options.rearranging.points(asked.values(), self.until, self.workers)
        for position, point in zip(asked, points, strict=True):
            if point is not None:
                self.options.learn(position, self.options.exhibited(point))

    def _shut(self, position: int, asked: Asked) -> bool:
        """Whether propagation shows that no allocation has a placement."""
        options, known = self.options, self.options.grounds.left
        lower, upper = known.lower.copy(), known.upper.copy()
        lower[asked.taken], upper[asked.shut] = 1, 0
        if (lower > upper).any():
            rule = "fixed"
        else:
            left = tighten(replace(options.grounds.system, column_lower=lower, column_upper=upper))
            if left.broken < 0:
                return False
            rule = options.grounds.code(left.broken)
        rules, sentence = options.forbidden(position, rule)
        start = options.effect(position).start
        options.learn(position, Effect(verdict="impossible", start=start, rules=rules, sentence=sentence))
        return True

    def _answer(self, position: int) -> None:
        """Ask the whole search."""
        options, known = self.options, self.options.effect(position)
        seconds = max(0.0, min(_PATIENCE, self.until - time.perf_counter()))
        team = tuple(places_of(options.base, options.placements.people[position]))
        variation = serve_so(options.base, options.code, start=known.start, team=team)
        found = answer(options.base, variation, Limits(seconds, None, self.workers, 0))
        if found.status == "impossible":
            sentence = f"no allocation has it: {found.proof}"
            options.learn(
                position,
                Effect(verdict="impossible", start=known.start, rules=known.rules, sentence=sentence),
            )
        elif found.point is not None:
            options.learn(position, options.exhibited(found.point, found.losses[0].low))
