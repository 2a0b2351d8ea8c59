"""The calendar as the page draws it: rows of Members or experts, cells of weeks, missions in them."""

from datetime import date
from typing import TYPE_CHECKING, Any

from allocator.report.calendar_sheet import CLOSED, NOT_RELEASED, calendar, request_in
from allocator.report.colours import REGION_FILLS
from allocator.report.words import member_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.report.table import Cell
    from allocator.results.result import Result

_FIXED = 4  # columns of the table before the weeks
_SHUT = ((CLOSED,), (NOT_RELEASED,))


def weeks_of(result: "Result") -> list[dict[str, str]]:
    """A heading for every week: the day on which it begins, and the month where one begins with it."""
    mondays = [date.fromisoformat(header) for header in calendar(result).headers[_FIXED:]]
    months = [None, *(monday.month for monday in mondays)]
    return [
        {"day": str(monday.day), "month": f"{monday:%b}" if before != monday.month else ""}
        for before, monday in zip(months, mondays, strict=False)
    ]


def rows_of(
    result: "Result", who: str, locked: "Iterable[str]", broken: "Iterable[str]" = ()
) -> list[dict[str, Any]]:
    """A row for everybody of a kind (`Member` or `Expert`) with a mission."""
    held, wrong = frozenset(locked), frozenset(broken)
    table = calendar(result)
    return [
        {
            "code": row[1],
            "name": row[2],
            "missions": {
                week: [_mission(result, code, held, wrong) for code in codes]
                for week, cell in enumerate(row[_FIXED:])
                if (codes := _codes(cell))
            },
            "closed": [week for week, cell in enumerate(row[_FIXED:]) if cell in _SHUT],
        }
        for row in table.rows
        if row[0] == who
    ]


def monday_of(result: "Result", week: int) -> date:
    """The first day of a week by its place."""
    headers = calendar(result).headers[_FIXED:]
    return date.fromisoformat(headers[min(max(week, 0), len(headers) - 1)])


def _codes(cell: "Cell") -> list[str]:
    """The requests of a week."""
    if not isinstance(cell, tuple) or cell in _SHUT:
        return []
    return [request_in(entry) for entry in cell]


def _mission(result: "Result", code: str, held: frozenset[str], wrong: frozenset[str]) -> dict[str, Any]:
    plan = result.plan
    request, mission = plan.requests[code], result.allocation.by_request[code]
    words = f"{code}: {request.mission_type} for {member_name(plan, request.member)}, from {mission.start}"
    says = f"{words}, {', '.join(mission.experts)}" + (", locked" if code in held else "")
    return {
        "request": code,
        "says": says + (", breaks a rule" if code in wrong else ""),
        "locked": code in held,
        "colour": REGION_FILLS.get(plan.members[request.member].region, "#DDE3E8"),
    }
