"""Sheet `Assignments`: one row per seat taken, in the columns in which the planner's decisions are read.

A row shows the planner's `fixed`; where the lock names less than the row, the cell `locks` says what it
holds, and the rest of the row may change. Exclusions follow below as they were. A mission that the plan's
frozen date holds keeps its `previous`; other `previous` rows are left out, for this allocation takes their
place. Rows of what is delivered follow last: they say what it has used.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.plan.agreed import agreed_row
from allocator.plan.delivered import delivered_rows
from allocator.plan.entities import DECLINED, EXCLUDED, FIXED, PREVIOUS, Decision
from allocator.report.colours import AGREED_MARKS, Colours, Mark
from allocator.report.holds import with_holds
from allocator.report.output_sheet import OutputSheet
from allocator.report.reasons import reason, runners_up
from allocator.report.records import cells_of, columns_of
from allocator.report.smaller_locks import as_read, shows, with_smaller_locks
from allocator.report.stays import Stay, stays
from allocator.report.table import Cell, Column, Table
from allocator.report.words import member_name, person_words
from allocator.rules.coupling.fixed import locks

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.result import Result

_ADDED = (
    Column("end", "date", "Last mission day"),
    Column("expert name"),
    Column("member"),
    Column("member name"),
    Column("administration", note="Who releases the expert"),
    Column("country", note="Country of the administration"),
    Column("profile", note="Profile of the seat"),
    Column("topic", note="Topic of the seat"),
    Column("qualification", note="Accredited or pre-accredited for the seat"),
    Column("level", "whole", "Level of the qualification, 1 to 5"),
    Column("cost", "money", "Travel and mission days"),
    Column("reason", note="What speaks for this person"),
    Column("runners-up", "list", "Who could take the seat instead, all else staying as it is"),
)
_COLOURS = (
    Colours(
        "decision",
        "Blue: fixed. Amber: previous. Struck through: excluded",
        (
            Mark("is", "excluded", "struck", row=True),
            Mark("is", "fixed", "firm"),
            Mark("is", "previous", "wary"),
        ),
    ),
    Colours(
        "status",
        "Amber: proposed. Green: accepted, done. Blue: ticketed. Red: declined. No colour: draft",
        AGREED_MARKS,
    ),
    Colours(
        "reason", "Amber: the expert's release is tentative", (Mark("holds", "release is tentative", "wary"),)
    ),
)


def assignments(result: "Result") -> Table:
    """One row per seat taken, by start date; then the locks and exclusions that are no such row, and what is
    delivered."""
    taken = seats_taken(result)
    blank = (None,) * (len(_ADDED) - 2)
    carried = ((*cells_of(row), *blank, "kept from the input", None) for row in _carried(result))
    done = ((*cells_of(row), *blank, "delivered", None) for row in _delivered(result.plan))
    return replace(taken, rows=(*taken.rows, *carried, *done))


def _with_holds(result: "Result") -> Table:
    return with_holds(result, assignments(result))


SHEET = OutputSheet(table=_with_holds)


def seats_taken(result: "Result") -> Table:
    """One row per place of a seat that is taken, by start date, and no other."""
    others = runners_up(result)
    rows = tuple(
        (
            *cells_of(written),
            *_added(
                result.plan,
                stay,
                others.get((stay.place.request, stay.place.seat, stay.place.expert), ()),
            ),
        )
        for stay, written in _taken(result)
    )
    return Table("Assignments", (*columns_of(Decision), *_ADDED), rows, _COLOURS)


def decisions_written(result: "Result") -> tuple[Decision, ...]:
    """The rows of the sheet as the reader takes them in: those of seats taken, which decide something only
    where the planner or the frozen date does, and the others."""
    taken = (as_read(written) for _, written in _taken(result))
    return *taken, *_carried(result), *_delivered(result.plan)


def _taken(result: "Result") -> list[tuple[Stay, Decision]]:
    held = locks(result.plan)
    kept = [row for row in held if row.expert and row.start]
    written = [(stay, _decision(result.plan, stay, kept)) for stay in stays(result)]
    return list(with_smaller_locks(written, held))


def _delivered(plan: "Plan") -> Iterator[Decision]:
    for rows in delivered_rows(plan).values():
        yield from rows


def _decision(plan: "Plan", stay: Stay, kept: list[Decision]) -> Decision:
    """The assignment as a row of the input, with the planner's lock if the lock says as much."""
    status, remark = _agreed(plan, stay)
    row = Decision(
        request=stay.place.request,
        seat=stay.place.seat,
        expert=stay.place.expert,
        start=stay.mission.start,
        agreement=stay.mission.agreement or "",
        status=status,
        status_reason=remark,
    )
    for lock in kept:
        same = replace(lock, decision="", status=row.status, status_reason=row.status_reason, place="")
        if same == row or (lock.decision == PREVIOUS and _speaks_of(lock, stay)):
            return replace(row, decision=lock.decision)
    return row


def status_of(plan: "Plan", stay: Stay) -> str:
    """How far an assignment is agreed."""
    return _agreed(plan, stay)[0]


def _agreed(plan: "Plan", stay: Stay) -> tuple[str, str]:
    """How far the assignment is agreed, and the remark on it: as the row says that is about it alone, else as
    far as any does."""
    furthest = agreed_row(plan, stay.place.request, stay.place.expert, stay.mission.start)
    if furthest is None:
        return "draft", ""
    return furthest.status, furthest.status_reason


def _speaks_of(row: Decision, stay: Stay) -> bool:
    return (
        row.request == stay.place.request
        and row.expert in ("", stay.place.expert)
        and row.start in (None, stay.mission.start)
    )


def _carried(result: "Result") -> Iterator[Decision]:
    """The planner's locks and exclusions, and what people have declined, that no assignment's row repeats."""
    plan = result.plan
    taken = [written for _, written in _taken(result)]
    bare = {_bare(written) for written in taken}
    for row in plan.decisions:
        repeated = row.decision == FIXED and any(shows(written, row) for written in taken)
        done = row.decision == FIXED and plan.requests[row.request].done_on is not None
        locks_or_shuts = row.decision in (FIXED, EXCLUDED) and row.status != DECLINED
        if locks_or_shuts and not (done or repeated) and _bare(row) not in bare:
            yield row
    yield from dict.fromkeys(row for row in map(_declined, plan.decisions) if row and _bare(row) not in bare)


def _bare(row: Decision) -> Decision:
    """A row without how far it is agreed."""
    return replace(row, status="draft", status_reason="", place="")


def _declined(row: Decision) -> Decision | None:
    """What somebody has declined, which is no part of a previous allocation any more; None for other rows."""
    if row.status != DECLINED:
        return None
    return replace(row, decision="") if row.decision == PREVIOUS else row


def _added(plan: "Plan", stay: Stay, others: tuple[str, ...]) -> tuple[Cell, ...]:
    expert, request = stay.place.expert, stay.request
    seat = plan.seat_of(request, stay.place.seat)
    topic = plan.topic_of(request, seat)
    held = plan.qualification_of(expert, seat.profile, topic)
    employer = plan.administration_of(expert)
    return (
        stay.last,
        plan.experts[expert].name or None,
        request.member,
        member_name(plan, request.member),
        employer.administration,
        employer.country,
        seat.profile,
        topic,
        held.status if held else None,
        held.level if held else None,
        stay.cost,
        reason(plan, stay),
        tuple(person_words(plan, code) for code in others),
    )
