"""The tables of one answer as a workbook of their own."""

import io
from collections.abc import Iterable
from pathlib import Path

from xlsxwriter import Workbook

from allocator.export.footers import origin_of
from allocator.export.marks import add_marks, with_legends
from allocator.export.sheets import add_sheet
from allocator.export.styles import Styles
from allocator.export.text import clean
from allocator.export.whole_files import write_whole
from allocator.export.written import AS_TEXT
from allocator.report.table import Table
from allocator.results.result import Result


def write_answer(path: str | Path, result: Result, tables: Iterable[Table]) -> None:
    """Write tables about a result, one a sheet. A file that was there stays whole until the new one is
    complete.

    Raises InputError saying what to do if the file cannot be written.
    """
    content = io.BytesIO()
    with Workbook(content, AS_TEXT) as book:
        book.set_properties({"title": clean(result.plan.settings.title), "comments": "Written by Allocator"})
        styles, origin = Styles(book), origin_of(result)
        for table in map(with_legends, tables):
            add_marks(book, add_sheet(book, styles, table, origin), table)
    write_whole({Path(path): content.getvalue()})
