"""`allocation.xlsx`: the answer, and a complete input to go on from."""

import io
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook

from allocator.export.calendar import add_calendar
from allocator.export.contents import all_tables
from allocator.export.sheets import add_sheet
from allocator.export.styles import Styles
from allocator.export.summary import add_summary
from allocator.export.text import clean
from allocator.export.whole_files import write_whole
from allocator.result import Result

_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(result: Result, path: str | Path) -> None:
    """Write a result as a workbook. The same result gives the same bytes. A file that was there stays whole
    until the new one is complete.

    Raises InputError saying what to do if the file cannot be written.
    """
    write_whole({Path(path): workbook_bytes(result)})


def workbook_bytes(result: Result) -> bytes:
    """The content of the workbook's file."""
    content = io.BytesIO()
    with Workbook(content, _SAFE) as book:
        _describe(book, result)
        _add_sheets(book, result)
    return content.getvalue()


def _describe(book: Workbook, result: Result) -> None:
    """The file's properties; the date of the result, not of the writing, keeps the bytes the same."""
    created = datetime.fromisoformat(result.provenance.created)
    book.set_properties(
        {
            "title": clean(result.plan.settings.title),
            "subject": clean(result.model.title),
            "comments": "Written by Allocator",
            "created": created.replace(tzinfo=None),
        }
    )
    book.set_custom_property("plan digest", result.provenance.plan_digest, "text")
    book.set_custom_property("model digest", result.provenance.model_digest, "text")


def _add_sheets(book: Workbook, result: Result) -> None:
    plan = result.plan
    styles = Styles(book)
    sheets = all_tables(result)
    by_name = {table.name: table for table in sheets}
    for table in sheets:
        if table.name == "Summary":
            add_summary(book, styles, table, by_name["Regions"], plan.settings.title)
        elif table.name == "Calendar":
            regions = {code: plan.members[request.member].region for code, request in plan.requests.items()}
            add_calendar(book, styles, table, regions)
        else:
            add_sheet(book, styles, table)
