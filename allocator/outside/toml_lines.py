"""Where in a text of TOML each key and table begins, by the names that faults give them."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import accumulate

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*')"""
_NAME = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*+"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_NAME})[ \t]*\]")
_VALUE = re.compile(rf"[ \t]*({_NAME})[ \t]*=")
_PART = re.compile(_KEY)
_LONGEST = 200  # letters of a name; of a longer one every beginning would be kept, which takes their square
#: Line ends, brackets, and what may hold others that are none: comments, texts of several lines, of one line.
_TOKEN = re.compile(
    r"""\n[ \t\r\n]* | [][{}] | \#[^\n]*
    | "{3}(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5} | '{3}(?:[^']|'{1,2}(?!'))*+'{3,5}
    | "(?:[^"\\\n]|\\.)*+" | '[^'\n]*'""",
    re.VERBOSE | re.DOTALL,
)
_DEEPER = {"[": 1, "{": 1, "]": -1, "}": -1}


def lines_of(text: str) -> Mapping[str, int]:
    """The first line of every key by its dotted name (`rules.pairing`), and of every table in a list by its
    number there (`tier 2`); with 1 for the first line. Names of more than 200 letters are left out, and what
    stands below them. The text is one that was read as TOML."""
    text = text.removeprefix("\ufeff")
    found: dict[str, int] = {}
    table, known, counts = "", True, dict[str, int]()
    for number, begin in _statements(text):
        header = _HEADER.match(text, begin)
        value = None if header else _VALUE.match(text, begin)
        if header:
            parts = _parts(header[2])
            table, known = ".".join(parts), bool(parts)
            if known and header[1] == "[[":
                counts[table] = counts.get(table, 0) + 1
                found.setdefault(table, number)
                table = f"{table} {counts[table]}"
            if known:
                found.setdefault(table, number)
        elif value and known:
            for name in accumulate(_parts(value[1]), "{}.{}".format):
                found.setdefault(f"{table}.{name}" if table else name, number)
    return found


def line_of(lines: Mapping[str, int], name: str) -> int | None:
    """The line of what has a name, or else of the table or the list in which it would have to stand."""
    while name and name not in lines:
        inside, _, last = name.rpartition(".")
        among, _, number = last.rpartition(" ")
        name = ".".join(filter(None, (inside, among))) if number.isdigit() else inside
    return lines.get(name)


def _statements(text: str) -> Iterator[tuple[int, int]]:
    """Where something begins that is no part of a text, a list or a table of several lines: line, offset."""
    number, depth = 1, 0
    yield number, 0
    for token in _TOKEN.finditer(text):
        found = token[0]
        number += found.count("\n")
        depth += _DEEPER.get(found, 0)
        if found[0] == "\n" and depth == 0:
            yield number, token.end()


def _parts(name: str) -> list[str]:
    """The keys of a dotted name as TOML means them; none of a name that is too long."""
    return [] if len(name) > _LONGEST else [_key(part) for part in _PART.findall(name)]


def _key(part: str) -> str:
    if part[0] not in "\"'":
        return part
    return str(tomllib.loads(f"text = {part}")["text"]) if "\\" in part else part[1:-1]
