"""TOML files, guarded as plans are: ordinary files of a bounded size, UTF-8, faults with line and column."""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from allocator.errors import Fault, InputError
from allocator.outside.file_kinds import odd_kind

#: Far more than any coordination model or scenario.
LARGEST_FILE = 4 << 20

_DEEPEST = 16  # tables and lists in one another
_MOST_PARTS = 100  # of a dotted key, which takes the square of them to read
_LARGEST_NUMBER = 2**63 - 1  # of TOML
_MARK = "\ufeff"  # what some editors put at the head of UTF-8
_LONG_KEY = re.compile(rf"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){{{_MOST_PARTS}}}""")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
#: A dotted key as Python's reader names it: `('rules', 'pairing')`.
_KEYS = re.compile(r"""\(['"].*\)(?= twice$|$)""", re.DOTALL)
_SHOWN = 60  # letters of a value in a fault
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_toml(path: Path, kind: str) -> dict[str, Any]:
    """The tables of a file; `kind` is what it should be, such as "a coordination model".

    Raises InputError where there is no ordinary file, it is too large, no text or no TOML.
    """
    return parse_toml(read_text(path, kind), path.name or str(path), str(path))


def parse_toml(text: str, place: str, source: str = "") -> dict[str, Any]:
    """The tables of a text; `place` names it in faults. Raises InputError with line and column."""
    source = source or place
    long = _LONG_KEY.search(text)
    if long is not None:
        begins = f"{place} line {text.count(chr(10), 0, long.start()) + 1}"
        raise _refused(source, begins, f"has a key of more than {_MOST_PARTS} parts")
    try:
        table = tomllib.loads(text.removeprefix(_MARK))
    except RecursionError:
        raise _refused(source, place, "is nested far deeper than anything that is read here") from None
    except ValueError as error:  # a TOMLDecodeError, or Python's about a number of thousands of digits
        where = _PLACE.search(str(error))
        reason = _PLACE.sub("", str(error))
        if where is None:
            raise _refused(source, place, "holds a number that is too long") from None
        reason = _KEYS.sub(lambda keys: ".".join(map(_key, ast.literal_eval(keys[0]))), reason)
        line = f" line {where[1]}, column {where[2]}" if where[1] else ", at its end"
        raise _refused(source, f"{place}{line}", f"is not valid TOML: {reason}") from None
    faults = [Fault(place=place, column=key, message=message) for key, message in _oddities(table)]
    if faults:
        raise InputError(source, faults)
    return table


def toml_lines(table: Mapping[str, Any]) -> list[str]:
    """A table as lines that `parse_toml` reads back equal: one line per value, and per row of a list of rows.

    Holds texts, whole numbers, finite floats, truth values, lists and tables.
    """
    lines, tables = [], []
    for key, value in table.items():
        if isinstance(value, Mapping):
            tables += [
                "",
                f"[{_key(key)}]",
                *(f"{_key(own)} = {_value(each)}" for own, each in value.items()),
            ]
        elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
            lines += [f"{_key(key)} = [", *(f"  {_value(each)}," for each in value), "]"]
        else:
            lines.append(f"{_key(key)} = {_value(value)}")
    return lines + tables


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(key)} = {_value(each)}' for key, each in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return quoted(value) if isinstance(value, str) else repr(value)


def shown(value: Any) -> str:
    """A value of a file as a fault shows it: as TOML writes it, lists and tables without what they hold."""
    if isinstance(value, Mapping | list):
        return "{…}" if isinstance(value, Mapping) else "[…]"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, str):
        return repr(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…")
    return _value(value)


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else quoted(key)


def quoted(text: str) -> str:
    """A text as TOML writes it on one line, with nothing in it that does not print."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '\\"':
        return f"\\{character}"
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 1 << 16 else f"\\U{ord(character):08x}"


def read_text(path: Path, kind: str) -> str:
    """The text of a file of TOML. Raises InputError as `read_toml`, but for what is no TOML."""
    place = path.name or str(path)
    try:
        odd = odd_kind(path)
        if odd is not None:
            raise _refused(str(path), place, f"is {odd}; give {kind}, a text file (.toml)")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _refused(str(path), place, f"does not exist; give {kind} (.toml)") from None
    except OSError as error:
        reason = error.strerror or "the system gives no reason"
        raise _refused(str(path), place, f"cannot be read: {reason}") from None
    except ValueError:
        raise _refused(str(path), place, "is no path that a file can have") from None
    if len(content) > LARGEST_FILE:
        message = f"is larger than {LARGEST_FILE >> 20} MB; that is not {kind}"
        raise _refused(str(path), place, message)
    return decoded(content, kind, place, str(path))


def decoded(content: bytes, kind: str, place: str, source: str = "") -> str:
    """The text that a file holds. Raises InputError with the first line that is none."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8 text; save it as UTF-8, or give {kind} (.toml)"
        raise _refused(source or place, f"{place} line {line}", message) from None


def _oddities(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(key, message) of values that no file of ours has, and that could not even be shown."""
    pending: list[tuple[str, int, Any]] = [(key, 1, value) for key, value in table.items()]
    while pending:
        key, depth, value = pending.pop()
        if depth > _DEEPEST:
            yield key, "is nested far deeper than anything that is read here"
        elif isinstance(value, dict):
            pending += [(key, depth + 1, inner) for inner in value.values()]
        elif isinstance(value, list):
            pending += [(key, depth + 1, inner) for inner in value]
        elif isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
            yield key, "holds a number that is too long"


def _refused(source: str, place: str, message: str) -> InputError:
    return InputError(source, [Fault(place=place, message=message)])
