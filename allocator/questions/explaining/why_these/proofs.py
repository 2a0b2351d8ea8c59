"""Proofs that assignments are needed: by prices of the relaxation one by one, by solvers all at once."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from allocator.matrix import Linear, complete
from allocator.problem import Ints
from allocator.questions.explaining.why_these.known import Known
from allocator.results.result import Proof
from allocator.search.trust import CP_SAT, HIGHS, OTHERWISE, PRICES
from allocator.solvers import cp_sat, highs
from allocator.solvers.dual_bound import narrowed
from allocator.solvers.program import Limits, Program, Watch
from allocator.whatif.base import Base

_ONE = 5.0  # seconds of the relaxation for one assignment
_CONFIRMING = 0.5  # of the time for all at once


@dataclass
class Proofs:
    """Proofs for what is left of the assignments of a base. What the solvers find on the way is shown."""

    base: Base
    known: Known
    workers: int
    _watch: Watch = field(default_factory=lambda: Watch(task="assignments left out"))

    def one_by_one(self, until: float) -> None:
        """The relaxation without each: where its bound is beyond what the base reaches, it is needed."""
        nothing = np.empty(0, dtype=np.int64)

        def is_needed(number: int) -> bool:
            limits = self._limits(until, _ONE)
            if not limits.seconds:
                return False
            least = self.base.relaxation.least(nothing, self.known.columns(number), limits, self._watch)
            return least.empty or (least.bound is not None and least.bound > self.base.costs[0])

        left = self.known.left()
        proof = Proof(kind="exact", by=(PRICES.name,))
        with ThreadPoolExecutor(self.workers) as threads:
            for number, needed in zip(left, threads.map(is_needed, left), strict=True):
                if needed:
                    self.known.prove(number, proof)

    def together(self, until: float) -> None:
        """The fewest of those left that an allocation as good can have; if that is all of them, all are
        needed. Whatever allocation is found settles some, and the others are asked again."""
        for program, left in self._rounds(until):
            columns = np.concatenate([self.known.columns(number) for number in left])
            cost = Linear(np.sort(columns), np.ones(len(columns), dtype=np.int64))
            limits = self._limits(until, _CONFIRMING * (until - time.perf_counter()))
            found = cp_sat.minimise(program.with_cost(cost), limits, hint=self.base.point, watch=self._watch)
            self._show(found.point)
            if len(self.known.left()) < len(left):
                continue
            if found.status == "optimal" and found.bound == len(left):
                self._confirm(program.with_frozen(cost, len(left) - 1), left, until)
            return

    def _rounds(self, until: float) -> Iterator[tuple[Program, list[int]]]:
        """What the prices leave of the points as good in the first tier, with the assignments left, as long
        as there is time."""
        known = self.base.relaxation.priced(self._limits(until, _ONE), self._watch)
        if known is None:
            return
        first = self.base.costs[0]
        program = narrowed(*known, first).with_frozen(self.base.matrix.tiers[0].cost, first)
        while (left := self.known.left()) and time.perf_counter() < until:
            yield program, left

    def _confirm(self, program: Program, left: list[int], until: float) -> None:
        """A second way to what CP-SAT says: that no point is without one of these."""
        half = self._limits(until, _CONFIRMING * (until - time.perf_counter()))
        again = cp_sat.minimise(program.with_cost(None), half, watch=self._watch, presolve=False)
        self._show(again.point)
        if again.status == "infeasible":
            self._prove(left, OTHERWISE.name)
        elif again.point is None:
            nothing = np.empty(0, dtype=np.int64)
            asked = program.with_cost(Linear(nothing, nothing))
            last = highs.minimise(asked, self._limits(until, np.inf), watch=self._watch)
            if last.status == "infeasible":
                self._prove(left, HIGHS.name)

    def _prove(self, left: list[int], also: str) -> None:
        for number in left:
            self.known.prove(number, Proof(kind="words", by=(CP_SAT.name, also)))

    def _show(self, point: Ints | None) -> None:
        """Learn from a point, which a solver may have got wrong."""
        if point is None:
            return
        whole = complete(self.base.matrix, point)
        if self.base.matrix.feasible(whole):
            self.known.show(whole)

    def _limits(self, until: float, most: float) -> Limits:
        seconds = min(most, until - time.perf_counter())
        return Limits(max(0.0, float(seconds)), None, self.workers, 0)
