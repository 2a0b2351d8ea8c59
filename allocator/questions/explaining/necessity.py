"""Whether each change of a repair is needed: every one is undone, and the repair solved again from itself.

The same mechanism as for single assignments (`why_these`): a variation of a base. First what no column stands
for, which is proven at once, and single missions as they were; then the mission as it was with its rivals
solved again, everything else as it is; then the whole search, for allocations that serve as much, or the
proof that there are none. Every allocation that is met tells of all the changes that are undone in it.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from allocator.matrix import point_of
from allocator.problem import Bools, Ints
from allocator.questions.explaining.gives_way import changes_between, losses_between
from allocator.questions.explaining.placements import Grounds
from allocator.questions.explaining.rearranging import Asked, Rearranging
from allocator.results.necessity import Necessity, NecessityGrade, Undoing
from allocator.results.result import Proof, Result
from allocator.search.construct.kept_part import feasible_part
from allocator.search.known import previous_of
from allocator.search.outcome import allocation_of
from allocator.search.trust import PROPAGATION
from allocator.solvers.program import Limits
from allocator.whatif.answer import Answer
from allocator.whatif.asking import answer
from allocator.whatif.base import Base, base_of
from allocator.whatif.variation import Variation

_PARTS, _AS_MUCH = 0.4, 0.75  # of the time: the ends of parts, and of the search for what serves as much
_SIZES = (6, 14)  # requests that are solved together
_LEAST = 0.02  # seconds with which a search is worth its while


def necessities(
    result: Result, changes: Iterable[Undoing], *, time_limit: float = 10.0, workers: int = 2, seed: int = 0
) -> tuple[Necessity, ...]:
    """What is known of every change after `time_limit` seconds: needed, free, at a cost, or open."""
    began = time.perf_counter()
    survey = _Survey(base_of(result), tuple(changes), workers, seed)
    survey.at_once()
    survey.as_they_were()
    survey.parts(began + _PARTS * time_limit)
    survey.as_much(began + _AS_MUCH * time_limit)
    survey.for_free(began + time_limit)
    return survey.told()


@dataclass
class _Survey:
    """The changes of one base by number: what undoes each, and what is known of it."""

    base: Base
    changes: tuple[Undoing, ...]
    workers: int
    seed: int
    _proofs: dict[int, tuple[Proof | None, bool]] = field(default_factory=dict)
    _points: dict[int, tuple[tuple[int, ...], Ints]] = field(default_factory=dict)

    @cached_property
    def _before(self) -> Ints:
        """The allocation before the repair, as far as the matrix has columns for it."""
        return point_of(self.base.matrix, previous_of(self.base.result.plan))

    # -- what undoes a change -----------------------------------------------------------------------------

    def _columns(self, undoing: Undoing) -> Ints:
        """The columns of which one is taken where a change is undone; for somebody who stays away, all those
        that are not."""
        columns, problem = self.base.matrix.columns, self.base.problem
        request = problem.request_index.get(undoing.request, -1)
        if undoing.expert is not None:
            mine = columns.z_request == request
            mine &= columns.z_expert == problem.expert_index.get(undoing.expert, -1)
            if undoing.seat is not None:
                names = np.array([seat.seat for seat in problem.seats], dtype=object)
                mine &= names[columns.z_seat] == undoing.seat
            return np.asarray(columns.z[mine])
        if undoing.start is not None:
            own = problem.start_request == request
            return np.flatnonzero(own & (problem.start_day == problem.day_number(undoing.start)))
        payers = {code: number for number, code in enumerate(problem.agreements)}
        paid = columns.payer_request == request
        paid &= columns.payer_agreement == payers.get(undoing.payer or "", -1)
        return np.asarray(columns.f[paid])

    def _variation(self, undoing: Undoing) -> Variation:
        columns = self._columns(undoing)
        if undoing.stays_away:
            return Variation(shut=columns)
        wanted = np.array([self.base.problem.request_index[undoing.request]], dtype=np.int64)
        if undoing.expert is not None:
            return Variation(wanted=wanted, taken=(columns,))
        own = self._all_like(undoing)
        return Variation(wanted=wanted, shut=np.setdiff1d(own, columns))

    def _all_like(self, undoing: Undoing) -> Ints:
        """All starts, or all payers, of the request."""
        columns, problem = self.base.matrix.columns, self.base.problem
        request = problem.request_index[undoing.request]
        if undoing.start is not None:
            return np.flatnonzero(problem.start_request == request)
        return np.asarray(columns.f[columns.payer_request == request])

    def _is_undone(self, undoing: Undoing, point: Ints) -> bool:
        taken: Bools = point[self._columns(undoing)] > 0
        return not taken.any() if undoing.stays_away else bool(taken.any())

    # -- looking ------------------------------------------------------------------------------------------

    def at_once(self) -> None:
        """What cannot be undone, since nothing stands for it that a rule does not shut."""
        open_to = self.base.tightened.upper
        for number, undoing in enumerate(self.changes):
            if not undoing.stays_away and not (open_to[self._columns(undoing)] > 0).any():
                self._proofs[number] = Proof(kind="exact", by=(PROPAGATION.name,)), True

    def as_they_were(self) -> None:
        """Each mission that changed as it was, everything else as it is now, as far as it then holds."""
        base, count = self.base, self.base.matrix.columns.base_count
        for code in dict.fromkeys(undoing.request for undoing in self.changes):
            request = base.problem.request_index.get(code, -1)
            own = np.flatnonzero(base.owners == request)
            if not len(own) or not self._before[own].any():
                continue
            point = base.point.copy()
            point[:count][own] = self._before[own]
            kept = feasible_part(base.matrix, base.tightened, point, np.array([request]))
            if kept is not None and base.matrix.feasible(kept):
                self._show(kept)

    def parts(self, until: float) -> None:
        """Each change undone as it was, with the mission's rivals solved again."""
        base = self.base
        costs = [tier.cost for tier in base.matrix.tiers[: base.coverage]]
        grounds = Grounds(base)
        parts = Rearranging(grounds, [*costs, base.changes.cost], base.coverage, base.costs[: base.coverage])
        for size in _SIZES:
            numbers = [n for n in range(len(self.changes)) if self._is_left(n, at_a_cost=False)]
            asked = [self._part(parts, self.changes[number], size) for number in numbers]
            for point in parts.points(filter(None, asked), until, self.workers):
                if point is not None:
                    self._show(point)

    def _part(self, parts: Rearranging, undoing: Undoing, size: int) -> Asked | None:
        """What is solved again for a change: nothing where the matrix does not have it as it was."""
        columns, nothing = self._columns(undoing), np.empty(0, dtype=np.int64)
        own = np.array([self.base.problem.request_index[undoing.request]], dtype=np.int64)
        requests = np.union1d(own, parts.rivals(own, size)).astype(np.int64)
        if undoing.stays_away:
            return Asked(requests, nothing, columns)
        was = columns[self._before[columns] > 0]
        return Asked(requests, was, nothing) if len(was) else None

    def as_much(self, until: float) -> None:
        """For each change what serves as much with it undone, or the proof that nothing does."""
        enough = (0,) * self.base.coverage
        for number, seconds in self._turns(until, at_a_cost=False):
            self._learn(number, self._asked(number, seconds, enough=enough))

    def for_free(self, until: float) -> None:
        """The same in all goals, for what is known to be at a cost."""
        for number, seconds in self._turns(until, at_a_cost=True):
            self._asked(number, seconds, enough=(0,) * len(self.base.matrix.tiers), whole=True)

    def _turns(self, until: float, *, at_a_cost: bool) -> Iterator[tuple[int, float]]:
        """The changes that are left at their turn, each with its share of the time."""
        numbers = [n for n in range(len(self.changes)) if self._is_left(n, at_a_cost=at_a_cost)]
        for k, number in enumerate(numbers):
            seconds = (until - time.perf_counter()) / (len(numbers) - k)
            if self._is_left(number, at_a_cost=at_a_cost) and seconds > _LEAST:
                yield number, seconds

    def _is_left(self, number: int, *, at_a_cost: bool) -> bool:
        if number in self._proofs:
            return False
        known = self._points.get(number)
        serves = known is not None and not self._loses(known[0])
        if at_a_cost:
            return known is not None and serves and max(known[0]) > 0
        return not serves

    def _asked(self, number: int, seconds: float, enough: tuple[int, ...], whole: bool = False) -> Answer:
        base, variation = self.base, self._variation(self.changes[number])
        found = answer(
            base, variation, Limits(seconds, None, self.workers, self.seed),
            objectives=base.matrix.tiers if whole else None, enough=enough,
        )  # fmt: skip
        if found.point is not None:
            self._show(found.point)
        return found

    def _show(self, point: Ints) -> None:
        """Learn from an allocation: the best in which a change is undone is kept."""
        base = self.base
        losses = tuple(
            cost - known for cost, known in zip(base.matrix.values(point), base.costs, strict=True)
        )
        for number, undoing in enumerate(self.changes):
            known = self._points.get(number)
            better = known is None or self._rank(losses) < self._rank(known[0])
            if better and self._is_undone(undoing, point):
                self._points[number] = losses, point

    def _rank(self, losses: tuple[int, ...]) -> tuple[bool, bool, tuple[int, ...]]:
        return self._loses(losses), max(losses) > 0, losses

    def _loses(self, losses: tuple[int, ...]) -> bool:
        """Whether less is served than by the base."""
        return max(losses[: self.base.coverage]) > 0

    def _learn(self, number: int, found: Answer) -> None:
        """Learn from a proof that nothing serves as much; one solver's word alone is none."""
        if found.status == "impossible":
            self._proofs[number] = found.proof, True
            return
        for loss, proof in zip(found.losses[: self.base.coverage], found.proofs, strict=False):
            sure = proof is not None and proof.kind != "word"
            if loss.low is not None and loss.low > 0 and sure:
                self._proofs[number] = proof, False
            if loss.low != 0 or loss.high != 0:
                return

    # -- what is told -------------------------------------------------------------------------------------

    def told(self) -> tuple[Necessity, ...]:
        """Everything as plain values."""
        return tuple(self._of(number, undoing) for number, undoing in enumerate(self.changes))

    def _of(self, number: int, undoing: Undoing) -> Necessity:
        if number in self._proofs:
            proof, impossible = self._proofs[number]
            return Necessity(undoing=undoing, grade="needed", impossible=impossible, proof=proof)
        if number not in self._points:
            return Necessity(undoing=undoing, grade="open")
        base, (losses, point) = self.base, self._points[number]
        before, after = base.result.allocation, allocation_of(base.matrix, point)
        grade: NecessityGrade = "free" if max(losses) <= 0 else "costs"
        return Necessity(
            undoing=undoing,
            grade="open" if self._loses(losses) else grade,
            changes=changes_between(base.result.plan, before, after),
            losses=losses_between(base.matrix, base.costs, point),
        )
