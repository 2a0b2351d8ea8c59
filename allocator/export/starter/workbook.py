"""`plan.xlsx`: a workbook to fill in, every sheet and column of it from the schema."""

import io
from datetime import datetime

from xlsxwriter import Workbook

from allocator.export.starter.guide import add_guide
from allocator.export.starter.lists import add_lists
from allocator.export.starter.sheets import add_input_sheet, all_fingerprints, input_sheet
from allocator.export.starter.styles import StarterStyles
from allocator.export.styles import Styles
from allocator.tables.schema import SHEETS

_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001  # no clock: the same workbook is the same bytes


def starter_workbook_bytes(*, examples: bool) -> bytes:
    """The content of the workbook's file, with example rows or without."""
    content = io.BytesIO()
    with Workbook(content, _SAFE) as book:
        book.set_properties(
            {"title": "A plan to fill in", "comments": "Written by Allocator", "created": _CREATED}
        )
        styles, starter = Styles(book), StarterStyles(book)
        add_guide(book, styles, starter, examples=examples)
        sheets = [input_sheet(schema, examples=examples) for schema in SHEETS]
        for sheet in sheets:
            add_input_sheet(book, styles, starter, sheet)
        add_lists(book, starter, all_fingerprints(sheets))
    return content.getvalue()
