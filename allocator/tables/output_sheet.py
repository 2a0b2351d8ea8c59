"""Sheets that a result adds to its plan, read back as they are shown."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from allocator.errors import Fault, InputError
from allocator.tables.cells.cells import Cell
from allocator.tables.csv_folder import UnreadableError, csv_rows
from allocator.tables.excel.workbook import read_sheet, sheet_titles
from allocator.tables.excel.zip_parts import Parts
from allocator.tables.heading import headers_of

_TIMES = re.compile(rb"<dcterms:(created|modified)[^<>]*>([^<>]*)<")
_Rows = Sequence[tuple[int, tuple[Cell, ...]]]


def read_output_sheet(path: Path, sheet: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a sheet of a written result, by header, as text; dates as 2026-07-01.

    `path` is a workbook or a folder of CSV files. Raises InputError where the sheet is missing or damaged:
    the file is no result.
    """
    rows = _csv_rows(path / f"{sheet}.csv") if path.is_dir() else _xlsx_rows(path, sheet)
    if rows is None:
        message = f"has no sheet {sheet}: it is not a result that `allocator solve` wrote"
        raise InputError(str(path), [Fault(place=path.name, message=message)])
    if not rows:
        return ()
    headers = headers_of(rows[0][1])
    blank = ("",) * len(headers)
    return tuple(
        dict(zip(headers, (*map(_text, cells), *blank[len(cells) :]), strict=False)) for _, cells in rows[1:]
    )


def has_sheet(path: Path, sheet: str) -> bool:
    """Whether a workbook or a folder of CSV files has a sheet. Raises InputError where it cannot be told."""
    return (path / f"{sheet}.csv").is_file() if path.is_dir() else sheet in sheet_titles(path)


def is_as_written(path: Path) -> bool:
    """Whether a workbook is a result or a check as Allocator left it: since then no program has saved it.

    A program that saves a workbook puts the time, in whole seconds, into its properties.
    """
    try:
        if not (has_sheet(path, "Checks") or has_sheet(path, "Findings")):
            return False
        with zipfile.ZipFile(path) as archive:
            times = dict(_TIMES.findall(Parts(archive).read("docProps/core.xml")))
    except (InputError, OSError, KeyError, zipfile.BadZipFile):
        return False
    return b"created" in times and times[b"created"] == times.get(b"modified")


def _text(cell: Cell) -> str:
    return "" if cell is None else date.isoformat(cell) if isinstance(cell, date) else str(cell)


def _csv_rows(file: Path) -> _Rows | None:
    if not file.exists():
        return None
    try:
        return csv_rows(file)
    except UnreadableError as error:
        place = f"{file.name} line {error.line}" if error.line else file.name
        raise InputError(str(file.parent), [Fault(place=place, message=str(error))]) from None


def _xlsx_rows(path: Path, sheet: str) -> _Rows | None:
    try:
        return read_sheet(path, sheet).rows
    except KeyError:
        return None
