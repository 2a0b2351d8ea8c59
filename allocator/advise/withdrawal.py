"""What is lost if an expert drops out and the plan is repaired with as few changes as can be; who stands
in."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import numpy as np

from allocator.advise.coverage import SERVED, asked_of
from allocator.advise.jobs import Clock, Job, run_jobs
from allocator.advise.stand_ins import StandIns
from allocator.errors import Fault, InputError
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

_MOST = 1 << 40  # weight units, more than any plan has
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
    def rank(self) -> tuple[int, int, int]:
        """Sorts the dearest first."""
        most = _MOST if self.weight.high is None else self.weight.high  # anything, where none was found
        return 0 if self.impossible else 1, -(self.weight.low or 0), -most


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """Somebody who takes a place instead."""

    request: str
    seat: str
    expert: str


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """What is lost if `expert` drops out of `missions`. `dropped` are the requests that the repair found
    serves no more, `newly` those that it serves besides; `stand_ins` are the places that stay as they are but
    for the person."""

    expert: str
    missions: tuple[str, ...]
    repair: Repair
    dropped: tuple[str, ...] = ()
    newly: tuple[str, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    moved: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reserve:
    """Somebody to keep in reserve: the places (request, seat, whose) that this person could take with all
    else as it is, and what these requests weigh."""

    expert: str
    covers: tuple[tuple[str, str, str], ...]
    weight: int


@dataclass(frozen=True, kw_only=True)
class WithdrawalAdvice:
    """Every withdrawal, the dearest first; the people to keep in reserve; and the places (request, seat,
    whose) that nobody could take with all else as it is. `skipped` are experts whose search was not begun."""

    withdrawals: tuple[Withdrawal, ...]
    reserves: tuple[Reserve, ...]
    uncovered: tuple[tuple[str, str, str], ...]
    skipped: tuple[str, ...] = ()


def withdrawal_advice(result: Result, experts: Sequence[str], clock: Clock) -> WithdrawalAdvice:
    """The advice for some experts, or for all who are sent."""
    sent = sorted({place.expert for _, place in result.allocation.assignments()})
    asked = list(dict.fromkeys(experts)) or sent
    repairs = withdrawn(result, asked, clock)
    chosen, uncovered = reserves(result, asked)
    return WithdrawalAdvice(
        withdrawals=withdrawals_of(result, repairs),
        reserves=chosen,
        uncovered=uncovered,
        skipped=tuple(code for code in asked if code not in repairs),
    )


def withdrawn(result: Result, experts: Sequence[str], clock: Clock) -> dict[str, Repair]:
    """A repair without each of some experts. Where others can take all the places of one as they are, there
    is nothing to search for."""
    base = repair_base(result)
    found, jobs = dict[str, Repair](), list[Job[Repair]]()
    for code in experts:
        if result.plan.experts[code].minimum_missions:
            jobs.append(Job(code, Withdrawn(result, code)))
            continue
        columns = _columns(base, code)
        repair = repaired_by_others(base, _stand_ins(base), columns)
        if repair is None:
            jobs.append(Job(code, Shut(result, tuple(columns.tolist()))))
        else:
            found[code] = repair
    found |= run_jobs(jobs, clock)
    return found


def owing_nothing(result: Result, experts: Iterable[str]) -> Result:
    """A result under a plan that asks no fewest missions of some people: who drops out owes none."""
    owing = sorted(code for code in experts if result.plan.experts[code].minimum_missions)
    if not owing:
        return result
    people = dict(result.plan.experts)
    people |= {code: replace(people[code], minimum_missions=0) for code in owing}
    return replace(result, plan=replace(result.plan, experts=MappingProxyType(people)), searched=None)


def _stand_ins(base: Base) -> StandIns:
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
        return Shut(own, tuple(_columns(repair_base(own), self.expert).tolist()))


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


def _columns(base: Base, expert: str) -> Ints:
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


def withdrawals_of(result: Result, repairs: dict[str, Repair]) -> tuple[Withdrawal, ...]:
    """The repairs as withdrawals, the dearest first."""
    rows = [_withdrawal(result, code, repair) for code, repair in repairs.items()]
    return tuple(sorted(rows, key=lambda row: (*row.repair.rank, row.expert)))


def _withdrawal(result: Result, expert: str, repair: Repair) -> Withdrawal:
    today = result.allocation
    missions = tuple(m.request for m, place in today.assignments() if place.expert == expert)
    if repair.allocation is None:
        return Withdrawal(expert=expert, missions=missions, repair=repair)
    after = repair.allocation.by_request
    kept = [m for m in today.missions if m.request in missions and m.request in after]
    return Withdrawal(
        expert=expert, missions=missions, repair=repair,
        dropped=tuple(r for r in today.by_request if r not in after),
        newly=tuple(r for r in after if r not in today.by_request),
        stand_ins=tuple(
            StandIn(request=place.request, seat=place.seat, expert=place.expert)
            for mission in kept
            if after[mission.request].start == mission.start
            for place in after[mission.request].team
            if place.expert not in mission.experts
        ),
        moved=tuple(m.request for m in kept if after[m.request].start != m.start),
    )  # fmt: skip


def require_experts(result: Result, experts: Sequence[str]) -> None:
    """Raises InputError for every code that is no expert of the plan."""
    from allocator.tables.cells.suggest import did_you_mean

    known = result.plan.experts
    faults = [
        Fault(place=code, column="expert", message=f"is no expert of this plan{did_you_mean(code, known)}")
        for code in experts
        if code not in known
    ]
    if faults:
        raise InputError("Experts", faults)


def reserves(
    result: Result, experts: Sequence[str]
) -> tuple[tuple[Reserve, ...], tuple[tuple[str, str, str], ...]]:
    """Few people who together could stand in for every place that somebody could take with all else as it is,
    whoever drops out; and the places (request, seat, whose) that nobody could take."""
    base = repair_base(owing_nothing(result, result.plan.experts))
    theirs = frozenset(experts)
    able = {place: who for place, who in _stand_ins(base).by_place().items() if place[2] in theirs}
    weight = {
        request.request: base.problem.request_weight[i] for i, request in enumerate(base.problem.requests)
    }
    left = {place for place, people in able.items() if people}
    chosen: list[Reserve] = []
    while left:
        gains: dict[str, list[tuple[str, str, str]]] = {}
        for place in sorted(left):
            for person in able[place]:
                gains.setdefault(person, []).append(place)
        best = max(sorted(gains), key=lambda person: sum(weight[request] for request, _, _ in gains[person]))
        worth = int(sum(weight[request] for request in {request for request, _, _ in gains[best]}))
        chosen.append(Reserve(expert=best, covers=tuple(gains[best]), weight=worth))
        left -= set(gains[best])
    return tuple(chosen), tuple(sorted(place for place, people in able.items() if not people))
