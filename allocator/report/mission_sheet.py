"""Sheet `Missions`: one row per served request."""

from typing import TYPE_CHECKING

from allocator.plan import calendar
from allocator.report.colours import Colours, Mark
from allocator.report.output_sheet import OutputSheet
from allocator.report.stays import missions_in_order
from allocator.report.table import Cell, Column, Table
from allocator.report.words import PRIORITIES, countries_of, member_name, pair_check

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Mission
    from allocator.results.result import Result

# First what everybody asks: where, when, who, who pays; a page wide when printed.
_COLUMNS = (
    Column("request"),
    Column("member name"),
    Column("other members", "list", "Codes of those that take part, in a regional activity"),
    Column("mission type"),
    Column("topic"),
    Column("start", "date", "First mission day"),
    Column("end", "date", "Last mission day"),
    Column("days", "whole", "Working days at the Member"),
    Column("team", "list", "Experts sent"),
    Column("agreement", note="Who pays"),
    Column("cost", "money", "Travel and mission days of the whole team"),
    Column("pair check", note="Whether the team comes from different countries"),
    Column("priority"),
    Column("names", "list", "Their names, where the plan gives them"),
    Column("administrations", "list", "Who releases them, in the order of the team"),
    Column("countries", "list", "Their countries, in the order of the team"),
    Column("languages", "list", "Languages of the request that the team speaks"),
    Column("funders", "list"),
    Column("level", note="Strategic, tactical or operational help"),
    Column("region"),
    Column("member", note="Code of the Member"),
    Column("expected result"),
    Column("indicator"),
)
_COLOURS = (
    Colours(
        "pair check",
        "Red: two of the team come from the same country",
        (Mark("begins", "same country", "bad"),),
    ),
)


def missions(result: "Result") -> Table:
    """One row per served request, by start date."""
    rows = tuple(_row(result.plan, mission) for mission in missions_in_order(result))
    return Table("Missions", _COLUMNS, rows, _COLOURS)


SHEET = OutputSheet(table=missions)


def _row(plan: "Plan", mission: "Mission") -> tuple[Cell, ...]:
    request = plan.requests[mission.request]
    mission_type = plan.mission_types[request.mission_type]
    payer = (plan.agreements or {}).get(mission.agreement or "")
    spoken = {language for expert in mission.experts for language in plan.experts[expert].languages}
    return (
        request.request,
        member_name(plan, request.member),
        request.other_members,
        request.mission_type,
        request.topic,
        mission.start,
        calendar.last_day(plan, request, mission.start),
        request.days,
        mission.experts,
        mission.agreement,
        sum(plan.cost_of(request, expert) for expert in mission.experts),
        pair_check(plan, mission.experts),
        PRIORITIES[request.priority],
        tuple(name for expert in mission.experts if (name := plan.experts[expert].name)),
        tuple(plan.experts[expert].administration for expert in mission.experts),
        countries_of(plan, mission.experts),
        tuple(language for language in request.languages if language in spoken),
        payer.funders if payer else None,
        mission_type.level,
        plan.members[request.member].region,
        request.member,
        request.expected_result,
        request.indicator,
    )
