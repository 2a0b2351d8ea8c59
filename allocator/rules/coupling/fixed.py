"""What the planner has locked is kept. Before the frozen date a mission starts only on the day that a `fixed`
or a `previous` row gives it, and all that the previous rows of such a mission say is kept; unless somebody
has withdrawn from it: then it is served on that day by others, or not then."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan.calendar import away
from allocator.plan.entities import DECLINED, FIXED, OPEN, PREVIOUS
from allocator.problem.rows import make_rows, shut_rows
from allocator.rules.base import HARD, Rule, Violation, levels

if TYPE_CHECKING:
    from datetime import date

    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation, Mission
    from allocator.plan.entities import Decision
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Bools, Problem
    from allocator.problem.rows import Parts, Rows
    from allocator.rules.columns import Columns

RULE = Rule(
    "fixed",
    "Locked people, dates and payers are kept, and nothing else starts before the frozen date",
    levels(HARD),
    "broken locks",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    asks_funding = plan.agreements is not None and model.is_on("funding")
    held = locks(plan)
    for row in held:
        for message in _changes(row, allocation.by_request.get(row.request), asks_funding):
            yield Violation(rule=RULE.code, level=HARD, subject=row.request, message=message)
    until, kept = plan.settings.frozen_until, {row.request for row in held if row.start}
    given = _released(plan)
    for mission in allocation.missions:
        early = until is not None and mission.start < until and mission.request not in kept
        if early and (mission.request, mission.start) not in given:
            message = f"starts on {mission.start}, before {until}: a fixed or previous row must give that day"
            yield Violation(rule=RULE.code, level=HARD, subject=mission.request, message=message)


def locks(plan: "Plan") -> list["Decision"]:
    """Every row that must be kept: fixed ones, and previous ones before the frozen date. Those of what is
    delivered say who went; there is nothing left to decide. Who has declined is held by nothing."""
    rows = [row for row in plan.decisions if plan.is_open(row.request) and row.status != DECLINED]
    return [row for row in rows if row.decision == FIXED] + _frozen(plan, rows)


def _frozen(plan: "Plan", rows: list["Decision"]) -> list["Decision"]:
    """All previous rows of the requests that start before the frozen date, but for what is postponed and for
    those from which somebody has withdrawn."""
    standing = (row for row in rows if plan.requests[row.request].status == OPEN)
    previous = [row for row in standing if row.decision == PREVIOUS]
    early = {row.request for row in previous if _is_early(plan, row)}
    broken = {row.request for row in previous if row.request in early and _has_withdrawn(plan, row)}
    return [row for row in previous if row.request in early - broken]


def _released(plan: "Plan") -> set[tuple[str, "date"]]:
    """(request, day) that previous rows give of missions before the frozen date which are not held any more,
    because somebody has withdrawn or declined: others may go on that day."""
    held = {row.request for row in locks(plan) if row.decision == PREVIOUS}
    return {
        (row.request, row.start)
        for row in plan.decisions
        if row.decision == PREVIOUS and row.start is not None and _is_early(plan, row)
        and plan.is_open(row.request) and row.request not in held
    }  # fmt: skip


def _is_early(plan: "Plan", row: "Decision") -> bool:
    until = plan.settings.frozen_until
    return until is not None and row.start is not None and row.start < until


def _has_withdrawn(plan: "Plan", row: "Decision") -> bool:
    """Whether the person of a row has withdrawn by the day of returning home."""
    since = plan.withdrawn_from(row.expert) if row.expert else None
    if since is None or row.start is None:
        return since is not None
    return away(plan, plan.requests[row.request], row.expert, row.start)[1] >= since


def _changes(row: "Decision", mission: "Mission | None", asks_funding: bool) -> Iterator[str]:
    """How a mission departs from a row that it must keep to."""
    if mission is None:
        yield "is locked and yet not served"
        return
    if row.expert and not any(
        place.expert == row.expert and row.seat in ("", place.seat) for place in mission.team
    ):
        yield f"{row.expert} is locked and yet not in " + (f"the seat {row.seat}" if row.seat else "the team")
    if row.start and mission.start != row.start:
        yield f"starts on {mission.start}, locked on {row.start}"
    if row.agreement and asks_funding and mission.agreement != row.agreement:
        yield f"{mission.agreement or 'nobody'} pays, locked on {row.agreement}"


def rows(problem: "Problem", columns: "Columns") -> "Parts":
    """What each locked row of the Assignments sheet asks for, and nothing new before `frozen until`."""
    parts: Parts = []
    for lock in locks(problem.plan):
        parts += _lock(problem, columns, lock)
    return [*parts, *_nothing_new(problem)]


def _lock(problem: "Problem", columns: "Columns", decision: "Decision") -> "list[Rows]":
    """Served, and by the person, on the day, at the expense that the row names."""
    request = problem.request_index[decision.request]
    starts = np.arange(problem.start_offset[request], problem.start_offset[request + 1])
    if decision.start is not None:
        starts = starts[problem.start_day[starts] == problem.day_number(decision.start)]
    asked = [columns.y[starts]]
    if decision.expert:
        seated = columns.z_request == request
        seated &= columns.z_expert == problem.expert_index[decision.expert]
        if decision.seat:
            seats = [q for q, seat in enumerate(problem.seats) if seat.seat == decision.seat]
            seated &= np.isin(columns.z_seat, seats)
        asked.append(columns.z[seated])
    if decision.agreement and len(problem.agreements) and problem.model.is_on("funding"):
        payer = columns.payer_request == request
        payer &= columns.payer_agreement == problem.agreements.index(decision.agreement)
        asked.append(columns.f[payer])
    subject = np.array([_position(problem.plan, decision)], dtype=np.int64)
    return [make_rows(RULE.code, "decision", subject, [(0, names, 1)], lower=1) for names in asked]


def _position(plan: "Plan", decision: "Decision") -> int:
    """Which row it is: two rows may say the same, and each is a lock of its own."""
    return next(i for i, row in enumerate(plan.decisions) if row is decision)


def _nothing_new(problem: "Problem") -> "list[Rows]":
    """Σ y over the starts before `frozen until` = 0, but for what fixed and previous rows have there."""
    until = problem.plan.settings.frozen_until
    return [] if until is None else [shut_rows(RULE.code, problem, frozen(problem))]


def frozen(problem: "Problem") -> "Bools":
    """Which starts lie before `frozen until` without a row that keeps their request there."""
    until = problem.plan.settings.frozen_until
    if until is None:
        return np.zeros(len(problem.start_day), dtype=bool)
    kept = {problem.request_index[row.request] for row in locks(problem.plan) if row.start}
    early = problem.start_day < problem.day_number(until)
    early &= ~np.isin(problem.start_request, list(kept))
    for request, day in _released(problem.plan):
        own = problem.start_request == problem.request_index[request]
        early &= ~(own & (problem.start_day == problem.day_number(day)))
    return np.asarray(early)
