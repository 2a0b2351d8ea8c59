"""The printable sheets, one per administration: a heading, a sentence, and its experts' missions on A4."""

from typing import TYPE_CHECKING

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from allocator.export.footers import Origin
from allocator.export.sheet_names import sheet_names
from allocator.export.sheets import A4, height_of, put_table, set_up_print, widths_of
from allocator.export.styles import Styles
from allocator.export.text import fitted
from allocator.report import administration_sheets
from allocator.results.result import Result

if TYPE_CHECKING:
    from allocator.report.administration_sheets import AdministrationSheet
    from allocator.report.proposing.requests_to import RequestsTo

HEADER_ROW = 3
_HEADING_ROW, _LEAD_ROW = 0, 1


def add_administration_sheets(book: Workbook, styles: Styles, result: Result, origin: Origin) -> None:
    """A sheet for each administration of which somebody is sent."""
    asked = administration_sheets(result)
    names = sheet_names(each.table.name for each in asked)
    for number, (each, name) in enumerate(zip(asked, names, strict=True), start=1):
        sheet = book.add_worksheet(name)
        sheet.set_tab_color("#B08900")
        put_below_heading(sheet, styles, each, name=f"Administration_{number}")
        set_up_print(sheet, name, paper=A4, origin=origin)


def put_below_heading(
    sheet: Worksheet, styles: Styles, asked: "AdministrationSheet | RequestsTo", *, name: str
) -> None:
    """The table of what is asked for, its header in HEADER_ROW, below a heading and a sentence."""
    sheet.hide_gridlines(2)
    widths = widths_of(asked.table)
    put_table(sheet, styles, asked.table, first_row=HEADER_ROW, widths=widths, name=name)
    sheet.write_string(_HEADING_ROW, 0, fitted(asked.heading), styles.title)
    sheet.set_row(_HEADING_ROW, 26)
    sheet.merge_range(_LEAD_ROW, 0, _LEAD_ROW, len(widths) - 1, "", styles.lead)
    sheet.write_string(_LEAD_ROW, 0, fitted(asked.lead), styles.lead)
    sheet.set_row(_LEAD_ROW, height_of([asked.lead], [0.8 * sum(widths)]) or 18)
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    sheet.repeat_rows(HEADER_ROW)
