"""What is lost if an expert drops out and the plan is repaired with as few changes as can be; who stands
in."""

from collections.abc import Sequence
from dataclasses import dataclass

from allocator.advise.jobs import Clock, Job, run_jobs
from allocator.advise.repairs import (
    Repair,
    Shut,
    Withdrawn,
    columns_of,
    owing_nothing,
    repair_base,
    repaired_by_others,
    stand_ins_of,
)
from allocator.errors import Fault, InputError
from allocator.results.result import Result


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
        columns = columns_of(base, code)
        repair = repaired_by_others(base, stand_ins_of(base), columns)
        if repair is None:
            jobs.append(Job(code, Shut(result, tuple(columns.tolist()))))
        else:
            found[code] = repair
    found |= run_jobs(jobs, clock)
    return found


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
    able = {place: who for place, who in stand_ins_of(base).by_place().items() if place[2] in theirs}
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
