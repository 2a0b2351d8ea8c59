"""What is known of the assignments of a base: allocations without them, and proofs that there are none."""

import time
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from allocator.problem import Ints
from allocator.questions.explaining.gives_way import changes_between, losses_between
from allocator.results.result import Proof
from allocator.results.why_these import Hold
from allocator.search.outcome import allocation_of
from allocator.verification import verify
from allocator.whatif.base import Base


@dataclass
class Known:
    """The assignments of a base by number, in the order of their columns.

    An allocation does without one where the person does not go on the mission, in whatever seat and on
    whatever date. Every allocation that is met tells of all the assignments that it does without.
    """

    base: Base
    _points: dict[int, tuple[tuple[int, ...], Ints]] = field(default_factory=dict)
    _proofs: dict[int, Proof] = field(default_factory=dict)

    @cached_property
    def taken(self) -> Ints:
        """The z column of each assignment."""
        return np.flatnonzero(self.base.point[self.base.matrix.columns.z] > 0)

    @cached_property
    def request(self) -> Ints:
        """The request of each assignment."""
        return self.base.matrix.columns.z_request[self.taken]

    @cached_property
    def expert(self) -> Ints:
        """The expert of each assignment."""
        return self.base.matrix.columns.z_expert[self.taken]

    def columns(self, number: int) -> Ints:
        """All columns with the person of an assignment on its mission."""
        columns = self.base.matrix.columns
        same = (columns.z_request == self.request[number]) & (columns.z_expert == self.expert[number])
        found: Ints = columns.z[same]
        return found

    def missing(self, point: Ints) -> Ints:
        """The assignments that a point does without."""
        columns, size = self.base.matrix.columns, len(self.base.problem.experts)
        there = np.flatnonzero(point[columns.z] > 0)
        going = columns.z_request[there] * size + columns.z_expert[there]
        return np.flatnonzero(~np.isin(self.request * size + self.expert, going))

    def show(self, point: Ints | None) -> None:
        """Learn from a feasible point; from one that does not serve as much, nothing."""
        if point is None:
            return
        base = self.base
        losses = tuple(
            cost - known for cost, known in zip(base.matrix.values(point), base.costs, strict=True)
        )
        if max(losses[: base.coverage]) > 0:
            return
        for number in self.missing(point).tolist():
            known = self._points.get(number)
            if known is None or (max(losses) > 0, losses) < (max(known[0]) > 0, known[0]):
                self._points[number] = losses, point

    def prove(self, number: int, proof: Proof) -> None:
        """Learn that no allocation without an assignment serves as much."""
        self._proofs.setdefault(number, proof)

    def left(self, *, at_a_cost: bool = False) -> list[int]:
        """The assignments of which nothing is known, or only that they can be exchanged at a cost."""
        return [n for n in range(len(self.taken)) if self._is_left(n, at_a_cost=at_a_cost)]

    def _is_left(self, number: int, *, at_a_cost: bool) -> bool:
        if number in self._proofs:
            return False
        found = self._points.get(number)
        return found is None or (at_a_cost and max(found[0]) > 0)

    # -- in words -----------------------------------------------------------------------------------------

    def holds(self) -> tuple[Hold, ...]:
        """All of it as plain values; an allocation that the verification does not let pass tells nothing."""
        sound: dict[int, bool] = {}
        for _, point in self._points.values():
            if id(point) not in sound:
                sound[id(point)] = self._verified(point)
        found = [self._hold(number, sound) for number in range(len(self.taken))]
        places = (place for _, place in self.base.result.allocation.assignments())
        order = {(place.request, place.expert): k for k, place in enumerate(places)}
        return tuple(sorted(found, key=lambda hold: order[hold.request, hold.expert]))

    @cached_property
    def _seconds(self) -> float:
        """How long it takes to verify one allocation."""
        began = time.perf_counter()
        self._verified(self.base.point)
        return time.perf_counter() - began

    @property
    def seconds_to_verify(self) -> float:
        """How long it takes to verify all the allocations that are told."""
        return self._seconds * len({id(point) for _, point in self._points.values()})

    def _verified(self, point: Ints) -> bool:
        result = self.base.result
        return not verify(result.plan, result.model, allocation_of(self.base.matrix, point))

    def _hold(self, number: int, sound: dict[int, bool]) -> Hold:
        problem = self.base.problem
        code = problem.requests[self.request[number]].request
        seat = problem.seats[self.base.matrix.columns.z_seat[self.taken[number]]].seat
        expert = problem.experts[self.expert[number]]
        losses, point = self._points.get(number, ((), None))
        if number in self._proofs:
            proof = self._proofs[number]
            return Hold(request=code, seat=seat, expert=expert, grade="needed", proof=proof)
        if point is None or not sound[id(point)]:
            return Hold(request=code, seat=seat, expert=expert, grade="open")
        base, after = self.base, allocation_of(self.base.matrix, point)
        before = base.result.allocation
        mission = after.by_request.get(code)
        now = set(before.by_request[code].experts)
        return Hold(
            request=code, seat=seat, expert=expert,
            grade="free" if max(losses) <= 0 else "costs",
            instead=tuple(each for each in (mission.experts if mission else ()) if each not in now),
            changes=changes_between(base.result.plan, before, after),
            losses=losses_between(base.matrix, base.costs, point),
        )  # fmt: skip
