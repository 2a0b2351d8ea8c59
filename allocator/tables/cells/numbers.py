"""Whole numbers in cells: real numbers, and texts in which a person has written one.

One rule for all columns. A text that can be read in one way only is read; every other is refused with the
values that it may stand for, so that a mark of thousands is never taken for a decimal point.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, isfinite

from allocator.tables.cells.currencies import is_currency

#: Far above any amount of a plan, and low enough for sums of them to stay exact in 64 bits.
LARGEST = 10**11

#: Hyphens, dashes and minus signs.
DASHES = "-‐‑‒–—―−﹘﹣－"

_LONGEST, _MOST_DIGITS = 60, 18
_MARKS = str.maketrans(
    {**dict.fromkeys(DASHES, "-"), **dict.fromkeys("’‘`´ʼʹ′＇٬", "'")}
    | {
        "．": ".",
        "٫": ".",
        "。": ".",
        "，": ",",
        "،": ",",
        "（": "(",
        "）": ")",
        "％": "%",
        "٪": "%",
        "＋": "+",
    }
)
_WRITTEN = re.compile(
    r"(?P<open>\( ?)?(?P<sign>[+-] ?)?(?P<before>[^\d\s+(),.'%-][^\d+(),'%-]*)?(?P<inner>[+-] ?)?"
    r"(?P<core>(?:\d[\d.,' ]*)?\d|[.,]\d+)(?P<closed>[.,:](?: ?-{1,2})?)?"
    r"(?P<behind>-)?(?P<close> ?\))?(?: ?(?P<after>[^\d\s+()-][^\d+()-]*))?"
)
_EXPONENT = re.compile(r"([+-]?\d+(?:\.\d+)?)[eE]([+-]?\d{1,2})")
_MARK = re.compile("[.,' ]")
_GROUPS = re.compile(r"\d{1,3}(?: \d{3})+")
#: What is left of 1,000 in a CSV file whose cells are separated by commas.
_SPLIT = re.compile(r"0\d\d")
_INDIAN = re.compile(r"\d{1,2}(?: \d{2})+ \d{3}")
_MYRIADS = re.compile(r"[1-9]\d{0,3} \d{4}")
#: What may stand behind a number of days, missions or people without changing it.
_UNITS = """
d day days j jour jours dia dias día días tag tage mission missions misión misiones person persons people
"""


@dataclass(frozen=True, slots=True)
class Range:
    """The whole numbers that a column permits, both ends included."""

    least: int
    most: int | None

    def __contains__(self, number: object) -> bool:
        most = LARGEST if self.most is None else self.most
        return isinstance(number, int | Decimal) and self.least <= number <= most

    def __str__(self) -> str:
        return f"{self.least} to {LARGEST if self.most is None else self.most}"


def whole_number(value: float | str, within: Range) -> int:
    """The whole number that a cell holds. Raises ValueError saying what is wrong and what would be right."""
    if isinstance(value, str):
        number = _in_text(value, within)
    elif isinstance(value, int):
        number = value
    else:
        number = _in_float(value, within)
    if number in within:
        return number
    written = str(number) if abs(number) < 10**15 else "the number"
    if within.most is None and number < within.least:
        raise ValueError(f"{written} is too small; {within.least} or more is right")
    raise ValueError(f"{written} is out of range; {within} is right")


def _in_float(value: float, within: Range) -> int:
    """A number that a formula misses by less than Excel shows is the one it shows."""
    if not isfinite(value):
        raise ValueError(f"{value} is not a whole number; write one such as 3")
    nearest = round(value)
    if abs(value - nearest) <= 1e-9 * max(1, abs(value)):
        return nearest
    raise ValueError(f"'{value:.15g}' is not a whole number; {_beside(value, within)}")


def _beside(value: float | Decimal, within: Range) -> str:
    """The whole numbers next to one that is none, as far as the column permits them."""
    right = [str(number) for number in (floor(value), floor(value) + 1) if number in within]
    return f"write {' or '.join(right)}" if right else f"{within} is right"


def _in_text(text: str, within: Range) -> int:
    shown = f"'{text if len(text) <= _LONGEST else text[: _LONGEST - 3] + '...'}'"
    plain = " ".join(_ascii_digits(text).translate(_MARKS).split())
    found = _WRITTEN.fullmatch(plain) if len(plain) <= _LONGEST else None
    readings = _readings(found) if found else ()
    if found is None or not readings:
        raise ValueError(f"{shown} {_unreadable(plain)}")
    if len(readings) > 1:
        raise ValueError(f"{shown} is ambiguous: {_either(readings, within)}")
    reading = readings[0]
    if reading != reading.to_integral_value():
        raise ValueError(f"{shown} is not a whole number; {_beside(reading, within)}")
    fault = _fault(found, int(reading)) if reading in within else ""
    if fault:
        raise ValueError(f"{shown} {fault}")
    return int(reading)


def _ascii_digits(text: str) -> str:
    """The digits of any script as 0 to 9; superscripts and fractions are none."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(each, each)) for each in text)


def _unreadable(plain: str) -> str:
    found = _EXPONENT.fullmatch(plain)
    if found:
        number = Decimal(found[1]).scaleb(int(found[2]))
        if number == number.to_integral_value() and abs(number) <= LARGEST:
            return (
                f"is shortened to powers of ten and may be rounded; write {number:.0f} if that was meant, "
                "as a whole number"
            )
    return "is not a whole number; write one such as 3"


def _fault(found: re.Match[str], number: int) -> str:
    """What stands around a number and may change what it means; empty if nothing does."""
    if _SPLIT.fullmatch(found[0]):
        return f"looks like the end of a larger number; write that in quotation marks, or {number}"
    after = (found["after"] or "").strip()
    if after == "%":
        return f"is a share, not a whole number; write {number} if that number was meant"
    if after.casefold() in _UNITS.split():
        return f"holds more than a number; write {number}"
    if found["before"] or after:
        return f"names a currency, which the sheet Plan does for all; write {number} if it is in that one"
    return ""


def _readings(found: re.Match[str]) -> tuple[Decimal, ...]:
    """The numbers that a text may stand for; none where its marks or words make no sense."""
    before, after = ((found[name] or "").strip() for name in ("before", "after"))
    words = [word for word in (before, after) if word]
    minus = [name for name in ("open", "sign", "inner", "behind") if "-" in (found[name] or "")]
    enclosed = bool(found["open"])
    known = all(is_currency(word) for word in words) or (
        not before and (after == "%" or after.casefold() in _UNITS.split())
    )
    signs = sum(found[name] is not None for name in ("open", "sign", "inner", "behind"))
    if not known or len(words) > 1 or signs > 1 or enclosed != bool(found["close"]):
        return ()
    readings = _unsigned(found["core"], closed=found["closed"] or "")
    if minus == ["behind"]:  # a sign, or nothing behind the point
        return tuple(dict.fromkeys(signed for reading in readings for signed in (reading, -reading)))
    return tuple(-reading if enclosed or minus else reading for reading in readings)


def _unsigned(core: str, *, closed: str) -> tuple[Decimal, ...]:
    """The readings of digits with marks between them; `closed` is a mark behind that no digits follow."""
    marks, groups = _MARK.findall(core), _MARK.split(core)
    if sum(map(len, groups)) > _MOST_DIGITS:
        return ()
    if not marks:
        return (Decimal(groups[0]),)
    if closed:
        whole = _grouped(groups, marks)
        return () if whole is None or closed[0] in marks else (whole,)
    decimal = _with_fraction(groups, marks)
    whole = _grouped(groups, marks)
    if decimal is not None and whole is not None and len({*marks}) > 1 and not {*marks[:-1]} & {"'", " "}:
        whole = None  # 1,234.000: nobody groups by both
    return tuple(dict.fromkeys(reading for reading in (decimal, whole) if reading is not None))


def _with_fraction(groups: Sequence[str], marks: Sequence[str]) -> Decimal | None:
    """The number if the last mark stands before its fraction."""
    if marks[-1] not in ".," or marks[-1] in marks[:-1]:
        return None
    if len(marks) == 1:
        return Decimal(f"{groups[0] or 0}.{groups[1]}")
    whole = _grouped(groups[:-1], marks[:-1])
    return None if whole is None else Decimal(f"{whole}.{groups[-1]}")


def _grouped(groups: Sequence[str], marks: Sequence[str]) -> Decimal | None:
    """The number if all marks stand between groups of digits: of three, or as in India and East Asia."""
    spaced = " ".join(groups)
    if set(marks) & {".", ","} and groups[0].startswith("0"):
        return None
    comma = set(marks) == {","}
    if _GROUPS.fullmatch(spaced) or (comma and (_INDIAN.fullmatch(spaced) or _MYRIADS.fullmatch(spaced))):
        return Decimal("".join(groups))
    return None


def _either(readings: Sequence[Decimal], within: Range) -> str:
    texts = [_plainly(reading) for reading in readings]
    possible = [
        _plainly(reading) for reading in readings if reading == int(reading) and int(reading) in within
    ]
    either = " or ".join(texts)
    if len(possible) > 1:
        return f"{either}; write {' or '.join(possible)}"
    if possible:
        return f"{either}, of which only {possible[0]} is possible here; write {possible[0]} if that is meant"
    return f"{either}; a whole number, {within}, is right"


def _plainly(number: Decimal) -> str:
    return f"{int(number)}" if number == int(number) else f"{number.normalize():f}"
