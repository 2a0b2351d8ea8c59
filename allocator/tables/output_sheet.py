"""Sheets that a result adds to its plan, read back as they are shown."""

import csv
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from allocator.errors import Fault, InputError
from allocator.tables.xlsx import opened


def read_output_sheet(path: Path, sheet: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a sheet of a written result, by header, as text.

    `path` is a workbook or a folder of CSV files. Raises InputError where the sheet is missing: the file is
    no result.
    """
    try:
        rows = _csv_rows(path / f"{sheet}.csv") if path.is_dir() else _xlsx_rows(path, sheet)
    except (FileNotFoundError, KeyError):
        message = f"has no sheet {sheet}: it is not a result that `allocator solve` wrote"
        raise InputError(str(path), [Fault(place=path.name, message=message)]) from None
    headers, body = (rows[0], rows[1:]) if rows else ((), ())
    return tuple(dict(zip(headers, row, strict=False)) for row in body)


def _csv_rows(file: Path) -> list[tuple[str, ...]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [tuple(row) for row in csv.reader(lines)]


def _xlsx_rows(path: Path, sheet: str) -> list[tuple[str, ...]]:
    with closing(opened(path)) as book:
        values = book[sheet].iter_rows(values_only=True)
        return [tuple("" if cell is None else str(cell) for cell in row) for row in values]
