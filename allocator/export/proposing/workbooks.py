"""The workbooks of a round: the rows for letters, and one sheet for each administration."""

import io
from datetime import datetime
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from allocator.export.marks import add_marks
from allocator.export.sheets import A4, add_sheet, height_of, put_table, set_up_print, widths_of
from allocator.export.styles import Styles
from allocator.export.text import clean, fitted
from allocator.tables.as_written import MARKER

if TYPE_CHECKING:
    from allocator.report.proposing.requests_to import RequestsTo
    from allocator.report.table import Table

_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_HEADING_ROW, _LEAD_ROW, _HEADER_ROW = 0, 1, 3


def letters_workbook(letters: "Table", title: str) -> bytes:
    """The rows for letters, for a mail merge."""
    content = io.BytesIO()
    with Workbook(content, _SAFE) as book:
        book.set_properties({"title": clean(title), "comments": "Written by Allocator"})
        add_sheet(book, Styles(book), letters)
    return content.getvalue()


def administration_workbook(asked: "RequestsTo", created: str) -> bytes:
    """The workbook of one administration: a heading, a sentence, its people's missions on A4; nothing else.
    The file bears the time of its result, `created`, so that it shows when somebody has saved it since."""
    content = io.BytesIO()
    with Workbook(content, _SAFE) as book:
        when = {"created": datetime.fromisoformat(created).replace(tzinfo=None)} if created else {}
        told = {"title": clean(asked.heading), "comments": "Written by Allocator", "author": MARKER}
        book.set_properties({**told, **when})
        styles = Styles(book)
        sheet = book.add_worksheet(asked.table.name)
        sheet.hide_gridlines(2)
        widths = widths_of(asked.table)
        put_table(sheet, styles, asked.table, first_row=_HEADER_ROW, widths=widths, name="Asked")
        add_marks(book, sheet, asked.table, header_row=_HEADER_ROW)
        sheet.write_string(_HEADING_ROW, 0, fitted(asked.heading), styles.title)
        sheet.set_row(_HEADING_ROW, 26)
        sheet.merge_range(_LEAD_ROW, 0, _LEAD_ROW, len(widths) - 1, "", styles.lead)
        sheet.write_string(_LEAD_ROW, 0, fitted(asked.lead), styles.lead)
        sheet.set_row(_LEAD_ROW, height_of([asked.lead], [0.8 * sum(widths)]) or 18)
        sheet.freeze_panes(_HEADER_ROW + 1, 1)
        sheet.repeat_rows(_HEADER_ROW)
        set_up_print(sheet, asked.table.name, paper=A4)
    return content.getvalue()
