"""Answers and days as people write them, read where they can mean one thing only."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType

from allocator.inputs.round.months import last_day
from allocator.inputs.round.texts import in_all
from allocator.tables.cells.cells import Broken, Cell, is_blank, one_line, shown
from allocator.tables.cells.dates import date_of
from allocator.tables.cells.months import month_named

_MORE_WORDS = {
    "yes": "y o s si ok okay confirmed confirme confirmee confirmado confirmada x ✓ ✔ ☑ √ 🗸",
    "no": "n none aucun aucune ninguno nenhum ✗ ✘ ❌",
    "maybe": "perhaps possibly possible tentative tbc quiza",
}
_MORE_PHRASES = {
    "to be confirmed": "maybe", "a confirmer": "maybe", "por confirmar": "maybe", "a confirmar": "maybe",
    "tal vez": "maybe", "not sure": "maybe", "d'accord": "yes", "de acuerdo": "yes", "de acordo": "yes",
    "pas du tout": "no", "not at all": "no", "not available": "no", "pas disponible": "no",
}  # fmt: skip
_NUMBERS = re.compile(r"(\d{1,4})[-/. ]+(\d{1,2})(?:[-/. ]+(\d{1,4}))?")
_DAY_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[ -]*(?:de )?([^\W\d]+)\.?", re.IGNORECASE)
_NAME_YEAR = re.compile(r"([^\W\d]+)\.?[ -]*(?:de )?(\d{4})", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})")


def plain(text: str) -> str:
    """Text without accents, case, hyphens, and marks at its ends."""
    bare = "".join(
        each for each in unicodedata.normalize("NFKD", one_line(text)) if not unicodedata.combining(each)
    )
    return bare.casefold().replace("’", "'").replace("-", " ").strip(" .!,;:\ufe0f")


def _known() -> Iterator[tuple[str, str]]:
    for word in ("yes", "no", "maybe"):
        yield from ((plain(text), word) for text in in_all(word))
        yield from ((text, word) for text in _MORE_WORDS[word].split())
    yield from _MORE_PHRASES.items()


_WORDS: Mapping[str, str] = MappingProxyType(dict(_known()))


def answer_in(cell: Cell) -> str:
    """`yes`, `no` or `maybe`; an empty text for a blank cell. Raises ValueError for what is not certain."""
    if is_blank(cell):
        return ""
    if isinstance(cell, Broken):
        raise ValueError(cell.message)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    word = _WORDS.get(plain(str(cell)))
    if word is None:
        raise ValueError(
            f"{shown(str(cell))} is no answer that can be read for sure; yes, no or maybe is right"
        )
    return word


#: Of a spreadsheet's days: the number of a day in a cell that is a date, such as 12, is read as one of it.
_FIRST_MONTH = (1900, 1)


def day_in(cell: Cell, month: date) -> date | None:
    """The day of a month that a cell names: a date, the number of the day, or text in any order of day,
    month and year that fits the month; None for a blank cell. Raises ValueError for all else."""
    if is_blank(cell):
        return None
    if isinstance(cell, Broken):
        raise ValueError(cell.message)
    found: set[date] = set()
    if isinstance(cell, datetime | date) and (cell.year, cell.month) == _FIRST_MONTH:
        found = set(_days((cell.day,), month))
    elif isinstance(cell, datetime | date):
        found = {date_of(cell)}
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        found = set(_days((cell,), month))
    elif isinstance(cell, str):
        found = _in_text(one_line(cell), month)
    inside = {day for day in found if month <= day <= last_day(month)}
    if len(inside) != 1:
        right = f"a day such as {month.replace(day=15)} is right"
        raise ValueError(f"{shown(_shown(cell))} is no day of {month:%B %Y}; {right}")
    return inside.pop()


def _shown(cell: Cell) -> str:
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell)


def _in_text(text: str, month: date) -> set[date]:
    """All dates that a text may mean in a month: the month tells day from month where the text does not."""
    if text.isdigit() and len(text) <= 2:
        return set(_days((int(text),), month))
    if match := _NUMBERS.fullmatch(text):
        return set(_orders([int(part) for part in match.groups() if part], month))
    if (match := _DAY_NAME.fullmatch(text)) and month_named(match[2]) == month.month:
        return set(_days((int(match[1]),), month))
    return {date_of(text)}


def _days(numbers: tuple[float, ...], month: date) -> Iterator[date]:
    for number in numbers:
        if number == int(number) and 1 <= number <= last_day(month).day:
            yield month.replace(day=int(number))


def _orders(numbers: list[int], month: date) -> Iterator[date]:
    """Day and month, month and day; with a year, which may come first or last, in two figures or four."""
    years = {month.year, month.year % 100}
    first, second, *rest = numbers
    orders: list[tuple[int, int, int | None]] = [(first, second, None), (second, first, None)]
    for third in rest:
        orders = [(first, second, third), (second, first, third), (third, second, first)]
    for day, named, year in orders:
        if named == month.month and (year is None or year in years):
            yield from _days((day,), month)


def month_in(cell: Cell) -> date | None:
    """The first day of the month that a cell names; None where it names none."""
    if isinstance(cell, datetime | date):
        return date(cell.year, cell.month, 1)
    text = one_line(str(cell)) if isinstance(cell, str) else ""
    if match := _YEAR_MONTH.fullmatch(text):
        year, number = (match[1], match[2]) if match[1] else (match[4], match[3])
        return date(int(year), int(number), 1) if 1 <= int(number) <= 12 and int(year) else None
    match = _NAME_YEAR.fullmatch(text)
    named = month_named(match[1]) if match else None
    return date(int(match[2]), named, 1) if match and named and int(match[2]) else None
