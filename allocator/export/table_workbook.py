"""Tables that belong to no single result, as a workbook or a folder of CSV files."""

import io
from collections.abc import Iterable
from pathlib import Path

from xlsxwriter import Workbook

from allocator.export.csv_folder import csv_bytes
from allocator.export.sheets import add_sheet
from allocator.export.styles import Styles
from allocator.export.text import clean
from allocator.export.whole_files import folders_made, write_whole
from allocator.export.written import AS_TEXT
from allocator.report.table import Table


def write_tables(tables: Iterable[Table], path: str | Path, title: str) -> None:
    """Write tables as sheets of a workbook. A file that was there stays whole until the new one is complete.

    Raises InputError saying what to do if the file cannot be written.
    """
    content = io.BytesIO()
    with Workbook(content, AS_TEXT) as book:
        book.set_properties({"title": clean(title), "comments": "Written by Allocator"})
        styles = Styles(book)
        for table in tables:
            add_sheet(book, styles, table)
    write_whole({Path(path): content.getvalue()})


def write_table_folder(tables: Iterable[Table], folder: str | Path) -> None:
    """Write tables as CSV files into a folder, which is made. Raises InputError as `write_tables`."""
    folder = Path(folder)
    with folders_made([folder]):
        write_whole({folder / f"{table.name}.csv": csv_bytes(table) for table in tables})
