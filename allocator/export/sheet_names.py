"""Names that Excel takes for a sheet."""

import re
from collections.abc import Iterable

from allocator.export.text import clean

_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\n\t]")


def sheet_names(wanted: Iterable[str]) -> tuple[str, ...]:
    """The names in their order, valid, short enough and different whatever their case."""
    taken: set[str] = set()
    names = []
    for text in wanted:
        name = _unique(_valid(text), taken)
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _valid(text: str) -> str:
    name = _FORBIDDEN.sub("_", clean(text)).strip("'")
    return _cut(f"{name}_" if name.endswith(" ") or not name else name, _LONGEST)


def _unique(name: str, taken: set[str]) -> str:
    number, found = 1, name
    while found.casefold() in taken:
        number += 1
        ending = f"~{number}"
        found = f"{_cut(name, _LONGEST - len(ending))}{ending}"
    return found


def _cut(text: str, longest: int) -> str:
    """At most so many UTF-16 units, as Excel counts, and no apostrophe or blank at the end."""
    while len(text.encode("utf-16-le")) // 2 > longest:
        text = text[:-1]
    return text.rstrip("' ")
