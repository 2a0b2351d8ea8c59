"""Which assignments of an allocation have to be: every one needed, free, at a cost, or open.

Points settle, proofs settle: whatever allocation is met that serves as well shows of all assignments it does
without what they cost; and prices, or two solvers apart, show of an assignment that no allocation without it
serves as well. So most are settled together:

1. what the prices of the base's linear relaxation force;
2. all that are left at once: the fewest of them that an allocation can have; where that is all of them, all
   are needed;
3. each mission by itself, every one of its people left out in turn, all else as it is, for what it costs;
4. the base without the assignment, solved again: neighbourhoods around the mission, and the
   relaxation, each from the base;
5. with the time that is left, exchanges that cost nothing, several missions at a time.
"""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from allocator.errors import DefectError
from allocator.matrix import Linear, complete
from allocator.problem import Ints
from allocator.results.result import Proof
from allocator.search.lns.around import neighbours
from allocator.search.parameters import USUAL, SearchParameters
from allocator.search.trust import CP_SAT, HIGHS, OTHERWISE, PRICES, PROPAGATION
from allocator.solvers import cp_sat, highs
from allocator.solvers.dual_bound import narrowed
from allocator.solvers.program import Limits, Mishaps, Program, Relay, Watch
from allocator.verification import verify
from allocator.whatif.answer import Answer
from allocator.whatif.asking import as_good
from allocator.whatif.base import Base
from allocator.whatif.parts import Parts
from allocator.whatif.variation import without

_SEARCHING = 0.93  # of the time; verification needs the rest
_TOGETHER, _MISSIONS, _ONE_BY_ONE = 0.35, 0.7, 0.6  # shares of what is left of it, step by step

#: needed: proven that without it a coverage tier loses. free: an allocation without it that is no worse in
#: any goal. cost: one as good in the coverage tiers, and worse in a later goal. open: none of these is known.
Grade = Literal["needed", "free", "cost", "open"]


@dataclass(frozen=True)
class Need:
    """What is known of one assignment.

    `point` is an allocation without it, as good in the coverage tiers, None unless `grade` is "free" or
    "cost"; `losses` what it loses in every tier against the base, in the tier's unit, positive for a loss:
    the least met, not the least there is. `proof` is what "needed" rests on.
    """

    grade: Grade
    point: Ints | None = None
    losses: tuple[int, ...] = ()
    proof: Proof | None = None


def necessity(
    base: Base,
    limits: Limits,
    *,
    parameters: SearchParameters = USUAL,
    stopped: Callable[[], bool] = lambda: False,
) -> dict[int, Need]:
    """What is known of every assignment of a base, by its z column, after at most `limits.seconds`.

    Every allocation told has passed the independent verification; raises DefectError where one does not.
    """
    survey = _Survey(base, limits, parameters, stopped)
    survey.prices()
    survey.together(_TOGETHER)
    survey.missions()
    survey.one_by_one()
    survey.together(1.0)
    survey.exchanges()
    return survey.needs()


class _Points(Relay):
    """Keeps all points that are found on the way: each may show of others what they cost."""

    def __init__(self, outer: Watch) -> None:
        super().__init__(outer)
        self.points: list[Ints] = []

    def improved(self, point: Ints, cost: int) -> None:
        self.points.append(point)


class _Survey:
    """The assignments of one base, and what is known of them so far."""

    def __init__(
        self, base: Base, limits: Limits, parameters: SearchParameters, stopped: Callable[[], bool]
    ) -> None:
        self._base, self._limits, self._parameters, self._stopped = base, limits, parameters, stopped
        seconds = None if limits.seconds is None else _SEARCHING * limits.seconds
        self._until = None if seconds is None else time.perf_counter() + seconds
        columns = base.matrix.columns
        self._taken = columns.z[base.point[columns.z] > 0]
        self._known: dict[int, Need] = {}
        self._watch = Watch(task="assignments left out", mishaps=Mishaps())
        locked = self._taken[base.tightened.lower[self._taken] > 0]
        self._prove(locked, Proof(kind="exact", by=(PROPAGATION.name,)))

    # -- what is known ----------------------------------------------------------------------------------

    def needs(self) -> dict[int, Need]:
        """Everything, the allocations verified."""
        points = {id(need.point): need.point for need in self._known.values() if need.point is not None}
        for point in points.values():
            violations = verify(
                self._base.result.plan, self._base.result.model, self._base.allocation_of(point)
            )
            if violations:
                raise DefectError("an answer breaks rules of its model", [str(v) for v in violations])
        return {z: self._known.get(z, Need("open")) for z in self._taken.tolist()}

    def _left(self, *grades: Grade) -> Ints:
        """The assignments of which nothing is known, or only one of these grades."""
        known = self._known
        return np.array(
            [z for z in self._taken.tolist() if z not in known or known[z].grade in grades], dtype=np.int64
        )

    def _show(self, point: Ints | None) -> None:
        """Learn from an allocation, which may turn out to be none."""
        base = self._base
        if point is None:
            return
        point = complete(base.matrix, point)
        values = zip(base.matrix.values(point), base.costs, strict=True)
        losses = tuple(value - known for value, known in values)
        if max(losses[: base.coverage]) > 0 or not base.matrix.feasible(point):
            return
        need = Need("free" if max(losses) <= 0 else "cost", point, losses)
        for z in self._taken[point[self._taken] == 0].tolist():
            known = self._known.get(z)
            if known is None or (known.grade != "free", known.losses) > (need.grade != "free", losses):
                self._known[z] = need

    def _prove(self, assignments: Iterable[int], proof: Proof) -> None:
        for z in assignments:
            self._known.setdefault(int(z), Need("needed", proof=proof))

    # -- ways to know -----------------------------------------------------------------------------------

    def missions(self) -> None:
        """Each mission by itself, without each of its people."""
        base, parts, end = self._base, Parts(self._base), self._after(_MISSIONS)
        owner = base.owners[self._taken]

        def look(request: int) -> list[Ints | None]:
            part = parts.of(np.array([request], dtype=np.int64))
            asked = np.intersect1d(self._taken[owner == request], self._left("cost")).tolist()
            return [
                None
                if part is None or self._over() or (end is not None and time.perf_counter() > end)
                else part.without(z, self._quick(), self._watch)
                for z in asked
            ]

        with ThreadPoolExecutor(self._limits.workers) as threads:
            for points in threads.map(look, np.unique(owner).tolist()):
                for point in points:
                    self._show(point)

    def prices(self) -> None:
        """What every point as good has, by the prices of the base's relaxation."""
        forced = np.intersect1d(self._left(), self._forced())
        self._prove(forced, Proof(kind="exact", by=(PRICES.name,)))

    def _forced(self) -> Ints:
        """The columns that every point as good in the first tier has, by the base's prices."""
        narrow = self._narrow()
        return np.empty(0, dtype=np.int64) if narrow is None else np.flatnonzero(narrow.column_lower > 0)

    def _narrow(self) -> Program | None:
        """What the base's prices leave of the points that are as good in the first tier."""
        base = self._base
        known = base.relaxation.priced(self._quick(60.0), self._watch)
        if known is None:
            return None
        program, priced = known
        return narrowed(program, priced, base.costs[0]).with_frozen(base.matrix.tiers[0].cost, base.costs[0])

    def one_by_one(self) -> None:
        """The base solved again without each assignment that is left."""
        base, end = self._base, self._after(_ONE_BY_ONE)

        def look(z: int) -> Answer | None:
            if z in self._known or self._over() or (end is not None and time.perf_counter() > end):
                return None
            alone = without(np.array([z]))
            return as_good(base, alone, base.coverage, self._quick(3.0), parameters=self._parameters)

        left = self._left().tolist()
        with ThreadPoolExecutor(self._limits.workers) as threads:
            for z, found in zip(left, threads.map(look, left), strict=True):
                self._show(None if found is None else found.point)
                proof = None if found is None else found.refusal(base.coverage)
                if proof is not None:
                    self._prove([z], proof)

    def together(self, share: float) -> None:
        """The fewest of those left that an allocation as good can have; all are needed if that is all."""
        narrow, end = self._narrow(), self._after(share)
        while narrow is not None and len(left := self._left()) and not self._over():
            cost = Linear(left, np.ones(len(left), dtype=np.int64))
            limits = self._rest(0.6)
            if end is not None:
                limits = replace(limits, seconds=max(0.0, end - time.perf_counter()))
            heard = _Points(self._watch)
            found = cp_sat.minimise(narrow.with_cost(cost), limits, hint=self._base.point, watch=heard)
            for point in heard.points:
                self._show(point)
            if len(self._left()) < len(left):
                continue
            if found.bound == len(left) and found.status == "optimal":
                self._confirm(narrow.with_frozen(cost, len(left) - 1), left)
            return

    def _confirm(self, program: Program, left: Ints) -> None:
        """A second way to what CP-SAT says: that there is no point without one of these. HiGHS is asked, and
        only where it comes to nothing, CP-SAT without presolve."""
        nothing = np.empty(0, dtype=np.int64)
        asked = program.with_cost(Linear(nothing, nothing))
        second = highs.minimise(asked, self._rest(0.6), hint=None, watch=self._watch)
        if second.status == "infeasible":
            self._prove(left, Proof(kind="words", by=(CP_SAT.name, HIGHS.name)))
        if second.status != "unknown" or self._over():
            return
        again = cp_sat.minimise(program, self._rest(1.0), watch=self._watch, presolve=False)
        if again.status == "infeasible":
            self._prove(left, Proof(kind="words", by=(CP_SAT.name, OTHERWISE.name)))

    def exchanges(self) -> None:
        """Several missions at a time, none of the goals worse, as few as can be of those at a cost."""
        base, parts, random = self._base, Parts(self._base), np.random.default_rng(self._limits.seed)
        size, futile = 2 * self._parameters.variations.smallest, 0
        while len(left := self._left("cost")) and futile < 12 and not self._over():
            z = int(random.choice(left))
            requests = neighbours(base.rivalry, base.owners[[z]], size)
            part = parts.of(requests)
            point = None if part is None else part.with_fewest(left, self._quick(2.0), self._watch)
            self._show(point)
            futile = futile + 1 if len(self._left("cost")) == len(left) else 0

    # -- time -------------------------------------------------------------------------------------------

    def _over(self) -> bool:
        return self._stopped() or (self._until is not None and time.perf_counter() >= self._until)

    def _after(self, share: float) -> float | None:
        """The moment at which a share of the time that is left is spent."""
        seconds = self._rest(share).seconds
        return None if seconds is None else time.perf_counter() + seconds

    def _rest(self, share: float) -> Limits:
        """A share of the time that is left."""
        if self._until is None:
            return replace(self._limits, seconds=None)
        return replace(self._limits, seconds=share * max(0.0, self._until - time.perf_counter()))

    def _quick(self, seconds: float = 1.0) -> Limits:
        """What one look may take."""
        left = self._rest(1.0).seconds
        return replace(self._limits, workers=1, seconds=seconds if left is None else min(left, seconds))
