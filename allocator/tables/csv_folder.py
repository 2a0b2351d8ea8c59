"""A folder with one CSV file per sheet."""

import csv
from pathlib import Path

from allocator.tables.cells import Cell
from allocator.tables.raw import RawPlan
from allocator.tables.sources import Collected

#: Far more than any plan; a file beyond it is something else.
LARGEST_FILE = 64 << 20


def read_csv_folder(path: Path) -> RawPlan:
    """The sheets in a folder's CSV files (UTF-8; separated by comma, or by semicolon or tab where the header
    line has no comma). A file that cannot be read is a fault of the RawPlan, not an exception."""
    collected = Collected(str(path), "csv")
    for file in sorted(path.iterdir()):
        if file.suffix.casefold() != ".csv" or not file.is_file() or file.name.startswith((".", "~")):
            continue
        sheet = collected.sheet_for(file.stem, file.name)
        if sheet is None:
            continue
        rows, trouble = _rows(file)
        if trouble:
            collected.note(*trouble)
        collected.add(sheet, file.name, rows, readable=trouble is None)
    return collected.plan()


def _rows(file: Path) -> tuple[list[tuple[int, tuple[Cell, ...]]], tuple[str, str] | None]:
    """The rows of a file with their lines, or no rows and what is wrong, where."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            return [], (file.name, f"is larger than {LARGEST_FILE >> 20} MB; this is not a sheet of a plan")
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return [], (file.name, f"cannot be read: {error.strerror or error}")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return [], (f"{file.name} line {line}", "is not UTF-8 text; save the file as CSV UTF-8")
    lines = text.splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=_delimiter(lines[0] if lines else ""), strict=True)
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    first = 1
    try:
        for cells in reader:
            rows.append((first, tuple(cells)))  # a quoted cell may run over several lines
            first = reader.line_num + 1
        return rows, None
    except csv.Error as error:
        place = f"{file.name} line {max(reader.line_num, 1)}"
        return [], (place, f"is not well-formed CSV ({error}); check the quotation marks")


def _delimiter(header: str) -> str:
    """Excel writes semicolons in much of the world."""
    if "," in header:
        return ","
    return next((mark for mark in ";\t" if mark in header), ",")
