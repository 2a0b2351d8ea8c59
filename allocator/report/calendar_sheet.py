"""Sheet `Calendar`: who is on mission in which week; Members down, then experts down."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from allocator.report.stays import Stay, stays
from allocator.report.table import Cell, Column, Table
from allocator.report.words import member_name

if TYPE_CHECKING:
    from allocator.result import Result

_WEEK = timedelta(days=7)
_FIXED = (
    Column("who", note="Member or expert"),
    Column("code"),
    Column("name"),
    Column("region", note="Region of the Member, or of the expert's administration"),
)

_Weeks = dict[str, dict[date, dict[str, None]]]  # code, Monday, requests in order


def calendar(result: "Result") -> Table:
    """One column per week, headed by its Monday; the cells hold the codes of the requests on whose mission
    days, without travel, the week touches. Whoever has no mission has no row."""
    plan = result.plan
    mondays = list(_mondays(plan.settings.start, plan.settings.end))
    hosts, travellers = _by_week(stays(result))
    rows = [
        ("Member", code, member_name(plan, code), plan.members[code].region, *_cells(weeks, mondays))
        for code, weeks in sorted(hosts.items())
    ]
    rows += [
        (
            "Expert",
            code,
            plan.experts[code].name,
            plan.administration_of(code).region,
            *_cells(weeks, mondays),
        )
        for code, weeks in sorted(travellers.items())
    ]
    columns = tuple(Column(monday.isoformat(), "list") for monday in mondays)
    return Table("Calendar", (*_FIXED, *columns), tuple(rows))


def _by_week(team: Iterable[Stay]) -> tuple[_Weeks, _Weeks]:
    """The requests of each Member that takes part, and of each expert, week by week."""
    hosts: _Weeks = defaultdict(lambda: defaultdict(dict))
    travellers: _Weeks = defaultdict(lambda: defaultdict(dict))
    for stay in team:
        for monday in _mondays(stay.mission.start, stay.last):
            travellers[stay.place.expert][monday][stay.place.request] = None
            for member in (stay.request.member, *stay.request.other_members):
                hosts[member][monday][stay.place.request] = None
    return hosts, travellers


def _mondays(first: date, last: date) -> Iterator[date]:
    """The Mondays of the weeks from one day to another."""
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        yield monday
        monday += _WEEK


def _cells(weeks: dict[date, dict[str, None]], mondays: list[date]) -> tuple[Cell, ...]:
    return tuple(tuple(weeks[monday]) if monday in weeks else None for monday in mondays)
