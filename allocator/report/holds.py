"""The table `Why these`, and the column of the sheet Assignments that says the same."""

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.report.alternatives_words import gives_way_words, losses_words
from allocator.report.hold_words import grade_words, hold_colours, hold_words
from allocator.report.table import Cell, Column, Table
from allocator.report.words import person_words

if TYPE_CHECKING:
    from allocator.results.result import Result
    from allocator.results.why_these import Hold, WhyThese

_MEMO, _HEADER = "why these", "why this person"
_COLUMN = Column(
    _HEADER,
    note="Whether the person has to be there: needed, free or at a cost to exchange, or open",
    width=44,
)
_COLUMNS = (
    Column("request"),
    Column("start", "date"),
    Column("seat"),
    Column("expert"),
    Column("name", width=22),
    Column("grade", note="needed: nothing serves as much without it. free, at a cost: exchangeable. open"),
    Column("instead", "list", "Who goes instead, where somebody does"),
    Column("what changes", "list", "In the allocation without it that loses least of those found", width=44),
    Column("goals", "list", "What each goal loses or gains there", width=44),
    Column("proof", note="What needed rests on"),
)


def why_these_of(result: "Result", found: "WhyThese") -> Table:
    """One row per assignment, by start date."""
    start = {mission.request: mission.start for mission in result.allocation.missions}
    holds = sorted(found.holds, key=lambda hold: start[hold.request])
    rows = tuple(_row(result, hold) for hold in holds)
    return Table("Why these", _COLUMNS, rows, (hold_colours("grade"),))


def with_holds(result: "Result", assignments: Table) -> Table:
    """The sheet Assignments with a column on whether each person has to be there, where that was asked."""
    found: WhyThese | None = result.memo.get(_MEMO)
    if found is None:
        return assignments
    places = [assignments.headers.index(name) for name in ("request", "seat", "expert")]
    end = assignments.headers.index("end")

    def words(row: tuple[Cell, ...]) -> Cell:
        hold = found.of(*(str(row[place]) for place in places)) if row[end] else None
        return hold_words(result, hold) if hold else None

    return replace(
        assignments,
        columns=(*assignments.columns, _COLUMN),
        rows=tuple((*row, words(row)) for row in assignments.rows),
        colours=(*assignments.colours, hold_colours(_HEADER)),
    )


def _row(result: "Result", hold: "Hold") -> tuple[Cell, ...]:
    plan = result.plan
    return (
        hold.request,
        result.allocation.by_request[hold.request].start,
        hold.seat,
        hold.expert,
        plan.experts[hold.expert].name or None,
        grade_words(hold),
        tuple(person_words(plan, code) for code in hold.instead),
        gives_way_words(hold.changes),
        losses_words(result, hold.losses),
        str(hold.proof) if hold.proof else None,
    )
