"""One parser per kind of cell: from what a sheet holds to the value a record wants, or ValueError.

Every ValueError says what is wrong and what would be right. Blank cells never come here. Members, and codes
that refer to other sheets, come out as text; `allocator.tables.checks.references` resolves them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from itertools import chain, starmap
from types import MappingProxyType
from typing import Any

from allocator.plan.declarations import Kind
from allocator.plan.reference import REGIONS
from allocator.tables.cells.dates import date_of
from allocator.tables.cells.excel_errors import EXCEL_ERRORS
from allocator.tables.cells.languages import codes_by_name
from allocator.tables.cells.look_alikes import strange_letter
from allocator.tables.cells.numbers import DASHES, LARGEST, Range, whole_number
from allocator.tables.cells.suggest import did_you_mean
from allocator.tables.schema import Column, normalised


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose value cannot be had, and why."""

    message: str

    def __str__(self) -> str:
        return self.message


Cell = str | int | float | bool | date | datetime | Broken | None

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

#: Characters that nobody sees: soft hyphens, spaces of no width, marks of direction, byte order marks,
#: fillers, selectors of variants.
_INVISIBLE_RANGES = ((0x202A, 0x202F), (0x2060, 0x2070), (0xFE00, 0xFE10), (0xE0000, 0xE0200))
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x180E, 0x200B, 0x200E, 0x200F, 0x2800, 0x3164, 0xFEFF, 0xFFA0]
) | dict.fromkeys(chain(*starmap(range, _INVISIBLE_RANGES)))
#: Joiners shape some scripts: they stay in names, and go from codes and headers.
_JOINERS = dict.fromkeys([0x200C, 0x200D])
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_LONGEST_SHOWN = 60
#: Texts of which the outcome is kept: a code stands in many rows.
_REMEMBERED = 1 << 16
_LONGEST_CODE = 100
#: What Python, pandas and databases write where they have nothing.
_MISSING = frozenset({"nan", "nat", "<na>", "null", "n/a", "#n/a"})
#: Kinds of columns whose right values are all Latin letters, so that a word of another script is in disguise.
_LATIN = frozenset({"member", "members", "places", "region", "languages"})
_DASH = re.compile(rf"\s*[{DASHES}]\s*")
_LIST_MARKS = re.compile("[;；؛]")
_REGION_NAMES = MappingProxyType(
    {
        "americas": "AMS", "americasandthecaribbean": "AMS", "asiapacific": "AP", "asia/pacific": "AP",
        "eastandsouthernafrica": "ESA", "europe": "EUR", "westandcentralafrica": "WCA",
        "middleeastandnorthafrica": "MENA", "northafricaandmiddleeast": "MENA",
    }
    | {normalised(code): code for code in REGIONS}
    | {normalised(name): code for code, name in REGIONS.items()}
)  # fmt: skip


def parse(column: Column, value: Cell) -> Any:
    """The typed value of a cell that is not blank. Raises ValueError with a sentence for the planner."""
    if isinstance(value, Broken):
        raise ValueError(value.message)
    return _PARSERS[column.kind](column, value)


def is_blank(value: Cell) -> bool:
    """Whether a cell holds nothing but space. `NA` is text."""
    if isinstance(value, str):
        return not (value if value.isascii() else value.translate(_INVISIBLE)).strip()
    return value is None


def text_of(value: Cell) -> str:
    """A cell as trimmed text, as a spreadsheet shows it. Raises ValueError where it holds none."""
    if isinstance(value, str):
        return _cleaned(value)
    if isinstance(value, bool):
        raise ValueError(f"{str(value).upper()} is a truth value; format the cell as text and write text")
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.15G}"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)


@lru_cache(maxsize=_REMEMBERED)
def _cleaned(value: str) -> str:
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", value.translate(_INVISIBLE)))
    text = "".join(
        " " if unicodedata.category(character) == "Zs" else character for character in text
    ).strip()
    if text in EXCEL_ERRORS:
        raise ValueError(formula_error(text).message)
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t":
            raise ValueError(f"holds the control character U+{ord(character):04X}; delete it")
    return text


def formula_error(text: str) -> Broken:
    """A cell whose formula gives an error such as #REF!."""
    why = f" ({EXCEL_ERRORS[text]})" if text in EXCEL_ERRORS else ""
    return Broken(f"the formula gives {shortened(one_line(text))}{why}; repair it or write the value")


def one_line(text: str) -> str:
    """Text as it may stand in a message or a header: without line ends and what nobody sees."""
    seen = text.translate(_INVISIBLE).translate(_JOINERS)
    return " ".join("".join(each if each.isprintable() else " " for each in seen).split())


def label_of(value: Cell) -> str:
    """A cell that names what others hold, such as a header: on one line and cut to a length for messages."""
    text = "" if value is None else str(value).upper() if isinstance(value, bool) else str(value)
    return shortened(one_line(text))


def shortened(text: str) -> str:
    """Text cut to a length that fits a message."""
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}..."


def shown(text: str) -> str:
    """Text in quotation marks, on one line and cut to a length that fits a message."""
    return f"'{shortened(one_line(text))}'"


def _text(column: Column, value: Cell) -> str:
    return text_of(value)


def _code(column: Column, value: Cell) -> str:
    if isinstance(value, date):
        raise ValueError(f"the date {text_of(value)} stands where a code belongs; format the cell as text")
    return _code_in(text_of(value), latin=column.kind in _LATIN)


@lru_cache(maxsize=_REMEMBERED)
def _code_in(text: str, *, latin: bool) -> str:
    code = " ".join(text.translate(_JOINERS).split())
    if ";" in code:
        raise ValueError(f"{shown(code)} is a list; one code is right")
    strange = next((each for each in code if not each.isprintable()), "")
    if strange:
        raise ValueError(f"{shown(code)} holds U+{ord(strange):04X}, which cannot be shown; delete it")
    if len(code) > _LONGEST_CODE:
        raise ValueError(f"{shown(code)} is {len(code):,} characters long; {_LONGEST_CODE} are the most")
    if code.casefold() in _MISSING or code == "None":
        raise ValueError(f"{shown(code)} is what programs write for nothing; leave the cell blank")
    if disguise := strange_letter(code, latin=latin):
        raise ValueError(f"{shown(code)}: {disguise}")
    return code


def _items(column: Column, value: Cell) -> Iterator[str]:
    """The parts of a list in a cell, in order, without blanks and duplicates."""
    parts = _LIST_MARKS.split(_cleaned(value)) if isinstance(value, str) else [value]
    seen = set()
    for part in parts:
        if not is_blank(part) and (code := _code(column, part)) not in seen:
            seen.add(code)
            yield code


def _codes(column: Column, value: Cell) -> tuple[str, ...]:
    codes = tuple(_items(column, value))
    if not codes:
        raise ValueError(f"{shown(text_of(value))} names nothing; write codes separated by ;")
    return codes


def _languages(column: Column, value: Cell) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_language(text) for text in _codes(column, value)))


def _language(text: str) -> str:
    known = codes_by_name()
    code = known.get(text.casefold())
    if code is None:
        names = (name for name in known if len(name) > 2)
        hint = did_you_mean(text, names) if len(text) > 3 and "," not in text else ""
        right = hint or "; write codes separated by ;, such as en;fr;es"
        raise ValueError(f"{shown(text)} is not a language of ISO 639-1{right}")
    return code


def _region(column: Column, value: Cell) -> str:
    return region_of(_code(column, value))


def region_of(text: str) -> str:
    """The code of a WCO region, given by code or name. Raises ValueError."""
    code = _REGION_NAMES.get(normalised(text))
    if code is None:
        raise ValueError(f"{shown(text)} is not a WCO region; one of {', '.join(REGIONS)} is right")
    return code


def _weekdays(column: Column, value: Cell) -> frozenset[int]:
    text = text_of(value).replace(",", ";")
    if text.casefold() in {"any", "all"}:
        return frozenset(range(7))
    days: set[int] = set()
    for part in filter(None, map(str.strip, text.split(";"))):
        ends = [_weekday(end, text) for end in _DASH.split(part, maxsplit=1)]
        length = (ends[-1] - ends[0]) % 7
        days.update((ends[0] + step) % 7 for step in range(length + 1))
    if not days:
        raise ValueError(f"{shown(text)} names no weekday; write Mon-Fri, Mon;Wed or any")
    return frozenset(days)


def _weekday(name: str, text: str) -> int:
    folded = name.casefold().rstrip(".")
    for index, weekday in enumerate(_WEEKDAYS):
        if len(folded) >= 3 and weekday.startswith(folded):
            return index
    if disguise := strange_letter(text, latin=True):
        raise ValueError(f"{shown(text)}: {disguise}")
    raise ValueError(f"{shown(text)} is not a set of weekdays; write Mon-Fri, Sun-Thu, Mon;Wed or any")


def _date(column: Column, value: Cell) -> date:
    return date_of(one_line(_cleaned(value)) if isinstance(value, str) else value)


def _whole(column: Column, value: Cell) -> int:
    if isinstance(value, (bool, date)):
        what = "truth value" if isinstance(value, bool) else "date"
        raise ValueError(f"{str(value).upper()} is a {what}, not a whole number; write one such as 3")
    if not isinstance(value, (int, float)):
        value = one_line(text_of(value))
    return whole_number(value, Range(-LARGEST if column.least is None else column.least, column.most))


def _limit(column: Column, value: Cell) -> int | None:
    if isinstance(value, str) and _cleaned(value) in tuple(DASHES):
        return None
    try:
        return _whole(column, value)
    except ValueError as error:
        raise ValueError(f"{error}, or - for no limit") from None


def _choice(column: Column, value: Cell) -> str:
    text = text_of(value)
    for choice in column.choices:
        if normalised(choice) == normalised(text):
            return choice
    if disguise := strange_letter(text, latin=True):
        raise ValueError(f"{shown(text)}: {disguise}")
    hint = did_you_mean(text, column.choices)
    raise ValueError(f"{shown(text)} is not possible here{hint or '; write ' + ' or '.join(column.choices)}")


def _choices(column: Column, value: Cell) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_choice(column, text) for text in _codes(column, value)))


_PARSERS: Mapping[Kind, Callable[[Column, Cell], Any]] = MappingProxyType(
    {
        "key": _code,
        "code": _code,
        "codes": _codes,
        "text": _text,
        "member": _code,
        "members": _codes,
        "region": _region,
        "places": _codes,
        "languages": _languages,
        "weekdays": _weekdays,
        "date": _date,
        "whole": _whole,
        "limit": _limit,
        "choice": _choice,
        "choices": _choices,
    }
)
