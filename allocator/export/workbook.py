"""`allocation.xlsx`: the answer, and a complete input to go on from."""

import io
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook

from allocator.export.administration_sheets import add_administration_sheets
from allocator.export.contents import all_tables
from allocator.export.cut_texts import with_cuts_listed
from allocator.export.footers import origin_of
from allocator.export.layouts import LAYOUTS, Drawing
from allocator.export.marks import with_legends
from allocator.export.styles import Styles
from allocator.export.text import clean
from allocator.export.whole_files import write_whole
from allocator.export.written import AS_TEXT
from allocator.report.registry import SHEETS
from allocator.results.result import Result

_LONGEST_PROPERTY = 255


def write_workbook(result: Result, path: str | Path, *, administration_sheets: bool = False) -> None:
    """Write a result as a workbook, on request with a printable sheet for each administration that is asked
    for somebody. The same result gives the same bytes. A file that was there stays whole until the new one
    is complete.

    Raises InputError saying what to do if the file cannot be written.
    """
    content = workbook_bytes(result, administration_sheets=administration_sheets)
    write_whole({Path(path): content})


def workbook_bytes(result: Result, *, administration_sheets: bool = False) -> bytes:
    """The content of the workbook's file."""
    content = io.BytesIO()
    with Workbook(content, AS_TEXT) as book:
        _describe(book, result)
        styles = Styles(book)
        _add_sheets(book, styles, result)
        if administration_sheets:
            add_administration_sheets(book, styles, result, origin_of(result))
    return content.getvalue()


def _describe(book: Workbook, result: Result) -> None:
    """The file's properties; the date of the result, not of the writing, keeps the bytes the same."""
    created = result.provenance.created  # empty where a file that was read did not say it any more
    when = {"created": datetime.fromisoformat(created).replace(tzinfo=None)} if created else {}
    book.set_properties(
        {
            "title": _property(result.plan.settings.title),
            "subject": _property(result.provenance.scenario or result.model.title),
            "comments": "Written by Allocator",
            **when,
        }
    )
    book.set_custom_property("plan digest", result.provenance.plan_digest, "text")
    book.set_custom_property("model digest", result.provenance.model_digest, "text")


def _property(text: str) -> str:
    """A text as one line that every program shows."""
    return " ".join(clean(text).split())[:_LONGEST_PROPERTY]


def _add_sheets(book: Workbook, styles: Styles, result: Result) -> None:
    tables = {table.name: with_legends(table) for table in with_cuts_listed(all_tables(result))}
    drawing = Drawing(book, styles, tables, result.plan, origin_of(result))
    for name, table in tables.items():
        layout = SHEETS[name].layout if name in SHEETS else "table"
        LAYOUTS[layout](drawing, table)
