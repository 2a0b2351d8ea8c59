"""`plan.xlsx`: a workbook to fill in, every sheet and column of it from the schema."""

import io

from xlsxwriter import Workbook

from allocator.export.starter.guide import add_guide
from allocator.export.starter.lists import add_lists
from allocator.export.starter.sheets import add_input_sheet, all_fingerprints, input_sheet
from allocator.export.starter.styles import StarterStyles
from allocator.export.styles import Styles
from allocator.export.written import AS_TEXT, NO_CLOCK
from allocator.tables.schema import SHEETS


def starter_workbook_bytes(*, examples: bool) -> bytes:
    """The content of the workbook's file, with example rows or without."""
    content = io.BytesIO()
    with Workbook(content, AS_TEXT) as book:
        book.set_properties(
            {"title": "A plan to fill in", "comments": "Written by Allocator", "created": NO_CLOCK}
        )
        styles, starter = Styles(book), StarterStyles(book)
        add_guide(book, styles, starter, examples=examples)
        sheets = [input_sheet(schema, examples=examples) for schema in SHEETS]
        for sheet in sheets:
            add_input_sheet(book, styles, starter, sheet)
        add_lists(book, starter, all_fingerprints(sheets))
    return content.getvalue()
