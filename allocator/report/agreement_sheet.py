"""Sheet `Agreements`: the input's columns, then what the allocation asks of each row, and what of its
limits is used, by what is delivered and by what is planned."""

from typing import TYPE_CHECKING

from allocator.plan import entities
from allocator.report.colours import used
from allocator.report.loads import grouped, share_of
from allocator.report.output_sheet import OutputSheet
from allocator.report.records import cells_of, columns_of
from allocator.report.stays import Stay, delivered_stays, stays
from allocator.report.table import Cell, Column, Table

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.result import Result

_ADDED = (
    Column("planned missions", "whole", "Missions it pays for"),
    Column("delivered cost", "money", "Paid for requests that are done"),
    Column("spent", "money", "For what is delivered and what is planned"),
    Column("left", "money", "Budget left; - for no limit"),
    Column("budget used", "percent"),
    Column("requests", "list"),
)


def agreements(result: "Result") -> Table:
    """One row per agreement: its terms and use. No rows where the plan has no agreements."""
    own, done = (
        grouped((stay.mission.agreement or "", stay) for stay in team)
        for team in (stays(result), delivered_stays(result.plan))
    )
    rows = tuple(
        (*cells_of(agreement), *_use(agreement, own[code], done[code]))
        for code, agreement in (result.plan.agreements or {}).items()
    )
    return Table("Agreements", (*columns_of(entities.Agreement), *_ADDED), rows, (used("budget used"),))


def _pays(plan: "Plan") -> bool:
    return plan.agreements is not None


SHEET = OutputSheet(table=agreements, applies=_pays)


def _use(agreement: entities.Agreement, team: list[Stay], done: list[Stay]) -> tuple[Cell, ...]:
    requests = tuple(dict.fromkeys(stay.place.request for stay in team))
    before = sum(stay.cost for stay in done)
    spent = before + sum(stay.cost for stay in team)
    left = "-" if agreement.budget is None else agreement.budget - spent
    return len(requests), before, spent, left, share_of(spent, agreement.budget), requests
