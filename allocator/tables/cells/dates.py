"""Dates in cells: real dates, ISO text, and other texts that can be read in one way only."""

import re
from datetime import date, datetime, time, timedelta

from allocator.tables.cells.look_alikes import strange_letter
from allocator.tables.cells.months import MONTHS, month_named, weekday_named

#: Outside these years a date is a slip of the keyboard, and sums with it could leave the calendar.
FIRST_YEAR, LAST_YEAR = 1990, 2100

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}([-/.])(\d{1,2}|[^\W\d]+)\1\d{2}|\d{1,2} [^\W\d]+\.? \d{2}")
_DAY_NAME_YEAR = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.|º)?[ -](?:de )?([^\W\d]+)\.?(?:,? de |, |[ -])(\d{4})", re.IGNORECASE
)
_NAME_DAY_YEAR = re.compile(r"([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.IGNORECASE)
_NAME_YEAR = re.compile(r"([^\W\d]+)\.?[ -](\d{4})|(\d{4})[-/](\d{1,2})")
_WEEKDAY = re.compile(r"([^\W\d]+)\.?,? (.+)")
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?$")
_CLOCK = re.compile(r"[T ]\d{1,2}[:.h]\d{2}")
_DIGITS = re.compile(r"\d{8}")
_RIGHT = "write a date such as 2026-07-01"

#: Day 0 of Excel's own numbers for days.
_DAY_ZERO = date(1899, 12, 30)


def date_of(value: object) -> date:
    """The date that a cell holds. Raises ValueError saying what is wrong and what would be right."""
    if isinstance(value, datetime):
        if value.time() != time():
            raise ValueError(f"{value:%Y-%m-%d %H:%M} has a time of day; a date alone is right")
        return _plausible(value.date())
    if isinstance(value, date):
        return _plausible(value)
    if isinstance(value, str):
        return _plausible(_date_in(" ".join(value.split())))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise ValueError(_number(value))
    if isinstance(value, bool):
        raise ValueError(f"{str(value).upper()} is a truth value; {_RIGHT}")
    raise ValueError(f"this is not a date; {_RIGHT}")


def _number(value: float) -> str:
    """What is wrong with a number where a date belongs, with the date that it may stand for."""
    meant = None
    whole = int(value) if 1 <= value < 10**8 and value == int(value) else 0
    if 0 < whole < 10**6:
        meant = _DAY_ZERO + timedelta(days=whole)
    elif whole:
        meant = _day(whole // 10000, whole // 100 % 100, whole % 100)
    if meant is None or not FIRST_YEAR <= meant.year <= LAST_YEAR:
        return f"a number is not a date; format the cell as a date, or {_RIGHT}"
    return f"{whole} is a number; format the cell as a date, or write {meant} if that was meant"


def _plausible(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{day} lies outside {FIRST_YEAR} to {LAST_YEAR}; {_RIGHT}, or nothing for no limit")
    return day


def _date_in(text: str) -> date:
    shown = f"'{text if len(text) <= 60 else text[:57] + '...'}'"
    bare = _MIDNIGHT.sub("", text)
    found = _read(bare, shown) or _after_weekday(bare, shown)
    if found is None:
        raise ValueError(f"{shown} {_fault(text)}")
    return found


def _fault(text: str) -> str:
    """Why a text is no date, and what would be right."""
    if _CLOCK.search(text):
        return "has a time of day; a date alone is right, such as 2026-07-01"
    if _SHORT_YEAR.fullmatch(text):
        return "has a year of two digits; write all four, such as 2026-07-01"
    if _NAME_YEAR.fullmatch(text):
        return "names no day; write all three, such as 2026-07-01"
    if _DIGITS.fullmatch(text):
        return f"is not a date; write {text[:4]}-{text[4:6]}-{text[6:]} if that was meant"
    return f"is not a date; {_RIGHT}"


def _read(text: str, shown: str) -> date | None:
    """The date in a text, or None if it has none of the known forms."""
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(int(match[1]), int(match[3]), int(match[4]), shown)
    if match := _YEAR_LAST.fullmatch(text):
        return _numeric(int(match[1]), int(match[3]), int(match[4]), shown)
    if match := _DAY_NAME_YEAR.fullmatch(text):
        return _date(int(match[3]), _month(match[2], shown), int(match[1]), shown)
    if match := _NAME_DAY_YEAR.fullmatch(text):
        return _date(int(match[3]), _month(match[1], shown), int(match[2]), shown)
    return None


def _after_weekday(text: str, shown: str) -> date | None:
    """`Wed 1 July 2026`: the weekday must be the right one."""
    match = _WEEKDAY.fullmatch(text)
    weekday = weekday_named(match[1]) if match else None
    found = _read(match[2], shown) if match and weekday is not None else None
    if found is not None and found.weekday() != weekday:
        raise ValueError(f"{shown}: {found} is a {found:%A}; write the date that is meant")
    return found


def _numeric(first: int, second: int, year: int, shown: str) -> date:
    """Day and month in the only order possible; refused if both are."""
    if first != second and 1 <= first <= 12 and 1 <= second <= 12:
        raise ValueError(
            f"{shown} is ambiguous: {first} {MONTHS[second - 1]} or {second} {MONTHS[first - 1]}; "
            f"write {year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}"
        )
    day, month = (first, second) if second <= 12 else (second, first)
    return _date(year, month, day, shown)


def _month(name: str, shown: str) -> int:
    month = month_named(name)
    if month is None:
        raise ValueError(f"{shown} {strange_letter(name, latin=True) or f'names no month; {_RIGHT}'}")
    return month


def _date(year: int, month: int, day: int, shown: str) -> date:
    found = _day(year, month, day)
    if found is None:
        raise ValueError(f"{shown} is not a day of the calendar; {_RIGHT}")
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
