"""The parts of a workbook around its cells: its sheets, its formats of dates, the text that cells share.

Only this much is read, so that a part that no plan needs can hold whatever it likes.
"""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from allocator.tables.cells.cells import Broken, Cell
from allocator.tables.excel.shared_strings import read_strings
from allocator.tables.excel.worksheet import Context
from allocator.tables.excel.xml_parts import MAIN, RELATION, Element, elements
from allocator.tables.excel.zip_parts import Parts

_WORKBOOK = "xl/workbook.xml"
_ROOT = ""
_TRUE = frozenset({"1", "true"})
_EAST_ASIAN_DATES = frozenset({*range(27, 37), *range(50, 59)})


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """A worksheet: its title, the part of the file that holds it, and whether Excel hides it."""

    title: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A workbook but for its cells."""

    sheets: tuple[SheetPart, ...]
    context: Context


def read_package(parts: Parts) -> Package:
    """What stands around the cells. Raises ValueError, KeyError or expat's error where a part is damaged."""
    workbook = relations_of(parts, _ROOT).of_type("officeDocument") or [_WORKBOOK]
    root = elements(parts.read(workbook[0]))
    relations = relations_of(parts, workbook[0])
    sheets = tuple(
        SheetPart(
            title=found.attributes["name"],
            part=relations.targets[found.attributes[f"{RELATION}id"]],
            hidden=found.attributes.get("state", "visible") != "visible",
        )
        for found in root
        if found.name == f"{MAIN}sheet" and relations.is_type(found.attributes[f"{RELATION}id"], "worksheet")
    )
    if not sheets:
        raise ValueError("no worksheet")
    strings = relations.of_type("sharedStrings")
    styles = relations.of_type("styles")
    formats = _formats(elements(parts.read(styles[0]))) if styles else []
    since_1904 = _flag(root, "workbookPr", "date1904")
    dates, durations = _date_styles(formats)
    return Package(
        sheets=sheets,
        context=Context(
            strings=_strings(parts, strings[0]) if strings else (),
            date_styles=dates | durations,
            dated=_dated(durations, since_1904=since_1904),
            calculated=not _flag(root, "calcPr", "fullCalcOnLoad"),
        ),
    )


def _flag(root: list[Element], name: str, attribute: str) -> bool:
    return any(found.attributes.get(attribute) in _TRUE for found in root if found.name == f"{MAIN}{name}")


@dataclass(frozen=True, slots=True)
class Relations:
    """The parts that a part refers to, by their id."""

    targets: dict[str, str]
    types: dict[str, str]

    def is_type(self, id_: str, kind: str) -> bool:
        """Whether an id stands for a part of a kind, such as `worksheet`."""
        return self.types[id_].endswith(f"/{kind}")

    def of_type(self, kind: str) -> list[str]:
        """The parts of a kind."""
        return [self.targets[id_] for id_ in self.targets if self.is_type(id_, kind)]


def relations_of(parts: Parts, part: str) -> Relations:
    """What a part refers to; other files apart. Raises KeyError where it refers to nothing."""
    folder, name = posixpath.split(part)
    targets, types = {}, {}
    for found in elements(parts.read(posixpath.join(folder, "_rels", f"{name}.rels"))):
        if found.name.endswith(" Relationship") and found.attributes.get("TargetMode") != "External":
            target = found.attributes["Target"].replace("\\", "/")
            targets[found.attributes["Id"]] = posixpath.join("/", folder, target)
            types[found.attributes["Id"]] = found.attributes["Type"]
    return Relations(targets, types)


def _strings(parts: Parts, part: str) -> list[str]:
    with parts.open(part) as file:
        return read_strings(file)


def _formats(root: list[Element]) -> list[str]:
    """The number format of every cell style, by index."""
    own = {
        int(found.attributes["numFmtId"]): found.attributes["formatCode"]
        for found in root
        if found.name == f"{MAIN}numFmt" and found.parent == f"{MAIN}numFmts"
    }
    used = [
        int(found.attributes.get("numFmtId", 0))
        for found in root
        if found.name == f"{MAIN}xf" and found.parent == f"{MAIN}cellXfs"
    ]
    return [own.get(number) or _built_in(number) for number in used]


def _built_in(number: int) -> str:
    """The format that a number stands for where the workbook does not say it. In East Asian Excel those from
    27 to 36 and from 50 to 58 are dates (ECMA-376 part 1, 18.8.30)."""
    from openpyxl.styles.numbers import builtin_format_code

    return "yyyy-mm-dd" if number in _EAST_ASIAN_DATES else str(builtin_format_code(number))


def _date_styles(formats: list[str]) -> tuple[frozenset[int], frozenset[int]]:
    """The styles that show dates, and those that show durations."""
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format

    dates = frozenset(index for index, code in enumerate(formats) if is_date_format(code))
    return dates, frozenset(index for index, code in enumerate(formats) if is_timedelta_format(code))


def _dated(durations: frozenset[int], *, since_1904: bool) -> Callable[[float, int], Cell]:
    """From the number in a cell to the date that it shows, in the workbook's own date system."""
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH, from_excel

    epoch = CALENDAR_MAC_1904 if since_1904 else WINDOWS_EPOCH

    def dated(number: float, style: int) -> Cell:
        try:
            value: Any = from_excel(number, epoch, timedelta=style in durations)
        except (ValueError, OverflowError):
            return Broken(
                f"{number:.15g} has the format of a date, but is none; write one such as 2026-07-01"
            )
        if isinstance(value, (time, timedelta)):
            return Broken(f"{value} is a time of day; format the cell as a date, a number or text")
        return value if isinstance(value, (date, datetime)) else None

    return dated
