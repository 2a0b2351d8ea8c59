"""Whom to phone: which release, tentative or missing, serves most once it is confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from allocator.advise.coverage import changed_digest, weight_of
from allocator.advise.effects import Effect, Yardstick
from allocator.advise.hypotheses import promising, standing_for_unserved
from allocator.advise.jobs import Clock, Job, run_jobs
from allocator.advise.repairs import Repair, Shut, repair_base, repaired_by_others
from allocator.advise.stand_ins import StandIns
from allocator.plan import Plan, calendar
from allocator.plan.allocation import Allocation
from allocator.problem import Bools, Ints
from allocator.whatif.base import Base

#: How many experts are looked at; and how many of them, those that can gain most, are searched.
_CONSIDERED, _SEARCHED = 40, 20


@dataclass(frozen=True, kw_only=True)
class TentativeRelease:
    """An expert with tentative releases. `missions` rest on them today; `repair` is what is lost if none of
    them is confirmed."""

    expert: str
    spells: tuple[tuple[date, date], ...]
    missions: tuple[str, ...]
    repair: Repair
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MissingRelease:
    """An expert who is not released when needed. `effect` is what a release on all days of the plan gains;
    `wanted` are the missions of the best allocation found that need one, with the days away."""

    expert: str
    effect: Effect
    wanted: tuple[tuple[str, date, date], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReleaseAdvice:
    """Tentative releases by what depends on them, missing ones by what they would gain; `together` is what
    all of the missing ones gain at once. `left_out` have less to offer at first sight; `skipped` have
    tentative releases for which the search was not begun."""

    tentative: tuple[TentativeRelease, ...]
    missing: tuple[MissingRelease, ...]
    together: Effect
    left_out: int
    skipped: tuple[str, ...] = ()


def releases(yardstick: Yardstick, clock: Clock) -> tuple[Yardstick, ReleaseAdvice]:
    """The advice for every expert."""
    tentative, skipped = _tentative(yardstick, clock)
    experts = _absent(yardstick)
    plans = {code: released(yardstick.plan, [code]) for code in experts[:_CONSIDERED]}
    together = released(yardstick.plan, list(plans))
    yardstick, found = promising(yardstick, plans, together, clock, searched=_SEARCHED)
    missing = [
        MissingRelease(expert=code, effect=effect, wanted=_wanted(yardstick.plan, code, effect.allocation))
        for code, effect in found.effects.items()
    ]
    return yardstick, ReleaseAdvice(
        tentative=tentative,
        missing=tuple(sorted(missing, key=lambda each: (each.effect.rank, each.expert))),
        together=found.together,
        left_out=max(0, len(experts) - _CONSIDERED),
        skipped=skipped,
    )


def released(plan: Plan, experts: Iterable[str]) -> Plan:
    """The plan with some experts released on every day: without a row, one is."""
    free = frozenset(experts)
    rows = tuple(row for row in plan.availability if row.expert not in free)
    return replace(plan, availability=rows, digest=changed_digest(plan, sorted(free)))


def _absent(yardstick: Yardstick) -> list[str]:
    """Experts who could take a seat of an unserved request on more days if they were released; the weightiest
    first."""
    plan = yardstick.plan
    limited = sorted({row.expert for row in plan.availability})
    standing = standing_for_unserved(yardstick, released(plan, limited))
    helps: dict[str, set[str]] = {}
    for expert, seat in standing.pairs():
        helps.setdefault(expert, set()).add(standing.request_of(seat))
    worth = {
        code: sum(weight_of(plan, yardstick.model, request) for request in helps[code])
        for code in limited
        if code in helps
    }
    return sorted(worth, key=lambda code: (-worth[code], code))


def _wanted(plan: Plan, expert: str, allocation: Allocation | None) -> tuple[tuple[str, date, date], ...]:
    """The missions of an expert outside the release that he or she has, with the days away."""
    found = []
    for mission, place in () if allocation is None else allocation.assignments():
        if place.expert == expert:
            away = calendar.away(plan, plan.requests[mission.request], expert, mission.start)
            if not _inside(plan.availability_of.get(expert), *away):
                found.append((mission.request, *away))
    return tuple(found)


def _inside(spells: tuple[tuple[date, date], ...] | None, departure: date, back: date) -> bool:
    return spells is None or any(first <= departure and back <= last for first, last in spells)


def confirmed_only(plan: Plan) -> Plan:
    """The plan without its tentative releases. Who has no other row keeps one that is over before any mission
    could begin: no row at all would mean released on all days."""
    rows = [row for row in plan.availability if row.status != "tentative"]
    left = {row.expert for row in rows}
    before = date.min
    rows += [
        replace(row, first=before, last=before, status="confirmed")
        for row in {row.expert: row for row in plan.availability if row.expert not in left}.values()
    ]
    return replace(plan, availability=tuple(rows), digest=changed_digest(plan, "confirmed only"))


def _tentative(yardstick: Yardstick, clock: Clock) -> tuple[tuple[TentativeRelease, ...], tuple[str, ...]]:
    """What is lost without the tentative releases of each expert who has any; whom no time was left for."""
    result = yardstick.result
    base, sure = repair_base(result), confirmed_only(result.plan)
    spells: dict[str, list[tuple[date, date]]] = {}
    for row in result.plan.availability:
        if row.status == "tentative":
            spells.setdefault(row.expert, []).append((row.first, row.last))
    shut = {code: _resting_on(base, sure, code) for code in spells}
    standing = StandIns(base)
    repairs = {c: r for c in spells if (r := repaired_by_others(base, standing, shut[c])) is not None}
    jobs = [Job(c, Shut(result, tuple(shut[c].tolist()))) for c in spells if c not in repairs]
    repairs |= run_jobs(jobs, clock, part=0.5)
    rows = [_row(base, code, spells[code], shut[code], repair) for code, repair in repairs.items()]
    rows.sort(key=lambda row: (*row.repair.rank, -len(row.missions), row.expert))
    return tuple(rows), tuple(code for code in spells if code not in repairs)


def _row(
    base: Base, code: str, spells: list[tuple[date, date]], shut: Ints, repair: Repair
) -> TentativeRelease:
    columns = base.matrix.columns
    taken = shut[base.point[shut] > 0] - len(base.problem.start_request)
    before = base.result.allocation.by_request
    after = None if repair.allocation is None else repair.allocation.by_request
    return TentativeRelease(
        expert=code, spells=tuple(sorted(spells)), repair=repair,
        missions=tuple(base.problem.requests[int(r)].request for r in columns.z_request[taken]),
        dropped=() if after is None else tuple(r for r in before if r not in after),
    )  # fmt: skip


def _resting_on(base: Base, sure: Plan, expert: str) -> Ints:
    """The z columns of an expert whose days away lie inside no confirmed release."""
    columns, problem = base.matrix.columns, base.problem
    mine = columns.z_expert == problem.expert_index[expert]
    held: Bools = np.zeros(len(mine), dtype=bool)
    for first, last in sure.availability_of.get(expert, ()):
        begins, ends = problem.day_number(first), problem.day_number(last)
        held |= (columns.z_departure >= begins) & (columns.z_return <= ends)
    shut: Ints = columns.z[mine & ~held]
    return shut
