"""Weekdays as the workbook writes them."""

from collections.abc import Iterable

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def weekdays(days: Iterable[int]) -> str:
    """Weekdays as a cell: `Mon`, `Sun-Thu`, `Mon;Wed`, `any`."""
    chosen = set(days)
    if len(chosen) == 7:
        return "any"
    first = [day for day in sorted(chosen) if (day - 1) % 7 not in chosen]
    return ";".join(_stretch(day, chosen) for day in first)


def _stretch(first: int, chosen: set[int]) -> str:
    """The weekdays that follow each other from `first` on."""
    length = next(step for step in range(1, 8) if (first + step) % 7 not in chosen)
    if length == 1:
        return _WEEKDAYS[first]
    return f"{_WEEKDAYS[first]}-{_WEEKDAYS[(first + length - 1) % 7]}"
