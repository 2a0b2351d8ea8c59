"""The calendar of Members in characters, for a terminal: one row per Member, one place per week."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from allocator.report.calendar_sheet import CLOSED, calendar

if TYPE_CHECKING:
    from allocator.report.table import Cell
    from allocator.results.result import Result

_FIXED = 4  # columns of the table before the weeks
_CODE = 1  # the column with the Member's code
_MOST = 9  # missions that one place can tell
LEGEND = "A figure: missions in the week; x: closed; . nothing"


def calendar_lines(result: "Result") -> list[str]:
    """Month names, then a line per Member with a mission; a week is one character wide."""
    table = calendar(result)
    rows = [row for row in table.rows if row[0] == "Member"]
    if not rows:
        return ["No mission, so no calendar"]
    width = max(len(str(row[_CODE])) for row in rows)
    mondays = [date.fromisoformat(header) for header in table.headers[_FIXED:]]
    lines = [f"{row[_CODE]!s:<{width}} {''.join(map(_mark, row[_FIXED:]))}" for row in rows]
    return [" " * (width + 1) + _months(mondays), *lines, LEGEND]


def _months(mondays: Sequence[date]) -> str:
    """The name of each month above its first Monday; none where it has too few weeks for a name."""
    months = groupby(mondays, key=lambda monday: (monday.year, monday.month))
    weeks = ((f"{first:%b}", 1 + len(rest)) for _, (first, *rest) in months)
    return "".join((name if number >= len(name) else "").ljust(number) for name, number in weeks).rstrip()


def _mark(cell: "Cell") -> str:
    if not isinstance(cell, tuple):
        return "."
    missions = [entry for entry in cell if entry != CLOSED]
    return str(min(len(missions), _MOST)) if missions else "x"
