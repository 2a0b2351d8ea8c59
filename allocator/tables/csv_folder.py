"""A folder with one CSV file per sheet."""

import csv
import io
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from allocator.errors import Fault, InputError
from allocator.outside.file_kinds import odd_kind
from allocator.tables.cells.cells import Cell, is_blank, one_line
from allocator.tables.heading import SEARCHED_ROWS
from allocator.tables.raw import RawPlan
from allocator.tables.schema import Sheet, normalised, sheet_named
from allocator.tables.sources import MOST_CELLS, Collected
from allocator.tables.written_sheets import CHECKS

#: Far more than any sheet of a plan; a file beyond it is something else.
LARGEST_FILE = 256 << 20

#: Excel writes semicolons in much of the world.
_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
#: Sheets that somebody saved, or renamed, as something else.
_OTHER_ENDING = re.compile(r"\.(csv\.\w+|txt|tsv|tab|xlsx?|ods)$", re.IGNORECASE)
_ENCODINGS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

_Rows = list[tuple[int, tuple[Cell, ...]]]


class UnreadableError(ValueError):
    """A file that cannot be read as CSV: `line` is 0 where no single line is at fault."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


def read_csv_folder(path: Path) -> RawPlan:
    """The sheets in a folder's CSV files: UTF-8, or UTF-16 with its mark; separated by comma, semicolon, tab
    or bar. A file that cannot be read is a fault of the RawPlan, not an exception."""
    collected = Collected(str(path), "csv")
    entries = [entry for entry in sorted(path.iterdir()) if not entry.name.startswith((".", "~"))]
    for file in entries:
        if file.suffix.strip().casefold() == ".csv":
            sheet = collected.sheet_for(file.stem, file.name)
            if sheet is not None:
                _add(collected, sheet, file)
            elif normalised(file.stem) == normalised(CHECKS):
                collected.keep_checks(partial(output_rows, file))
    for file in entries:
        sheet = sheet_named(file.name.partition(".")[0])
        other = _OTHER_ENDING.search(file.name)
        if other and sheet is not None and not collected.has(sheet):
            message = f"is no CSV file and is ignored; save it as {sheet.name}.csv if it is the sheet"
            collected.note(one_line(file.name), message, warning=True)
    return collected.plan()


def _add(collected: Collected, sheet: Sheet, file: Path) -> None:
    """Take a file for a sheet, or note why it cannot be read."""
    rows: _Rows = []
    readable, separator = True, ""
    try:
        rows, separator = _separated(file, sheet)
        if all(is_blank(cell) for _, cells in rows for cell in cells):
            way_out = "" if sheet.required else "; delete the file if there is nothing to say"
            raise UnreadableError(0, f"is empty; its columns are {', '.join(sheet.headers)}{way_out}")
    except UnreadableError as error:
        place = f"{one_line(file.name)} line {error.line}" if error.line else one_line(file.name)
        collected.note(place, str(error))
        readable = False
    collected.add(sheet, file.name, rows, readable=readable, separator=separator)


def output_rows(file: Path) -> _Rows:
    """The rows of a sheet that a result adds to its plan. Raises InputError."""
    try:
        return csv_rows(file)
    except UnreadableError as error:
        place = f"{file.name} line {error.line}" if error.line else file.name
        raise InputError(str(file.parent), [Fault(place=place, message=str(error))]) from None


def csv_rows(file: Path, sheet: Sheet | None = None, *, delimiter: str = "") -> _Rows:
    """The rows of a file that hold something, with the lines on which they begin.

    The headers of `sheet` help to see what separates the cells, unless a `delimiter` is given. Raises
    UnreadableError.
    """
    return _separated(file, sheet, delimiter)[0]


def _separated(file: Path, sheet: Sheet | None, delimiter: str = "") -> tuple[_Rows, str]:
    """The same, and what separates the cells."""
    text = _text(file)
    first = 1
    separator = _SEPARATOR_LINE.match(text)
    if separator:  # what Excel writes above the headers for itself
        text, first = text[separator.end() :], 2
    delimiter = separator[1] if separator else delimiter or _delimiter(text, sheet)
    rows: _Rows = []
    room = MOST_CELLS
    usual = csv.field_size_limit(LARGEST_FILE)
    try:
        for number, cells in _rows(text, delimiter, first):
            rows.append((number, tuple(map(_unguarded, cells))))
            room -= len(cells)
            if room < 0:
                message = f"holds more than {MOST_CELLS:,} cells; this is not a sheet of a plan"
                raise UnreadableError(0, message)
    finally:
        csv.field_size_limit(usual)
    return rows, delimiter


def _unguarded(cell: Cell) -> Cell:
    """Text without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    guarded = isinstance(cell, str) and cell[:1] == "'" and cell[1:2] in tuple("=+-@")
    return cell[1:] if guarded and isinstance(cell, str) else cell


def _text(file: Path) -> str:
    try:
        what = "a link that leads to nothing" if file.is_symlink() and not file.exists() else odd_kind(file)
        if what:
            raise UnreadableError(0, f"is {what}; a file is right")
        if file.stat().st_size > LARGEST_FILE:
            raise UnreadableError(0, f"is larger than {LARGEST_FILE >> 20} MB; this is not a sheet of a plan")
        content = file.read_bytes()
    except OSError as error:
        raise UnreadableError(
            0, f"cannot be read: {error.strerror or 'the system gives no reason'}"
        ) from None
    encoding = next((name for mark, name in _ENCODINGS.items() if content.startswith(mark)), "utf-8")
    if content.startswith(b"PK\x03\x04"):
        raise UnreadableError(0, "is an Excel workbook by another name; give it the ending .xlsx")
    if encoding != "utf-16" and b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise UnreadableError(line, "holds null characters, which no text has; save the file as CSV UTF-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1 if encoding != "utf-16" else 0
        kind = "UTF-16" if encoding == "utf-16" else "UTF-8"
        raise UnreadableError(line, f"is not {kind} text; save the file as CSV UTF-8") from None


def _delimiter(text: str, sheet: Sheet | None) -> str:
    """What separates headers of the sheet on the first line that has two of them; else the comma."""
    known = {normalised(header) for header in sheet.headers} if sheet else set()
    for line in text[:100_000].splitlines()[:SEARCHED_ROWS]:
        for mark in _DELIMITERS:
            parts = {normalised(one_line(part.strip(' "'))) for part in line.split(mark)}
            if len(known & parts) > 1:
                return mark
    return ","


def _rows(text: str, delimiter: str, first: int) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = first - 1
    line = first
    try:
        for cells in reader:
            if any(cells):
                yield line, tuple(cells)  # a quoted cell may run over several lines
            line = before + reader.line_num + 1
    except csv.Error:
        message = "is not well-formed CSV from here on; check the quotation marks"
        raise UnreadableError(line, message) from None
