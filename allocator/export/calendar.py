"""The sheet `Calendar`: coloured weeks under real dates, on A3."""

from datetime import date

from xlsxwriter import Workbook

from allocator.export.sheets import A3, put_cell, set_up_print
from allocator.export.styles import Styles
from allocator.report.table import Cell, Table

_NAMES = (9, 11, 32, 8)  # widths of who, code, name, region
_WEEK = 5.5


def add_calendar(book: Workbook, styles: Styles, table: Table, colours: dict[str, str]) -> None:
    """The calendar as a grid. `colours` gives the region of each request, which colours its weeks."""
    sheet = book.add_worksheet(table.name)
    sheet.set_tab_color("#4A7C59")
    for position, column in enumerate(table.columns):
        if position < len(_NAMES):
            sheet.set_column(position, position, _NAMES[position], styles.body["text"])
            sheet.write_string(0, position, column.header, styles.output_header)
        else:
            sheet.set_column(position, position, _WEEK, styles.weeks[""])
            sheet.write_datetime(0, position, date.fromisoformat(column.header), styles.week_header)
    for number, row in enumerate(table.rows, start=1):
        for position, cell in enumerate(row):
            weeks = position >= len(_NAMES)
            style = styles.weeks[_region(cell, colours)] if weeks else styles.body["text"]
            put_cell(sheet, number, position, cell, style)
    sheet.set_row(0, 42)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(_NAMES) - 1)
    sheet.freeze_panes(1, len(_NAMES))
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, len(_NAMES) - 1)
    set_up_print(sheet, table.name, paper=A3)


def _region(cell: Cell, colours: dict[str, str]) -> str:
    """The region of the first request in a cell; an empty text for none."""
    return colours[cell[0]] if isinstance(cell, tuple) and cell else ""
