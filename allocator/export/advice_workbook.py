"""The answer to a question, as a workbook."""

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook

from allocator.export.sheets import add_sheet
from allocator.export.styles import Styles
from allocator.export.text import clean
from allocator.export.whole_files import write_whole
from allocator.export.written import AS_TEXT
from allocator.report.advice_about import about
from allocator.report.advice_sheets import advice_tables

if TYPE_CHECKING:
    from allocator.advise import Advice


def write_advice(path: str | Path, advice: "Advice[Any]") -> None:
    """Write every table of an answer, and what it is about. A file that was there stays whole until the new
    one is complete.

    Raises InputError saying what to do if the file cannot be written.
    """
    content = io.BytesIO()
    with Workbook(content, AS_TEXT) as book:
        book.set_properties(
            {"title": clean(advice.result.plan.settings.title), "comments": "Written by Allocator"}
        )
        styles = Styles(book)
        for table in (*advice_tables(advice), about(advice)):
            add_sheet(book, styles, table)
    write_whole({Path(path): content.getvalue()})
