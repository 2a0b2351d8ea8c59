"""One mechanism for every question: a variation of a base, solved again from it.

First the base's own allocation, as far as it holds, or a trade that local search finds; where there is none,
what is wanted is looked at alone, which proves most of what is impossible. Then small exact neighbourhoods
around what is asked, and the linear relaxation, solved again from the base's vertex, for what it costs at
least. Only where that leaves more open than the base's own search did, the whole search goes on.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from threading import Thread

import numpy as np

from allocator.errors import DefectError
from allocator.matrix import TierObjective, Tightened, complete
from allocator.plan.allocation import Allocation
from allocator.problem import Ints
from allocator.results.interval import Interval
from allocator.results.result import Proof
from allocator.search.construct.kept_part import feasible_part
from allocator.search.lns.around import Around
from allocator.search.lns.subproblems import SlicePool
from allocator.search.outcome import allocation_of
from allocator.search.parameters import USUAL, SearchParameters
from allocator.search.run import Run
from allocator.search.tier_search import TierSearch
from allocator.search.tiers import solve_tiers
from allocator.search.trust import PRICES, PROPAGATION
from allocator.solvers.program import Limits, Watch
from allocator.verification import verify
from allocator.whatif.alone import seen_alone
from allocator.whatif.answer import Answer
from allocator.whatif.base import Base
from allocator.whatif.relaxation import Least
from allocator.whatif.variation import Variation
from allocator.whatif.varied_matrix import tightened_under, with_taken
from allocator.whatif.walk import mended, trade

_MEMORIES = (1, 200)  # moves that the local search remembers: close to the base first, then further away
_TWO_WAYS = Proof(kind="words", by=("CP-SAT", "a second solver or setting"))  # `search.bounds.confirmation`


def answer(
    base: Base,
    variation: Variation,
    limits: Limits,
    *,
    objectives: Sequence[TierObjective] | None = None,
    enough: Sequence[int] = (),
    parameters: SearchParameters = USUAL,
    on_begin: Callable[[Run], object] = lambda run: None,
) -> Answer:
    """Solve a variation of a base again, from it.

    `objectives` are what is sought, in order, once what is wanted is served: by default the tiers of the
    model up to coverage, then few changes. Any others begin with tiers of the model. With `enough`, nothing
    better is sought than an allocation that loses at most so much in the first objectives, each. `on_begin`
    is given the run, which has a `stop`.
    Every allocation found has passed the independent verification; raises DefectError where one does not.
    """
    return _Question(base, variation, limits, objectives, enough, parameters).answer(on_begin)


class _Question:
    """One variation at work."""

    def __init__(
        self,
        base: Base,
        variation: Variation,
        limits: Limits,
        objectives: Sequence[TierObjective] | None,
        enough: Sequence[int],
        parameters: SearchParameters,
    ) -> None:
        began = time.perf_counter()
        self.base, self.variation, self.enough = base, variation, tuple(enough)
        self.sought = base.usual if objectives is None else tuple(objectives)
        self.asked = base.asked
        lower, upper = self.asked.lower, self.asked.column_upper.copy()
        if len(variation.wanted):
            lower = lower.copy()
            lower[len(lower) - len(base.problem.requests) + variation.wanted] = 1
        upper[variation.shut] = 0
        matrix = replace(self.asked, lower=lower, column_upper=upper, tiers=self.sought)
        matrix = with_taken(matrix, variation.taken)
        self.run = Run(
            matrix, tightened_under(base, variation, matrix), limits, began, parameters=parameters,
            pool=SlicePool(None, parameters.executors),
        )  # fmt: skip

    def answer(self, on_begin: Callable[[Run], object]) -> Answer:
        base, run, variation = self.base, self.run, self.variation
        on_begin(run)
        closed = [not run.tightened.upper[base.starts(int(r))].any() for r in variation.wanted]
        if run.tightened.broken >= 0 or any(closed):
            return Answer(status="impossible", proof=Proof(kind="exact", by=(PROPAGATION.name,)))
        refusal = self._begin()
        if refusal is not None:
            return Answer(status="impossible", proof=refusal, incidents=tuple(run.incidents))
        asks = len(variation.wanted) or len(variation.shut)
        least = self._least() if asks and not self._is_known() else None
        self._improve()
        relaxed = None if least is None else least()
        for memory in _MEMORIES:
            if self._falls_short(relaxed):
                self._try(mended(base, run, variation.wanted, variation.shut, memory))
                self._improve()
        if relaxed is not None and relaxed.empty and run.incumbent is None:
            proof = Proof(kind="exact", by=(PRICES.name,))
            return Answer(status="impossible", proof=proof, incidents=tuple(run.incidents))
        self._know(relaxed)
        if not solve_tiers(run, worth=self._is_worth_it):
            return Answer(status="impossible", proof=_TWO_WAYS, incidents=tuple(run.incidents))
        return self._told()

    # -- ways to a point --------------------------------------------------------------------------------

    def _begin(self) -> Proof | None:
        """The first point, if one is found; the proof that there is none, if that is."""
        base, run, variation = self.base, self.run, self.variation
        kept = feasible_part(self.asked, self._without_wanted(), base.point)
        if kept is not None and run.matrix.feasible(kept):
            run.begin(kept)
            return None
        if not len(variation.wanted):
            return None
        if kept is not None:
            self._try(trade(base, run, kept, variation.wanted, variation.shut))
        if self._found() is not None:
            return None
        point, refusal = seen_alone(run, base.rivalry, variation.wanted)
        if point is not None:
            self._try(point)
            self._try(self._beside(point))
        if (start := self._found()) is not None:
            self._try(trade(base, run, start, variation.wanted, variation.shut))
        return refusal

    def _without_wanted(self) -> Tightened:
        """The base's bounds without what is shut."""
        tightened = self.base.tightened
        if not len(self.variation.shut):
            return tightened
        upper = tightened.upper.copy()
        upper[self.variation.shut] = 0
        return replace(tightened, upper=upper)

    def _beside(self, alone: Ints) -> Ints | None:
        """What a point serves, with what the base has beside it."""
        base, run, count = self.base, self.run, self.base.matrix.columns.base_count
        serves = np.unique(base.owners[np.flatnonzero(alone[:count])])
        own = np.isin(base.owners, serves)
        both = base.point.copy()
        both[:count][own] = alone[:count][own]
        return feasible_part(run.matrix, run.tightened, both, serves)

    def _found(self) -> Ints | None:
        """The best point so far."""
        return self.run.incumbent

    def _try(self, point: Ints | None) -> None:
        """Make a point the incumbent, if it keeps every row and is better."""
        run = self.run
        if point is None:
            return
        whole = complete(run.matrix, point)
        if run.matrix.feasible(whole):
            run.accept(len(self.sought) - 1, whole)

    def _improve(self) -> None:
        """Exact neighbourhoods around what is asked and what differs from the base, larger ones as long as
        the smaller ones bring nothing."""
        run, parameters = self.run, self.run.parameters.variations
        if run.incumbent is None or self._has_enough():
            return
        around, size = Around(run, self.base.rivalry), parameters.smallest
        while size <= parameters.largest and not run.over(0, run.deadline(1.0)):
            seeds = self._seeds()
            if not len(seeds) or self._has_enough():
                return
            left = run.limits_until(run.deadline(0.5), 1).seconds
            seconds = parameters.seconds if left is None else min(left, parameters.seconds)
            within = seconds if run.limits.work is None else None  # there no clock decides
            if not around.improve(seeds, size, within):
                size *= 2

    def _seeds(self) -> Ints:
        """The requests that are wanted, and those whose missions differ from the base's."""
        run, base, columns = self.run, self.base, self.base.matrix.columns
        differs = np.flatnonzero(
            run.known_incumbent[: columns.base_count] != base.point[: columns.base_count]
        )
        return np.union1d(self.variation.wanted, base.owners[differs]).astype(np.int64)

    # -- bounds -----------------------------------------------------------------------------------------

    def _is_known(self) -> bool:
        """Whether the base's bound already is what the incumbent costs in the first objective."""
        base, run = self.base, self.run
        if run.incumbent is None or not self._is_usual():
            return False
        return max(base.bounds[0].values(), default=run.cost(0) - 1) >= run.cost(0)

    def _least(self) -> Callable[[], Least | None]:
        """The relaxation of the first tier, on a thread of its own; a call waits for it."""
        base, run, variation = self.base, self.run, self.variation
        if not self._is_usual():
            return lambda: None
        future: Future[Least] = Future()
        watch = Watch(run.stopped, task="the relaxation of a question", mishaps=run.mishaps)
        run.watches.append(watch)
        limits = run.limits_until(run.deadline(1.0), 1)

        def work() -> None:
            try:
                future.set_result(base.relaxation.least(variation.wanted, variation.shut, limits, watch))
            except BaseException as error:  # carried over to the calling thread
                future.set_exception(error)

        Thread(target=work, daemon=True).start()

        def wait() -> Least:
            try:
                return future.result()
            finally:
                run.watches.remove(watch)

        return wait

    def _falls_short(self, relaxed: Least | None) -> bool:
        """Whether the first objective may be better than it was found, by more than the base left open."""
        run = self.run
        if run.incumbent is None or self._has_enough():
            return False
        known = max(self.base.bounds[0].values(), default=None) if self._is_usual() else None
        bounds = [each for each in (known, relaxed and relaxed.bound) if each is not None]
        return not bounds or run.cost(0) - max(bounds) > (self.base.open or 0)

    def _is_usual(self) -> bool:
        """Whether the first objective is the base's first tier."""
        return self.sought[0] is self.base.matrix.tiers[0]

    def _know(self, relaxed: Least | None) -> None:
        """Bounds on the first tier for the search: the base's, since a variation only takes possibilities
        away, and that of the relaxation."""
        base, run = self.base, self.run
        bounds = dict(base.bounds[0]) if self._is_usual() else {}
        if relaxed is not None and relaxed.bound is not None:
            bounds[PRICES] = relaxed.bound
        run.known_bounds = (bounds,)

    def _is_worth_it(self, search: TierSearch) -> bool:
        """Whether the whole search may tell more of a tier than is known: never where the base's own search
        left as much open."""
        run = self.run
        if run.incumbent is None:
            return True
        if self._has_enough() or self._misses_enough():
            return False
        if search.t >= self.base.coverage and self.sought is self.base.usual:
            return False
        bound, left = run.testimony.bound(search.t), self.base.open
        return search.t > 0 or bound is None or left is None or run.cost(0) - bound > left

    def _has_enough(self) -> bool:
        """Whether an allocation is found that loses no more than is asked."""
        run = self.run
        return bool(self.enough) and all(
            tier.cost.value(run.known_incumbent) - tier.cost.value(self.base.point) <= most
            for tier, most in zip(self.sought, self.enough, strict=False)
        )

    def _misses_enough(self) -> bool:
        """Whether it is known that the first objective loses more than is asked."""
        bound = self.run.testimony.bound(0)
        if not self.enough or bound is None:
            return False
        return bound - self.sought[0].cost.value(self.base.point) > self.enough[0]

    # -- what is told -----------------------------------------------------------------------------------

    def _told(self) -> Answer:
        """The answer that the finished run gives."""
        base, run = self.base, self.run
        incidents = tuple(run.incidents)
        if run.incumbent is None:
            return Answer(status="open", incidents=incidents)
        point = complete(base.matrix, run.incumbent)
        allocation = allocation_of(base.matrix, point)
        _verified(base, allocation)
        losses = []
        for t, objective in enumerate(self.sought):
            known, cost, least = objective.cost.value(base.point), run.cost(t), run.testimony.bound(t)
            losses.append(Interval(None if least is None else min(least, cost) - known, cost - known))
        bounds = [run.testimony.bound(t) for t in range(len(self.sought))]
        proofs = [None if b is None else run.testimony.proof(t, b) for t, b in enumerate(bounds)]
        return Answer(
            status="found", point=point, allocation=allocation, losses=tuple(losses), proof=proofs[0],
            proofs=tuple(proofs), incidents=incidents,
        )  # fmt: skip


def _verified(base: Base, allocation: Allocation) -> None:
    violations = verify(base.result.plan, base.result.model, allocation)
    if violations:
        raise DefectError("an answer breaks rules of its model", [str(v) for v in violations])
