"""Dates in cells: real dates, ISO text, and other texts that can be read in one way only."""

import re
from datetime import date, datetime, time

#: Outside these years a date is a slip of the keyboard, and sums with it could leave the calendar.
FIRST_YEAR, LAST_YEAR = 1990, 2100

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_DAY_NAME_YEAR = re.compile(r"(\d{1,2})[ -]([A-Za-z]+)\.?[ -](\d{4})")
_NAME_DAY_YEAR = re.compile(r"([A-Za-z]+)\.? (\d{1,2}),? (\d{4})")
_RIGHT = "write a date such as 2026-07-01"


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
        raise ValueError(f"{value} is a number; format the cell as a date, or {_RIGHT}")
    raise ValueError(f"{value} is not a date; {_RIGHT}")


def _plausible(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{day} lies outside {FIRST_YEAR} to {LAST_YEAR}; {_RIGHT}, or nothing for no limit")
    return day


def _date_in(text: str) -> date:
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(int(match[1]), int(match[3]), int(match[4]), text)
    if match := _YEAR_LAST.fullmatch(text):
        return _numeric(int(match[1]), int(match[3]), int(match[4]), text)
    if match := _DAY_NAME_YEAR.fullmatch(text):
        return _date(int(match[3]), _month(match[2], text), int(match[1]), text)
    if match := _NAME_DAY_YEAR.fullmatch(text):
        return _date(int(match[3]), _month(match[1], text), int(match[2]), text)
    raise ValueError(f"'{text[:60]}' is not a date; {_RIGHT}")


def _numeric(first: int, second: int, year: int, text: str) -> date:
    """Day and month in the only order possible; refused if both are."""
    if first != second and first <= 12 and second <= 12:
        raise ValueError(
            f"'{text}' is ambiguous: {first} {_month_name(second)} or {second} {_month_name(first)}; "
            f"write {year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}"
        )
    day, month = (first, second) if second <= 12 else (second, first)
    return _date(year, month, day, text)


def _month_name(month: int) -> str:
    return _MONTH_NAMES[month - 1].title() if 1 <= month <= 12 else f"month {month}"


def _month(name: str, text: str) -> int:
    folded = name.casefold()
    if folded in _MONTH_NAMES:
        return _MONTH_NAMES.index(folded) + 1
    short = "sep" if folded == "sept" else folded
    if short in _MONTHS:
        return _MONTHS.index(short) + 1
    raise ValueError(f"'{text[:60]}' names no month; {_RIGHT}")


def _date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"'{text}' is not a day of the calendar; {_RIGHT}") from None
