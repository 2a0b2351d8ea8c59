"""Locks that break a rule on their own: named by cell before anything is solved."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from allocator.errors import Fault, InputError
from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.plan.entities import EXCLUDED, FIXED, PREVIOUS, Decision
from allocator.plan.policy import Level
from allocator.problem import Problem
from allocator.problem.payers import eligible_payers
from allocator.rules.base import rule_name
from allocator.rules.candidates import Candidates
from allocator.rules.coupling import agreement_provider, funding
from allocator.rules.coupling.fixed import locks
from allocator.rules.eligibility import ELIGIBILITY


def refuse_broken_locks(problem: Problem, candidates: Candidates) -> None:
    """Raises InputError with every locked row that no allocation can keep, whatever the others say.

    Locks that only collide with each other, or with rules that join decisions, pass here.
    """
    faults = [
        Fault(place=lock.at(field) or lock.request, column=field, message=message)
        for lock in locks(problem.plan)
        for field, message in _faults(problem, candidates, lock)
    ]
    faults += _against_frozen(problem.plan)
    if faults:
        raise InputError("Assignments", faults)


def _against_frozen(plan: Plan) -> Iterator[Fault]:
    """Rows that ask for another day or payer than a previous row that is kept, or exclude its request."""
    until = plan.settings.frozen_until
    kept: dict[str, list[Decision]] = {}
    for row in locks(plan):
        if row.decision == PREVIOUS:
            kept.setdefault(row.request, []).append(row)
    for row in plan.decisions:
        for old in kept.get(row.request, ()) if row.decision in (FIXED, EXCLUDED) else ():
            why = f"at {old.place}, which is kept: it starts before frozen until, {until}"
            if row.decision == EXCLUDED and row.expert in ("", old.expert) and row.shuts(old.seat):
                message = f"excludes what is previous {why}"
                yield Fault(place=row.at("decision") or row.request, column="decision", message=message)
                break
            field = next((f for f in ("start", "agreement") if _differ(row, old, f)), "")
            if field and row.decision == FIXED:
                message = f"{getattr(row, field)} contradicts {getattr(old, field)} {why}"
                yield Fault(place=row.at(field) or row.request, column=field, message=message)
                break


def _differ(row: Decision, old: Decision, field: str) -> bool:
    wanted, had = getattr(row, field), getattr(old, field)
    return bool(wanted and had and wanted != had)


def _faults(problem: Problem, candidates: Candidates, lock: Decision) -> Iterator[tuple[str, str]]:
    """(field, message) of each thing wrong with a lock."""
    request = problem.request_index[lock.request]
    seats = [q for q in np.flatnonzero(problem.seat_request == request) if _names(problem, lock, int(q))]
    if problem.start_offset[request] == problem.start_offset[request + 1]:
        why = "no start day of the plan leaves time for the mission inside its window (rule window)"
        yield "request", f"{lock.request} cannot be served: {why}"
        return
    if not seats:
        yield "seat", f"{lock.request} has no seat {lock.seat}"
    else:
        on_grid = lock.start is None or _on_grid(problem, request, lock)
        if not on_grid:
            why = _why_not(problem, lock, "")
            yield "start", f"no mission for {lock.request} can start then: it {why}"
        if lock.expert:
            some_day = lock if on_grid else replace(lock, start=None)
            yield from _person_faults(problem, candidates, some_day, [int(q) for q in seats])
    if lock.agreement and problem.agreements:
        yield from _payer_faults(problem, request, lock)


def _names(problem: Problem, lock: Decision, seat: int) -> bool:
    return lock.seat in ("", problem.seats[seat].seat)


def _on_grid(problem: Problem, request: int, lock: Decision) -> bool:
    assert lock.start is not None
    own = slice(problem.start_offset[request], problem.start_offset[request + 1])
    return bool((problem.start_day[own] == problem.day_number(lock.start)).any())


def _person_faults(
    problem: Problem, candidates: Candidates, lock: Decision, seats: list[int]
) -> Iterator[tuple[str, str]]:
    """What keeps the person out of every seat that the lock allows, or away on its day."""
    expert = problem.expert_index[lock.expert]
    mine = np.flatnonzero((candidates.expert == expert) & np.isin(candidates.seat, seats))
    if not len(mine):
        fell = [int(candidates.fell_to[q, expert]) for q in seats]
        seat = problem.seats[seats[int(np.argmax(fell))]].seat
        why = _why_never(problem, lock, seat)
        yield "expert", f"{lock.expert} cannot go on {lock.request}: {why}"
    elif lock.start is not None:
        day = problem.day_number(lock.start)
        rows = np.flatnonzero(np.isin(candidates.owner, mine))
        free = [
            s for i in rows for s in range(candidates.lo[i], candidates.hi[i]) if problem.start_day[s] == day
        ]
        if not free:
            why = _why_not(problem, lock, problem.seats[candidates.seat[mine[0]]].seat)
            yield "start", f"{lock.expert} cannot go on {lock.request} on {lock.start}: {why}"


def _payer_faults(problem: Problem, request: int, lock: Decision) -> Iterator[tuple[str, str]]:
    """What keeps the payer from paying for the request, for the person, or on the day."""
    position = problem.agreements.index(lock.agreement)
    able = any((r, a) == (request, position) for r, a in zip(*eligible_payers(problem), strict=True))
    for rule in (funding, agreement_provider):
        if problem.model.level(rule.RULE.code) is not Level.HARD:
            continue
        if rule is funding and able and lock.start is None:
            continue  # on some day it can pay
        for violation in rule.check(problem.plan, problem.model, _alone(problem, lock)):
            yield "agreement", f"{violation.message} (rule {rule_name(violation.rule)})"


def _why_never(problem: Problem, lock: Decision, seat: str) -> str:
    """Why somebody can go on no day. A lock without a day asks for none in particular: where the reason is
    another on the last start than on the first, the first is given as an example only."""
    first = _why_not(problem, lock, seat)
    last = problem.start_day[problem.start_request == problem.request_index[lock.request]][-1]
    day = lock.start or problem.date_of(int(last))
    if first == _why_not(problem, replace(lock, start=day), seat):
        return first
    return f"on no day on which it can start; on the first, {first}"


def _why_not(problem: Problem, lock: Decision, seat: str) -> str:
    """The first hard eligibility rule that the locked row breaks, in its check's words."""
    alone = _alone(problem, replace(lock, seat=seat, expert=lock.expert if seat else ""))
    for rule in ELIGIBILITY:
        if problem.model.level(rule.RULE.code) is Level.HARD:
            for violation in rule.check(problem.plan, problem.model, alone):
                return f"{violation.message} (rule {rule_name(violation.rule)})"
    return "a rule of the model forbids it"


def _alone(problem: Problem, lock: Decision) -> Allocation:
    """What a lock names as the only mission; without a day, on the first that is possible."""
    starts = problem.start_day[problem.start_request == problem.request_index[lock.request]]
    start = lock.start or (problem.date_of(int(starts[0])) if len(starts) else problem.plan.settings.start)
    team = (Assignment(lock.request, lock.seat, lock.expert),) if lock.expert else ()
    payer = lock.agreement or None
    return Allocation((Mission(request=lock.request, start=start, team=team, agreement=payer),))
