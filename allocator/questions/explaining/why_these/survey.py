"""The public call: every assignment of a result, as far as it can be settled in the time given.

1. each mission by itself, everything else as it is: by the activities of rows;
2. each mission with a few of its rivals, so that as much is served;
3. proofs by prices, one by one, that what is left is needed: cheaper than to look for what there is not;
4. each mission that is left with more of its rivals; then a proof by solvers, all at once;
5. of what is left, the whole search: it finds an allocation, or proves that there is none;
6. for those that can be exchanged at a cost, each mission with its rivals so that no goal is worse.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from allocator.problem import Ints
from allocator.questions.explaining.alternatives.options import Options
from allocator.questions.explaining.placements import Grounds
from allocator.questions.explaining.rearranging import Asked, Rearranging
from allocator.questions.explaining.why_these.known import Known
from allocator.questions.explaining.why_these.proofs import Proofs
from allocator.results.result import Result
from allocator.results.why_these import WhyThese
from allocator.solvers.program import Limits
from allocator.whatif.asking import answer
from allocator.whatif.base import Base, base_of
from allocator.whatif.variation import without

_LOOKED_AT = 4  # other teams of a mission for each of its assignments
_MISSIONS, _FEW, _PRICES, _MORE, _TOGETHER, _SEARCHES = (
    0.2,
    0.3,
    0.5,
    0.75,
    0.85,
    0.9,
)  # of the time: their ends
_PATIENCE = 4.0  # seconds of the whole search for one assignment
_SMALLEST, _LARGER = 6, (14, 30)  # requests that are solved together


def why_these(result: Result, *, time_limit: float = 60.0, workers: int = 2) -> WhyThese:
    """What is known of every assignment of a result after `time_limit` seconds at most: whether it is needed,
    can be exchanged freely or at a cost, or is open."""
    began = time.perf_counter()
    survey = _Survey(base_of(result), began, time_limit, workers)
    survey.missions()
    survey.parts((_SMALLEST,), _FEW)
    proofs = Proofs(survey.base, survey.known, workers)
    proofs.one_by_one(survey.until(_PRICES))
    survey.parts(_LARGER, _MORE)
    proofs.together(survey.until(_TOGETHER))
    survey.searches()
    survey.for_free()
    return WhyThese(holds=survey.known.holds(), seconds=time.perf_counter() - began)


@dataclass
class _Survey:
    """The assignments of one base, looked at one way after the other."""

    base: Base
    began: float
    seconds: float
    workers: int

    def __post_init__(self) -> None:
        self.known = Known(self.base)
        self.grounds = Grounds(self.base)

    def until(self, share: float) -> float:
        """When a part of the time is over, less what it takes to verify what is told."""
        return self.began + share * self.seconds - self.known.seconds_to_verify

    # -- one mission by itself ----------------------------------------------------------------------------

    def missions(self) -> None:
        """Each mission with other people, or on another date, everything else as it is."""
        for request in np.unique(self.known.request).tolist():
            if time.perf_counter() > self.until(_MISSIONS):
                return
            options = Options(self.base, request, self.grounds)
            best = options.order[options.free[options.order]]
            teams = self._experts(options, best)
            for number in np.flatnonzero(self.known.request == request).tolist():
                others = best[~(teams == self.known.expert[number]).any(axis=1)]
                for position in islice(others.tolist(), _LOOKED_AT):
                    self.known.show(options.beside(position))

    def _experts(self, options: Options, positions: Ints) -> Ints:
        """The people of some placements."""
        columns = self.base.matrix.columns
        found: Ints = columns.z_expert[options.placements.people[positions] - len(columns.y)]
        return found

    # -- some missions together ---------------------------------------------------------------------------

    def parts(self, sizes: Iterable[int], share: float) -> None:
        """Each mission with its rivals, as much being served. Few changes are sought: later goals take
        long."""
        as_much = self._as_good(self.base.coverage)
        for size in sizes:
            self._try(as_much, self.known.left(), size, self.until(share))

    def for_free(self) -> None:
        """The same with no goal worse, for those that can be exchanged at a cost as far as is known."""
        no_worse = self._as_good(len(self.base.matrix.tiers))
        self._try(no_worse, self.known.left(at_a_cost=True), _SMALLEST, self.until(1.0))

    def _as_good(self, tiers: int) -> Rearranging:
        """Parts that are no worse than the base in the first so many tiers, each."""
        base = self.base
        costs = [tier.cost for tier in base.matrix.tiers[:tiers]]
        return Rearranging(self.grounds, [*costs, base.changes.cost], tiers, base.costs[:tiers])

    def _try(self, parts: Rearranging, numbers: Iterable[int], size: int, until: float) -> None:
        nothing = np.empty(0, dtype=np.int64)
        asked = (
            Asked(self._with_rivals(parts, number, size), nothing, self.known.columns(number))
            for number in numbers
        )
        for point in parts.points(asked, until, self.workers):
            self.known.show(point)

    def _with_rivals(self, parts: Rearranging, number: int, size: int) -> Ints:
        own = self.known.request[[number]]
        return np.union1d(own, parts.rivals(own, size))

    # -- all of them --------------------------------------------------------------------------------------

    def searches(self) -> None:
        """The whole search for each assignment that is left."""
        for number in self._open():
            left = self.until(_SEARCHES) - time.perf_counter()
            if left <= 0:
                return
            limits = Limits(min(_PATIENCE, left), None, self.workers, 0)
            shut, enough = without(self.known.columns(number)), (0,) * self.base.coverage
            found = answer(self.base, shut, limits, enough=enough)
            self.known.show(found.point)
            loses = bool(found.losses) and (found.losses[0].low or 0) > 0
            said = found.proof  # one solver's word alone proves nothing
            if (found.status == "impossible" or loses) and said is not None and said.kind != "word":
                self.known.prove(number, said)

    def _open(self) -> Iterator[int]:
        """The assignments of which nothing is known at their turn."""
        for number in self.known.left():
            if number in self.known.left():
                yield number
