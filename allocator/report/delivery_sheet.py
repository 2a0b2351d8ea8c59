"""Sheet `Delivery`: planned against delivered, request by request."""

from typing import TYPE_CHECKING

from allocator.report.colours import Colours, Mark
from allocator.report.delivery import NOT_PLANNED, STAGES, Delivery, deliveries, has_news
from allocator.report.output_sheet import OutputSheet
from allocator.report.table import Cell, Column, Table
from allocator.report.words import PRIORITIES, member_name, person_words

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.result import Result

_COLUMNS = (
    Column("request"),
    Column("member name"),
    Column("mission type"),
    Column("topic"),
    Column("priority"),
    Column("stage", note=f"How far it has come, by the last of its team: {', '.join(STAGES)}"),
    Column("planned start", "date", "First mission day, as Assignments has it"),
    Column("planned end", "date", "Last mission day by that start"),
    Column("delivered on", "date", "When it was done"),
    Column("days late", "whole", "From the planned end to the day on which it was done"),
    Column("planned team", "list", "Who was to go"),
    Column("went", "list", "Who went"),
    Column("did not go", "list", "Who was to go, and has declined"),
    Column("agreement", note="Who pays, or has paid"),
    Column("reason", note="Why it is postponed or cancelled"),
    Column("expected result"),
    Column("indicator"),
)
_COLOURS = (
    Colours(
        "stage",
        "Green: done, accepted. Blue: ticketed. Amber: proposed, postponed. Red: declined by somebody, not "
        "planned. Struck through: cancelled",
        (
            Mark("is", "done", "good"),
            Mark("is", "ticketed", "firm"),
            Mark("is", "accepted", "good"),
            Mark("is", "proposed", "wary"),
            Mark("is", "postponed", "wary"),
            Mark("is", "declined", "bad"),
            Mark("is", NOT_PLANNED, "bad"),
            Mark("is", "cancelled", "struck"),
        ),
    ),
)


def delivery(result: "Result") -> Table:
    """One row per request, in the plan's order."""
    rows = tuple(_row(result.plan, each) for each in deliveries(result))
    return Table("Delivery", _COLUMNS, rows, _COLOURS)


SHEET = OutputSheet(table=delivery, applies=has_news)


def _row(plan: "Plan", each: Delivery) -> tuple[Cell, ...]:
    request = each.request
    late = (each.end - each.planned_end).days if each.end and each.planned_end else None
    missing = tuple(code for code in each.planned if code not in each.went) if each.end else ()
    return (
        request.request,
        member_name(plan, request.member),
        request.mission_type,
        request.topic,
        PRIORITIES[request.priority],
        each.stage,
        each.start,
        each.planned_end,
        each.end,
        late,
        _people(plan, each.planned),
        _people(plan, each.went),
        _people(plan, missing),
        each.agreement,
        request.status_reason or None,
        request.expected_result,
        request.indicator,
    )


def _people(plan: "Plan", codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(person_words(plan, code) for code in codes)
