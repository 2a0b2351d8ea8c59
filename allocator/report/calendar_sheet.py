"""Sheet `Calendar`: who is on mission in which week; Members down, then experts down."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from allocator.plan.calendar import working_days
from allocator.report.output_sheet import OutputSheet
from allocator.report.stays import Stay, stays
from allocator.report.table import Cell, Column, Table
from allocator.report.words import member_name
from allocator.rules.coupling.fixed import locks

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.result import Result

#: Stands in a week in which a Member receives nobody.
CLOSED = "closed"
#: Stands in a week of which an expert is released on no working day.
NOT_RELEASED = "-"
_LOCKED = "*"  # behind a request of which somebody or something is locked

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_WEEKDAYS = 5  # travel on the weekend before a mission marks no week of its own
_FIXED = (
    Column("who", note="Member or expert", width=8),
    Column("code", width=9),
    Column("name", width=24),
    Column("region", note="Region of the Member, or of the expert's administration", width=8),
)

_Weeks = dict[str, dict[date, dict[str, None]]]  # code, Monday, requests in order


def calendar(result: "Result", *, everybody: bool = False) -> Table:
    """One column per week, headed by its Monday. The cells hold the codes of the requests on whose mission
    days the week touches; of experts, in brackets, those for which they only travel from Monday to Friday of
    it; of Members, that they are closed all week; of experts, a dash: not released in it. A star
    marks requests with a lock. Whoever has no mission has no row; with `everybody`, all Members of open
    requests and all experts have one."""
    plan = result.plan
    mondays = list(_mondays(plan.settings.start, plan.settings.end))
    team = stays(result)
    hosts, travellers = _hosts(team), _travellers(team)
    if everybody:
        _add_the_others(plan, hosts, travellers)
    locked = {row.request for row in locks(plan)}
    for weeks in (*hosts.values(), *travellers.values()):
        _mark_locked(weeks, locked)
    _add_closures(plan, hosts, mondays)
    for code, weeks in travellers.items():
        _add_absences(plan.availability_of.get(code), weeks, mondays)
    rows = [
        ("Member", code, member_name(plan, code), plan.members[code].region, *_cells(weeks, mondays))
        for code, weeks in sorted(hosts.items())
    ]
    rows += [
        (
            "Expert",
            code,
            plan.experts[code].name or plan.administration_of(code).name,
            plan.administration_of(code).region,
            *_cells(weeks, mondays),
        )
        for code, weeks in sorted(travellers.items())
    ]
    columns = tuple(Column(monday.isoformat(), "list") for monday in mondays)
    return Table("Calendar", (*_FIXED, *columns), tuple(rows))


SHEET = OutputSheet(table=calendar, layout="calendar")


def request_in(entry: str) -> str:
    """The request that an entry of a week names, in brackets or not."""
    code = entry.removesuffix(_LOCKED)
    return code[1:-1] if is_on_the_way(entry) else code


def is_on_the_way(entry: str) -> bool:
    """Whether an expert only travels in the week of an entry."""
    code = entry.removesuffix(_LOCKED)
    return code.startswith("(") and code.endswith(")")


def is_locked(entry: str) -> bool:
    """Whether an entry of a week names a request with a lock."""
    return entry.endswith(_LOCKED)


def _hosts(team: Iterable[Stay]) -> _Weeks:
    """The requests of each Member that takes part, week by week."""
    weeks: _Weeks = defaultdict(lambda: defaultdict(dict))
    for stay in team:
        for monday in _mondays(stay.mission.start, stay.last):
            for member in (stay.request.member, *stay.request.other_members):
                weeks[member][monday][stay.place.request] = None
    return weeks


def _travellers(team: Iterable[Stay]) -> _Weeks:
    """The requests of each expert, week by week: on mission, or only on the way."""
    weeks: _Weeks = defaultdict(lambda: defaultdict(dict))
    for stay in team:
        own, code = weeks[stay.place.expert], stay.place.request
        on_mission = set(_mondays(stay.mission.start, stay.last))
        for monday in _mondays(stay.departure, stay.back):
            friday = monday + (_WEEKDAYS - 1) * _DAY
            if monday in on_mission:
                own[monday][code] = None
            elif stay.departure <= friday and stay.back >= monday:
                own[monday][f"({code})"] = None
    return weeks


def _add_the_others(plan: "Plan", hosts: _Weeks, travellers: _Weeks) -> None:
    """Rows for those who have no mission."""
    for request in plan.open_requests:
        for member in plan.members_of(request):
            hosts.setdefault(member, {})
    for expert in plan.experts:
        travellers.setdefault(expert, {})


def _add_closures(plan: "Plan", hosts: _Weeks, mondays: list[date]) -> None:
    """Mark the weeks that leave a Member no working day."""
    closed: dict[str, set[date]] = defaultdict(set)
    for row in plan.closures:
        if row.member in hosts:
            first, last = max(row.first, mondays[0]), min(row.last, mondays[-1] + _WEEK)
            closed[row.member] |= {first + n * _DAY for n in range((last - first).days + 1)}
    for member, days in closed.items():
        for monday in mondays:
            working = {monday + weekday * _DAY for weekday in working_days(plan, member)}
            if working <= days and monday not in hosts[member]:
                hosts[member][monday] = {CLOSED: None}


def _mark_locked(weeks: dict[date, dict[str, None]], locked: set[str]) -> None:
    """Put a star behind the entries of requests that are locked."""
    for monday, entries in weeks.items():
        weeks[monday] = {
            f"{entry}{_LOCKED}" if request_in(entry) in locked else entry: None for entry in entries
        }


def _add_absences(
    spells: "Sequence[tuple[date, date]] | None", weeks: dict[date, dict[str, None]], mondays: list[date]
) -> None:
    """Mark the weeks of which an expert is released on no day from Monday to Friday."""
    if spells is None:
        return
    for monday in mondays:
        friday = monday + (_WEEKDAYS - 1) * _DAY
        if monday not in weeks and not any(first <= friday and last >= monday for first, last in spells):
            weeks[monday] = {NOT_RELEASED: None}


def _mondays(first: date, last: date) -> Iterator[date]:
    """The Mondays of the weeks from one day to another."""
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        yield monday
        monday += _WEEK


def _cells(weeks: dict[date, dict[str, None]], mondays: list[date]) -> tuple[Cell, ...]:
    return tuple(tuple(weeks[monday]) if monday in weeks else None for monday in mondays)
