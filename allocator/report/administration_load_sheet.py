"""Sheet `Administrations`: the input's columns, then what the allocation asks of each row, and what of its
limits is used, by what is delivered and by what is planned."""

from functools import partial
from typing import TYPE_CHECKING

from allocator.plan import entities
from allocator.report.loads import load_table, mission_days, most_away, share_of
from allocator.report.output_sheet import OutputSheet
from allocator.report.stays import Stay
from allocator.report.table import Cell, Column, Table

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.result import Result

_ADDED = (
    Column("experts", "whole", "Experts in the plan"),
    Column("experts sent", "whole"),
    Column("planned missions", "whole", "Places on missions"),
    Column("planned days", "whole", "Missions' working days"),
    Column("delivered days", "whole", "Working days on requests that are done"),
    Column("limit used", "percent", "Share of the days it gives, delivered and planned"),
    Column("days away", "whole", "Calendar days from departures to returns"),
    Column("most away", "whole", "Most experts away at once"),
)


def administrations(result: "Result") -> Table:
    """One row per administration that the plan names: its limits and load."""
    plan = result.plan
    return load_table(
        result, "Administrations", entities.Administration, plan.administrations,
        lambda stay: plan.experts[stay.place.expert].administration, _ADDED, partial(_body_load, plan),
        "limit used",
    )  # fmt: skip


SHEET = OutputSheet(table=administrations)


def _body_load(
    plan: "Plan", body: entities.Administration, team: list[Stay], done: list[Stay]
) -> tuple[Cell, ...]:
    days, before = mission_days(team), mission_days(done)
    return (
        sum(expert.administration == body.administration for expert in plan.experts.values()),
        len({stay.place.expert for stay in team}),
        len(team),
        days,
        before,
        share_of(before + days, body.days),
        sum(stay.days_away for stay in team),
        most_away(team),
    )
