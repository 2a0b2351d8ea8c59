"""A folder with one CSV file per sheet, which can be read back as a plan."""

import csv
import io
from pathlib import Path

from allocator.errors import Fault, InputError
from allocator.export.contents import all_tables
from allocator.export.text import clean, guarded
from allocator.export.whole_files import folders_made, write_whole
from allocator.report.table import Cell, Table, text_of
from allocator.results.result import Result
from allocator.tables.schema import SHEET_BY_NAME


def write_csv(result: Result, folder: str | Path) -> None:
    """Write every sheet of the workbook to `folder` as UTF-8 with a byte order mark, which Excel needs.

    The folder is made if it is missing, and taken away again if it cannot be filled; other files in it stay.
    Text that a spreadsheet would take for a formula gets an apostrophe. Raises InputError if the folder
    cannot be written, or holds a sheet of a plan that this plan does not have and that would be read with it.
    """
    folder = Path(folder)
    sheets = all_tables(result)
    _refuse_other_sheets(folder, {table.name for table in sheets})
    with folders_made([folder]):
        write_whole({folder / f"{table.name}.csv": csv_bytes(table) for table in sheets})


def csv_bytes(table: Table) -> bytes:
    """A table as the content of a CSV file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(guarded(clean(header)) for header in table.headers)
    writer.writerows([_text(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str:
    return guarded(clean(text_of(cell)))


def _refuse_other_sheets(folder: Path, names: set[str]) -> None:
    others = [name for name in SHEET_BY_NAME if name not in names and (folder / f"{name}.csv").exists()]
    if others:
        message = "belongs to another plan and would be read with this one; delete it, or write elsewhere"
        raise InputError(str(folder), [Fault(place=f"{name}.csv", message=message) for name in others])
