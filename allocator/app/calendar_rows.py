"""The calendar as the page draws it: rows of Members or experts, cells of weeks, missions in them."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from allocator.app.calendar_days import NEVER, days_of, on_the_way, spells_of
from allocator.report.calendar_sheet import CLOSED, NOT_RELEASED, calendar, is_on_the_way, request_in
from allocator.report.colours import REGION_FILLS
from allocator.report.spells import MISSION
from allocator.report.standing_marks import standing_marks
from allocator.report.words import member_name
from allocator.rules.base import rule_name
from allocator.whatif.start_weeks import start_weeks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from allocator.app.texts import Texts
    from allocator.plan.entities import Request
    from allocator.report.spells import Spell
    from allocator.report.table import Cell, Table
    from allocator.results.result import Result

_FIXED = 4  # columns of the table before the weeks
_SHUT = ((CLOSED,), (NOT_RELEASED,))
_ORDERS = ("code", "name", "missions", "days", "first")
_MEMO = "calendar on the page"


def weeks_of(mondays: "Sequence[date]", say: "Texts") -> list[dict[str, str]]:
    """A heading for every week: the day on which it begins, the month where one begins with it, and both in
    words."""
    months = [None, *(monday.month for monday in mondays)]
    return [
        {
            "day": str(monday.day),
            "month": say.months[monday.month - 1] if before != monday.month else "",
            "says": say("week", day=say.day(monday)),
        }
        for before, monday in zip(months, mondays, strict=False)
    ]


def mondays_of(result: "Result") -> list[date]:
    """The first days of the weeks of a result's calendar."""
    return [date.fromisoformat(header) for header in _calendar(result).headers[_FIXED:]]


def entries_by_week(result: "Result", who: str) -> "Iterator[tuple[str, str, dict[date, tuple[str, ...]]]]":
    """Code and name of everybody of a kind, and by Monday what the calendar's table says of missions."""
    mondays = mondays_of(result)
    for row in _calendar(result).rows:
        if row[0] == who:
            cells = zip(mondays, row[_FIXED:], strict=True)
            yield str(row[1]), str(row[2]), {day: found for day, cell in cells if (found := _entries(cell))}


def rows_of(result: "Result", who: str, locked: "Iterable[str]", say: "Texts") -> list[dict[str, Any]]:
    """A row for everybody of a kind: every `Member` of an open request, or every `Expert`."""
    held, spells = frozenset(locked), spells_of(result, who)
    return [
        _row(result, row, spells.get(str(row[1]), ()), held, say)
        for row in _calendar(result).rows
        if row[0] == who
    ]


def mission_words(result: "Result", code: str, say: "Texts") -> str:
    """A mission of a result in words."""
    plan, mission = result.plan, result.allocation.by_request[code]
    request = plan.requests[code]
    return say(
        "mission.says", request=code, type=request.mission_type, member=member_name(plan, request.member),
        day=say.day(mission.start), people=", ".join(mission.experts),
    )  # fmt: skip


def legend_of(who: str, say: "Texts") -> list[dict[str, str]]:
    """What the marks of a calendar mean, each with the kind by which the page draws it."""
    kinds = ("mission", "closed") if who == "Member" else ("mission", "travel", "rest", "away")
    return [{"kind": kind, "says": say(f"legend.{kind}")} for kind in (*kinds, "locked", "marked")]


def calendar_words(who: str, say: "Texts") -> dict[str, Any]:
    """What a calendar itself says."""
    return {
        "waiting": say("waiting"),
        "legend": say("legend"),
        "search": say("calendar.search"),
        "sort": say("calendar.sort"),
        "orders": {order: say(f"order.{order}") for order in _ORDERS},
        "turned": say("calendar.turned"),
        "show": say("calendar.show"),
        "some": say("calendar.some"),
        "all": say(f"calendar.all.{who}"),
        "rows": say("calendar.rows", shown="{shown}", of="{of}"),
    }


def _row(
    result: "Result", row: "tuple[Cell, ...]", spells: "Sequence[Spell]", held: frozenset[str], say: "Texts"
) -> dict[str, Any]:
    """A row of the calendar: its missions by week, the weeks in which there can be none, its days, and what
    rows are sorted by: how many missions, their working days in all, and on which day the first begins."""
    days, at_work = (
        days_of(spells, mondays_of(result), say),
        [each for each in spells if each.kind == MISSION],
    )
    cells = list(enumerate(row[_FIXED:]))
    said = {code: on_the_way(spells, code, say) for code in {each.request for each in spells}}
    return {
        "code": row[1],
        "name": row[2],
        "missions": {
            week: [_mission(result, entry, held, said, say) for entry in entries]
            for week, cell in cells
            if (entries := _entries(cell))
        },
        "closed": [week for week, cell in cells if cell in _SHUT],
        "days": {week: letters for week, letters in days.letters.items() if set(letters) - NEVER},
        "says": days.says,
        "count": len(at_work),
        "workdays": sum(result.plan.requests[each.request].days or 0 for each in at_work),
        "begins": at_work[0].first.toordinal() if at_work else None,
    }


def not_served(result: "Result") -> "list[Request]":
    """Open requests without a mission, the most urgent first."""
    served = result.allocation.by_request
    left = (each for each in result.plan.open_requests if each.request not in served)
    return sorted(left, key=lambda each: each.priority)


def waiting(result: "Result", forced: "Iterable[str]", say: "Texts") -> list[dict[str, Any]]:
    """What is not served, as it waits beside the calendar."""
    must = frozenset(forced)
    return [
        {
            "request": each.request,
            "says": say("waiting.says", request=each.request, type=each.mission_type,
                        member=member_name(result.plan, each.member)),
            "locked": each.request in must,
        }
        for each in not_served(result)
    ]  # fmt: skip


def shut_weeks(result: "Result", request: str, say: "Texts") -> dict[int, str]:
    """By the place of each week in which a request cannot start, why."""
    places = {monday: place for place, monday in enumerate(mondays_of(result))}
    return {
        places[monday]: say("shut", rules=", ".join(say.said(rule_name(rule)) for rule in week.rules))
        for monday, week in start_weeks(result, request).items()
        if week.start is None and monday in places
    }


def start_in(result: "Result", request: str, week: int) -> date:
    """The day on which a request would start in a week by its place: the first that is possible, else its
    first start day."""
    mondays = mondays_of(result)
    monday = mondays[min(max(week, 0), len(mondays) - 1)]
    found = start_weeks(result, request)[monday].start
    days = (monday + timedelta(days=n) for n in range(7))
    settings = result.plan.settings
    usual = (day for day in days if day.weekday() in settings.start_days and day >= settings.start)
    return found or next(usual, monday)


def _calendar(result: "Result") -> "Table":
    """The table, made once for a result: every page and every drag asks for it again."""
    if _MEMO not in result.memo:
        result.memo[_MEMO] = calendar(result, everybody=True)
    table: Table = result.memo[_MEMO]
    return table


def _entries(cell: "Cell") -> "tuple[str, ...]":
    """What a week says of requests."""
    return () if not isinstance(cell, tuple) or cell in _SHUT else cell


def _mission(
    result: "Result", entry: str, held: frozenset[str], said: "Mapping[str, list[str]]", say: "Texts"
) -> dict[str, Any]:
    """A mission in a week; `way` where nobody of the row is at work in it, but on the way."""
    plan, code = result.plan, request_in(entry)
    request = plan.requests[code]
    marks: Mapping[str, tuple[str, ...]] = standing_marks(result)
    words = mission_words(result, code, say)
    locked = [say("mission.locked")] if code in held else []
    return {
        "request": code,
        "says": "; ".join([words, *said.get(code, ()), *locked, *map(say.said, marks.get(code, ()))]),
        "way": is_on_the_way(entry),
        "locked": code in held,
        "marked": code in marks,
        "colour": REGION_FILLS.get(plan.members[request.member].region, "#DDE3E8"),
    }
