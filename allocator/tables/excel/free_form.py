"""A workbook with whatever sheets it has: values, fills, notes and merged areas.

Guarded like every workbook: encrypted, damaged and blown-up files are refused in words.
"""

import posixpath
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.tables.excel.package import Package, SheetPart, relations_of
from allocator.tables.excel.workbook import damage_named, opened, worksheet_of
from allocator.tables.excel.worksheet import position_of
from allocator.tables.excel.xml_parts import MAIN, Element, TextParser, elements
from allocator.tables.excel.zip_parts import Parts
from allocator.tables.grids import Grid, Grids, Spot

if TYPE_CHECKING:
    from allocator.tables.cells.cells import Cell

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_TIMES = re.compile(rb"<dcterms:(created|modified)[^<>]*>([^<>]*)<")
_MOST_COLUMNS = 256


def read_grids(path: Path) -> Grids:
    """Every sheet of a workbook. Raises InputError if it cannot be opened, or is damaged."""
    with opened(path) as (parts, package):
        with damage_named(path, "is damaged; open it in Excel and save it again"):
            colours = _colours_of_styles(parts)
        sheets = tuple(_grid(path, parts, package, found, colours) for found in package.sheets)
        return Grids(sheets=sheets, properties=_properties(parts), saved=_saved(parts))


def _grid(path: Path, parts: Parts, package: Package, found: SheetPart, colours: Mapping[int, str]) -> Grid:
    sheet = worksheet_of(path, parts, package, found)
    cells: dict[Spot, Cell] = {
        (number, position): cell
        for number, row in sheet.rows
        for position, cell in enumerate(row)
        if cell is not None
    }
    with damage_named(path, f"is damaged in the sheet {found.title}; open it in Excel and save it again"):
        areas = (area.split(":") for area in sheet.merged)
        merged = tuple((_spot(area[0]), _spot(area[-1])) for area in areas)
        with parts.open(found.part) as file:
            painted = _Painted(colours)
            painted.parse(iter(lambda: file.read(1 << 20), b""))
        notes = _notes(parts, found.part)
    return Grid(title=found.title, cells=cells, colours=painted.found, notes=notes, merged=merged)


def _spot(address: str) -> Spot:
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError(f"{address} is no cell")
    return int(match[2]), position_of(match[1])


class _Painted(TextParser):
    """The cells with a colour, blank ones too."""

    def __init__(self, colours: Mapping[int, str]) -> None:
        super().__init__()
        self.found: dict[Spot, str] = {}
        self._colours = colours

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name != f"{MAIN}c" or "s" not in attributes or "r" not in attributes:
            return
        colour = self._colours.get(int(attributes["s"]))
        if colour is not None:
            spot = _spot(attributes["r"])
            if spot[1] < _MOST_COLUMNS:
                self.found[spot] = colour

    def _end(self, name: str) -> None:
        pass


def _colours_of_styles(parts: Parts) -> dict[int, str]:
    """The fill of each cell style that has one."""
    styles = relations_of(parts, relations_of(parts, "").of_type("officeDocument")[0]).of_type("styles")
    root = elements(parts.read(styles[0])) if styles else []
    fills: list[str | None] = []
    for found in root:
        if found.name == f"{MAIN}fill" and found.parent == f"{MAIN}fills":
            fills.append(None)
        elif found.name == f"{MAIN}fgColor" and found.parent == f"{MAIN}patternFill" and fills:
            fills[-1] = fills[-1] or _colour(found)
    used = [found for found in root if found.name == f"{MAIN}xf" and found.parent == f"{MAIN}cellXfs"]
    numbers = (int(found.attributes.get("fillId", 0)) for found in used)
    named = {index: fills[number] for index, number in enumerate(numbers) if number < len(fills)}
    return {index: colour for index, colour in named.items() if colour is not None}


def _colour(found: Element) -> str | None:
    """A colour in six figures, or by its number where the workbook only has that."""
    given = found.attributes
    if "rgb" in given:
        return given["rgb"][-6:].upper()
    for kind in ("theme", "indexed"):
        if kind in given:
            return f"{kind} {given[kind]}"
    return None


class _Notes(TextParser):
    """The texts of notes, by their cells."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[Spot, str] = {}
        self._at: Spot | None = None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{MAIN}comment":
            self._at, self.text = _spot(attributes["ref"]), []

    def _end(self, name: str) -> None:
        if name == f"{MAIN}comment" and self._at is not None:
            self.found[self._at] = " ".join("".join(self.text or ()).split())
            self._at, self.text = None, None


def _notes(parts: Parts, part: str) -> dict[Spot, str]:
    with suppress(KeyError):  # a sheet that refers to nothing
        for target in relations_of(parts, part).of_type("comments"):
            reader = _Notes()
            reader.parse([parts.read(target)])
            return reader.found
    return {}


class _Properties(TextParser):
    """The properties that a file was given, by name."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._name = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" property"):
            self._name, self.text = attributes.get("name", ""), []

    def _end(self, name: str) -> None:
        if name.endswith(" property"):
            self.found[self._name] = "".join(self.text or ()).strip()
            self.text = None


def _properties(parts: Parts) -> dict[str, str]:
    """Nothing where there are none, or where they are damaged: whoever asked can do without them."""
    reader = _Properties()
    with suppress(Exception):
        reader.parse([parts.read(posixpath.join("docProps", "custom.xml"))])
    return reader.found


def _saved(parts: Parts) -> datetime | None:
    """When a program saved the file after it was written: it puts the time into the properties."""
    with suppress(Exception):  # damaged: whoever asked can do without it, as of the other properties
        times = dict(_TIMES.findall(parts.read("docProps/core.xml")))
        if b"modified" in times and times[b"modified"] != times.get(b"created"):
            saved = datetime.fromisoformat(times[b"modified"].decode("ascii"))
            return saved if saved.tzinfo else saved.replace(tzinfo=UTC)
    return None
