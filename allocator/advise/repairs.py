"""Repairs without somebody, or some of their days: as much served as can be, with few changes."""

import math
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import numpy as np

from allocator.advise.coverage import SERVED, asked_of
from allocator.advise.stand_ins import StandIns
from allocator.matrix import point_of
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import Term, Tier
from allocator.problem import Ints
from allocator.results.interval import Interval
from allocator.results.result import Result
from allocator.rules.coupling.fixed import locks
from allocator.search.interrupts import Stops, stopping
from allocator.search.run import Run
from allocator.solvers.program import Limits
from allocator.whatif.asking import answer
from allocator.whatif.base import Base, base_of
from allocator.whatif.rebased import rebased
from allocator.whatif.variation import serve, without

_MEMO, _STAND_INS = "repairs", "stand-ins"  # what a result keeps


@dataclass(frozen=True, kw_only=True)
class Repair:
    """An allocation repaired after some of its columns were shut.

    `weight`: how far the best repair falls short of what the result serves, in weight units, 0 where it does
    not. `changes`: the fewest dates, persons and payers given up, among repairs that fall no shorter than
    the one found. `impossible`: nothing keeps the locks and hard rules; that may be so as well where no
    `allocation` was found.
    """

    weight: Interval
    changes: Interval
    allocation: Allocation | None = None
    impossible: bool = False
    interrupted: bool = False

    @property
    def rank(self) -> tuple[int, int, float]:
        """Sorts the dearest first."""
        most = math.inf if self.weight.high is None else self.weight.high  # anything, where none was found
        return 0 if self.impossible else 1, -(self.weight.low or 0), -most


def owing_nothing(result: Result, experts: Iterable[str]) -> Result:
    """A result under a plan that asks no fewest missions of some people: who drops out owes none."""
    owing = sorted(code for code in experts if result.plan.experts[code].minimum_missions)
    if not owing:
        return result
    people = dict(result.plan.experts)
    people |= {code: replace(people[code], minimum_missions=0) for code in owing}
    return replace(result, plan=replace(result.plan, experts=MappingProxyType(people)), searched=None)


def stand_ins_of(base: Base) -> StandIns:
    """Who could take the places of a base, found out once for each."""
    found = base.result.memo.get(_STAND_INS)
    if not isinstance(found, StandIns):
        found = base.result.memo[_STAND_INS] = StandIns(base)
    return found


@dataclass(frozen=True)
class Shut:
    """The search for a repair of a result without some of its columns."""

    result: Result
    columns: tuple[int, ...]

    form = Repair

    def about(self) -> Mapping[str, Any]:
        result, first = self.result, self.result.goals[0]
        asked = asked_of(result.plan, result.model, result.allocation)
        told = {"bound": first.bound, "proven": first.proven, "shut": list(self.columns)}
        return {**asked, **told, "order": _order(result.plan)}

    def holds(self, found: Repair) -> bool:
        if found.allocation is None:
            return True
        base, shut = repair_base(self.result), np.array(self.columns, dtype=np.int64)
        point = point_of(base.matrix, found.allocation)
        lost = max(0, base.matrix.tiers[0].cost.value(point) - base.costs[0])
        possible = base.matrix.feasible(point) and not point[shut].any()
        return possible and found.weight.high == lost

    def __call__(self, limits: Limits) -> Repair:
        return repaired(repair_base(self.result), np.array(self.columns, dtype=np.int64), limits)


@dataclass(frozen=True)
class Withdrawn:
    """The search for a repair of a result without somebody who owes missions, and then owes none: it has a
    matrix of its own, which is made when it is worked on."""

    result: Result
    expert: str

    form = Repair

    def about(self) -> Mapping[str, Any]:
        return {**Shut(self.result, ()).about(), "withdrawn": self.expert}

    def holds(self, found: Repair) -> bool:
        return self._shut().holds(found)

    def __call__(self, limits: Limits) -> Repair:
        shut = self._shut()
        base, columns = repair_base(shut.result), np.array(shut.columns, dtype=np.int64)
        return repaired_by_others(base, StandIns(base), columns) or repaired(base, columns, limits)

    def _shut(self) -> Shut:
        own = owing_nothing(self.result, [self.expert])
        return Shut(own, tuple(columns_of(repair_base(own), self.expert).tolist()))


def _order(plan: Plan) -> str:
    """The SHA-256 of the order of the rows by which columns are numbered; a fingerprint leaves it out."""
    seats = [[seat.seat for seat in plan.seats_of(request)] for request in plan.open_requests]
    codes = [request.request for request in plan.open_requests]
    return sha256(repr((codes, seats, list(plan.experts))).encode()).hexdigest()


def repaired(base: Base, shut: Ints, limits: Limits) -> Repair:
    """The best repair without some columns: as much served as today if that can be, then few changes."""
    with ExitStack() as stack:
        stops: list[Stops] = []

        def listen(run: Run) -> None:
            stops.append(stack.enter_context(stopping(run.stop)))

        asked = without(shut).and_also(serve(base, *_locked(base, shut)))
        answered = answer(base, asked, limits, enough=(0,), on_begin=listen)
    heard = any(each.heard for each in stops)
    if answered.status == "impossible":
        return Repair(weight=Interval(None, None), changes=Interval(None, None), impossible=True)
    places = int((base.point[shut] > 0).sum())  # are given up whatever else is
    if answered.status == "open":
        return Repair(weight=Interval(0, None), changes=Interval(places, None), interrupted=heard)
    losses, changes = answered.losses
    return Repair(
        weight=Interval(max(0, losses.low or 0), max(0, losses.high or 0)),
        changes=Interval(max(places, changes.low or 0), changes.high),
        allocation=answered.allocation,
        interrupted=heard,
    )


def _locked(base: Base, shut: Ints) -> set[str]:
    """The requests that lose somebody and must be served all the same: a repair begins with them."""
    taken = base.owners[shut[base.point[shut] > 0]]
    locked = {row.request for row in locks(base.result.plan)}
    return {base.problem.requests[int(r)].request for r in taken} & locked


def repair_base(result: Result) -> Base:
    """A result as repairs start from it: with what is served sought first and alone."""
    base, sought = base_of(result), Tier((Term(SERVED),))
    if result.model.tiers[0] == sought:
        return base
    found = result.memo.get(_MEMO)
    if not isinstance(found, Base):
        model = replace(result.model, tiers=(sought,))
        found = result.memo[_MEMO] = rebased(base, model)
    return found


def columns_of(base: Base, expert: str) -> Ints:
    """The z columns of an expert."""
    columns = base.matrix.columns
    mine: Ints = columns.z[columns.z_expert == base.problem.expert_index[expert]]
    return mine


def repaired_by_others(base: Base, standing: StandIns, shut: Ints) -> Repair | None:
    """The repair in which others take all places of these columns and nothing else changes: fewer changes
    than places there cannot be. None where there is none."""
    taken = shut[base.point[shut] > 0]
    point = standing.replaced(taken)
    if point is None:
        return None
    places = Interval(len(taken), len(taken))
    return Repair(weight=Interval(0, 0), changes=places, allocation=standing.allocation(point))
