"""Where in a text of TOML each key and table begins, by the names that faults give them."""

import re
from collections.abc import Iterator, Mapping
from itertools import accumulate

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_NAME = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*+"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_NAME})[ \t]*\]")
_VALUE = re.compile(rf"[ \t]*({_NAME})[ \t]*=")
_PART = re.compile(_KEY)
_LONG_TEXT = re.compile(r'"""|' + "'''")


def lines_of(text: str) -> Mapping[str, int]:
    """The first line of every key by its dotted name (`rules.pairing`), and of every table in a list by its
    number there (`tier 2`); with 1 for the first line. The text is one that was read as TOML."""
    found: dict[str, int] = {}
    table, counts = "", dict[str, int]()
    for number, line in _statements(text):
        header = _HEADER.match(line)
        value = None if header else _VALUE.match(line)
        if header:
            table = ".".join(_parts(header[2]))
            if header[1] == "[[":
                counts[table] = counts.get(table, 0) + 1
                found.setdefault(table, number)
                table = f"{table} {counts[table]}"
            found.setdefault(table, number)
        elif value:
            for name in accumulate(_parts(value[1]), "{}.{}".format):
                found.setdefault(f"{table}.{name}" if table else name, number)
    return found


def line_of(lines: Mapping[str, int], name: str) -> int | None:
    """The line of what has a name, or else of the table in which it would have to stand."""
    while name and name not in lines:
        name = name.rpartition(".")[0]
    return lines.get(name)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The lines that begin outside of texts of several lines, by number."""
    inside = ""
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not inside:
            yield number, line
        for mark in _LONG_TEXT.findall(line):
            inside = "" if inside == mark else inside or mark


def _parts(name: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(name)]
