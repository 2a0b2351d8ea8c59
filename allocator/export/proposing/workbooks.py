"""The workbooks of a round: the rows for letters, and one sheet for each administration."""

import io
from datetime import datetime
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from allocator.export.administration_sheets import HEADER_ROW, put_below_heading
from allocator.export.marks import add_marks
from allocator.export.sheets import A4, add_sheet, set_up_print
from allocator.export.styles import Styles
from allocator.export.text import clean
from allocator.export.written import AS_TEXT
from allocator.tables.as_written import MARKER

if TYPE_CHECKING:
    from allocator.report.proposing.requests_to import RequestsTo
    from allocator.report.table import Table


def letters_workbook(letters: "Table", title: str) -> bytes:
    """The rows for letters, for a mail merge."""
    content = io.BytesIO()
    with Workbook(content, AS_TEXT) as book:
        book.set_properties({"title": clean(title), "comments": "Written by Allocator"})
        add_sheet(book, Styles(book), letters)
    return content.getvalue()


def administration_workbook(asked: "RequestsTo", created: str) -> bytes:
    """The workbook of one administration: a heading, a sentence, its people's missions on A4; nothing else.
    The file bears the time of its result, `created`, so that it shows when somebody has saved it since."""
    content = io.BytesIO()
    with Workbook(content, AS_TEXT) as book:
        when = {"created": datetime.fromisoformat(created).replace(tzinfo=None)} if created else {}
        told = {"title": clean(asked.heading), "comments": "Written by Allocator", "author": MARKER}
        book.set_properties({**told, **when})
        styles = Styles(book)
        sheet = book.add_worksheet(asked.table.name)
        put_below_heading(sheet, styles, asked, name="Asked")
        add_marks(book, sheet, asked.table, header_row=HEADER_ROW)
        set_up_print(sheet, asked.table.name, paper=A4)
    return content.getvalue()
