"""Sheet `Experts`: the input's columns, then what the allocation asks of each row, and what of its
limits is used, by what is delivered and by what is planned."""

from typing import TYPE_CHECKING

from allocator.plan import entities
from allocator.report.loads import load_table, mission_days, share_of
from allocator.report.output_sheet import OutputSheet
from allocator.report.stays import Stay
from allocator.report.table import Cell, Column, Table

if TYPE_CHECKING:
    from allocator.results.result import Result

_ADDED = (
    Column("planned missions", "whole"),
    Column("planned days", "whole", "Missions' working days"),
    Column("delivered missions", "whole", "Of requests that are done"),
    Column("delivered days", "whole", "Working days of those"),
    Column("limit used", "percent", "The greater share of the two limits, missions and days; delivered, too"),
    Column("days away", "whole", "Calendar days from departures to returns"),
    Column("planned cost", "money"),
    Column("requests", "list"),
)


def experts(result: "Result") -> Table:
    """One row per expert of the plan: the person's limits and load."""
    return load_table(
        result, "Experts", entities.Expert, result.plan.experts,
        lambda stay: stay.place.expert, _ADDED, _expert_load, "limit used",
    )  # fmt: skip


SHEET = OutputSheet(table=experts)


def _expert_load(expert: entities.Expert, team: list[Stay], done: list[Stay]) -> tuple[Cell, ...]:
    days, before = mission_days(team), mission_days(done)
    shares = [share_of(len(done) + len(team), expert.missions), share_of(before + days, expert.days)]
    return (
        len(team),
        days,
        len(done),
        before,
        max((share for share in shares if share is not None), default=None),
        sum(stay.days_away for stay in team),
        sum(stay.cost for stay in team),
        tuple(stay.place.request for stay in team),
    )
