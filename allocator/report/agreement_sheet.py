"""Sheet `Agreements`: the input's columns, then what the allocation asks of each row, and what of its
limits is used, by what is delivered and by what is planned."""

from typing import TYPE_CHECKING

from allocator.plan import entities
from allocator.report.loads import load_table, share_of
from allocator.report.output_sheet import OutputSheet
from allocator.report.stays import Stay
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
    return load_table(
        result, "Agreements", entities.Agreement, result.plan.agreements or {},
        lambda stay: stay.mission.agreement or "", _ADDED, _use, "budget used",
    )  # fmt: skip


def _pays(plan: "Plan") -> bool:
    return plan.agreements is not None


SHEET = OutputSheet(table=agreements, applies=_pays)


def _use(agreement: entities.Agreement, team: list[Stay], done: list[Stay]) -> tuple[Cell, ...]:
    requests = tuple(dict.fromkeys(stay.place.request for stay in team))
    before = sum(stay.cost for stay in done)
    spent = before + sum(stay.cost for stay in team)
    left = "-" if agreement.budget is None else agreement.budget - spent
    return len(requests), before, spent, left, share_of(spent, agreement.budget), requests
