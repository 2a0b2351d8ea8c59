"""A plan as a workbook, its sheets as they were written, with tables about it before them."""

import io

from xlsxwriter import Workbook

from allocator.export.marks import add_marks, with_legends
from allocator.export.raw_sheets import raw_tables
from allocator.export.sheets import add_sheet
from allocator.export.styles import Styles
from allocator.export.text import clean
from allocator.export.written import AS_TEXT
from allocator.report.table import Table
from allocator.tables.raw import RawPlan


def plan_bytes(raw: RawPlan, title: str, *tables: Table) -> bytes:
    """The content of the workbook; it is read again as the same plan."""
    content = io.BytesIO()
    with Workbook(content, AS_TEXT) as book:
        book.set_properties({"title": clean(title), "comments": "Written by Allocator"})
        styles = Styles(book)
        for table in (*tables, *raw_tables(raw)):
            marked = with_legends(table)
            add_marks(book, add_sheet(book, styles, marked), marked)
    return content.getvalue()
