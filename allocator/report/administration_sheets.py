"""One printable sheet per administration: who of its experts is asked for, when, for whom and what for."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.report.loads import most_away
from allocator.report.stays import Stay, stays
from allocator.report.table import Cell, Column, Table
from allocator.report.words import (
    colleague_words,
    counted,
    member_name,
    mission_words,
    payer_words,
    person_words,
)
from allocator.tables.schema import ADMINISTRATION_PREFIX

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.entities import Administration
    from allocator.results.result import Result

_COLUMNS = (
    Column("expert", width=13),
    Column("departure", "date", "Leaves home on this day", width=11),
    Column("first day", "date", "First mission day", width=11),
    Column("last day", "date", "Last mission day", width=11),
    Column("return", "date", "Back home on this day", width=11),
    Column("for", "list", "Members that take part, the asking one first", width=18),
    Column("mission", note="Mission type and topic", width=18),
    Column("team mates", "list", "Who else goes, with the country", width=20),
    Column("who pays", width=22),
    Column("expected result", width=24),
    Column("indicator", width=22),
    Column("request", width=11),
)


@dataclass(frozen=True, slots=True)
class AdministrationSheet:
    """What an administration is asked for: a heading, a sentence and the missions of its experts."""

    heading: str
    lead: str
    table: Table


def administration_sheets(result: "Result") -> tuple[AdministrationSheet, ...]:
    """A sheet for each administration of which somebody is sent, in the order of the plan; its rows by
    departure."""
    own: dict[str, list[Stay]] = defaultdict(list)
    for stay in stays(result):
        own[result.plan.experts[stay.place.expert].administration].append(stay)
    bodies = result.plan.administrations
    return tuple(_sheet(result.plan, bodies[code], own[code]) for code in bodies if own[code])


def _sheet(plan: "Plan", body: "Administration", team: list[Stay]) -> AdministrationSheet:
    code = body.administration
    name = body.name or (plan.members[code].name if code in plan.members else "")
    rows = tuple(_row(plan, stay) for stay in sorted(team, key=lambda stay: (stay.departure, stay.back)))
    return AdministrationSheet(
        heading=f"Experts asked of {f'{name} ({code})' if name else code}",
        lead=_lead(plan, team),
        table=Table(f"{ADMINISTRATION_PREFIX}{code}", _COLUMNS, rows),
    )


def _lead(plan: "Plan", team: list[Stay]) -> str:
    experts = counted(len({stay.place.expert for stay in team}), "experts")
    missions = counted(len({stay.place.request for stay in team}), "missions")
    days = counted(sum(stay.request.days or 0 for stay in team), "working days")
    away = counted(sum(stay.days_away for stay in team), "calendar days")
    period = f"{plan.settings.start.isoformat()} to {plan.settings.end.isoformat()}"
    return (
        f"{plan.settings.title}, {period}: {experts} on {missions}, {days} on mission and {away} away from "
        f"home; at most {most_away(team)} away at once."
    )


def _row(plan: "Plan", stay: Stay) -> tuple[Cell, ...]:
    request = stay.request
    return (
        person_words(plan, stay.place.expert),
        stay.departure,
        stay.mission.start,
        stay.last,
        stay.back,
        tuple(member_name(plan, code) for code in plan.members_of(request)),
        mission_words(request),
        tuple(colleague_words(plan, code) for code in stay.mission.experts if code != stay.place.expert),
        payer_words(plan, stay.mission.agreement) or None,
        request.expected_result or None,
        request.indicator or None,
        request.request,
    )
