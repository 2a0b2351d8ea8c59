"""Missions as tables of a page."""

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.export.page.parts import Grid, PageCell, headings
from allocator.plan import calendar
from allocator.report.place_names import administration_label, member_label
from allocator.report.stays import missions_in_order
from allocator.report.words import person_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.plan import Plan
    from allocator.plan.allocation import Mission
    from allocator.plan.entities import Request
    from allocator.report.phrases import Phrases
    from allocator.results.result import Result

LEVELS = ("strategic", "tactical", "operational")


def mission_grid(result: "Result", say: "Phrases", caption: str) -> Grid:
    """One row per mission: the Member, when, what, who, at whose expense; by Member, then by date."""
    plan = result.plan
    missions = sorted(
        missions_in_order(result),
        key=lambda m: member_label(plan, plan.requests[m.request].member, say).casefold(),
    )
    return Grid(
        caption=caption,
        headings=headings(say, "member dates what team payer cost request", ["cost"]),
        rows=tuple(_row(result, mission, say) for mission in missions),
    )


def _row(result: "Result", mission: "Mission", say: "Phrases") -> tuple[PageCell, ...]:
    plan = result.plan
    request = plan.requests[mission.request]
    return (
        members_words(plan, request, say),
        dates_words(plan, mission, say),
        what_words(request),
        team_words(plan, mission, say),
        mission.agreement or "–",
        say.number(mission_cost(plan, mission)),
        request.request,
    )


def result_grids(result: "Result", say: "Phrases") -> tuple[Grid, ...]:
    """The results sought, a table for each level of help that has missions."""
    plan = result.plan

    def level_of(mission: "Mission") -> str:
        return plan.mission_types[plan.requests[mission.request].mission_type].level

    return tuple(grid for level in LEVELS if (grid := _result_grid(result, level, level_of, say)).rows)


def _result_grid(result: "Result", level: str, level_of: "Callable[[Mission], str]", say: "Phrases") -> Grid:
    """Missions that seek the same result by the same indicator share a row."""
    plan = result.plan
    sought: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for mission in missions_in_order(result):
        request = plan.requests[mission.request]
        if level_of(mission) == level:
            key = (request.expected_result, request.indicator, what_words(request))
            sought[key].append(f"{member_label(plan, request.member, say)} ({request.request})")
    return Grid(
        caption=say(f"results.{level}"),
        headings=headings(say, "expected indicator what member_requests"),
        rows=tuple(
            (expected or say("not_given"), indicator or say("not_given"), what, ", ".join(missions))
            for (expected, indicator, what), missions in sought.items()
        ),
    )


def members_words(plan: "Plan", request: "Request", say: "Phrases") -> str | tuple[str, ...]:
    """The Members that take part, the asking one first."""
    names = tuple(f"{member_label(plan, code, say)} ({code})" for code in plan.members_of(request))
    return names if len(names) > 1 else names[0]


def dates_words(plan: "Plan", mission: "Mission", say: "Phrases") -> str:
    """The mission days, from the first to the last."""
    return say.span(mission.start, calendar.last_day(plan, plan.requests[mission.request], mission.start))


def what_words(request: "Request") -> str:
    """Mission type and topic."""
    return ", ".join(dict.fromkeys(filter(None, (request.mission_type, request.topic))))


def team_words(plan: "Plan", mission: "Mission", say: "Phrases") -> PageCell:
    """Who goes, each with the administration."""
    return tuple(
        f"{person_words(plan, code)}, {administration_label(plan, plan.experts[code].administration, say)}"
        for code in mission.experts
    )


def mission_cost(plan: "Plan", mission: "Mission") -> int:
    """What the whole team costs, in the plan's currency."""
    return sum(plan.cost_of(plan.requests[mission.request], code) for code in mission.experts)
